"""Policies, premiums, claims on them, tasks, reviews and the timeline."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE policy (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        carrier_id uuid NOT NULL,
        product_id uuid NOT NULL,
        product_code varchar NOT NULL,
        line varchar NOT NULL,
        status varchar NOT NULL CONSTRAINT policy_status
            CHECK (status IN ('in_force', 'grace', 'suspended', 'lapsed', 'ended', 'cancelled')),
        sum_insured numeric(15, 2) NOT NULL,
        annual_premium numeric(15, 2) NOT NULL,
        payment_years integer NOT NULL,
        issued_at timestamptz NOT NULL,
        effective_on date NOT NULL,
        coverage_last_day date NOT NULL,
        waiting_days integer NOT NULL,
        next_due_on date,
        premiums_paid numeric(15, 2) NOT NULL,
        receipt_signed_at timestamptz,
        cooling_off_last_day date,
        followed_up_at timestamptz,
        grace_last_day date,
        suspended_on date,
        ended_on date,
        end_reason varchar,
        CONSTRAINT policy_grace CHECK ((status = 'grace') = (grace_last_day IS NOT NULL))
    )
    """,
    "CREATE INDEX policy_by_client ON policy (client_id, issued_at, id)",
    "CREATE INDEX policy_by_product ON policy (agency_id, product_code)",
    """
    CREATE TABLE premium_payment (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        policy_id uuid NOT NULL,
        due_on date NOT NULL,
        amount numeric(15, 2) NOT NULL,
        method varchar NOT NULL,
        paid_at timestamptz NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX one_payment_a_premium ON premium_payment (policy_id, due_on)",
    """
    CREATE TABLE policy_claim (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        policy_id uuid NOT NULL,
        status varchar NOT NULL CONSTRAINT policy_claim_status CHECK (status IN ('open', 'refused', 'paid')),
        paid_amount numeric(15, 2),
        paid_on date,
        policy_ends boolean NOT NULL,
        applied boolean NOT NULL
    )
    """,
    "CREATE INDEX policy_claim_by_policy ON policy_claim (policy_id)",
    """
    CREATE TABLE task (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        kind varchar NOT NULL,
        subject_id uuid NOT NULL,
        status varchar NOT NULL CONSTRAINT task_status CHECK (status IN ('open', 'overdue', 'done', 'cancelled')),
        due_at timestamptz NOT NULL,
        because jsonb,
        created_at timestamptz NOT NULL,
        closed_at timestamptz
    )
    """,
    "CREATE INDEX task_by_time ON task (agency_id, due_at, id)",
    "CREATE INDEX task_by_client ON task (client_id, due_at, id)",
    """
    CREATE TABLE review (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        due_on date NOT NULL,
        status varchar NOT NULL CONSTRAINT review_status CHECK (status IN ('planned', 'due', 'completed')),
        completed_at timestamptz
    )
    """,
    "CREATE INDEX review_by_client ON review (client_id, due_on, id)",
    """
    CREATE TABLE timeline_entry (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        event varchar NOT NULL,
        source varchar NOT NULL,
        subject varchar NOT NULL,
        occurred_at timestamptz NOT NULL,
        correlation_id varchar NOT NULL,
        causation_id varchar,
        details jsonb NOT NULL
    )
    """,
    "CREATE INDEX timeline_by_client ON timeline_entry (client_id, occurred_at, id)",
    "CREATE INDEX timeline_by_time ON timeline_entry (agency_id, occurred_at)",
)


def upgrade() -> None:
    """Create them."""
    for statement in STATEMENTS:
        op.execute(statement)
