"""What the methods assume: read from the rules in force on the day, overridable a case, and always shown.

Invariant: a figure names the rule version its parameters came from and every one that was overridden.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Generic, Literal, NamedTuple, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from services.needs.domain import caveats
from services.needs.domain.gap import DeathMethod
from services.needs.domain.household import LINE_OF_TEXT, Amount, Facts, PersonRisk, Risk, Role, Years
from services.needs.domain.problems import InvalidParameter, UnknownParameter
from shared.because import Because
from shared.jurisdictions import Jurisdiction, Rule
from shared.money import Money

Rate = Annotated[Decimal, Field(ge=0, le=Decimal("0.2"))]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Multiple = Annotated[Decimal, Field(ge=0, le=100)]


class Override(Facts):
    """A parameter that this case sets itself, such as "gap.death.expense_years", and why it does."""

    parameter: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}(\.[a-z_]{1,40}){2}$")]
    value: str | int | Decimal
    reason: Annotated[str, StringConstraints(strip_whitespace=True, pattern=LINE_OF_TEXT, max_length=500)]


class _Parameters(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DeathParameters(_Parameters):
    """Of `gap.death`; `support_years`, where set, replaces the years until the youngest child is grown."""

    method: DeathMethod
    expense_years: Years
    own_consumption: Share
    discount_rate: Rate
    growth_rate: Rate
    final_costs: Amount
    child_supported_until_age: Years
    shortest_support_years: Years
    elder_support_years: Years
    reserve_months: Annotated[int, Field(ge=0, le=120)]
    retirement_age: Annotated[int, Field(ge=40, le=80)]
    income_multiple: Multiple
    premium_ceiling: Share
    burden: Literal["whole", "by_income"]
    support_years: Years | None = None


class CriticalIllnessParameters(_Parameters):
    """Of `gap.critical_illness`."""

    income_multiple: Multiple
    treatment: Amount
    treatment_with_medical: Amount
    medical_threshold: Amount


class MedicalParameters(_Parameters):
    """Of `gap.medical`."""

    target: Amount
    sufficient: Amount


class AccidentParameters(_Parameters):
    """Of `gap.accident`."""

    income_multiple: Multiple


class AgeCap(_Parameters):
    """The most, over all insurers, that is paid on the death of somebody younger than `below` years."""

    below: Years
    cap: Amount


class MinorDeathCap(BaseModel):
    """Of `minors.death_cap`: the caps by rising age."""

    model_config = ConfigDict(frozen=True)

    caps: tuple[AgeCap, ...]

    def at(self, age: int) -> Money | None:
        """The cap at this age; None for whoever is of age."""
        return next((limit.cap for limit in self.caps if age < limit.below), None)


class EducationParameters(_Parameters):
    """Of `funding.education`."""

    growth_rate: Rate
    discount_rate: Rate


class PensionParameters(_Parameters):
    """Of `funding.pension`."""

    inflation: Rate
    return_before: Rate
    return_after: Rate
    years_in_retirement: Annotated[int, Field(ge=1, le=60)]
    retirement_age: Annotated[int, Field(ge=40, le=80)]


class RoundingParameters(_Parameters):
    """Of `gap.rounding`: yuan that a gap is rounded up to."""

    step: Annotated[int, Field(ge=1, le=1_000_000)]


class AssessedRisks(_Parameters):
    """Of `gap.assessed_risks`: what is looked at for whom."""

    breadwinner: tuple[PersonRisk, ...]
    partner: tuple[PersonRisk, ...]
    other_adult: tuple[PersonRisk, ...]
    child: tuple[PersonRisk, ...]
    elder: tuple[PersonRisk, ...]

    def of(self, role: Role) -> tuple[PersonRisk, ...]:
        """The risks looked at for a member of this role."""
        risks: tuple[PersonRisk, ...] = getattr(self, role)
        return risks


class PriorityClass(_Parameters):
    """Gaps that rank together: these risks of these members."""

    roles: tuple[Role, ...]
    risks: tuple[Risk, ...]


class PriorityParameters(_Parameters):
    """Of `gap.priority`: the classes, most urgent first."""

    classes: tuple[PriorityClass, ...]


P_co = TypeVar("P_co", bound=BaseModel, covariant=True)


@dataclass(frozen=True, slots=True)
class Basis(Generic[P_co]):
    """Parameters with the rule version they come from and the names of those that the case overrides."""

    values: P_co
    rule: Rule
    overridden: tuple[str, ...] = ()

    def because(self, *, used: Collection[str] | None = None, **inputs: Any) -> Because:
        """The reason this basis gives for `inputs`: they, the parameters `used` (None: all), which are
        overridden.
        """
        parameters = self.values.model_dump(mode="json", exclude_none=True)
        if used is not None:
            parameters = {name: value for name, value in parameters.items() if name in used}
        overridden = [name for name in self.overridden if name in parameters]
        return Because.of(self.rule, **inputs, parameters=parameters, overridden=overridden)

    def caveats(self, *, used: Collection[str] | None = None) -> list[str]:
        """What a reader must know about where the parameters `used` (None: all) come from."""
        told = [] if self.rule.confidence == "read" else [caveats.ADVISERS_CONVENTION]
        adjusted = [name for name in self.overridden if used is None or name in used]
        return [*told, caveats.PARAMETERS_OVERRIDDEN] if adjusted else told


class _Group(NamedTuple):
    rule: str
    model: type[BaseModel]


_GROUPS: Final[Mapping[str, _Group]] = {
    "death": _Group("gap.death", DeathParameters),
    "critical_illness": _Group("gap.critical_illness", CriticalIllnessParameters),
    "medical": _Group("gap.medical", MedicalParameters),
    "accident": _Group("gap.accident", AccidentParameters),
    "minor_death_cap": _Group("minors.death_cap", MinorDeathCap),
    "education": _Group("funding.education", EducationParameters),
    "pension": _Group("funding.pension", PensionParameters),
    "rounding": _Group("gap.rounding", RoundingParameters),
    "assessed_risks": _Group("gap.assessed_risks", AssessedRisks),
    "priority": _Group("gap.priority", PriorityParameters),
}
_NOT_OVERRIDABLE: Final = frozenset({"minors.death_cap"})


@dataclass(frozen=True, slots=True)
class Parameters:
    """All that a household's assessment assumes on a day."""

    death: Basis[DeathParameters]
    critical_illness: Basis[CriticalIllnessParameters]
    medical: Basis[MedicalParameters]
    accident: Basis[AccidentParameters]
    minor_death_cap: Basis[MinorDeathCap]
    education: Basis[EducationParameters]
    pension: Basis[PensionParameters]
    rounding: Basis[RoundingParameters]
    assessed_risks: Basis[AssessedRisks]
    priority: Basis[PriorityParameters]

    @classmethod
    def of(cls, jurisdiction: Jurisdiction, *, on: date, overrides: Sequence[Override] = ()) -> Self:
        """The parameters in force on the day assessed, with what the case overrides.

        Raises UnknownParameter, InvalidParameter, and NoRuleInForce for a day before the rules begin.
        """
        by_rule = _by_rule(overrides)
        bases: dict[str, Any] = {
            name: _basis(group, jurisdiction.rule(group.rule, on=on), by_rule.get(group.rule, {}))
            for name, group in _GROUPS.items()
        }
        return cls(**bases)

    def versions(self) -> tuple[str, ...]:
        """The rule versions these parameters come from, by name."""
        return tuple(sorted(getattr(self, name).rule.version for name in _GROUPS))


def _by_rule(overrides: Sequence[Override]) -> dict[str, dict[str, Any]]:
    known = {
        f"{group.rule}.{name}": (group.rule, name)
        for group in _GROUPS.values()
        if group.rule not in _NOT_OVERRIDABLE
        for name in group.model.model_fields
    }
    by_rule: dict[str, dict[str, Any]] = {}
    for override in overrides:
        if override.parameter not in known:
            raise UnknownParameter(parameter=override.parameter)
        rule, name = known[override.parameter]
        by_rule.setdefault(rule, {})[name] = override.value
    return by_rule


def _basis(group: _Group, rule: Rule, overrides: Mapping[str, Any]) -> Basis[Any]:
    try:
        values = group.model.model_validate({**_plain(rule.values), **overrides})
    except ValidationError as error:
        blamed = {str(fault["loc"][0]) for fault in error.errors() if fault["loc"]} & overrides.keys()
        if not blamed:
            raise
        raise InvalidParameter(parameter=f"{group.rule}.{min(blamed)}") from None
    return Basis(values=values, rule=rule, overridden=tuple(sorted(overrides)))


def _plain(value: Any) -> Any:
    """Read-only tables as the dictionaries that models are validated from."""
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, tuple) else value
