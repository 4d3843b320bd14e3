"""The kit's tables: outbox, inbox, held events, idempotent answers, due work, client directory."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE FUNCTION expect_rows(written bigint, expected bigint) RETURNS boolean LANGUAGE plpgsql AS $$
    BEGIN
        IF written <> expected THEN
            RAISE EXCEPTION 'an outdated row' USING ERRCODE = 'CL412';
        END IF;
        RETURN true;
    END $$
    """,
    """
    CREATE TABLE outbox (
        id uuid PRIMARY KEY,
        position bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
        "key" varchar NOT NULL,
        headers jsonb NOT NULL,
        value bytea NOT NULL
    )
    """,
    "CREATE INDEX ix_outbox_position ON outbox (position)",
    "CREATE TABLE inbox (id uuid PRIMARY KEY, applied_at timestamptz NOT NULL)",
    "CREATE INDEX ix_inbox_applied_at ON inbox (applied_at)",
    """
    CREATE TABLE held_event (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        position bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
        topic varchar NOT NULL,
        "key" varchar NOT NULL,
        event varchar NOT NULL,
        headers jsonb NOT NULL,
        value bytea NOT NULL,
        status varchar NOT NULL CONSTRAINT held_event_status CHECK (status IN ('retrying', 'parked', 'waiting')),
        error varchar,
        attempts integer NOT NULL,
        next_attempt_at timestamptz,
        held_at timestamptz NOT NULL,
        CONSTRAINT held_event_error CHECK ((status = 'waiting') = (error IS NULL))
    )
    """,
    'CREATE INDEX held_event_by_key ON held_event (topic, "key", position)',
    "CREATE INDEX held_event_due ON held_event (next_attempt_at) WHERE status = 'retrying'",
    """
    CREATE TABLE idempotent_answer (
        id uuid PRIMARY KEY,
        fingerprint bytea NOT NULL,
        status integer NOT NULL,
        headers jsonb NOT NULL,
        body bytea NOT NULL,
        answered_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_idempotent_answer_answered_at ON idempotent_answer (answered_at)",
    """
    CREATE TABLE due_work (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        kind varchar NOT NULL,
        subject_id uuid NOT NULL,
        due_at timestamptz NOT NULL,
        details jsonb NOT NULL,
        correlation_id varchar NOT NULL,
        causation_id varchar,
        attempts integer NOT NULL,
        error varchar,
        retry_at timestamptz,
        failed_at timestamptz
    )
    """,
    "CREATE INDEX due_work_due ON due_work (due_at) WHERE failed_at IS NULL",
    """
    CREATE TABLE client_directory (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        agent_id uuid,
        team_id uuid
    )
    """,
    "CREATE INDEX client_directory_by_agent ON client_directory (agent_id, id)",
    "CREATE INDEX client_directory_by_team ON client_directory (team_id, id)",
)


def upgrade() -> None:
    """Create them."""
    for statement in STATEMENTS:
        op.execute(statement)
