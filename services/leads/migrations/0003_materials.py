"""The library of sales material."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE IF NOT EXISTS material (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        kind varchar NOT NULL CONSTRAINT material_kind CHECK (kind IN
            ('product_manual', 'company_credential', 'claims_case', 'segment_handbook', 'form', 'other')),
        title varchar NOT NULL,
        line varchar,
        segment varchar,
        language varchar NOT NULL CONSTRAINT material_language CHECK (language IN ('zh-CN', 'en')),
        author varchar NOT NULL,
        status varchar NOT NULL CONSTRAINT material_status CHECK (status IN
            ('draft', 'submitted', 'approved', 'rejected', 'expired', 'withdrawn', 'replaced')),
        newest_number integer NOT NULL,
        number_in_use integer,
        expires_on date,
        created_at timestamptz NOT NULL,
        CONSTRAINT material_in_use
            CHECK ((status = 'approved') = (number_in_use IS NOT NULL AND expires_on IS NOT NULL))
    )
    """,
    "CREATE INDEX IF NOT EXISTS material_by_time ON material (agency_id, created_at, id)",
    """
    CREATE TABLE IF NOT EXISTS material_version (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        material_id uuid NOT NULL,
        number integer NOT NULL,
        status varchar NOT NULL CONSTRAINT material_version_status CHECK (status IN
            ('draft', 'submitted', 'approved', 'rejected', 'expired', 'withdrawn', 'replaced')),
        file_id uuid NOT NULL,
        content_type varchar NOT NULL,
        size_bytes integer NOT NULL,
        sha256 varchar NOT NULL,
        summary_sealed bytea,
        consent_id uuid,
        evidence_sealed bytea,
        note_sealed bytea,
        expires_on date,
        uploaded_by varchar NOT NULL,
        uploaded_at timestamptz NOT NULL,
        submitted_at timestamptz,
        decided_by varchar,
        decided_at timestamptz,
        approved_at timestamptz,
        ended_at timestamptz,
        reason_sealed bytea,
        CONSTRAINT one_version_a_number UNIQUE (material_id, number),
        CONSTRAINT nobody_decides_his_own CHECK (decided_by <> uploaded_by),
        CONSTRAINT material_version_approved CHECK (status <> 'approved'
            OR (decided_by IS NOT NULL AND approved_at IS NOT NULL AND expires_on IS NOT NULL)),
        CONSTRAINT material_version_reason
            CHECK (status NOT IN ('rejected', 'withdrawn') OR reason_sealed IS NOT NULL)
    )
    """,
    "CREATE INDEX IF NOT EXISTS material_version_by_time ON material_version (agency_id, uploaded_at, id)",
    """
    CREATE INDEX IF NOT EXISTS material_version_by_consent ON material_version (consent_id)
        WHERE consent_id IS NOT NULL
    """,
    "CREATE INDEX IF NOT EXISTS material_version_by_file ON material_version (file_id)",
)


def upgrade() -> None:
    """Create them."""
    for statement in STATEMENTS:
        op.execute(statement)
