"""Channels: campaigns with days and a budget, the content plan, events with their guests, and the policies issued."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    ALTER TABLE campaign
        ADD COLUMN status varchar NOT NULL DEFAULT 'open'
            CONSTRAINT campaign_status CHECK (status IN ('open', 'closed')),
        ADD COLUMN starts_on date,
        ADD COLUMN ends_on date,
        ADD COLUMN budget numeric(15, 2),
        ADD CONSTRAINT campaign_days CHECK (starts_on <= ends_on)
    """,
    """
    CREATE TABLE content_item (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        author varchar NOT NULL,
        topic varchar NOT NULL,
        channel varchar NOT NULL,
        body varchar NOT NULL,
        planned_on date NOT NULL,
        campaign_id uuid,
        material_version_id uuid,
        insurer_notice varchar,
        insurer_notice_on date,
        evidence varchar,
        status varchar NOT NULL CONSTRAINT content_item_status
            CHECK (status IN ('draft', 'submitted', 'approved', 'rejected', 'published', 'expired')),
        submitted_at timestamptz,
        decided_at timestamptz,
        decided_by varchar,
        decision_reason varchar,
        expires_on date,
        created_at timestamptz NOT NULL,
        CONSTRAINT content_item_decided CHECK (
            (status IN ('approved', 'rejected', 'published', 'expired')) = (decided_at IS NOT NULL)
            AND (decided_at IS NULL) = (decided_by IS NULL)
        ),
        CONSTRAINT content_item_expiry CHECK (
            (status IN ('approved', 'published', 'expired')) = (expires_on IS NOT NULL)
        ),
        CONSTRAINT content_item_notice CHECK ((insurer_notice IS NULL) = (insurer_notice_on IS NULL))
    )
    """,
    "CREATE INDEX content_item_by_time ON content_item (agency_id, created_at, id)",
    """
    CREATE TABLE publication (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        content_id uuid NOT NULL,
        place varchar NOT NULL,
        link varchar,
        published_at timestamptz NOT NULL,
        published_by varchar NOT NULL
    )
    """,
    "CREATE INDEX publication_by_content ON publication (content_id, published_at, id)",
    """
    CREATE TABLE outreach_event (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        kind varchar NOT NULL CONSTRAINT outreach_event_kind
            CHECK (kind IN ('community-talk', 'family-day', 'corporate-salon')),
        title varchar NOT NULL,
        place varchar NOT NULL,
        starts_at timestamptz NOT NULL,
        capacity integer,
        campaign_id uuid,
        firm_client_id uuid,
        agent_id uuid,
        team_id uuid,
        status varchar NOT NULL CONSTRAINT outreach_event_status CHECK (status IN ('planned', 'cancelled')),
        registered integer NOT NULL,
        attended integer NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT outreach_event_capacity CHECK (capacity >= registered AND registered >= 0),
        CONSTRAINT outreach_event_firm CHECK (kind = 'corporate-salon' OR firm_client_id IS NULL)
    )
    """,
    "CREATE INDEX outreach_event_by_start ON outreach_event (agency_id, starts_at, id)",
    """
    CREATE TABLE attendee (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        event_id uuid NOT NULL,
        status varchar NOT NULL CONSTRAINT attendee_status
            CHECK (status IN ('registered', 'attended', 'absent', 'cancelled')),
        interest varchar CONSTRAINT attendee_interest CHECK (interest IN ('group', 'individual')),
        registered_at timestamptz NOT NULL,
        follow_up_on date,
        followed_up_at timestamptz,
        outcome varchar,
        CONSTRAINT one_attendance_a_client UNIQUE (event_id, client_id),
        CONSTRAINT attendee_outcome CHECK ((outcome IS NULL) = (followed_up_at IS NULL))
    )
    """,
    "CREATE INDEX attendee_by_event ON attendee (event_id, registered_at, id)",
    "CREATE INDEX attendee_by_follow_up ON attendee (agency_id, follow_up_on, id)",
    """
    CREATE TABLE issued_policy (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        line varchar NOT NULL,
        annual_premium numeric(15, 2) NOT NULL,
        issued_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX issued_policy_by_client ON issued_policy (client_id)",
)


def upgrade() -> None:
    """Create them."""
    for statement in STATEMENTS:
        op.execute(statement)
