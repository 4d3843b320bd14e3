"""Proposals over HTTP and by events: drafted for a gap, presented, accepted, rejected, priced again."""

import itertools
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest

from shared.caller import Role
from shared.contracts import Line, Sex
from shared.contracts.quotes import ProductPublished
from shared.ids import new_id
from shared.money import Money
from tests.services.fixtures import StartService
from tests.services.quotes.confirmed import (
    load_samples,
    make_decided,
    make_gap_confirmed,
    make_household_changed,
    make_insured,
    make_prechecked,
    presented,
    quotes_with_samples,
)
from tests.services.running import CLIENT, OTHER_AGENCY, OTHER_AGENT, RunningService


@pytest.fixture
async def quotes(start_service: StartService) -> RunningService:
    return await quotes_with_samples(start_service)


async def told(service: RunningService) -> list[str]:
    return [envelope.type for envelope, _ in await service.events() if envelope.type != "product-published"]


async def act(
    service: RunningService, proposal: dict[str, Any], what: str, body: Any = None, role: Role = Role.CLIENT
) -> httpx.Response:
    client = service.client(role)
    path = f"/quotes/proposals/{proposal['id']}"
    etag = (await client.get(path)).headers["etag"]
    return await client.post(f"{path}/{what}", json=body, headers={"if-match": etag})


@pytest.mark.parametrize(
    ("budget", "recommended", "advice"),
    [
        ("8200.00", "advanced", 0),
        ("8000.00", "basic", 0),
        ("4000.00", None, 2),
        (None, None, 0),
    ],
)
async def test_a_confirmed_gap_gives_tiers_of_4843_and_8120_50_and_the_one_the_budget_carries(
    quotes: RunningService, budget: str | None, recommended: str | None, advice: int
) -> None:
    proposal = await presented(quotes, make_gap_confirmed(budget))
    assert proposal["status"] == "presented"
    assert proposal["annual_premiums"] == {"basic": "4843.00", "advanced": "8120.50"}
    assert proposal["recommended_tier"] == recommended
    assert [tier["tier"] for tier in proposal["tiers"] if tier["recommended"]] == (
        [recommended] if recommended else []
    )
    assert len(proposal["advice"]) == advice
    ((envelope, payload),) = [
        (envelope, payload)
        for envelope, payload in await quotes.events()
        if envelope.type == "proposal-presented"
    ]
    assert envelope.partition_key == str(CLIENT)
    assert payload["recommended_tier"] == recommended
    assert payload["annual_premiums"] == {"basic": "4843.00", "advanced": "8120.50"}


async def test_without_room_in_the_budget_the_life_term_is_shortened_before_the_illness_sum_is_lowered(
    quotes: RunningService,
) -> None:
    proposal = await presented(quotes, make_gap_confirmed("4000.00"))
    assert proposal["advice"] == [
        "First shorten the term of the life cover.",
        "Only then lower the critical-illness sum.",
    ]


async def test_every_cover_says_what_it_costs_and_why(quotes: RunningService) -> None:
    proposal = await presented(quotes, make_gap_confirmed())
    basic, advanced = proposal["tiers"]
    shown = [
        (cover["line"], cover["sum_insured"], cover["coverage_term"], cover["payment_years"])
        for cover in advanced["covers"]
    ]
    assert shown == [
        ("critical_illness", "500000.00", "to_70", 30),
        ("medical_million", "2000000.00", "years_1", 1),
        ("term_life", "1000000.00", "years_20", 20),
    ]
    assert [cover["annual_premium"] for cover in advanced["covers"]] == ["6327.50", "300.00", "1493.00"]
    assert [cover["annual_premium"] for cover in basic["covers"]] == ["3796.50", "300.00", "746.50"]
    assert [cover["waiting_days"] for cover in basic["covers"]] == [90, 30, 90]
    assert [cover["illustrative"] for cover in basic["covers"]] == [False, True, False]
    assert basic["covers"][0]["because"]["inputs"]["rate"] == "126.55"
    assert "CI1(2006-2010)" in basic["covers"][0]["basis"]["text"]
    assert [because["rule"] for because in proposal["because"]] == ["plan.protective_tiers", "plan.budget"]


async def test_a_proposal_is_priced_as_of_the_day_on_which_the_client_agreed(quotes: RunningService) -> None:
    insured = make_insured(birth_date=date(1995, 3, 1))
    confirmed = make_gap_confirmed(insured=insured)
    await quotes.deliver(confirmed, time=datetime(2026, 2, 27, 15, 59, tzinfo=UTC))
    (proposal,) = (await quotes.client(Role.CLIENT).get("/quotes/proposals")).json()["items"]
    assert proposal["priced_on"] == "2026-02-27"
    assert proposal["annual_premiums"] == {"basic": "4843.00", "advanced": "8120.50"}
    refused = await act(quotes, proposal, "accept", {"tier": "basic"})
    assert (refused.status_code, refused.json()["code"]) == (409, "PROPOSAL_OUTDATED")
    again = await act(quotes, proposal, "reprice", role=Role.AGENT)
    assert again.json()["priced_on"] == "2026-03-02"
    assert again.json()["annual_premiums"]["basic"] > "4843.00"
    assert (await act(quotes, proposal, "accept", {"tier": "basic"})).status_code == 200


