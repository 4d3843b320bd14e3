"""People: leads that are merged, the register of agents and who serves whom, and who referred whom."""

from alembic import op

from shared.migrate import build_index

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE lead ADD COLUMN IF NOT EXISTS region varchar, ADD COLUMN IF NOT EXISTS merged_into uuid",
    "ALTER TABLE campaign ADD COLUMN IF NOT EXISTS region varchar",
    """
    CREATE TABLE IF NOT EXISTS lead_merge (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        merged_client_id uuid NOT NULL,
        reason varchar NOT NULL CONSTRAINT lead_merge_reason CHECK (reason IN ('identity_number', 'by_hand')),
        touch_id uuid NOT NULL,
        served_by_agent_id uuid,
        served_by_team_id uuid,
        merged_by varchar NOT NULL,
        merged_at timestamptz NOT NULL,
        undo_until timestamptz NOT NULL,
        undone_at timestamptz,
        undone_by varchar,
        CONSTRAINT lead_merge_two CHECK (client_id <> merged_client_id),
        CONSTRAINT lead_merge_undone CHECK ((undone_at IS NULL) = (undone_by IS NULL))
    )
    """,
    """
    CREATE UNIQUE INDEX IF NOT EXISTS one_merge_in_force ON lead_merge (merged_client_id)
        WHERE undone_at IS NULL
    """,
    "CREATE INDEX IF NOT EXISTS lead_merge_by_client ON lead_merge (client_id, merged_at, id)",
    """
    CREATE TABLE IF NOT EXISTS agent (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        agent_id uuid NOT NULL,
        team_id uuid,
        mode varchar NOT NULL CONSTRAINT agent_mode CHECK (mode IN ('tied_agent', 'agency', 'broker')),
        licence_no varchar NOT NULL,
        level integer NOT NULL,
        lines jsonb NOT NULL,
        life_insurers jsonb NOT NULL,
        territories jsonb NOT NULL,
        segments jsonb NOT NULL,
        most_open_leads integer NOT NULL,
        valid_from date NOT NULL,
        valid_to date,
        status varchar NOT NULL CONSTRAINT agent_status CHECK (status IN ('active', 'left')),
        left_on date,
        last_assigned_at timestamptz,
        registered_at timestamptz NOT NULL,
        CONSTRAINT one_agent_an_id UNIQUE (agency_id, agent_id),
        CONSTRAINT agent_left CHECK ((status = 'left') = (left_on IS NOT NULL)),
        CONSTRAINT agent_period CHECK (valid_to IS NULL OR valid_to >= valid_from)
    )
    """,
    "CREATE INDEX IF NOT EXISTS agent_by_time ON agent (agency_id, registered_at, id)",
    """
    CREATE TABLE IF NOT EXISTS assignment_rules (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        rules jsonb NOT NULL,
        changed_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS assignment (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        agent_id uuid NOT NULL,
        team_id uuid,
        way varchar NOT NULL CONSTRAINT assignment_way CHECK (way IN ('rule', 'hand', 'handover', 'merge')),
        because jsonb,
        assigned_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX IF NOT EXISTS assignment_by_client ON assignment (client_id, assigned_at, id)",
    """
    CREATE TABLE IF NOT EXISTS handover (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        agent_id uuid NOT NULL,
        team_id uuid,
        left_on date NOT NULL,
        by_rule boolean NOT NULL,
        successor_agent_id uuid NOT NULL,
        notice_last_day date NOT NULL,
        because jsonb NOT NULL,
        status varchar NOT NULL CONSTRAINT handover_status CHECK (status IN ('running', 'done')),
        clients integer NOT NULL,
        reassigned integer NOT NULL,
        notified integer NOT NULL,
        begun_at timestamptz NOT NULL,
        done_at timestamptz,
        CONSTRAINT handover_counts CHECK (notified <= reassigned AND reassigned <= clients)
    )
    """,
    "CREATE INDEX IF NOT EXISTS handover_by_time ON handover (agency_id, begun_at, id)",
    """
    CREATE TABLE IF NOT EXISTS handed_over (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        handover_id uuid NOT NULL,
        agent_id uuid NOT NULL,
        team_id uuid,
        handed_over_at timestamptz NOT NULL,
        notified_at timestamptz
    )
    """,
    "CREATE INDEX IF NOT EXISTS handed_over_by_handover ON handed_over (handover_id, id)",
    """
    CREATE TABLE IF NOT EXISTS policy_review (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        source varchar NOT NULL CONSTRAINT policy_review_source CHECK (source IN ('servicing', 'agent')),
        held_on date NOT NULL,
        policies_reviewed integer,
        recorded_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX IF NOT EXISTS policy_review_by_client ON policy_review (client_id, held_on, id)",
    """
    CREATE TABLE IF NOT EXISTS demand_card (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        agent_id uuid,
        needs jsonb NOT NULL,
        benefit varchar NOT NULL,
        because jsonb NOT NULL,
        handed_over_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX IF NOT EXISTS demand_card_by_client ON demand_card (client_id, handed_over_at, id)",
    """
    CREATE TABLE IF NOT EXISTS referral (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        referee_id uuid NOT NULL,
        demand_card_id uuid NOT NULL,
        depth integer NOT NULL CONSTRAINT referral_depth CHECK (depth >= 1),
        path jsonb NOT NULL,
        benefit varchar NOT NULL,
        referred_at timestamptz NOT NULL,
        CONSTRAINT referral_two CHECK (client_id <> referee_id)
    )
    """,
    "CREATE UNIQUE INDEX IF NOT EXISTS one_referrer_a_client ON referral (agency_id, referee_id)",
    "CREATE INDEX IF NOT EXISTS referral_by_client ON referral (client_id, referred_at, id)",
    "CREATE INDEX IF NOT EXISTS referral_by_path ON referral USING gin (path)",
)


def upgrade() -> None:
    """Create them; a repetition after an index failed finds them there."""
    for statement in STATEMENTS:
        op.execute(statement)
    build_index("lead_by_agent", "lead (agency_id, agent_id, id)")
    build_index("lead_merged_into", "lead (merged_into) WHERE merged_into IS NOT NULL")
