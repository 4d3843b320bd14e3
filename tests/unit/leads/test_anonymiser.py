"""What still names a person is found by kind and place, in Chinese and English: capability 6."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.leads.domain.anonymiser import NamedBy, anonymise, find
from shared.jurisdictions import Jurisdiction

CN = Jurisdiction.load("cn")
TODAY = date(2026, 3, 2)
RULE = CN.rule("case.anonymise", on=TODAY)


def found(text: str, *names: str) -> list[tuple[str, str]]:
    return [(finding.kind.value, text[finding.start : finding.end]) for finding in find(RULE, text, names)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("王小明先生因肺癌获赔", [("name", "王小明")]),
        ("感谢王女士的信任", [("name", "王")]),
        ("客户张三因重疾保障获赔50万元", [("name", "张三")]),
        ("被保险人：欧阳娜娜，确诊甲状腺癌", [("name", "欧阳娜娜")]),
        ("李四，男，45岁", [("name", "李四")]),
        ("张三丰（35岁）", [("name", "张三丰")]),
        ("Mr. Wang Xiaoming was paid", [("name", "Wang Xiaoming")]),
        ("our client Zhang San was paid", [("name", "Zhang San")]),
        ("客户Mr Wang获赔", [("name", "Wang")]),
        ("邮箱a@b.cn已核", [("email", "a@b.cn")]),
        ("Name: Li Si", [("name", "Li Si")]),
        ("电话13800138000", [("phone", "13800138000")]),
        ("+86 138-0013-8000", [("phone", "+86 138-0013-8000")]),
        ("call 010-88886666", [("phone", "010-88886666")]),
        ("call +44 20 7946 0958 now", [("phone", "+44 20 7946 0958")]),
        ("身份证11010519491231002x", [("id_number", "11010519491231002x")]),
        ("证件 110105 19491231 002X 已核", [("id_number", "110105 19491231 002X")]),
        ("passport E12345678", [("id_number", "E12345678")]),
        ("卡号6222 0212 3456 7890 123", [("account_number", "6222 0212 3456 7890 123")]),
        (
            "家住上海市浦东新区世纪大道100号3幢501室，",
            [("address", "上海市浦东新区世纪大道100号3幢501室")],
        ),
        ("住址：某小区东门第二家", [("address", "某小区东门第二家")]),
        ("lives at 12 Long Street", [("address", "12 Long Street")]),
        ("出生于1990年5月12日", [("birth_date", "1990年5月12日")]),
        ("1990-05-12出生", [("birth_date", "1990-05-12")]),
        ("born on 12 May 1990", [("birth_date", "12 May 1990")]),
        ("born May 12, 1990", [("birth_date", "May 12, 1990")]),
        ("保单号：P2023000123", [("policy_number", "P2023000123")]),
        ("policy no. AB-123456", [("policy_number", "AB-123456")]),
        ("流水 202603010012345", [("reference_number", "202603010012345")]),
        ("write to a.b+c@example.com.", [("email", "a.b+c@example.com")]),
        ("沪A·12345追尾", [("plate", "沪A·12345")]),
        ("新能源车粤BD12345", [("plate", "粤BD12345")]),
    ],
)
def test_what_names_a_person_is_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "XX客户因重疾保障获赔50万元",
        "某企业主客户因定期寿险保障获赔2,000,000.00元，家属用于偿还房贷。",
        "张某某，男，45岁，获赔30万元",
        "对于女士而言，任何先生都可以投保",
        "客户曾因高血压在三甲医院住院，客户方便时提交资料",
        "2026年1月15日报案，2026年1月20日赔付，共5个工作日",
        "上海市客户，保单年度第3年",
        "保单号：XXXX",
        "Mr X, insured for 500,000.00, was paid in 5 days",
        "The Insured Person is paid under Critical Illness cover",
        "client was paid on 12 May 2025",
    ],
)
def test_what_names_nobody_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_the_names_that_are_given_are_found_however_they_are_spaced_or_written() -> None:
    assert found("王小明确诊后，王 小 明获赔", "王小明") == [("name", "王小明"), ("name", "王 小 明")]
    assert found("then ZHANG SAN was paid", "Zhang San") == [("name", "ZHANG SAN")]
    assert found("Ansana was paid", "San") == []


def test_full_width_digits_are_read_as_digits_and_offsets_stay_those_of_the_text() -> None:
    text = "电话：１３８００１３８０００。"
    assert [(finding.start, finding.end) for finding in find(RULE, text)] == [(3, 14)]


def test_the_suggested_text_keeps_everything_else_in_the_readers_language() -> None:
    text = "客户张三因重疾保障获赔50万元，电话13800138000。"
    answer = anonymise(CN, text, names=[], on=TODAY, language="zh-CN")
    assert answer.result.suggested_text == "客户XX因重疾保障获赔50万元，电话［电话］。"
    assert answer.result.counts == {NamedBy.NAME: 1, NamedBy.PHONE: 1}
    assert not answer.result.anonymous
    assert answer.because[0].inputs == {"characters": 30, "names_given": 0}
    english = anonymise(CN, "Mr Wang, 13800138000", names=[], on=TODAY, language="en")
    assert english.result.suggested_text == "Mr XX, [phone]"


PIECES = st.sampled_from(
    [
        "客户",
        "张三",
        "先生",
        "因",
        "，",
        " ",
        "13800138000",
        "保单号：",
        "AB123456",
        "世纪大道100号",
        "某",
        "女",
        "35岁",
        "出生于",
        "1990年5月12日",
        "Mr ",
        "Wang Li",
        "a@b.cn",
        "沪A12345",
        "获赔50万元",
        "11010519491231002X",
        "\n",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_findings_lie_in_the_text_in_order_and_the_suggested_text_names_nobody(text: str) -> None:
    findings = find(RULE, text)
    ends = [0] + [finding.end for finding in findings]
    assert all(end <= finding.start < finding.end <= len(text) for end, finding in zip(ends, findings))  # noqa: B905
    suggested = anonymise(CN, text, names=[], on=TODAY, language="en").result.suggested_text
    assert find(RULE, suggested) == []


def test_a_long_text_made_to_be_slow_is_read_in_reasonable_time() -> None:
    for hostile in ("市" * 100_000, "王" * 100_000, "1 " * 50_000, "路1号" * 25_000, "a.b@" * 25_000):
        find(RULE, hostile)
