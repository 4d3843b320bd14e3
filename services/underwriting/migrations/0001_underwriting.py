"""Applications, what carriers asked for, and pre-checks."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE application (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        carrier_id uuid NOT NULL,
        proposal_id uuid NOT NULL,
        tier varchar NOT NULL,
        product_id uuid NOT NULL,
        product_code varchar NOT NULL,
        line varchar NOT NULL,
        sum_insured numeric(15, 2) NOT NULL,
        annual_premium numeric(15, 2) NOT NULL,
        coverage_term varchar NOT NULL,
        payment_years integer NOT NULL,
        waiting_days integer NOT NULL,
        status varchar NOT NULL CONSTRAINT application_status CHECK (status IN
            ('draft', 'submitted', 'material_requested', 'decided', 'issued', 'withdrawn', 'closed')),
        opened_at timestamptz NOT NULL,
        insured_member_id uuid NOT NULL,
        insured_birth_date date NOT NULL,
        insured_sex varchar NOT NULL,
        occupation_class integer NOT NULL,
        occupation_code varchar,
        insured_is varchar NOT NULL,
        insured_consents boolean NOT NULL,
        parent_consents boolean NOT NULL,
        other_death_cover numeric(15, 2) NOT NULL,
        insured_name_sealed bytea,
        insured_number_sealed bytea,
        insured_number_digest bytea,
        policyholder_name_sealed bytea,
        policyholder_number_sealed bytea,
        policyholder_number_digest bytea,
        policyholder_birth_date date,
        beneficiaries_sealed bytea,
        disclosures_sealed bytea,
        declared_at timestamptz,
        declaration_version varchar,
        sale_channel varchar NOT NULL,
        sale_design varchar NOT NULL,
        recording_reference varchar,
        recorded_on date,
        submitted_at timestamptz,
        withdrawn_at timestamptz,
        accepted_at timestamptz,
        materials_open integer NOT NULL CONSTRAINT application_materials CHECK (materials_open >= 0),
        outcome varchar,
        rating_percent integer NOT NULL,
        exclusions jsonb NOT NULL,
        decided_at timestamptz,
        issue_reported_at timestamptz,
        effective_on date,
        policy_number varchar,
        policy_id uuid,
        issued_at timestamptz,
        issued_premium numeric(15, 2),
        coverage_last_day date,
        next_due_on date,
        CONSTRAINT one_application_a_cover UNIQUE (proposal_id, product_id, insured_member_id),
        CONSTRAINT application_submitted CHECK (
            submitted_at IS NOT NULL AND status <> 'draft'
            OR submitted_at IS NULL AND status IN ('draft', 'withdrawn')),
        CONSTRAINT application_decided CHECK ((outcome IS NULL) = (decided_at IS NULL)),
        CONSTRAINT application_issued CHECK (
            (status = 'issued') = (policy_id IS NOT NULL) AND (policy_id IS NULL) = (issued_at IS NULL)
            AND (policy_id IS NULL) = (coverage_last_day IS NULL)
            AND (policy_id IS NULL) = (issued_premium IS NULL)),
        CONSTRAINT application_issue_reported CHECK ((issue_reported_at IS NULL) = (effective_on IS NULL)),
        CONSTRAINT application_declared CHECK ((declared_at IS NULL) = (declaration_version IS NULL))
    )
    """,
    "CREATE INDEX application_by_time ON application (agency_id, opened_at, id)",
    "CREATE INDEX application_by_client ON application (client_id, opened_at, id)",
    """
    CREATE TABLE material_request (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        carrier_id uuid NOT NULL,
        application_id uuid NOT NULL,
        document_type varchar NOT NULL,
        requested_at timestamptz NOT NULL,
        due_on date NOT NULL,
        received_at timestamptz,
        reference_sealed bytea,
        source varchar,
        dated date,
        CONSTRAINT one_request_a_report UNIQUE (application_id, document_type, requested_at),
        CONSTRAINT material_request_received CHECK (
            (received_at IS NULL) = (reference_sealed IS NULL) AND (received_at IS NULL) = (source IS NULL)
            AND (received_at IS NULL) = (dated IS NULL))
    )
    """,
    "CREATE INDEX material_request_by_application ON material_request (application_id, requested_at, id)",
    """
    CREATE TABLE precheck (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        outcomes jsonb NOT NULL,
        content_sealed bytea NOT NULL,
        prechecked_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX precheck_by_time ON precheck (agency_id, prechecked_at, id)",
    "CREATE INDEX precheck_by_client ON precheck (client_id, prechecked_at, id)",
)


def upgrade() -> None:
    """Create them."""
    for statement in STATEMENTS:
        op.execute(statement)
