"""An application: what must be in order, what can happen next, and how long the insurer may take."""

from datetime import date
from typing import Any

import pytest

from services.underwriting.domain.application import (
    TRANSITIONS,
    Action,
    State,
    advance,
)
from services.underwriting.domain.application_clocks import application_clocks, days_in_underwriting
from services.underwriting.domain.payment import accept_payment
from services.underwriting.domain.problems import (
    ApplicationState,
    CashRefused,
    ConfirmedByAnother,
    NotOwnAccount,
)
from services.underwriting.domain.recording import Sale, recording_duty
from services.underwriting.domain.submission import (
    Readiness,
    open_points,
    require_ready,
    required_documents,
)
from shared.jurisdictions import Jurisdiction

CN = Jurisdiction.load("cn")
ON = date(2026, 6, 1)

LEGAL = {
    ("draft", "submit", "submitted"),
    ("draft", "withdraw", "withdrawn"),
    ("submitted", "request_material", "material_requested"),
    ("submitted", "decide", "decided"),
    ("submitted", "withdraw", "withdrawn"),
    ("material_requested", "receive_material", "submitted"),
    ("material_requested", "decide", "decided"),
    ("material_requested", "withdraw", "withdrawn"),
    ("decided", "issue", "issued"),
    ("decided", "withdraw", "withdrawn"),
    ("decided", "close", "closed"),
}


def make_sale(**facts: Any) -> Sale:
    sale = {"channel": "face_to_face", "line": "term_life", "term_years": 20, "policyholder_age": 60}
    return Sale(**{**sale, **facts})


def make_readiness(**facts: Any) -> Readiness:
    ready: dict[str, Any] = {
        "identities_checked": True,
        "unanswered_questions": 0,
        "declaration_confirmed_by": "policyholder",
        "pays_on_death": True,
        "beneficiaries": 1,
        "recording_required": False,
        "recording_stored": False,
    }
    return Readiness(**{**ready, **facts})


@pytest.mark.parametrize(("state", "action", "following"), sorted(LEGAL))
def test_a_legal_step_is_taken(state: str, action: str, following: str) -> None:
    assert advance(State(state), Action(action)) == following


@pytest.mark.parametrize(
    ("state", "action"),
    [
        (state, action)
        for state in State
        for action in Action
        if not any(legal[:2] == (state, action) for legal in LEGAL)
    ],
)
def test_every_other_step_is_refused(state: State, action: Action) -> None:
    with pytest.raises(ApplicationState) as refused:
        advance(state, action)
    assert refused.value.values == {"state": state.value, "action": action.value}


def test_the_way_to_a_policy_leads_through_a_decision() -> None:
    state = State.DRAFT
    for action in (
        Action.SUBMIT,
        Action.REQUEST_MATERIAL,
        Action.RECEIVE_MATERIAL,
        Action.DECIDE,
        Action.ISSUE,
    ):
        state = advance(state, action)
    assert state is State.ISSUED
    assert {start for start, action in TRANSITIONS if action is Action.ISSUE} == {State.DECIDED}


def test_final_states_are_those_that_nothing_leaves() -> None:
    assert {state for state in State if state.final} == {State.ISSUED, State.WITHDRAWN, State.CLOSED}
    assert len(TRANSITIONS) == len(LEGAL)


def test_a_sale_to_a_sixty_year_old_over_twenty_years_face_to_face_is_recorded() -> None:
    duty = recording_duty(CN, make_sale(), on=ON).result
    assert (duty.required, duty.medium, duty.quality_check_percent) == (True, "audio_and_video", 100)


def test_a_sale_to_a_fifty_nine_year_old_is_not() -> None:
    answer = recording_duty(CN, make_sale(policyholder_age=59), on=ON)
    assert (answer.result.required, answer.result.reason, answer.caveats) == (False, "NONE", [])


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"term_years": None}, "ELDERLY_LONG_TERM"),
        ({"term_years": 1}, "NONE"),
        ({"term_years": 2}, "ELDERLY_LONG_TERM"),
        ({"policyholder_age": 30, "design": "unit_linked"}, "UNIT_LINKED"),
        ({"policyholder_age": 30, "design": "participating"}, "NONE"),
        ({"policyholder_age": 30, "channel": "bank"}, "INTERMEDIARY_LONG_TERM"),
        ({"policyholder_age": 30, "channel": "bank", "term_years": 1}, "NONE"),
        ({"policyholder_age": 30, "channel": "part_time_agency"}, "INTERMEDIARY_LONG_TERM"),
        ({"policyholder_age": 30, "channel": "phone", "term_years": 1}, "PHONE"),
        ({"channel": "online"}, "ONLINE"),
        ({"group": True}, "GROUP"),
        ({"line": "property"}, "NOT_PERSONAL"),
    ],
)
def test_which_sales_are_recorded(facts: dict[str, Any], reason: str) -> None:
    answer = recording_duty(CN, make_sale(**facts), on=ON)
    assert answer.result.reason == reason
    recorded = {"ELDERLY_LONG_TERM", "UNIT_LINKED", "INTERMEDIARY_LONG_TERM", "PHONE"}
    assert answer.result.required is (reason in recorded)
    assert ("RECORDING_NEEDS_CONSENT" in answer.caveats) is (reason in recorded)


