"""Families with one proposal a member, and what is suggested to change in their plans."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE protective_plan (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        assessment_id uuid NOT NULL,
        members jsonb NOT NULL,
        gaps jsonb NOT NULL,
        annual_budget numeric(15, 2),
        drafted_at timestamptz NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX one_plan_an_assessment ON protective_plan (assessment_id)",
    "CREATE INDEX plan_by_client ON protective_plan (client_id, drafted_at, id)",
    "CREATE INDEX plan_by_time ON protective_plan (agency_id, drafted_at, id)",
    """
    CREATE TABLE plan_suggestion (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        code varchar NOT NULL,
        rule_version varchar NOT NULL,
        member_id uuid,
        change_code varchar,
        effective_on date NOT NULL,
        status varchar NOT NULL CONSTRAINT suggestion_status CHECK (status IN ('open', 'dismissed', 'taken')),
        noted_at timestamptz NOT NULL,
        settled_at timestamptz,
        CONSTRAINT suggestion_settled CHECK ((status = 'open') = (settled_at IS NULL)),
        CONSTRAINT suggestion_occasion CHECK ((member_id IS NULL) <> (change_code IS NULL))
    )
    """,
    "CREATE INDEX suggestion_by_client ON plan_suggestion (client_id, noted_at, id)",
    "CREATE INDEX suggestion_by_time ON plan_suggestion (agency_id, noted_at, id)",
    "ALTER TABLE proposal ADD COLUMN plan_id uuid",
    "CREATE UNIQUE INDEX one_proposal_a_member ON proposal (assessment_id, member_id)",
    "CREATE INDEX proposal_by_plan ON proposal (plan_id)",
    "DROP INDEX one_proposal_an_assessment",
)


def upgrade() -> None:
    """Make them; the narrower index goes when the wider one is there."""
    for statement in STATEMENTS:
        op.execute(statement)
