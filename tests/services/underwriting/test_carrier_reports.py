"""What a carrier reports, in any order and any number of times, ends in one state, and a policy is told once."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from services.underwriting.domain.problems import ApplicationState, NotADecision
from shared.caller import Role
from shared.contracts import Line
from shared.contracts.carriers import CarrierReported, CaseKind
from shared.ids import new_id
from shared.money import Money
from shared.problems import NotFound
from tests.services.fixtures import StartService
from tests.services.running import RunningService
from tests.services.underwriting.applying import (
    act,
    make_cover,
    make_insured,
    make_proposal,
    make_report,
    names_of_events,
    opened,
    seen,
    submitted,
)

DAY = timedelta(days=1)
ACCEPTED_AT = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
DECIDED_AT = ACCEPTED_AT + DAY
ISSUED_AT = ACCEPTED_AT + 2 * DAY


def rated(application: dict[str, Any], **facts: Any) -> CarrierReported:
    """A decision: 25% more, without the thyroid."""
    said = {"outcome": "RATED", "rating_percent": 25, "exclusions": ["thyroid"], "reported_at": DECIDED_AT}
    return make_report(application, "decided", **{**said, **facts})


def issued(application: dict[str, Any], **facts: Any) -> CarrierReported:
    """A policy from 2026-03-06 on."""
    said = {"reported_at": ISSUED_AT, "effective_on": date(2026, 3, 6), "policy_number": "P-1"}
    return make_report(application, "issued", **{**said, **facts})


async def told(service: RunningService, event: str) -> list[dict[str, Any]]:
    """The payloads of `event` that were recorded."""
    return [payload for envelope, payload in await service.events() if envelope.type == event]


async def facts_of(service: RunningService, application: dict[str, Any]) -> dict[str, Any]:
    """The application's row without what differs from run to run, and its requests for material."""
    random = {
        "id",
        "version",
        "proposal_id",
        "product_id",
        "opened_at",
        "submitted_at",
        "declared_at",
        "policy_id",
    }
    application_id = UUID(application["id"])
    (row,) = await service.rows("SELECT * FROM application WHERE id = $1", application_id)
    sealed = {name for name in row if name.endswith(("_sealed", "_digest"))}
    requests = await service.rows(
        "SELECT document_type, requested_at, due_on, received_at FROM material_request"
        " WHERE application_id = $1 ORDER BY document_type",
        application_id,
    )
    due = await service.rows("SELECT kind FROM due_work WHERE subject_id = $1", application_id)
    return {
        "has_policy": row["policy_id"] is not None,
        "requests": requests,
        "due": due,
        **{name: value for name, value in row.items() if name not in random | sealed},
    }


