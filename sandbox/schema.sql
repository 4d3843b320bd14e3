-- What the sandbox keeps. Applied at every start: each statement does nothing where its work is done.

CREATE TABLE IF NOT EXISTS kept (
    name text PRIMARY KEY,
    value jsonb NOT NULL
);

-- Webhooks that the pretend carrier received, each once however often it came.
CREATE TABLE IF NOT EXISTS letter (
    webhook_id text PRIMARY KEY,
    position bigint GENERATED ALWAYS AS IDENTITY,
    event text NOT NULL,
    case_id uuid,
    data jsonb NOT NULL,
    correlation_id text NOT NULL,
    received_at timestamptz NOT NULL,
    times integer NOT NULL DEFAULT 1,
    plan_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    planned_at timestamptz,
    note text
);
CREATE INDEX IF NOT EXISTS letter_to_plan ON letter (plan_at) WHERE planned_at IS NULL;
CREATE INDEX IF NOT EXISTS letter_by_case ON letter (case_id, position);

-- What it answers: reports to be called back, in order within a case, each until it was taken.
CREATE TABLE IF NOT EXISTS answer (
    id uuid PRIMARY KEY,
    position bigint GENERATED ALWAYS AS IDENTITY,
    webhook_id text NOT NULL REFERENCES letter,
    case_id uuid NOT NULL,
    report jsonb NOT NULL,
    body text,
    send_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    last_answer text,
    taken_at timestamptz
);
CREATE INDEX IF NOT EXISTS answer_to_send ON answer (case_id, position) WHERE taken_at IS NULL;
CREATE INDEX IF NOT EXISTS answer_by_case ON answer (case_id, position);
