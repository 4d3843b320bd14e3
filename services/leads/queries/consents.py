"""Questions about the consent ledger."""

from sqlalchemy import bindparam, select
from sqlmodel import col

from services.leads.tables import Consent
from shared.pagination import Listing

CONSENT_IN_FORCE = select(Consent).where(
    col(Consent.client_id) == bindparam("client_id"),
    col(Consent.purpose) == bindparam("purpose"),
    col(Consent.withdrawn_at).is_(None),
)
CONSENTS_IN_FORCE = select(Consent).where(
    col(Consent.client_id) == bindparam("client_id"), col(Consent.withdrawn_at).is_(None)
)

CONSENTS = Listing(
    select(Consent).where(col(Consent.client_id) == bindparam("client_id")),
    order=(col(Consent.granted_at), col(Consent.id)),
)
