"""Guardians in the consent ledger, requests to be erased, impact assessments."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    ALTER TABLE consent ADD COLUMN guardian_relation varchar,
        ADD COLUMN guardian_name_sealed bytea,
        ADD CONSTRAINT consent_guardian
            CHECK ((guardian_relation IS NULL) = (guardian_name_sealed IS NULL)) NOT VALID
    """,
    "ALTER TABLE consent VALIDATE CONSTRAINT consent_guardian",
    """
    CREATE TABLE erasure_request (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        asked_by varchar NOT NULL
            CONSTRAINT erasure_request_asked_by CHECK (asked_by IN ('client', 'ops')),
        written_request_sealed bytea,
        requested_at timestamptz NOT NULL,
        answer_by date NOT NULL,
        CONSTRAINT erasure_request_in_writing CHECK (asked_by = 'client' OR written_request_sealed IS NOT NULL)
    )
    """,
    "CREATE UNIQUE INDEX one_erasure_request_a_client ON erasure_request (client_id)",
    "CREATE INDEX erasure_request_by_time ON erasure_request (agency_id, requested_at, id)",
    """
    CREATE TABLE impact_assessment (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        purpose varchar NOT NULL CONSTRAINT impact_assessment_purpose
            CHECK (purpose IN ('health_data', 'financial_data', 'minor_data', 'contact', 'marketing')),
        assessed_on date NOT NULL,
        necessity varchar NOT NULL,
        impact varchar NOT NULL,
        risk varchar NOT NULL CONSTRAINT impact_assessment_risk CHECK (risk IN ('low', 'medium', 'high')),
        measures varchar NOT NULL,
        keep_until date NOT NULL,
        recorded_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX impact_assessment_by_time ON impact_assessment (agency_id, assessed_on, id)",
)


def upgrade() -> None:
    """Make them."""
    for statement in STATEMENTS:
        op.execute(statement)
