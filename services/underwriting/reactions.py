"""What `underwriting` does when another service tells something."""

from services.underwriting.use_cases import applications, carrier_reports
from shared.contracts.carriers import CarrierReported, CaseKind
from shared.contracts.quotes import ProposalAccepted
from shared.events import Incoming
from shared.kit_tables import DueWork
from shared.unit_of_work import UnitOfWork


async def open_applications(uow: UnitOfWork, event: Incoming[ProposalAccepted]) -> None:
    """The client chose a tier: each of its covers is applied for."""
    await applications.open_for_proposal(uow, event.data)


async def note_carrier_report(uow: UnitOfWork, event: Incoming[CarrierReported]) -> None:
    """A carrier said something; only what it says of applications is for here."""
    if event.data.case_kind is CaseKind.APPLICATION:
        await carrier_reports.take_report(uow, event.data)


async def issue_undecided(uow: UnitOfWork, due: DueWork) -> None:
    """The decision behind an issue was never told."""
    await carrier_reports.issue_undecided(uow, due)
