"""Versions of proposals as they were presented, and their openings; what is presented already becomes version 1."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE IF NOT EXISTS proposal_version (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        proposal_id uuid NOT NULL,
        number integer NOT NULL CONSTRAINT proposal_version_number CHECK (number >= 1),
        facts jsonb NOT NULL,
        presented_at timestamptz NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX IF NOT EXISTS one_version_a_number ON proposal_version (proposal_id, number)",
    """
    CREATE TABLE IF NOT EXISTS proposal_opening (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        proposal_id uuid NOT NULL,
        version_id uuid NOT NULL,
        number integer NOT NULL,
        is_first boolean NOT NULL,
        opened_at timestamptz NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX IF NOT EXISTS first_opening_a_version ON proposal_opening (version_id) WHERE is_first",
    "CREATE INDEX IF NOT EXISTS opening_by_proposal ON proposal_opening (proposal_id, opened_at, id)",
    "CREATE INDEX IF NOT EXISTS opening_by_time ON proposal_opening (agency_id, opened_at, id)",
    """
    CREATE TABLE IF NOT EXISTS proposal_readership (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        newest integer NOT NULL CONSTRAINT readership_newest CHECK (newest >= 1),
        openings integer NOT NULL CONSTRAINT readership_openings CHECK (openings >= 0),
        first_opened_at timestamptz,
        opened_at timestamptz,
        CONSTRAINT readership_opened CHECK ((openings = 0) = (opened_at IS NULL)),
        CONSTRAINT readership_first_opened CHECK ((openings = 0) = (first_opened_at IS NULL))
    )
    """,
    "CREATE INDEX IF NOT EXISTS readership_by_opening ON proposal_readership (agency_id, opened_at)",
)
FROM_BEFORE = (
    """
    INSERT INTO proposal_version (id, agency_id, client_id, proposal_id, number, facts, presented_at)
    SELECT p.id, p.agency_id, p.client_id, p.id, 1, jsonb_build_object(
        'life', jsonb_build_object(
            'age', extract(year FROM age((p.offer ->> 'priced_on')::date, p.birth_date))::integer,
            'sex', p.sex,
            'occupation_class', p.occupation_class),
        'annual_budget', p.annual_budget::text,
        'gaps', p.gaps,
        'offer', p.offer,
        'products', coalesce((
            SELECT jsonb_agg(product.facts ORDER BY product.code)
            FROM product
            WHERE product.agency_id = p.agency_id AND product.id::text IN (
                SELECT cover ->> 'product_id'
                FROM jsonb_array_elements(p.offer -> 'tiers') AS tier, jsonb_array_elements(tier -> 'covers') AS cover)
        ), '[]')
    ), coalesce(p.presented_at, p.drafted_at)
    FROM proposal p WHERE p.offer IS NOT NULL
    ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO proposal_readership (id, version, agency_id, client_id, newest, openings)
    SELECT id, 1, agency_id, client_id, 1, 0 FROM proposal WHERE offer IS NOT NULL
    ON CONFLICT DO NOTHING
    """,
)


def upgrade() -> None:
    """Make them."""
    for statement in (*STATEMENTS, *FROM_BEFORE):
        op.execute(statement)
