"""Where an application stands is set in one way, whoever changes it: from all that is known of it."""

from typing import Any

from services.underwriting.domain.carrier_course import Facts, state_of
from services.underwriting.domain.outcomes import Outcome
from services.underwriting.tables import Application
from shared.unit_of_work import UnitOfWork


def settle(uow: UnitOfWork, application: Application, **values: Any) -> None:
    """Set columns of the application, and its status to what follows."""
    uow.change(application, **values)
    uow.change(application, status=state_of(facts_of(application)))


def facts_of(application: Application) -> Facts:
    """What is known of the application."""
    return Facts(
        submitted=application.submitted_at is not None,
        withdrawn=application.withdrawn_at is not None,
        materials_open=application.materials_open,
        outcome=None if application.outcome is None else Outcome(application.outcome),
        issued=application.policy_id is not None,
    )