def test_a_phone_sale_is_recorded_as_sound() -> None:
    assert recording_duty(CN, make_sale(channel="phone"), on=ON).result.medium == "audio"


def test_an_application_in_order_may_go() -> None:
    assert open_points(make_readiness()) == []
    require_ready(make_readiness())


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"identities_checked": False}, "IDENTITY_UNCHECKED"),
        ({"unanswered_questions": 2}, "DISCLOSURE_UNANSWERED"),
        ({"beneficiaries": 0}, "BENEFICIARY_MISSING"),
        ({"declaration_confirmed_by": None}, "DECLARATION_UNCONFIRMED"),
        ({"declaration_confirmed_by": "agent"}, "CONFIRMED_BY_ANOTHER"),
        ({"declaration_confirmed_by": "other"}, "CONFIRMED_BY_ANOTHER"),
        ({"recording_required": True}, "RECORDING_MISSING"),
        ({"documents_required": {"application_form"}}, "DOCUMENTS_MISSING"),
    ],
)
def test_each_open_point_is_named(facts: dict[str, Any], code: str) -> None:
    (point,) = open_points(make_readiness(**facts))
    assert point.code == code
    assert point.message("en")
    assert point.message("zh-CN")


def test_all_open_points_are_listed_and_the_first_is_raised() -> None:
    readiness = make_readiness(declaration_confirmed_by="agent", recording_required=True)
    assert [point.code for point in open_points(readiness)] == ["CONFIRMED_BY_ANOTHER", "RECORDING_MISSING"]
    with pytest.raises(ConfirmedByAnother):
        require_ready(readiness)


def test_cover_that_does_not_pay_on_death_needs_no_beneficiary() -> None:
    assert open_points(make_readiness(pays_on_death=False, beneficiaries=0)) == []


def test_the_documents_follow_from_what_the_application_is() -> None:
    plain = required_documents(CN, frozenset(), on=ON).result
    assert [document.code for document in plain] == ["application_form", "policyholder_identity_document"]
    for_a_child = required_documents(
        CN, frozenset({"insured_is_another", "insured_is_minor", "minor_insured_by_another"}), on=ON
    ).result
    assert [document.code for document in for_a_child] == [
        "application_form",
        "policyholder_identity_document",
        "insured_identity_document",
        "birth_or_household_certificate",
        "parent_consent",
    ]
    assert all(set(document.text) == {"zh-CN", "en"} for document in for_a_child)


def test_the_insurers_clocks_count_working_days() -> None:
    # 2026-04-04 to 04-06 are the Qingming holiday.
    answer = application_clocks(CN, received_on=date(2026, 4, 1), examined_on=date(2026, 4, 8))
    assert {clock.name: clock.last_day for clock in answer.result} == {
        "incomplete_notice": date(2026, 4, 9),
        "examination_notice": date(2026, 4, 9),
        "issue_without_examination": date(2026, 4, 23),
        "result_after_examination": date(2026, 4, 29),
    }
    assert not any(clock.calendar_provisional for clock in answer.result)


def test_without_an_examination_there_is_no_result_to_wait_for() -> None:
    answer = application_clocks(CN, received_on=date(2026, 4, 1))
    assert "result_after_examination" not in {clock.name for clock in answer.result}


def test_days_in_underwriting_are_calendar_days() -> None:
    assert days_in_underwriting(submitted_on=date(2026, 2, 27), decided_on=date(2026, 3, 2)) == 3


def test_premiums_go_straight_from_the_policyholder_to_the_insurer() -> None:
    assert accept_payment(CN, method="bank_debit", account_owner="policyholder", on=ON).result
    with pytest.raises(CashRefused):
        accept_payment(CN, method="cash", account_owner="policyholder", on=ON)
    with pytest.raises(NotOwnAccount):
        accept_payment(CN, method="bank_transfer", account_owner="agent", on=ON)
