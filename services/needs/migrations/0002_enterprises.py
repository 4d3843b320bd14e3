"""Firms with their history and assessments, questionnaires, stated wants, and goals to save for."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE enterprise (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL CONSTRAINT one_enterprise_a_client UNIQUE,
        facts jsonb NOT NULL,
        recorded_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE enterprise_version (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        enterprise_id uuid NOT NULL,
        enterprise_version integer NOT NULL,
        facts jsonb NOT NULL,
        recorded_at timestamptz NOT NULL,
        CONSTRAINT each_enterprise_version_once UNIQUE (enterprise_id, enterprise_version)
    )
    """,
    """
    CREATE INDEX enterprise_version_by_time
        ON enterprise_version (client_id, recorded_at, enterprise_version)
    """,
    """
    CREATE TABLE enterprise_assessment (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        occasion varchar NOT NULL CONSTRAINT enterprise_assessment_occasion CHECK (
            occasion IN ('requested', 'enterprise_changed', 'cover_changed', 'review')
        ),
        status varchar NOT NULL CONSTRAINT enterprise_assessment_status CHECK (
            status IN ('computed', 'confirmed', 'superseded')
        ),
        review_id uuid,
        assessed_on date NOT NULL,
        enterprise_version integer NOT NULL,
        facts jsonb NOT NULL,
        figures jsonb NOT NULL,
        params_version varchar NOT NULL,
        agreement jsonb,
        created_at timestamptz NOT NULL,
        confirmed_at timestamptz,
        CONSTRAINT enterprise_assessment_agreement CHECK (
            (status = 'confirmed') = (confirmed_at IS NOT NULL)
            AND (confirmed_at IS NULL) = (agreement IS NULL)
        )
    )
    """,
    """
    CREATE INDEX enterprise_assessment_by_client
        ON enterprise_assessment (client_id, created_at, id)
    """,
    """
    CREATE TABLE questionnaire_draft (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        code varchar NOT NULL,
        questionnaire_version integer NOT NULL,
        answers jsonb NOT NULL,
        saved_at timestamptz NOT NULL,
        CONSTRAINT one_draft_a_questionnaire UNIQUE (client_id, code)
    )
    """,
    """
    CREATE TABLE questionnaire_submission (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        code varchar NOT NULL,
        questionnaire_version integer NOT NULL,
        answers jsonb NOT NULL,
        proposal jsonb NOT NULL,
        applied_version integer,
        submitted_at timestamptz NOT NULL
    )
    """,
    """
    CREATE INDEX questionnaire_submission_by_client
        ON questionnaire_submission (client_id, submitted_at, id)
    """,
    """
    CREATE TABLE deep_need (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        assessment_id uuid NOT NULL,
        want varchar NOT NULL,
        member varchar NOT NULL,
        answer jsonb NOT NULL,
        recorded_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX deep_need_by_assessment ON deep_need (assessment_id, recorded_at, id)",
    """
    CREATE TABLE goal_list (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        goals_version integer NOT NULL,
        goals jsonb NOT NULL,
        recorded_at timestamptz NOT NULL,
        CONSTRAINT each_goals_version_once UNIQUE (client_id, goals_version)
    )
    """,
)


def upgrade() -> None:
    """Create them."""
    for statement in STATEMENTS:
        op.execute(statement)
