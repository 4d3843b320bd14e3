"""Which wording is refused (capability 11): closing-soon claims before a notice, statistics without evidence."""

from datetime import date

import pytest

from services.leads.domain.channel_problems import ApprovalTooLong, ClosingSoonClaim, UnprovenStatistic
from services.leads.domain.content import Finding, Wording, approved_until, check_wording, refuse
from shared.because import Answer
from shared.jurisdictions import Jurisdiction

TODAY = date(2026, 3, 2)
CN = Jurisdiction.load("cn")


def check(
    body: str, *, notice_on: date | None = None, evidence: str | None = None
) -> Answer[tuple[Finding, ...]]:
    return check_wording(
        Wording(topic="保险科普", body=body, insurer_notice_on=notice_on, evidence=evidence),
        closing_soon=CN.rule("content.closing_soon", on=TODAY),
        statistics=CN.rule("content.statistics", on=TODAY),
        on=TODAY,
    )


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("月底 停 售", "停 售"),
        ("拒绝炒停", "炒停"),
        ("产品即将下架", "即将下架"),
        ("限时抢购", "限时抢"),
        ("马上涨价", "马上涨价"),
        ("Limited time offer", "Limited time"),
        ("It is about to be withdrawn", "about to be withdrawn"),
    ],
)
def test_words_that_say_that_something_ends_are_found(body: str, words: str) -> None:
    assert [(finding.code, finding.words) for finding in check(body).result] == [
        ("CLOSING_SOON_CLAIM", words)
    ]
    assert check(body, notice_on=TODAY).result == ()
    with pytest.raises(ClosingSoonClaim):
        refuse(check(body))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("72.5% 的家庭", "72.5%"),
        ("70％的家庭", "70％"),
        ("百分之七十", "百分之七十"),
        ("七成家庭", "七成家庭"),
        ("三分之一的人", "三分之一"),
        ("绝大多数家庭", "绝大多数家庭"),
        ("70 percent of all", "percent"),
        ("One in three of us", "One in three"),
    ],
)
def test_statistics_are_found(body: str, words: str) -> None:
    assert words in [finding.words for finding in check(body).result]
    assert check(body, evidence="EV-1").result == ()
    with pytest.raises(UnprovenStatistic):
        refuse(check(body))


@pytest.mark.parametrize(
    "body",
    [
        "保额决定生病时家里能不能安心休养。",
        "等待期 90 天，宽限期 60 天。",
        "分期缴费 20 年，每年 3000 元。",
        "Twenty years of premiums, ninety days of waiting.",
    ],
)
def test_plain_information_may_be_said(body: str) -> None:
    answer = check(body)
    assert answer.result == ()
    assert [because.rule for because in answer.because] == ["content.closing_soon", "content.statistics"]
    refuse(answer)


def test_an_approval_holds_half_a_year_unless_less_or_a_year_at_most_is_said() -> None:
    rule = CN.rule("content.approval", on=TODAY)
    assert approved_until(None, rule, today=TODAY) == date(2026, 8, 29)
    assert approved_until(TODAY, rule, today=TODAY) == TODAY
    assert approved_until(date(2027, 3, 2), rule, today=TODAY) == date(2027, 3, 2)
    for wrong in (date(2026, 3, 1), date(2027, 3, 3)):
        with pytest.raises(ApprovalTooLong):
            approved_until(wrong, rule, today=TODAY)