async def test_a_decision_and_an_issue_make_a_policy(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application = await submitted(service)
    for report in (
        make_report(application, "accepted", reported_at=ACCEPTED_AT),
        rated(application),
        issued(application),
    ):
        await service.deliver(report)
    found = await seen(service.client(), application)
    assert found["status"] == "issued"
    assert found["accepted_at"] == "2026-03-03T02:00:00Z"
    assert found["decision"] == {
        "outcome": "RATED",
        "rating_percent": 25,
        "exclusions": ["thyroid"],
        "decided_at": "2026-03-04T02:00:00Z",
    }
    # 1,493.00 and a quarter more: 1,866.25.
    assert found["policy"] == {
        "policy_id": found["policy_id"],
        "policy_number": "P-1",
        "issued_at": "2026-03-05T02:00:00Z",
        "effective_on": "2026-03-06",
        "coverage_last_day": "2046-03-05",
        "annual_premium": "1866.25",
        "next_due_on": "2027-03-06",
    }
    assert await names_of_events(service) == [
        "application-submitted",
        "underwriting-decided",
        "policy-issued",
    ]
    assert await told(service, "underwriting-decided") == [
        {
            "client_id": application["client_id"],
            "application_id": application["id"],
            "line": "term_life",
            "outcome": "RATED",
            "rating_percent": 25,
            "exclusions": ["thyroid"],
        }
    ]
    assert await told(service, "policy-issued") == [
        {
            "client_id": application["client_id"],
            "policy_id": found["policy_id"],
            "application_id": application["id"],
            "proposal_id": application["proposal_id"],
            "carrier_id": application["carrier_id"],
            "product_id": application["product_id"],
            "product_code": "term_life",
            "line": "term_life",
            "sum_insured": "1000000.00",
            "annual_premium": "1866.25",
            "issued_at": "2026-03-05T02:00:00Z",
            "effective_on": "2026-03-06",
            "coverage_term": "years_20",
            "coverage_last_day": "2046-03-05",
            "payment_years": 20,
            "next_due_on": "2027-03-06",
            "waiting_days": 90,
            "member_id": application["insured"]["member_id"],
        }
    ]


@pytest.mark.parametrize(
    ("line", "term", "payment_years", "last_day", "next_due"),
    [
        # Born on 1996-01-15, thirty years old on 2026-03-06: forty years until seventy.
        (Line.CRITICAL_ILLNESS, "to_70", 30, "2066-03-05", "2027-03-06"),
        (Line.ACCIDENT, "years_1", 1, "2027-03-05", None),
        # The table ends at 105: the year of 106 is nobody's.
        (Line.INCREASING_WHOLE_LIFE, "whole_life", 1, "2102-03-05", None),
    ],
)
async def test_cover_ends_as_its_term_says_and_a_single_premium_has_no_second(
    start_service: StartService,
    line: Line,
    term: str,
    payment_years: int,
    last_day: str,
    next_due: str | None,
) -> None:
    service = await start_service("underwriting")
    cover = make_cover(line, coverage_term=term, payment_years=payment_years)
    application = await submitted(service, make_proposal(cover))
    await service.deliver(make_report(application, "decided", outcome="STANDARD", reported_at=DECIDED_AT))
    await service.deliver(issued(application))
    policy = (await seen(service.client(), application))["policy"]
    assert (policy["coverage_last_day"], policy["next_due_on"]) == (last_day, next_due)


async def test_cover_begins_the_day_after_the_issue_where_the_carrier_does_not_say(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    application = await submitted(service)
    await service.deliver(make_report(application, "decided", outcome="STANDARD", reported_at=DECIDED_AT))
    # 17:00 UTC is already the sixth in Shanghai.
    late = datetime(2026, 3, 5, 17, 0, tzinfo=UTC)
    await service.deliver(issued(application, effective_on=None, reported_at=late))
    assert (await seen(service.client(), application))["policy"]["effective_on"] == "2026-03-07"


def reports_of(application: dict[str, Any]) -> Sequence[CarrierReported]:
    """Everything that a carrier says of one application, in the order in which it says it."""
    return (
        make_report(application, "accepted", reported_at=ACCEPTED_AT),
        make_report(
            application,
            "material_requested",
            reported_at=ACCEPTED_AT + timedelta(hours=1),
            document_types=["thyroid_ultrasound", "chest_ct"],
        ),
        rated(application),
        issued(application),
    )


async def test_every_order_of_the_reports_ends_in_the_same_state(start_service: StartService) -> None:
    service = await start_service("underwriting")
    ends: list[dict[str, Any]] = []
    for order in permutations(range(4)):
        application = await submitted(service, make_proposal(proposal_id=new_id()))
        reports = reports_of(application)
        for place in order:
            await service.deliver(reports[place])
        ends.append(await facts_of(service, application))
        told_of_it = [
            (envelope.type, payload)
            for envelope, payload in await service.events()
            if payload["application_id"] == application["id"]
        ]
        decided = [payload for name, payload in told_of_it if name == "underwriting-decided"]
        (policy,) = [payload for name, payload in told_of_it if name == "policy-issued"]
        assert [decision["outcome"] for decision in decided] == ["RATED"]
        assert policy["annual_premium"] == "1866.25"
        assert told_of_it.index(("underwriting-decided", decided[0])) < told_of_it.index(
            ("policy-issued", policy)
        )
    assert ends[0]["status"] == "issued"
    assert ends[0]["due"] == []
    assert all(end == ends[0] for end in ends)


async def test_every_report_told_twice_has_one_effect(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application = await submitted(service)
    for report in reports_of(application):
        await service.deliver(report)
    once, names = await facts_of(service, application), await names_of_events(service)
    for report in reports_of(application):
        await service.deliver(report)
    assert await facts_of(service, application) == once
    assert await names_of_events(service) == names


async def test_the_later_of_two_decisions_counts_whichever_is_heard_first(
    start_service: StartService,
) -> None:
    for order in ((0, 1), (1, 0)):
        service = await start_service("underwriting")
        application = await submitted(service)
        declined = make_report(application, "decided", outcome="DECLINE", reported_at=DECIDED_AT)
        appealed = rated(application, reported_at=DECIDED_AT + DAY)
        for place in order:
            await service.deliver((declined, appealed)[place])
        found = await seen(service.client(), application)
        assert (found["status"], found["decision"]["outcome"]) == ("decided", "RATED")
        assert (await told(service, "underwriting-decided"))[-1]["outcome"] == "RATED"


@pytest.mark.parametrize("outcome", ["DECLINE", "POSTPONE"])
async def test_a_refusal_closes_the_application(start_service: StartService, outcome: str) -> None:
    service = await start_service("underwriting")
    application = await submitted(service)
    await service.deliver(make_report(application, "decided", outcome=outcome, reported_at=DECIDED_AT))
    found = await seen(service.client(), application)
    assert found["status"] == "closed"
    assert (await told(service, "underwriting-decided"))[0]["outcome"] == outcome
    refused = await act(service.client(), found, "withdraw")
    assert refused.json()["code"] == "APPLICATION_STATE"


async def test_an_issue_without_a_decision_waits_a_day_for_it_and_no_longer(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    application = await submitted(service)
    await service.deliver(issued(application))
    assert (await seen(service.client(), application))["status"] == "submitted"
    assert await service.tick() == 0
    service.clock.advance(DAY)
    assert await service.tick() == 1
    found = await seen(service.client(), application)
    assert found["status"] == "issued"
    assert found["decision"]["outcome"] == "STANDARD"
    assert found["policy"]["issued_at"] == "2026-03-05T02:00:00Z"
    assert await names_of_events(service) == [
        "application-submitted",
        "underwriting-decided",
        "policy-issued",
    ]
    # The decision that came too late is known, and the policy stays as it was issued.
    await service.deliver(rated(application, reported_at=ISSUED_AT + DAY))
    found = await seen(service.client(), application)
    assert (found["status"], found["decision"]["outcome"]) == ("issued", "RATED")
    assert found["policy"]["annual_premium"] == "1493.00"


async def test_an_issue_on_a_refusal_is_left_to_an_operator(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application = await submitted(service)
    await service.deliver(make_report(application, "decided", outcome="DECLINE", reported_at=DECIDED_AT))
    await service.deliver(issued(application))
    assert (await seen(service.client(), application))["status"] == "closed"
    service.clock.advance(DAY)
    await service.tick(may_fail=True)
    (due,) = await service.rows("SELECT error FROM due_work")
    assert "NOT_INSURABLE" in due["error"]
    await service.deliver(rated(application, reported_at=ISSUED_AT))
    assert (await seen(service.client(), application))["status"] == "issued"
    assert await service.rows("SELECT 1 FROM due_work") == []


async def test_a_withdrawal_stands_against_a_decision_but_not_against_a_policy(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    application = await submitted(service)
    assert (await act(service.client(Role.CLIENT), application, "withdraw")).status_code == 200
    await service.deliver(rated(application))
    assert (await seen(service.client(), application))["status"] == "withdrawn"
    await service.deliver(issued(application))
    assert (await seen(service.client(), application))["status"] == "issued"


async def test_reports_on_claims_and_unknown_reports_are_nothing_to_underwriting(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    application = await submitted(service)
    before = await seen(service.client(), application)
    await service.deliver(make_report(application, "decided", case_kind=CaseKind.CLAIM, outcome="DECLINE"))
    await service.deliver(make_report(application, "thinking"))
    assert await seen(service.client(), application) == before


async def test_a_report_of_another_carrier_or_on_nothing_it_can_have_seen_is_refused(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    draft = await opened(service)
    with pytest.raises(ApplicationState):
        await service.deliver(make_report(draft, "decided", outcome="STANDARD"))
    another = await start_service("underwriting")
    application = await submitted(another)
    with pytest.raises(NotFound):
        await another.deliver(make_report(application, "decided", outcome="STANDARD", carrier_id=new_id()))


@pytest.mark.parametrize("outcome", ["MANUAL", "approved", None])
async def test_an_outcome_that_is_no_decision_is_refused(
    start_service: StartService, outcome: str | None
) -> None:
    service = await start_service("underwriting")
    application = await submitted(service)
    with pytest.raises(NotADecision):
        await service.deliver(make_report(application, "decided", outcome=outcome))


async def test_the_days_in_underwriting_are_a_median_by_carrier_and_line(start_service: StartService) -> None:
    service = await start_service("underwriting")
    days = {"term_life": (1, 2, 8), "accident": (4,)}
    for line, each in days.items():
        for number in each:
            cover = make_cover(Line(line), coverage_term="years_1", sum_insured=Money.of("1000.00"))
            application = await submitted(service, make_proposal(cover, proposal_id=new_id()))
            decided_at = datetime(2026, 3, 2 + number, 1, 0, tzinfo=UTC)
            await service.deliver(
                make_report(application, "decided", outcome="STANDARD", reported_at=decided_at)
            )
    await submitted(service, make_proposal(proposal_id=new_id(), insured=make_insured(member_id=new_id())))
    for role in (Role.AGENT, Role.MANAGER, Role.OPS):
        found = (await service.client(role).get("/underwriting/applications/cycle-time")).json()["items"]
        assert [(item["line"], item["decided"], item["median_days"]) for item in found] == [
            ("accident", 1, 4.0),
            ("term_life", 3, 2.0),
        ]
    stranger = service.client(agent_id=new_id())
    assert (await stranger.get("/underwriting/applications/cycle-time")).json() == {"items": []}
    assert (await service.client(Role.CLIENT).get("/underwriting/applications/cycle-time")).status_code == 403
