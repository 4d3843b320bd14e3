"""Each member's gaps at a glance: drawn for nothing, for very much, and for a large household."""

from xml.etree import ElementTree

import pytest

from services.needs.chart_svg import COVERED, MISSING, chart_texts, yuan
from services.needs.domain.gap import Gap, Need, Offset
from services.needs.overview_svg import render_overview
from shared.language import Language
from shared.money import Money

SVG = "{http://www.w3.org/2000/svg}"


def make_gap(need: str, cover: str) -> Gap:
    parts = [Need(code="expenses", amount=Money.of(need))], [Offset(code="own_cover", amount=Money.of(cover))]
    return Gap.between(*parts, risk="death", step=10_000, member="he")


def draw(*gaps: Gap, language: Language = "en") -> ElementTree.Element:
    return ElementTree.fromstring(render_overview("he", "<He>", gaps, texts=chart_texts(), language=language))


def bars(drawing: ElementTree.Element) -> dict[str, float]:
    return {bar.attrib["fill"]: float(bar.attrib["width"]) for bar in drawing.iter(f"{SVG}rect")}


@pytest.mark.parametrize(
    ("need", "cover", "covered", "missing", "told"),
    [
        ("1000000.00", "250000.00", 84.0, 252.0, "¥750,000 missing"),
        ("1000000.00", "0.00", None, 336.0, "¥1,000,000 missing"),
        ("9999999990000.00", "0.01", 2.0, 334.0, "¥9,999,999,989,999.99 missing"),
        ("1000000.00", "999999.99", 334.0, 2.0, "¥0.01 missing"),
        ("1000000.00", "3000000.00", 336.0, None, "enough"),
        ("0.00", "0.00", None, None, "nothing needed"),
    ],
)
def test_a_bar_is_as_long_as_the_need_and_its_parts_add_up_to_it(
    need: str, cover: str, covered: float | None, missing: float | None, told: str
) -> None:
    drawing = draw(make_gap(need, cover))
    found = bars(drawing)
    assert (found.get(COVERED), found.get(MISSING)) == (covered, missing)
    assert told in [text.text for text in drawing.iter(f"{SVG}text")]


def test_what_the_picture_shows_its_description_says_and_no_markup_gets_in() -> None:
    drawing = draw(make_gap("1000000.00", "250000.00"), language="zh-CN")
    described = drawing.findtext(f"{SVG}desc")
    assert described == "身故：需要 100万元，已有 25万元，缺口 75万元。"
    assert drawing.findtext(f"{SVG}title") == "<He>"


def test_an_amount_is_written_as_short_as_it_is_exact() -> None:
    assert [yuan(Money.of(amount), "zh-CN") for amount in ("39000", "1234500", "0.5")] == [
        "3.9万元",
        "123.45万元",
        "0.50元",
    ]
