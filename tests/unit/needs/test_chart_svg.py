"""The gap chart as people see it: every figure in the picture and in its description, in both languages."""

from typing import get_args
from xml.etree import ElementTree

import pytest

from services.needs.chart_svg import chart_texts, render_gap_chart, yuan
from services.needs.domain import caveats
from services.needs.domain.assessment import assess
from services.needs.domain.chart import GapChart, Panel
from services.needs.domain.gap import Need, NeedCode, OffsetCode
from services.needs.domain.household import Risk
from services.needs.texts import CAVEATS
from shared.language import LANGUAGES, Language
from shared.money import Money
from tests.unit.needs.households import TODAY, make_cover, make_household, make_member, make_parameters

SVG = "{http://www.w3.org/2000/svg}"


def make_chart(**cover: int) -> GapChart:
    covers = [make_cover("critical_illness", 500_000), make_cover("term_life", cover.get("life", 0))]
    household = make_household(make_member(covers=covers), expenses=200_000, mortgage=1_000_000)
    found = assess(household, make_parameters(), on=TODAY, death_method="liabilities_plus_expenses")
    return found.charts[0]


def draw(chart: GapChart, language: Language = "zh-CN", title: str = "保障缺口") -> ElementTree.Element:
    return ElementTree.fromstring(
        render_gap_chart(chart, title=title, texts=chart_texts(), language=language)
    )


def words(drawing: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in drawing.iter(f"{SVG}text")]


def test_the_left_shows_expenses_and_debts_the_middle_what_is_missing_the_right_the_cover() -> None:
    (panel,) = [panel for panel in make_chart(life=300_000).panels if panel.risk == "death"]
    assert [(part.code, str(part.amount)) for part in panel.left] == [
        ("expenses", "200000.00"),
        ("mortgage", "1000000.00"),
    ]
    assert [(part.code, str(part.amount)) for part in panel.right] == [("own_cover", "300000.00")]
    assert str(panel.missing) == "900000.00"


def test_cover_beyond_the_need_is_a_surplus_not_a_gap() -> None:
    (panel,) = [panel for panel in make_chart(life=1_500_000).panels if panel.risk == "death"]
    assert (str(panel.missing), str(panel.surplus)) == ("0.00", "300000.00")


def test_the_largest_gap_comes_first_and_a_risk_without_figures_has_no_panel() -> None:
    assert [panel.risk for panel in make_chart().panels] == ["medical", "death", "critical_illness"]


def test_parts_that_do_not_add_up_are_refused() -> None:
    part = Need(code="expenses", amount=Money.of(1))
    nothing = Money.zero()
    with pytest.raises(ValueError, match="add up"):
        Panel(
            risk="death",
            left=(part,),
            right=(),
            needed=Money.of(2),
            covered=nothing,
            missing=Money.of(2),
            surplus=nothing,
        )


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "zh-CN",
            ["身故", "支出与负债", "120万元", "保障缺口", "90万元", "已有保障", "30万元", "房贷", "100万元"],
        ),
        (
            "en",
            [
                "Death",
                "Expenses, debts",
                "¥1,200,000",
                "Missing",
                "¥900,000",
                "Covered",
                "¥300,000",
                "Mortgage",
            ],
        ),
    ],
)
def test_the_figures_are_written_in_the_readers_language(language: Language, expected: list[str]) -> None:
    written = words(draw(make_chart(life=300_000), language))
    for word in expected:
        assert word in written


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_screen_reader_hears_everything_that_is_drawn(language: Language) -> None:
    chart = make_chart(life=300_000)
    drawing = draw(chart, language)
    assert drawing.get("role") == "img"
    title, description = drawing.find(f"{SVG}title"), drawing.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert drawing.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == "保障缺口"
    for panel in chart.panels:
        for amount in (panel.needed, panel.missing, panel.covered):
            assert yuan(amount, language) in (description.text or "")


def test_what_is_written_stays_inside_the_picture() -> None:
    drawing = draw(make_chart())
    _, _, width, height = map(float, (drawing.get("viewBox") or "").split())
    assert width == 360
    for shape in drawing.iter(f"{SVG}rect"):
        left, wide = float(shape.get("x", 0)), float(shape.get("width", 0))
        assert left >= 0
        assert left + wide <= width
        assert float(shape.get("height", 0)) <= height


def test_bars_are_as_high_as_their_amounts() -> None:
    chart = make_chart(life=300_000)
    death = [panel for panel in chart.panels if panel.risk == "death"]
    drawing = draw(chart.model_copy(update={"panels": tuple(death)}))
    bars = [shape for shape in drawing.iter(f"{SVG}rect") if shape.get("width") == "84"]
    heights = [float(bar.get("height", 0)) for bar in bars]
    expenses, mortgage, missing, cover = heights
    assert mortgage == pytest.approx(5 * expenses, abs=0.5)
    assert expenses + mortgage == pytest.approx(missing + cover, abs=0.5)
    tops = [float(bar.get("y", 0)) for bar in bars]
    assert tops[2] == pytest.approx(tops[1], abs=0.5), "what is missing ends where the need ends"
    assert tops[2] + missing == pytest.approx(tops[3], abs=0.5), "and begins where the cover ends"


def test_markup_in_a_title_is_text() -> None:
    drawn = render_gap_chart(
        make_chart(), title="<script>alert(1)</script>", texts=chart_texts(), language="en"
    )
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn


def test_a_chart_without_panels_says_that_nothing_is_missing() -> None:
    assert words(draw(GapChart(member=None, panels=()), "en")) == ["Nothing is missing."]


@pytest.mark.parametrize(
    ("amount", "chinese", "english"),
    [
        ("0", "0元", "¥0"),
        ("9999.50", "9,999.50元", "¥9,999.50"),
        ("10000", "1万元", "¥10,000"),
        ("1234500", "123.45万元", "¥1,234,500"),
        ("1234567", "1,234,567元", "¥1,234,567"),
        ("150000000", "1.5亿元", "¥150,000,000"),
    ],
)
def test_amounts_are_written_exactly_as_people_read_them(amount: str, chinese: str, english: str) -> None:
    assert (yuan(Money.of(amount), "zh-CN"), yuan(Money.of(amount), "en")) == (chinese, english)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_risk_part_and_caveat_has_its_words(language: Language) -> None:
    for risk in get_args(Risk):
        assert chart_texts().say(f"risk_{risk}", language)
    for code in (*get_args(NeedCode), *get_args(OffsetCode)):
        assert chart_texts().say(f"part_{code}", language)
    codes = [code for name, code in vars(caveats).items() if name.isupper()]
    assert caveats.DUPLICATE_INDEMNITY in codes
    for code in codes:
        assert CAVEATS.say(code, language)
