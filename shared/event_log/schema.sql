-- The event log in PostgreSQL. Run as one transaction at every start; each statement may find its work done.

CREATE SCHEMA IF NOT EXISTS event_log;

-- One row a topic hands out its offsets, without gaps: an append updates it and inserts its records in one
-- transaction, so the row's lock keeps the next append from committing first, and a reader that sees `next_offset`
-- sees every record below it. (Offsets from a sequence would let a reader pass by a commit that lands late.)
CREATE TABLE IF NOT EXISTS event_log.topic (
    id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    partitions smallint NOT NULL CHECK (partitions > 0),
    next_offset bigint NOT NULL DEFAULT 0 CHECK (next_offset >= 0)
) WITH (fillfactor = 10);

-- Append-only. No foreign key to the topic: the only INSERT takes the id from the topic's row, and checking it again
-- for every record would cost more than the insert.
CREATE TABLE IF NOT EXISTS event_log.record (
    topic_id smallint NOT NULL,
    "offset" bigint NOT NULL,
    partition smallint NOT NULL,
    key text NOT NULL,
    headers json NOT NULL,
    value bytea NOT NULL,
    appended_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic_id, "offset")
);

-- The first offset of a partition that a group has still to read. A missing row means the oldest retained record.
CREATE TABLE IF NOT EXISTS event_log.cursor (
    group_name text NOT NULL,
    topic_id smallint NOT NULL REFERENCES event_log.topic,
    partition smallint NOT NULL CHECK (partition >= 0),
    next_offset bigint NOT NULL CHECK (next_offset >= 0),
    moved_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (group_name, topic_id, partition)
) WITH (fillfactor = 50);