async def test_accepting_a_tier_opens_the_way_for_an_application_for_each_of_its_covers(
    quotes: RunningService,
) -> None:
    confirmed = make_gap_confirmed()
    proposal = await presented(quotes, confirmed)
    accepted = await act(quotes, proposal, "accept", {"tier": "advanced"})
    assert accepted.status_code == 200, accepted.text
    assert (accepted.json()["status"], accepted.json()["chosen_tier"]) == ("accepted", "advanced")
    assert await told(quotes) == ["proposal-presented", "suitability-assessed", "proposal-accepted"]
    *_, (_, assessed), (_, payload) = await quotes.events()
    assert (assessed["result"], assessed["triggers"]) == ("suitable", [])
    assert (payload["tier"], payload["annual_premium"]) == ("advanced", "8120.50")
    assert payload["insured"] == confirmed.insured.model_dump(mode="json")
    assert [(cover["line"], cover["annual_premium"]) for cover in payload["covers"]] == [
        ("critical_illness", "6327.50"),
        ("medical_million", "300.00"),
        ("term_life", "1493.00"),
    ]
    assert {cover["coverage_term"] for cover in payload["covers"]} == {"to_70", "years_1", "years_20"}


async def test_what_is_settled_is_not_settled_again(quotes: RunningService) -> None:
    proposal = await presented(quotes, make_gap_confirmed())
    rejected = await act(quotes, proposal, "reject", {"reason_code": "too_expensive"})
    assert (rejected.json()["status"], rejected.json()["rejection_reason"]) == ("rejected", "too_expensive")
    for what, body in (("accept", {"tier": "basic"}), ("reject", {"reason_code": "other"})):
        again = await act(quotes, proposal, what, body)
        assert (again.status_code, again.json()["code"]) == (409, "PROPOSAL_STATE")
    assert (await act(quotes, proposal, "reprice", role=Role.AGENT)).json()["status"] == 409
    assert await told(quotes) == ["proposal-presented", "proposal-rejected"]


async def test_only_the_client_accepts_and_only_what_he_has_seen(quotes: RunningService) -> None:
    proposal = await presented(quotes, make_gap_confirmed())
    path = f"/quotes/proposals/{proposal['id']}/accept"
    body = {"tier": "basic"}
    assert (await quotes.client(Role.AGENT).post(path, json=body)).status_code == 403
    client = quotes.client(Role.CLIENT)
    assert (await client.post(path, json=body)).status_code == 428
    assert (await client.post(path, json=body, headers={"if-match": '"7"'})).status_code == 412
    unknown = await act(quotes, proposal, "accept", {"tier": "platinum"})
    assert (unknown.status_code, unknown.json()["code"]) == (409, "TIER_NOT_OFFERED")
    assert unknown.json()["errors"][0]["pointer"] == "/tier"


async def test_a_proposal_is_seen_by_its_client_his_agent_and_nobody_elses(quotes: RunningService) -> None:
    proposal = await presented(quotes, make_gap_confirmed())
    path = f"/quotes/proposals/{proposal['id']}"
    assert (await quotes.client(Role.AGENT).get(path)).status_code == 200
    assert (await quotes.client(Role.MANAGER).get(path)).status_code == 200
    for stranger in (
        quotes.client(Role.AGENT, agent_id=OTHER_AGENT),
        quotes.client(Role.CLIENT, client_id=new_id()),
        quotes.client(Role.CLIENT, agency_id=OTHER_AGENCY),
    ):
        assert (await stranger.get(path)).status_code == 404
        assert (await stranger.get("/quotes/proposals")).json()["items"] == []
    assert (await quotes.client(Role.OPS).get(path)).status_code == 403


async def test_a_premium_that_the_income_does_not_carry_stops_the_sale_and_an_unknown_income_does_not(
    quotes: RunningService,
) -> None:
    proposal = await presented(quotes, make_gap_confirmed(family_annual_income=None))
    assert (await act(quotes, proposal, "accept", {"tier": "basic"})).status_code == 200
    proposal = await presented(quotes, make_gap_confirmed(family_annual_income=Money.of("4842.99")))
    refused = await act(quotes, proposal, "accept", {"tier": "basic"})
    assert refused.json()["stop_for"] == ["PREMIUM_UNAFFORDABLE"]


