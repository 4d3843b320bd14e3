"""Questions about the consent ledger."""

from sqlalchemy import bindparam, select
from sqlmodel import col

from services.leads.tables import Consent
from shared.pagination import Listing
from shared.privacy.tables import StoppedPurpose

CONSENT_IN_FORCE = select(Consent).where(
    col(Consent.client_id) == bindparam("client_id"),
    col(Consent.purpose) == bindparam("purpose"),
    col(Consent.withdrawn_at).is_(None),
)
LINES_OF_PURPOSE = select(Consent).where(
    col(Consent.client_id) == bindparam("client_id"), col(Consent.purpose) == bindparam("purpose")
)
STOPPED = select(StoppedPurpose).where(
    col(StoppedPurpose.client_id) == bindparam("client_id"),
    col(StoppedPurpose.purpose) == bindparam("purpose"),
)
STOPPED_PURPOSES = Listing(
    select(StoppedPurpose).where(col(StoppedPurpose.client_id) == bindparam("client_id")),
    order=(col(StoppedPurpose.withdrawn_at), col(StoppedPurpose.id)),
)
CONSENTS_IN_FORCE = select(Consent).where(
    col(Consent.client_id) == bindparam("client_id"), col(Consent.withdrawn_at).is_(None)
)

CONSENTS = Listing(
    select(Consent).where(col(Consent.client_id) == bindparam("client_id")),
    order=(col(Consent.granted_at), col(Consent.id)),
)
