"""Which gap to close first.

Invariant: a total order that depends on the gaps alone, never on the order they were computed in: after
class, missing share and size, the member's key and the risk decide.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from services.needs.domain.gap import Figure, Gap
from services.needs.domain.household import Amount, Risk, Role
from services.needs.domain.parameters import Basis, PriorityParameters
from shared.because import Answer
from shared.contracts import Line


class Priority(Figure):
    """A gap in its place, 1 first; `urgency` is the class it ranks in, 1 first."""

    place: int
    urgency: int
    member: str | None
    risk: Risk
    line: Line
    gap: Amount
    rounded_up: Amount


def prioritise(
    gaps: Sequence[Gap],
    roles: Mapping[str, Role],
    basis: Basis[PriorityParameters],
    *,
    tight_budget: bool = False,
) -> Answer[tuple[Priority, ...]]:
    """The gaps that are not closed, most urgent first; `roles` says who the members are, by key.

    With a tight budget the order in which a class lists its risks (critical illness before life) comes before
    size.
    """
    urgencies = {(gap.member, gap.risk): _urgency(gap, roles, basis.values) for gap in gaps}
    missing = sorted(
        (gap for gap in gaps if gap.gap),
        key=lambda gap: _rank(gap, urgencies[gap.member, gap.risk], tight_budget=tight_budget),
    )
    order = tuple(
        placed(gap, place=place, urgency=urgencies[gap.member, gap.risk][0])
        for place, gap in enumerate(missing, start=1)
    )
    because = basis.because(tight_budget=tight_budget)
    return Answer(result=order, because=[because], caveats=basis.caveats())


def placed(gap: Gap, *, place: int, urgency: int) -> Priority:
    """This gap at that place."""
    return Priority(
        place=place,
        urgency=urgency,
        member=gap.member,
        risk=gap.risk,
        line=gap.line,
        gap=gap.gap,
        rounded_up=gap.rounded_up,
    )


def by_size(gap: Gap) -> tuple[Decimal, Decimal, str, str]:
    """A sort key: the larger missing share first, then the larger gap; key and risk make it total."""
    return (-gap.missing_share(), -gap.gap.amount, gap.member or "", gap.risk)


def _urgency(gap: Gap, roles: Mapping[str, Role], assumed: PriorityParameters) -> tuple[int, int]:
    """The class a gap ranks in and its place among the class's risks; after all classes where none fits."""
    role = roles.get(gap.member or "")
    for number, urgent in enumerate(assumed.classes, start=1):
        if role in urgent.roles and gap.risk in urgent.risks:
            return number, urgent.risks.index(gap.risk)
    return len(assumed.classes) + 1, 0


def _rank(
    gap: Gap, urgency: tuple[int, int], *, tight_budget: bool
) -> tuple[int, int, tuple[Decimal, Decimal, str, str]]:
    number, listed = urgency
    return number, listed if tight_budget else 0, by_size(gap)
