"""Two assessments of a client side by side, named by themselves or by days, and kept as they are when they are shared."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.needs import queries
from services.needs.domain.gap_update import Side, Sides
from services.needs.domain.problems import EarlierIsLater, SideTwice
from services.needs.tables import Assessment, ClientFile, GapComparison
from services.needs.use_cases.computing import assumptions_agreed, figures_for, figures_of, household_of
from services.needs.use_cases.facts import facts_then
from shared.problems import NotFound
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Asked:
    """Which two: each side by an assessment or by a day; unless named, the one agreed to and the one computed last."""

    earlier: UUID | None = None
    later: UUID | None = None
    earlier_on: date | None = None
    later_on: date | None = None

    def check(self) -> None:
        """Raises SideTwice, EarlierIsLater."""
        for name, assessment_id, day in (
            ("earlier", self.earlier, self.earlier_on),
            ("later", self.later, self.later_on),
        ):
            if assessment_id is not None and day is not None:
                raise SideTwice(f"/{name}")
        if self.earlier_on is not None and self.later_on is not None and self.earlier_on > self.later_on:
            raise EarlierIsLater("/earlier_on")


async def compare(uow: UnitOfWork, client_id: UUID, asked: Asked) -> Sides:
    """The two sides; raises NotFound, NotComputed, SideTwice, EarlierIsLater, and as `figures_for`."""
    asked.check()
    file: ClientFile = await uow.get(queries.FILE, client_id=client_id)
    earlier = await _side(uow, file, asked.earlier, asked.earlier_on, otherwise=file.agreed_id)
    later = await _side(uow, file, asked.later, asked.later_on, otherwise=file.current_id)
    return Sides(earlier=earlier, later=later)


async def keep(uow: UnitOfWork, client_id: UUID, asked: Asked) -> GapComparison:
    """The two sides as they are now, for whoever is given their link."""
    sides = await compare(uow, client_id, asked)
    return uow.add(
        GapComparison(
            agency_id=uow.caller.agency_id,
            client_id=client_id,
            sides=sides.model_dump(mode="json"),
            created_at=uow.now,
        )
    )


async def _side(
    uow: UnitOfWork, file: ClientFile, assessment_id: UUID | None, day: date | None, *, otherwise: UUID | None
) -> Side:
    if day is not None:
        facts = await facts_then(uow, file.id, day)
        figures = figures_for(uow, facts.household, await assumptions_agreed(uow, file), day)
        return Side(assessment_id=None, household=facts.household, figures=figures)
    chosen = assessment_id or otherwise
    if chosen is None:
        raise NotFound
    assessment: Assessment = await uow.get(queries.ASSESSMENT, client_id=file.id, assessment_id=chosen)
    return Side(
        assessment_id=assessment.id, household=household_of(assessment), figures=figures_of(assessment)
    )
