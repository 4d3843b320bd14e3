"""Handbooks and blank forms are the jurisdiction's data: every figure with its source, every question a definite one."""

from datetime import date
from decimal import Decimal

import pytest

from services.leads.domain.form_packs import FormCode, FormNotOfLine, blank_form, pack
from services.leads.domain.handbooks import handbook
from services.leads.domain.materials import ClientSegment
from shared.contracts import Line
from shared.jurisdictions import Jurisdiction, NoRuleInForce
from shared.language import LANGUAGES

CN = Jurisdiction.load("cn")
TODAY = date(2026, 3, 2)


def figures(segment: ClientSegment, on: date = TODAY) -> dict[str, tuple[str, str, str | None, str]]:
    book = handbook(CN, segment, on=on, language="en")
    return {
        figure.text: (figure.shown, figure.source, figure.dated, figure.confidence)
        for section in book.sections
        for figure in section.figures
    }


def test_capability_7_a_handbook_says_of_every_figure_its_source_its_date_and_how_sure_it_is() -> None:
    family = figures(ClientSegment.YOUNG_FAMILIES)
    assert family["A man of 30 dies within a year"][:1] + family["A man of 30 dies within a year"][2:] == (
        "0.797‰",
        "2010–2013",
        "read",
    )
    assert family["Critical illness: so many years' income"] == (
        "3",
        "行业惯例: 3–5 倍年收入加不少于 300,000 元治疗费",
        None,
        "web",
    )
    assert family["Under 10"][0] == "¥200,000"
    firm = figures(ClientSegment.BUSINESS_OWNERS)
    assert (
        firm["Work-death grant, as last published"][0],
        firm["Work-death grant, as last published"][2],
    ) == (
        "¥1,083,760",
        "2025-01-01",
    )
    assert firm["Monthly allowance of grade 5, of the wage"][0] == "70%"
    assert firm["Class 6"] == ("4.50", "illustrative, without a public basis", None, "uncertain")
    assert all(source for shown, source, _, _ in (*family.values(), *firm.values()))


def test_a_handbook_reads_the_same_figures_in_both_languages_and_has_no_version_before_its_first() -> None:
    for segment in ClientSegment:
        by_language = [handbook(CN, segment, on=TODAY, language=language) for language in LANGUAGES]
        values = [
            [figure.value for section in book.sections for figure in section.figures] for book in by_language
        ]
        assert values[0] == values[1] != []
        assert all(isinstance(value, Decimal) for value in values[0])
        assert len({row.line for row in by_language[0].responsibilities}) >= 5
    with pytest.raises(NoRuleInForce):
        handbook(CN, ClientSegment.YOUNG_FAMILIES, on=date(2025, 12, 31), language="en")


@pytest.mark.parametrize(
    ("line", "forms"),
    [
        (Line.TERM_LIFE, ["application", "health_questionnaire", "beneficiary_statement"]),
        (Line.MEDICAL_MILLION, ["application", "health_questionnaire"]),
        (Line.GROUP_ACCIDENT, ["application", "beneficiary_statement"]),
        (Line.PROPERTY, ["application"]),
    ],
)
def test_capability_9_a_line_takes_its_own_pack_of_forms(line: Line, forms: list[str]) -> None:
    assert [head.code for head in pack(CN, line, on=TODAY, language="en")] == forms


def asked(code: FormCode, line: Line) -> list[str]:
    form = blank_form(CN, code, line, on=TODAY, language="en")
    return [item.text for section in form.sections for item in section.items]


def test_a_form_asks_only_what_its_line_asks_and_numbers_it_without_a_gap() -> None:
    accident = asked(FormCode.HEALTH_QUESTIONNAIRE, Line.ACCIDENT)
    assert accident == [
        "Present occupation, kind and content of the work",
        "I have answered each question myself and truthfully. The insured, or the legal guardian",
    ]
    medical = asked(FormCode.HEALTH_QUESTIONNAIRE, Line.MEDICAL_MILLION)
    assert not any("smoke" in text for text in medical)
    assert any("smoke" in text for text in asked(FormCode.HEALTH_QUESTIONNAIRE, Line.TERM_LIFE))
    firm = asked(FormCode.APPLICATION, Line.PROPERTY)
    assert "Replacement value, yuan" in firm
    assert not any("Insured" in text or "insured (or" in text for text in firm)
    form = blank_form(CN, FormCode.APPLICATION, Line.TERM_LIFE, on=TODAY, language="zh-CN")
    numbers = [item.number for section in form.sections for item in section.items]
    assert numbers == list(range(1, len(numbers) + 1))


def test_no_form_asks_for_genetic_tests_or_for_anything_else_of_importance() -> None:
    for code in FormCode:
        form = blank_form(CN, code, None, on=TODAY, language="en")
        questions = " ".join(item.text for section in form.sections for item in section.items).lower()
        assert "genetic" not in questions
        assert "anything else" not in questions
        assert "other conditions" not in questions


def test_notes_stand_beside_what_they_explain_and_the_others_above() -> None:
    form = blank_form(CN, FormCode.HEALTH_QUESTIONNAIRE, Line.CRITICAL_ILLNESS, on=TODAY, language="zh-CN")
    assert [note[:6] for note in form.notes] == ["健康告知注意"]
    occupation = form.sections[0].items[0]
    assert occupation.note is not None
    assert occupation.note.startswith("职业类别填写规范")
    assert (form.version, form.effective_from) == ("form.health_questionnaire@2026-01-01", date(2026, 1, 1))


def test_a_form_that_a_line_does_not_take_is_refused() -> None:
    with pytest.raises(FormNotOfLine):
        blank_form(CN, FormCode.BENEFICIARY_STATEMENT, Line.PROPERTY, on=TODAY, language="en")
