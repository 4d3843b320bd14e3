"""Client files, households with their history, cover by policies, and assessments."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE client_file (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        current_id uuid,
        agreed_id uuid
    )
    """,
    """
    CREATE TABLE household (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL CONSTRAINT one_household_a_client UNIQUE,
        facts jsonb NOT NULL,
        recorded_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE household_version (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        household_id uuid NOT NULL,
        household_version integer NOT NULL,
        facts jsonb NOT NULL,
        recorded_at timestamptz NOT NULL,
        CONSTRAINT each_household_version_once UNIQUE (household_id, household_version)
    )
    """,
    """
    CREATE INDEX household_version_by_time
        ON household_version (client_id, recorded_at, household_version)
    """,
    """
    CREATE TABLE policy_cover (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        member_id uuid,
        line varchar,
        sum_insured numeric(15, 2),
        held_from date,
        last_day date,
        suspended_on date,
        ended_on date,
        CONSTRAINT policy_cover_issued CHECK (
            (held_from IS NULL) = (sum_insured IS NULL)
            AND (held_from IS NULL) = (line IS NULL)
            AND (held_from IS NULL) = (last_day IS NULL)
        ),
        CONSTRAINT policy_cover_heard_of CHECK (
            held_from IS NOT NULL OR suspended_on IS NOT NULL OR ended_on IS NOT NULL
        )
    )
    """,
    "CREATE INDEX policy_cover_by_client ON policy_cover (client_id)",
    """
    CREATE TABLE assessment (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        occasion varchar NOT NULL CONSTRAINT assessment_occasion CHECK (
            occasion IN ('invited', 'requested', 'household_changed', 'cover_changed', 'review')
        ),
        status varchar NOT NULL CONSTRAINT assessment_status CHECK (
            status IN ('invited', 'open', 'computed', 'confirmed', 'superseded')
        ),
        review_id uuid,
        method varchar,
        assessed_on date,
        household_version integer,
        household jsonb,
        assumptions jsonb,
        figures jsonb,
        params_version varchar,
        agreement jsonb,
        created_at timestamptz NOT NULL,
        computed_at timestamptz,
        confirmed_at timestamptz,
        CONSTRAINT assessment_figures CHECK ((status IN ('invited', 'open')) = (figures IS NULL)),
        CONSTRAINT assessment_basis CHECK (
            (figures IS NULL) = (household IS NULL)
            AND (figures IS NULL) = (assumptions IS NULL)
            AND (figures IS NULL) = (household_version IS NULL)
            AND (figures IS NULL) = (params_version IS NULL)
            AND (figures IS NULL) = (method IS NULL)
            AND (figures IS NULL) = (assessed_on IS NULL)
            AND (figures IS NULL) = (computed_at IS NULL)
        ),
        CONSTRAINT assessment_agreement CHECK (
            (status = 'confirmed') = (confirmed_at IS NOT NULL)
            AND (confirmed_at IS NULL) = (agreement IS NULL)
        )
    )
    """,
    "CREATE INDEX assessment_by_client ON assessment (client_id, created_at, id)",
)


def upgrade() -> None:
    """Create them."""
    for statement in STATEMENTS:
        op.execute(statement)