async def test_while_nothing_is_on_sale_a_proposal_is_a_draft_that_the_first_products_bring_to_the_client(
    start_service: StartService,
) -> None:
    quotes = await start_service("quotes")
    await quotes.know_client()
    draft = await presented(quotes, make_gap_confirmed())
    assert (draft["status"], draft["draft_reason"], draft["tiers"]) == ("draft", "NOTHING_ON_SALE", [])
    assert await told(quotes) == []
    refused = await act(quotes, draft, "accept", {"tier": "basic"})
    assert (refused.status_code, refused.json()["code"]) == (409, "PROPOSAL_STATE")
    await load_samples(quotes)
    published = [
        payload for envelope, payload in await quotes.events() if envelope.type == "product-published"
    ]
    for payload in published:
        await quotes.deliver(ProductPublished.model_validate(payload))
    path = f"/quotes/proposals/{draft['id']}"
    proposal = (await quotes.client(Role.CLIENT).get(path)).json()
    assert (proposal["status"], proposal["recommended_tier"]) == ("presented", "advanced")
    assert await told(quotes) == ["proposal-presented"]


async def test_a_life_too_old_for_some_covers_gets_what_there_is_and_no_recommendation(
    quotes: RunningService,
) -> None:
    proposal = await presented(quotes, make_gap_confirmed(insured=make_insured(birth_date=date(1970, 1, 1))))
    assert proposal["recommended_tier"] is None
    basic = proposal["tiers"][0]
    assert [cover["line"] for cover in basic["covers"]] == ["medical_million"]
    assert [(part["line"], part["problem"]) for part in basic["missing"]] == [
        ("critical_illness", "AGE_OUT_OF_RANGE"),
        ("term_life", "AGE_OUT_OF_RANGE"),
    ]


async def test_a_new_assessment_of_the_same_life_takes_the_place_of_the_open_proposal(
    quotes: RunningService,
) -> None:
    insured, child = make_insured(), make_insured(birth_date=date(2020, 1, 1), sex=Sex.FEMALE)
    first = await presented(quotes, make_gap_confirmed(insured=insured))
    other = await presented(quotes, make_gap_confirmed(insured=child))
    again = make_gap_confirmed("8000.00", insured=insured)
    second = await presented(quotes, again)
    await quotes.deliver(again)
    listed = (await quotes.client(Role.CLIENT).get("/quotes/proposals")).json()["items"]
    assert {one["id"]: one["status"] for one in listed} == {
        first["id"]: "superseded",
        other["id"]: "presented",
        second["id"]: "presented",
    }


async def test_a_household_that_changed_is_told_on_the_open_proposals_only(quotes: RunningService) -> None:
    accepted = await presented(quotes, make_gap_confirmed())
    await act(quotes, accepted, "accept", {"tier": "basic"})
    open_one = await presented(quotes, make_gap_confirmed())
    await quotes.deliver(make_household_changed())
    listed = (await quotes.client(Role.CLIENT).get("/quotes/proposals")).json()["items"]
    assert {one["id"]: one["household_changed_on"] for one in listed} == {
        accepted["id"]: None,
        open_one["id"]: "2026-03-02",
    }


@pytest.mark.parametrize("order", list(itertools.permutations(range(2))))
async def test_a_line_that_underwriting_excludes_needs_an_alternative_whichever_comes_first(
    quotes: RunningService, order: tuple[int, ...]
) -> None:
    confirmed = make_gap_confirmed()
    prechecked = make_prechecked(critical_illness="STANDARD", medical_million="EXCLUSION", accident="DECLINE")
    events = (confirmed, prechecked)
    for place in order:
        await quotes.deliver(events[place])
    (listed,) = (await quotes.client(Role.CLIENT).get("/quotes/proposals")).json()["items"]
    proposal = (await quotes.client(Role.CLIENT).get(f"/quotes/proposals/{listed['id']}")).json()
    (alternative,) = proposal["alternatives"]
    assert (alternative["line"], alternative["outcome"], alternative["needs_alternative"]) == (
        "medical_million",
        "EXCLUSION",
        True,
    )
    assert "exclude" in alternative["advice"]


async def test_what_underwriting_says_last_counts(quotes: RunningService) -> None:
    await quotes.deliver(make_prechecked(medical_million="EXCLUSION", term_life="STANDARD"))
    await quotes.deliver(make_decided(Line.MEDICAL_MILLION, "STANDARD"))
    await quotes.deliver(make_decided(Line.TERM_LIFE, "DECLINE"))
    proposal = await presented(quotes, make_gap_confirmed())
    assert [(one["line"], one["outcome"], one["told_by"]) for one in proposal["alternatives"]] == [
        ("term_life", "DECLINE", "underwriting-decided")
    ]
