"""Merging, referral and what is refused about people, decided without a database."""

import inspect
from datetime import UTC, date, datetime
from string import Formatter
from typing import Any
from uuid import UUID

import pytest

from services.leads.domain import people_problems
from services.leads.domain.merging import Candidate, check_merge, check_undo, undo_until
from services.leads.domain.people_problems import (
    BothHavePolicies,
    DemandCardFirst,
    DifferentSegments,
    LeadMerged,
    MergeTheOtherWay,
    PolicyReviewFirst,
    ReferralCycle,
    ReferralOfSelf,
    RewardNotAllowed,
    SameLead,
    TwoIdentityNumbers,
    UndoTooLate,
)
from services.leads.domain.referrals import (
    check_benefit,
    check_card,
    check_chain,
    check_reviewed,
    depth_below,
)
from shared.jurisdictions import Jurisdiction
from shared.problems import Problem

RULES = Jurisdiction.load("cn")
TODAY = date(2026, 3, 2)
PROBLEMS = [
    kind
    for _, kind in inspect.getmembers(people_problems, inspect.isclass)
    if issubclass(kind, Problem) and kind.__module__ == people_problems.__name__
]


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_a_problem_says_the_same_in_both_languages_under_a_code_of_its_own() -> None:
    for kind in PROBLEMS:
        assert placeholders(kind.__doc__ or "") == placeholders(kind.zh), kind
        assert any("\u4e00" <= character <= "\u9fff" for character in kind.zh), kind
    assert len({kind.code for kind in PROBLEMS}) == len(PROBLEMS)


def make_lead(number: int, **different: Any) -> Candidate:
    facts: dict[str, Any] = {
        "segment": "person",
        "has_policy": False,
        "merged_into": None,
        "marks": frozenset(),
    }
    return Candidate(id=UUID(int=number), **(facts | different))


@pytest.mark.parametrize(
    ("survivor", "merged", "refusal"),
    [
        (make_lead(1), make_lead(1), SameLead),
        (make_lead(1, merged_into=UUID(int=3)), make_lead(2), LeadMerged),
        (make_lead(1), make_lead(2, merged_into=UUID(int=3)), LeadMerged),
        (make_lead(1), make_lead(2, segment="firm"), DifferentSegments),
        (make_lead(1, marks=frozenset([b"a"])), make_lead(2, marks=frozenset([b"b"])), TwoIdentityNumbers),
        (make_lead(1), make_lead(2, has_policy=True), MergeTheOtherWay),
        (make_lead(1, has_policy=True), make_lead(2, has_policy=True), BothHavePolicies),
    ],
)
def test_what_cannot_be_one_person_is_not_merged(
    survivor: Candidate, merged: Candidate, refusal: type[Problem]
) -> None:
    with pytest.raises(refusal):
        check_merge(survivor, merged)


def test_one_with_a_policy_or_a_number_may_survive() -> None:
    check_merge(make_lead(1, has_policy=True, marks=frozenset([b"a"])), make_lead(2))
    check_merge(make_lead(1), make_lead(2, marks=frozenset([b"a"])))


def test_a_merge_can_be_undone_to_the_end_of_the_thirtieth_day() -> None:
    until = undo_until(RULES, merged_at=datetime(2026, 3, 2, 15, 59, tzinfo=UTC))
    assert until.result == datetime(2026, 4, 1, 16, tzinfo=UTC)
    assert until.because[0].version == "lead_merge@2020-01-01"
    check_undo(until.result, datetime(2026, 4, 1, 15, 59, 59, tzinfo=UTC))
    with pytest.raises(UndoTooLate):
        check_undo(until.result, until.result)


def test_capability_14_a_review_counts_for_a_year_and_so_does_a_card() -> None:
    assert check_reviewed(RULES, last_review_on=date(2025, 3, 2), on=TODAY).rule == "referral"
    for too_old in (date(2025, 3, 1), None):
        with pytest.raises(PolicyReviewFirst):
            check_reviewed(RULES, last_review_on=too_old, on=TODAY)
    check_card(RULES, handed_over_on=date(2025, 3, 2), on=TODAY)
    with pytest.raises(DemandCardFirst):
        check_card(RULES, handed_over_on=date(2025, 3, 1), on=TODAY)


def test_only_the_free_consultation_may_be_promised() -> None:
    check_benefit(RULES, "free_upgrade_consultation", on=TODAY)
    for barred in ("cash", "gift", "", "Free_upgrade_consultation"):
        with pytest.raises(RewardNotAllowed):
            check_benefit(RULES, barred, on=TODAY)


def test_a_chain_has_no_circle_and_its_depth_grows_by_one() -> None:
    root, child, newcomer = UUID(int=1), UUID(int=2), UUID(int=3)
    check_chain(child, newcomer, [root])
    with pytest.raises(ReferralOfSelf):
        check_chain(child, child, [root])
    with pytest.raises(ReferralCycle):
        check_chain(child, root, [root])
    assert [depth_below([]), depth_below([root]), depth_below([root, child])] == [1, 2, 3]
