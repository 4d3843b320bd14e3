"""Handbooks of needs and blank forms, as JSON and as pages: capabilities 7 and 9."""

import re

from shared.caller import Role
from tests.services.fixtures import StartService


async def test_capability_7_the_handbooks_are_read_as_data_and_as_a_page_in_both_languages(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    english, chinese = service.client(), service.client(language="zh-CN")
    listed = (await chinese.get("/leads/handbooks")).json()["items"]
    assert [(book["segment"], book["title"]) for book in listed] == [
        ("business_owners", "企业主保障需求手册"),
        ("young_families", "年轻家庭保障需求手册"),
    ]
    book = (await english.get("/leads/handbooks/young_families")).json()
    assert (book["version"], book["on"]) == ("handbook.young_families@2026-01-01", "2026-03-02")
    figures = [figure for section in book["sections"] for figure in section["figures"]]
    assert len(figures) >= 15
    assert all(figure["source"] and figure["confidence"] for figure in figures)
    assert {"value": "0.001218", "dated": "2006–2010", "confidence": "web"}.items() <= next(
        figure for figure in figures if figure["shown"] == "1.218‰"
    ).items()
    for client, words in (
        (
            english,
            ("What the family answers for", "illustrative, uncertain", "from a public page", "Licence"),
        ),
        (chinese, ("家庭责任分析", "据公开网页", "惯例，无发布日期", "经营许可证编号")),
    ):
        page = await client.get("/leads/handbooks/young_families/document")
        assert page.headers["content-type"].startswith("text/html")
        assert [word for word in words if word not in page.text] == []
        assert page.text.count('class="shown"') == len(figures)
    firm = await chinese.get("/leads/handbooks/business_owners/document")
    assert "¥1,083,760" in firm.text
    before = await english.get("/leads/handbooks/young_families", params={"on": "2025-12-31"})
    assert (before.status_code, before.json()["code"]) == (409, "NO_RULE_IN_FORCE")
    assert (await english.get("/leads/handbooks/retirees")).status_code == 422
    for path in ("/leads/handbooks", "/leads/forms", "/leads/forms/application/document"):
        assert (await service.client(Role.CLIENT).get(path)).status_code == 403


async def test_capability_9_the_forms_of_a_line_are_listed_read_and_printed_in_their_version(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    english, chinese = service.client(), service.client(language="zh-CN")
    pack = (await chinese.get("/leads/forms", params={"line": "term_life"})).json()["items"]
    assert [(form["title"], form["version"], form["effective_from"]) for form in pack] == [
        ("投保单", "form.application@2026-01-01", "2026-01-01"),
        ("健康告知问卷", "form.health_questionnaire@2026-01-01", "2026-01-01"),
        ("受益人声明", "form.beneficiary_statement@2026-01-01", "2026-01-01"),
    ]
    assert len((await english.get("/leads/forms")).json()["items"]) == 3
    property_pack = (await english.get("/leads/forms", params={"line": "property"})).json()["items"]
    assert [form["code"] for form in property_pack] == ["application"]
    page = (
        await chinese.get("/leads/forms/health_questionnaire/document", params={"line": "term_life"})
    ).text
    for words in (
        "健康告知注意事项：问什么答什么",
        "职业类别填写规范",
        "版本 2026-01-01，自该日起使用",
        "险种：定期寿险",
        "经营许可证编号",
    ):
        assert words in page
    form = (await english.get("/leads/forms/health_questionnaire", params={"line": "term_life"})).json()
    asked = sum(len(section["items"]) for section in form["sections"])
    assert len(re.findall(r'class="number"', page)) == asked
    assert "亲笔签名" in page
    statement = (await english.get("/leads/forms/beneficiary_statement/document")).text
    assert statement.count("Beneficiaries of the death benefit") == 3
    assert "Items of every line are listed" in statement
    refused = await english.get("/leads/forms/beneficiary_statement", params={"line": "property"})
    assert (refused.status_code, refused.json()["code"]) == (409, "FORM_NOT_OF_LINE")
    assert (await english.get("/leads/forms/application", params={"line": "boats"})).status_code == 422
