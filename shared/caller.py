"""Who is asking: the role, the agency, and how far that reaches."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """The roles a token may carry."""

    CLIENT = "client"
    AGENT = "agent"
    MANAGER = "manager"
    OPS = "ops"
    CARRIER = "carrier"


class Reach(StrEnum):
    """Which rows a caller may see; every query is confined by it."""

    SERVICE = "service"
    """The service itself, for one agency: reactions, due work, and requests after a capability opened the door."""
    AGENCY = "agency"
    TEAM = "team"
    AGENT = "agent"
    CLIENT = "client"
    CARRIER = "carrier"


_REACH = {
    Role.CLIENT: Reach.CLIENT,
    Role.AGENT: Reach.AGENT,
    Role.MANAGER: Reach.TEAM,
    Role.OPS: Reach.AGENCY,
    Role.CARRIER: Reach.CARRIER,
}

NOWHERE = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Caller:
    """One authenticated caller, or the service itself (`role` None) acting for one agency."""

    agency_id: UUID
    actor_id: str
    role: Role | None = None
    agent_id: UUID = NOWHERE
    team_id: UUID = NOWHERE
    client_id: UUID = NOWHERE
    carrier_id: UUID = NOWHERE

    @property
    def reach(self) -> Reach:
        """Which rows this caller may see."""
        return Reach.SERVICE if self.role is None else _REACH[self.role]

    @classmethod
    def service(cls, agency_id: UUID, actor_id: str) -> "Caller":
        """The service acting for one agency."""
        return cls(agency_id=agency_id, actor_id=actor_id)


ANYBODY = Caller(agency_id=NOWHERE, actor_id="anonymous")
"""A request without a token: it reaches the rows of no agency until a capability opens one."""
