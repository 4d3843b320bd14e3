"""What the gap report shows, ready for its template: every amount and word in the reader's language.

Invariant: nothing is computed here; the report shows what was stored when the assessment was computed.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from services.needs.chart_svg import chart_texts, render_gap_chart, yuan
from services.needs.domain.agreement import Agreement
from services.needs.domain.assessment import Assessment as Figures
from services.needs.domain.chart import GapChart, Panel
from services.needs.domain.gap import Gap
from services.needs.domain.household import Risk
from services.needs.domain.recorded_household import RecordedHousehold
from services.needs.names import names_of
from services.needs.overview_svg import render_overview
from services.needs.tables import Assessment
from services.needs.texts import TEXTS, sentences, warned
from services.needs.use_cases.computing import assumptions_of, figures_of, household_of
from shared.because import Answer, Because
from shared.calendar import local_date
from shared.language import Language
from shared.money import Money

_AMOUNTS: Final = frozenset(
    {"final_costs", "treatment", "treatment_with_medical", "medical_threshold", "target", "sufficient"}
)
_SHARES: Final = frozenset(
    {"own_consumption", "discount_rate", "growth_rate", "premium_ceiling"}
    | {"inflation", "return_before", "return_after"}
)
_COUNTS: Final = frozenset(
    {"expense_years", "child_supported_until_age", "shortest_support_years", "support_years"}
    | {"elder_support_years", "reserve_months", "retirement_age", "income_multiple", "years_in_retirement"}
)


class _Reason(NamedTuple):
    """Figures that rest on the same rule with the same values."""

    figures: str
    values: str
    source: str
    version: str


def report(assessment: Assessment, language: Language) -> dict[str, Any]:
    """The values of `gap_report.html`; raises NotComputed where there are no figures yet."""
    figures, household = figures_of(assessment), household_of(assessment)
    return _Report(assessment, figures, household, language).values()


class _Report:
    def __init__(
        self, assessment: Assessment, figures: Figures, household: RecordedHousehold, language: Language
    ) -> None:
        self._assessment = assessment
        self._figures = figures
        self._household = household
        self._language = language
        self._names = names_of(household, figures.on, language)

    def values(self) -> dict[str, Any]:
        answers: list[Answer[Any]] = [*self._figures.gaps, self._figures.premium_ceiling]
        confirmed_at = self._assessment.confirmed_at
        return {
            "say": self._say,
            "assessed_on": self._figures.on,
            "superseded": self._assessment.status == "superseded",
            "confirmed_on": None if confirmed_at is None else local_date(confirmed_at),
            "priorities": self._priorities(),
            "overviews": self._overviews(),
            "charts": self._charts(),
            "facts": list(self._facts()),
            "covers": self._covers(),
            "reasons": self._reasons(),
            "overrides": self._overrides(),
            "ceiling": self._yuan(self._figures.premium_ceiling.result),
            "has_income": self._household.stated_income() is not None,
            "agreement": self._agreement(),
            "caveats": sentences((code for answer in answers for code in answer.caveats), self._language),
        }

    def _say(self, key: str, **values: object) -> str:
        return TEXTS.say(key, self._language, **values)

    def _yuan(self, amount: Money) -> str:
        return yuan(amount, self._language)

    def _risk(self, risk: Risk) -> str:
        return chart_texts().say(f"risk_{risk}", self._language)

    def _who(self, member: str | None) -> str:
        return self._names.get(member or "", "")

    def _priorities(self) -> list[dict[str, Any]]:
        return [
            {
                "place": priority.place,
                "who": self._who(priority.member),
                "risk": self._risk(priority.risk),
                "gap": self._yuan(priority.gap),
                "rounded_up": self._yuan(priority.rounded_up),
                "line": self._say(f"line.{priority.line}"),
            }
            for priority in self._figures.priorities.result
        ]

    def _overviews(self) -> list[Markup]:
        """Each member's gaps at a glance; who was assessed for nothing has none."""
        gaps = [answer.result for answer in self._figures.gaps]
        pictures = [
            render_overview(key, who, own, texts=chart_texts(), language=self._language)
            for key, who in self._names.items()
            if (own := [gap for gap in gaps if gap.member == key])
        ]
        return [Markup(picture) for picture in pictures]  # noqa: S704 our own drawing, which escapes what it is given

    def _charts(self) -> list[dict[str, Any]]:
        return [
            {
                "who": self._who(chart.member),
                "panels": [self._drawn(chart.member, panel) for panel in chart.panels],
            }
            for chart in self._figures.charts
        ]

    def _drawn(self, member: str | None, panel: Panel) -> Markup:
        """One panel as a picture of its own, so that as many stand in a row as the page is wide."""
        picture = render_gap_chart(
            GapChart(member=member, panels=(panel,)),
            title=self._say("report.chart_of", who=self._who(member)),
            texts=chart_texts(),
            language=self._language,
        )
        return Markup(picture)  # noqa: S704 our own drawing, which escapes what it is given

    def _facts(self) -> Iterable[tuple[str, str]]:
        household = self._household
        yield self._say("fact.expenses"), self._yuan(household.annual_expenses)
        for person in household.members:
            if person.annual_income is not None:
                yield self._say("fact.income", who=self._who(person.key)), self._yuan(person.annual_income)
            elif person.earns():
                label = self._say("fact.income", who=self._who(person.key))
                yield label, self._say("fact.income_unknown")
        for debt in household.liabilities:
            yield self._say(f"fact.{debt.kind}"), self._yuan(debt.outstanding)
        for key, amount in (
            ("assets", household.liquid_assets),
            ("elder_support", household.annual_elder_support),
        ):
            if amount:
                yield self._say(f"fact.{key}"), self._yuan(amount)

    def _covers(self) -> list[dict[str, str]]:
        return [
            {
                "who": self._who(person.key),
                "line": self._say(f"line.{cover.line}"),
                "sum": self._yuan(cover.sum_insured),
                "provided_by": self._say(f"provided.{cover.provided_by}"),
            }
            for person in self._household.members
            for cover in person.covers
        ]

    def _reasons(self) -> list[_Reason]:
        grouped: dict[tuple[str, str, str], list[str]] = {}
        for answer in self._figures.gaps:
            for because in answer.because:
                key = (self._parameters(answer.result, because), because.source, because.version)
                figure = self._say(
                    "who_and_risk", who=self._who(answer.result.member), risk=self._risk(answer.result.risk)
                )
                grouped.setdefault(key, []).append(figure)
        listing = self._say("listing")
        return [_Reason(listing.join(figures), *key) for key, figures in grouped.items()]

    def _parameters(self, gap: Gap, because: Because) -> str:
        parameters = because.inputs.get("parameters", {})
        shown = [
            self._say(f"parameter.{name}") + self._say("colon", value=self._value(name, value))
            for name, value in parameters.items()
            if name in _AMOUNTS | _SHARES | _COUNTS
        ]
        if gap.method is not None:
            shown.insert(0, self._say("reasons.method", method=self._say(f"method.{gap.method}")))
        return self._say("separator").join(shown)

    def _value(self, name: str, value: Any) -> str:
        if name in _AMOUNTS:
            return self._yuan(Money.of(value))
        if name in _SHARES:
            return f"{Decimal(value) * 100:f}".rstrip("0").rstrip(".") + "%"
        return str(value)

    def _overrides(self) -> list[dict[str, str]]:
        return [
            {
                "parameter": self._parameter_name(override.parameter),
                "value": str(override.value),
                "reason": override.reason,
            }
            for override in assumptions_of(self._assessment).overrides
        ]

    def _parameter_name(self, parameter: str) -> str:
        name = parameter.rpartition(".")[2]
        return self._say(f"parameter.{name}") if name in _AMOUNTS | _SHARES | _COUNTS else parameter

    def _agreement(self) -> dict[str, Any] | None:
        if self._assessment.agreement is None:
            return None
        agreement = Agreement.model_validate(self._assessment.agreement)
        doubts = () if agreement.suitability is None else agreement.suitability.result.doubts
        return {
            "acknowledged": [
                {"who": self._who(doubt.member), "text": warned(doubt, self._language).text}
                for doubt in doubts
            ],
            "budget": None if agreement.annual_budget is None else self._yuan(agreement.annual_budget),
            "gaps": [
                {
                    "who": self._who(gap.member),
                    "risk": self._risk(gap.risk),
                    "computed": self._yuan(gap.computed),
                    "agreed": self._yuan(gap.agreed),
                }
                for gap in agreement.gaps
                if gap.computed or gap.agreed
            ],
        }
