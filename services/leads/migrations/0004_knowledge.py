"""What agents learn from, and first contact: refusals, disputes, life stages, contacts, interviews, figures."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

REFLECTION = (
    """
    CREATE TABLE refusal (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        agent_id uuid NOT NULL,
        reason_code varchar NOT NULL,
        line varchar,
        refused_on date NOT NULL,
        recorded_at timestamptz NOT NULL,
        note_sealed bytea,
        need_dug_enough boolean,
        lesson_sealed bytea,
        reflected_at timestamptz,
        CONSTRAINT refusal_reflected_as_a_whole CHECK ((reflected_at IS NULL) = (need_dug_enough IS NULL))
    )
    """,
    "CREATE INDEX refusal_by_client ON refusal (client_id, recorded_at, id)",
    "CREATE INDEX refusal_by_time ON refusal (agency_id, recorded_at, id)",
    "CREATE INDEX refusal_by_day ON refusal (agency_id, refused_on)",
    """
    CREATE TABLE dispute (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        agent_id uuid NOT NULL,
        subject_code varchar NOT NULL,
        goal_code varchar NOT NULL,
        opened_on date NOT NULL,
        recorded_at timestamptz NOT NULL,
        account_sealed bytea NOT NULL,
        status varchar NOT NULL CONSTRAINT dispute_status CHECK (status IN ('open', 'closed')),
        outcome_code varchar,
        outcome_sealed bytea,
        closed_at timestamptz,
        CONSTRAINT dispute_closed_with_an_outcome
            CHECK ((status = 'closed') = (closed_at IS NOT NULL AND outcome_code IS NOT NULL))
    )
    """,
    "CREATE INDEX dispute_by_client ON dispute (client_id, recorded_at, id)",
    "CREATE INDEX dispute_by_time ON dispute (agency_id, recorded_at, id)",
    """
    CREATE TABLE life_stage (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        agent_id uuid NOT NULL,
        stage_code varchar NOT NULL,
        entered_on date NOT NULL,
        recorded_at timestamptz NOT NULL,
        review_sealed bytea
    )
    """,
    "CREATE INDEX life_stage_by_client ON life_stage (client_id, entered_on, id)",
)

FIRST_CONTACT = (
    """
    CREATE TABLE do_not_contact (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        channel varchar NOT NULL,
        recorded_by varchar NOT NULL,
        requested_at timestamptz NOT NULL,
        lifted_at timestamptz,
        lifted_by_consent_id uuid,
        CONSTRAINT do_not_contact_lifted_by_consent
            CHECK ((lifted_at IS NULL) = (lifted_by_consent_id IS NULL))
    )
    """,
    "CREATE UNIQUE INDEX one_do_not_contact_in_force ON do_not_contact (client_id) WHERE lifted_at IS NULL",
    "CREATE INDEX do_not_contact_by_client ON do_not_contact (client_id, requested_at, id)",
    """
    CREATE TABLE life_event (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        agent_id uuid NOT NULL,
        event_code varchar NOT NULL,
        learned_from varchar NOT NULL,
        happened_on date NOT NULL,
        recorded_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX life_event_by_client ON life_event (client_id, recorded_at, id)",
    """
    CREATE TABLE contact (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        agent_id uuid NOT NULL,
        channel varchar NOT NULL,
        scene_code varchar,
        life_event_id uuid,
        evidence_id uuid,
        contacted_at timestamptz NOT NULL,
        CONSTRAINT contact_has_one_occasion CHECK (scene_code IS NULL OR life_event_id IS NULL)
    )
    """,
    "CREATE INDEX contact_by_client ON contact (client_id, contacted_at, id)",
    """
    CREATE TABLE interview (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        agent_id uuid NOT NULL,
        channel varchar NOT NULL,
        held_at timestamptz NOT NULL,
        worries jsonb NOT NULL,
        words_sealed bytea,
        worries_at timestamptz,
        lines jsonb NOT NULL,
        lines_at timestamptz,
        CONSTRAINT interview_worries_before_lines
            CHECK (lines_at IS NULL OR (worries_at IS NOT NULL AND worries_at <= lines_at))
    )
    """,
    "CREATE INDEX interview_by_client ON interview (client_id, held_at, id)",
    """
    CREATE TABLE boundary_delivery (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        agent_id uuid NOT NULL,
        text_version varchar NOT NULL,
        language varchar NOT NULL,
        channel varchar NOT NULL,
        delivered_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX boundary_delivery_by_client ON boundary_delivery (client_id, delivered_at, id)",
    """
    CREATE TABLE assessed_client (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        assessed_at timestamptz NOT NULL,
        gaps jsonb NOT NULL
    )
    """,
    "CREATE INDEX assessed_client_by_agency ON assessed_client (agency_id)",
    """
    CREATE TABLE statistic_evidence (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        statistic varchar NOT NULL,
        sample integer NOT NULL,
        affected integer NOT NULL,
        as_of date NOT NULL,
        rule_version varchar NOT NULL,
        computed_at timestamptz NOT NULL,
        CONSTRAINT evidence_counts CHECK (0 <= affected AND affected <= sample AND sample > 0)
    )
    """,
    "CREATE INDEX statistic_evidence_by_time ON statistic_evidence (agency_id, computed_at, id)",
)


def upgrade() -> None:
    """Create them."""
    for statement in (*REFLECTION, *FIRST_CONTACT):
        op.execute(statement)
