"""What the report about a firm shows, ready for its template: every amount and word in the reader's language.

Invariant: nothing is computed here; the report shows what was stored when the firm was assessed.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from services.needs.chart_svg import chart_texts, render_gap_chart, yuan
from services.needs.domain.chart import GapChart
from services.needs.domain.firm_figures import FirmAgreement, FirmFigures
from services.needs.domain.household import Risk
from services.needs.domain.recorded_enterprise import RecordedEnterprise
from services.needs.tables import EnterpriseAssessment
from services.needs.texts import TEXTS, sentences
from services.needs.use_cases.firms import facts_of, figures_of
from shared.calendar import local_date
from shared.language import Language, Texts
from shared.money import Money

_TEXTS = Texts.load(Path(__file__).with_name("enterprise_texts.toml"))


def enterprise_report(
    assessment: EnterpriseAssessment, industries: Mapping[str, str], language: Language
) -> dict[str, Any]:
    """The values of `enterprise_report.html`; `industries` are the titles of industry codes in the language."""
    return _Report(assessment, industries, language).values()


class _Report:
    def __init__(
        self, assessment: EnterpriseAssessment, industries: Mapping[str, str], language: Language
    ) -> None:
        self._assessment = assessment
        self._figures: FirmFigures = figures_of(assessment)
        self._firm: RecordedEnterprise = facts_of(assessment)
        self._industries = industries
        self._language: Language = language

    def values(self) -> dict[str, Any]:
        confirmed_at = self._assessment.confirmed_at
        codes = (code for answer in self._figures.answers() for code in answer.caveats)
        firm = self._firm
        return {
            "say": self._say,
            "assessed_on": self._figures.assessment.on,
            "superseded": self._assessment.status == "superseded",
            "confirmed_on": None if confirmed_at is None else local_date(confirmed_at),
            "priorities": self._priorities(),
            "pictures": self._pictures(),
            "limit": self._yuan(firm.liability_limit_per_head),
            "deductible": self._yuan(firm.liability_deductible),
            "transfers": self._transfers(),
            "facts": list(self._facts()),
            "agreement": self._agreement(),
            "reasons": self._reasons(),
            "caveats": sentences(codes, self._language),
        }

    def _say(self, key: str, **values: object) -> str:
        return _TEXTS.say(key, self._language, **values)

    def _yuan(self, amount: Money) -> str:
        return yuan(amount, self._language)

    def _risk(self, risk: Risk) -> str:
        return chart_texts().say(f"risk_{risk}", self._language)

    def _priorities(self) -> list[dict[str, Any]]:
        return [
            {
                "place": priority.place,
                "risk": self._risk(priority.risk),
                "gap": self._yuan(priority.gap),
                "rounded_up": self._yuan(priority.rounded_up),
                "line": TEXTS.say(f"line.{priority.line}", self._language),
            }
            for priority in self._figures.assessment.priorities.result
        ]

    def _pictures(self) -> list[Markup]:
        """Each panel as a picture of its own, so that as many stand in a row as the page is wide."""
        pictures = (
            render_gap_chart(
                GapChart(member=None, panels=(panel,)),
                title=self._say("chart_of"),
                texts=chart_texts(),
                language=self._language,
            )
            for panel in self._figures.assessment.chart.panels
        )
        return [Markup(picture) for picture in pictures]  # noqa: S704 our own drawing, which escapes what it is given

    def _transfers(self) -> list[dict[str, str]]:
        return [
            {
                "loss": self._yuan(row.loss),
                "uninsured": self._yuan(row.loss),
                "insurer_pays": self._yuan(row.insurer_pays),
                "retained": self._yuan(row.retained),
                "ratio": f"{row.ratio:.2%}",
            }
            for row in (answer.result for answer in self._figures.transfers)
        ]

    def _facts(self) -> Iterator[tuple[str, str]]:
        firm = self._firm
        enrolled = "enrolled" if firm.enrolled_in_work_injury_fund else "not_enrolled"
        yield self._say("fact.industry"), self._industries[firm.industry]
        yield self._say("fact.headcount"), f"{firm.headcount:,}"
        for number, heads in sorted(firm.occupation_mix.items()):
            yield self._say("fact.occupation_class", number=number), f"{heads:,}"
        yield self._say("fact.wages"), self._yuan(firm.annual_wages)
        yield self._say("fact.work_injury_fund"), self._say(f"fact.{enrolled}")
        for key, amount in self._covers():
            yield self._say(f"fact.{key}"), self._yuan(amount)

    def _covers(self) -> Iterable[tuple[str, Money]]:
        firm = self._firm
        yield "liability_limit", firm.liability_limit_per_head
        if firm.group_accident is not None:
            yield "group_accident", firm.group_accident.existing_total
        if firm.group_medical is not None:
            yield "group_medical", firm.group_medical.existing_total
        if firm.plant is not None:
            yield "replacement_value", firm.plant.replacement_value
            yield "property_insured", firm.plant.sum_insured
        if firm.annuity is not None:
            yield "annuity", firm.annuity.current_contribution

    def _agreement(self) -> dict[str, Any] | None:
        if self._assessment.agreement is None:
            return None
        agreement = FirmAgreement.model_validate(self._assessment.agreement)
        budget = agreement.annual_budget
        return {
            "budget": None if budget is None else self._yuan(budget),
            "gaps": [
                {
                    "risk": self._risk(gap.risk),
                    "computed": self._yuan(gap.computed),
                    "agreed": self._yuan(gap.agreed),
                }
                for gap in agreement.gaps
            ],
        }

    def _reasons(self) -> list[tuple[str, str]]:
        """Every rule version that a figure rests on, once, with where it is written."""
        reasons = (reason for answer in self._figures.answers() for reason in answer.because)
        return list(dict.fromkeys((reason.version, reason.source) for reason in reasons))
