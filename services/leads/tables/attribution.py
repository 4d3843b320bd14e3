"""What came of leads: the policies that were issued to them."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index

from services.leads.tables.base import OfClient
from shared.fates import KEPT_WITH_CONTRACT, Fate
from shared.money import Money
from shared.rows import OnConflict, identifier, instant, money


class IssuedPolicy(OfClient, table=True):
    """A policy as it was issued; its id is the policy's. What a channel brought is counted from these."""

    __tablename__ = "issued_policy"
    __table_args__ = (Index("issued_policy_by_client", "client_id"),)
    on_conflict: ClassVar[OnConflict] = "ignore"
    fate: ClassVar[Fate | None] = KEPT_WITH_CONTRACT

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    line: str
    annual_premium: Money = money()
    issued_at: datetime = instant()
