"""Rules are chosen by the date of the fact, and data that is incomplete or ambiguous never loads."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shared.jurisdictions import InvalidRules, Jurisdiction, NoRuleInForce, Rule


def d(text: str) -> date:
    return date.fromisoformat(text)


def table(**changes: str | None) -> str:
    """A [[rule]] table; a change of None leaves its line out."""
    lines: dict[str, str | None] = {
        "id": '"cooling_off"',
        "effective_from": "2020-01-01",
        "source": '"健康保险管理办法 2019 No.3 art. 15"',
        "confidence": '"read"',
        "values": "{ days = 15 }",
    }
    lines |= changes
    return "[[rule]]\n" + "".join(f"{name} = {line}\n" for name, line in lines.items() if line is not None)


def read(folder: Path, *tables: str) -> Jurisdiction:
    (folder / "clocks.toml").write_text("\n".join(tables), "utf-8")
    return Jurisdiction.read(folder)


def make_rule(**changes: Any) -> Rule:
    given: dict[str, Any] = {
        "id": "cooling_off",
        "effective_from": d("2020-01-01"),
        "effective_to": None,
        "source": "art. 15",
        "confidence": "read",
        "values": {"days": 15},
    }
    return Rule(**(given | changes))


def test_a_rule_is_the_version_in_force_on_the_date_of_the_fact_both_ends_included(tmp_path: Path) -> None:
    cn = read(
        tmp_path,
        table(effective_from="2026-02-01", values="{ days = 20 }"),
        table(effective_to="2026-01-31"),
    )
    assert cn.rule("cooling_off", on=d("2020-01-01"))["days"] == 15
    assert cn.rule("cooling_off", on=d("2026-01-31"))["days"] == 15
    assert cn.rule("cooling_off", on=d("2026-02-01"))["days"] == 20
    assert cn.rule("cooling_off", on=d("2126-02-01")).version == "cooling_off@2026-02-01"
    assert [rule.version for rule in cn.rules()] == ["cooling_off@2020-01-01", "cooling_off@2026-02-01"]


@pytest.mark.parametrize(
    ("rule_id", "on"),
    [("cooling_off", "2019-12-31"), ("cooling_off", "2026-02-01"), ("unheard_of", "2026-01-01")],
)
def test_where_no_version_is_in_force_that_is_said(tmp_path: Path, rule_id: str, on: str) -> None:
    cn = read(tmp_path, table(effective_to="2026-01-31"))
    with pytest.raises(NoRuleInForce) as refused:
        cn.rule(rule_id, on=d(on))
    assert refused.value.message("en") == f'No rule "{rule_id}" is in force on {on}.'
    assert refused.value.message("zh-CN") == f"{on} 没有有效的规则“{rule_id}”。"


def test_a_rule_tells_its_source_and_its_values_which_nobody_can_change(tmp_path: Path) -> None:
    text = (
        table(values=None) + "[rule.values]\nrate = 0.035\nsteps = [[1, 2], [3]]\nby_age = { young = 1.25 }\n"
    )
    rule = read(tmp_path, text).rule("cooling_off", on=d("2026-01-01"))
    assert rule.source == "健康保险管理办法 2019 No.3 art. 15"
    assert rule.confidence == "read"
    assert rule["rate"] == Decimal("0.035")
    assert rule["steps"] == ((1, 2), (3,))
    assert rule["by_age"]["young"] == Decimal("1.25")
    values: Any = rule.values
    with pytest.raises(TypeError):
        values["rate"] = 0
    with pytest.raises(TypeError):
        values["by_age"]["young"] = 0


def test_a_value_that_a_rule_lacks_is_a_key_error_that_names_the_version() -> None:
    with pytest.raises(KeyError, match="cooling_off@2020-01-01 has no value 'months'"):
        make_rule()["months"]


def test_versions_of_one_rule_that_overlap_are_refused(tmp_path: Path) -> None:
    with pytest.raises(
        InvalidRules, match="cooling_off@2020-01-01 is still in force when cooling_off@2026-02-01"
    ):
        read(tmp_path, table(effective_from="2026-02-01"), table())
    with pytest.raises(InvalidRules, match="still in force"):
        Jurisdiction("cn", [make_rule(), make_rule()])
    with pytest.raises(InvalidRules, match="still in force"):
        Jurisdiction(
            "cn", [make_rule(effective_to=d("2021-01-01")), make_rule(effective_from=d("2021-01-01"))]
        )


def test_versions_in_different_files_overlap_just_the_same(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text(table(), "utf-8")
    with pytest.raises(InvalidRules, match="still in force"):
        read(tmp_path, table())


def test_a_rule_that_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidRules, match="ends before it begins"):
        read(tmp_path, table(effective_to="2019-12-31"))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"source": None}, r"clocks.toml, rule 1 \(cooling_off\): lacks source"),
        ({"source": '" "'}, "source must be text"),
        ({"id": None}, r"rule 1 \(without id\): lacks id"),
        ({"id": "7"}, "id must be text"),
        ({"effective_from": None}, "lacks effective_from"),
        ({"effective_from": '"2020-01-01"'}, "effective_from must be a date"),
        ({"effective_from": "2020-01-01T00:00:00Z"}, "effective_from must be a date"),
        ({"effective_to": "2020"}, "effective_to must be a date"),
        ({"confidence": '"sure"'}, "confidence must be one of read, web, general, uncertain"),
        ({"values": None}, "lacks values"),
        ({"values": "{}"}, "values must be a table"),
        ({"values": "15"}, "values must be a table"),
        ({"days": "15"}, "days belongs under values"),
    ],
)
def test_incomplete_rules_are_refused_with_the_file_the_rule_and_the_reason(
    tmp_path: Path, changes: dict[str, str | None], why: str
) -> None:
    with pytest.raises(InvalidRules, match=why):
        read(tmp_path, table(**changes))


@pytest.mark.parametrize(
    "text",
    ["", "[rule]\nid = 1", "rule = [1]", "[[rules]]", table() + "[extra]\n", "not toml", "rule = []\nx = 1"],
)
def test_a_file_that_is_no_list_of_rules_is_refused_by_name(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidRules, match=r"clocks\.toml"):
        read(tmp_path, text)


def test_a_jurisdiction_is_read_once_a_process() -> None:
    assert Jurisdiction.load("cn") is Jurisdiction.load("cn")


@pytest.mark.parametrize("code", ["xx", "CN", "../cn", "", "__pycache__"])
def test_a_jurisdiction_that_is_not_there_is_not_looked_for_elsewhere(code: str) -> None:
    with pytest.raises(LookupError):
        Jurisdiction.load(code)


def test_the_rules_of_china_load_and_each_says_where_it_is_written() -> None:
    rules = Jurisdiction.load("cn").rules()
    assert "identity_number" in {rule.id for rule in rules}
    assert all(rule.source.strip() for rule in rules)
