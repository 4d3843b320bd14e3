"""The instant gap report 保障缺口报告 of the self-assessment, in the reader's language.

Invariant: nothing is computed here; the report words and draws the figures that it is given.
"""

from collections.abc import Mapping

from services.needs.chart_svg import chart_texts, describe_panel, render_gap_chart, yuan
from services.needs.domain.assessment import Assessment as Figures
from services.needs.domain.chart import GapChart, Panel
from services.needs.domain.priority import Priority
from services.needs.domain.recorded_household import RecordedHousehold
from services.needs.names import names_of
from services.needs.schemas.assessments import FiguresOut
from services.needs.schemas.self_assessment import MemberPictures, Picture, SelfAssessmentOut, ShownGap
from services.needs.texts import TEXTS
from shared.language import Language


def instant_report(figures: Figures, household: RecordedHousehold, language: Language) -> SelfAssessmentOut:
    """The figures of a household as its member reads them on a page."""
    names = names_of(household, figures.on, language)
    return SelfAssessmentOut(
        on=figures.on,
        gaps=[_gap(priority, names, language) for priority in figures.priorities.result],
        charts=[_charts(chart, names, language) for chart in figures.charts if chart.panels],
        premium_ceiling=figures.premium_ceiling.result,
        premium_ceiling_shown=yuan(figures.premium_ceiling.result, language),
        figures=FiguresOut.of(figures, language),
    )


def _gap(priority: Priority, names: Mapping[str, str], language: Language) -> ShownGap:
    return ShownGap(
        place=priority.place,
        who=names.get(priority.member or "", ""),
        risk=priority.risk,
        risk_name=_risk(priority.risk, language),
        gap=priority.gap,
        shown=yuan(priority.gap, language),
        rounded_up=priority.rounded_up,
        rounded_up_shown=yuan(priority.rounded_up, language),
        line=priority.line,
        line_name=TEXTS.say(f"line.{priority.line}", language),
    )


def _charts(chart: GapChart, names: Mapping[str, str], language: Language) -> MemberPictures:
    who = names.get(chart.member or "", "")
    return MemberPictures(who=who, pictures=[_picture(chart, panel, who, language) for panel in chart.panels])


def _picture(chart: GapChart, panel: Panel, who: str, language: Language) -> Picture:
    alone = GapChart(member=chart.member, panels=(panel,))
    title = TEXTS.say("report.chart_of", language, who=who)
    return Picture(
        risk=panel.risk,
        risk_name=_risk(panel.risk, language),
        missing=panel.missing,
        svg=render_gap_chart(alone, title=title, texts=chart_texts(), language=language),
        sentence=describe_panel(panel, chart_texts(), language),
    )


def _risk(risk: str, language: Language) -> str:
    return chart_texts().say(f"risk_{risk}", language)
