"""Suitability over HTTP: what must be signed before a tier can be chosen, and what is kept of it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from services.quotes.domain.rate_table import RateTable
from services.quotes.domain.rating import Tariff
from services.quotes.product_folder import sample_catalogue
from services.quotes.use_cases import catalogue
from shared.caller import Caller, Role
from shared.contracts import Line
from shared.money import Money
from tests.services.fixtures import StartService
from tests.services.quotes.confirmed import (
    make_gap,
    make_gap_confirmed,
    make_insured,
    presented,
    publish_participating,
    quotes_with_samples,
)
from tests.services.running import AGENCY, CARRIER, RunningService

ANNUITY = {
    "line": "annuity",
    "design_type": "participating",
    "annual_premium": "50000.00",
    "payment_years": 10,
    "age": 66,
    "family_income": "200000.00",
    "budget": "30000.00",
}


@pytest.fixture
async def quotes(start_service: StartService) -> RunningService:
    return await quotes_with_samples(start_service)


def statement_path(proposal: dict[str, Any]) -> str:
    return f"/quotes/proposals/{proposal['id']}/suitability-statement"


async def read(client: httpx.AsyncClient, proposal: dict[str, Any]) -> tuple[dict[str, Any], str]:
    answer = await client.get(statement_path(proposal), params={"tier": "basic"})
    assert answer.status_code == 200, answer.text
    return answer.json(), answer.headers["etag"]


async def sign(client: httpx.AsyncClient, proposal: dict[str, Any], **more: Any) -> httpx.Response:
    statement, etag = await read(client, proposal)
    body = {"tier": "basic", "digest": statement["digest"], **more}
    return await client.post(statement_path(proposal), json=body, headers={"if-match": etag})


async def accept(client: httpx.AsyncClient, proposal: dict[str, Any]) -> httpx.Response:
    path = f"/quotes/proposals/{proposal['id']}"
    etag = (await client.get(path)).headers["etag"]
    return await client.post(f"{path}/accept", json={"tier": "basic"}, headers={"if-match": etag})


async def test_a_participating_annuity_for_an_elder_needs_the_statement_and_term_life_does_not(
    quotes: RunningService,
) -> None:
    """Scenario A16, and the care that elder clients are owed."""
    agent = quotes.client(Role.AGENT)
    answer = (await agent.post("/quotes/calculators/suitability", json=ANNUITY)).json()
    assert answer["result"]["triggers"] == ["PREMIUM_20PCT", "AGE_TERM_75", "BUDGET_150"]
    assert answer["result"]["statement_required"] is True
    assert answer["result"]["care_steps"] == [
        "OWN_PROCEDURE",
        "ASKED_MORE",
        "RISK_EXPLAINED_AGAIN",
        "TIME_TO_CONSIDER",
        "CALL_AFTERWARDS",
        "PLAIN_AND_LARGE",
    ]
    assert any("65 or older" in caveat for caveat in answer["caveats"])
    ordinary = ANNUITY | {"line": "term_life", "design_type": "ordinary"}
    answer = (await agent.post("/quotes/calculators/suitability", json=ordinary)).json()
    assert (answer["result"]["triggers"], answer["result"]["statement_required"]) == ([], False)
    assert answer["result"]["care_steps"] == ["PLAIN_AND_LARGE"]
    younger = ANNUITY | {"age": 59, "budget": None, "annual_premium": "1000.00"}
    answer = (await agent.post("/quotes/calculators/suitability", json=younger)).json()
    assert (answer["result"]["triggers"], answer["result"]["care_steps"]) == ([], [])


async def test_a_sale_face_to_face_is_recorded_from_sixty_on(start_service: StartService) -> None:
    """Scenario A16, second half: who asks about recording is told by underwriting."""
    underwriting = await start_service("underwriting")
    sale = {"channel": "face_to_face", "term_years": 20, "design": "ordinary", "line": "term_life"}
    required = {}
    for age in (60, 59):
        answer = await underwriting.client(Role.AGENT).post(
            "/underwriting/calculators/recording-required", json={**sale, "policyholder_age": age}
        )
        assert answer.status_code == 200, answer.text
        required[age] = answer.json()["result"]["required"]
    assert required == {60: True, 59: False}


async def test_the_client_signs_the_statement_that_he_read_and_then_chooses_the_tier(
    quotes: RunningService,
) -> None:
    """Until he has signed, himself, in these words, the tier cannot be chosen; what he signed is kept for five years."""
    await publish_participating(quotes)
    proposal = await presented(quotes, make_gap_confirmed(family_annual_income=Money.of("24000.00")))
    client = quotes.client(Role.CLIENT)
    refused = await accept(client, proposal)
    assert (refused.status_code, refused.json()["code"]) == (409, "SUITABILITY_STATEMENT_REQUIRED")
    assert refused.json()["triggers"] == ["PREMIUM_20PCT"]
    statement, etag = await read(client, proposal)
    assert (statement["must_be_signed"], statement["signed"], statement["goes_on"]) == (True, None, None)
    assert statement["triggers"] == ["PREMIUM_20PCT"]
    assert any("20% of my family's yearly income (¥24,000.00)" in one for one in statement["paragraphs"])
    body = {"tier": "basic", "digest": statement["digest"]}
    for role in (Role.AGENT, Role.MANAGER):
        assert (await quotes.client(role).post(statement_path(proposal), json=body)).status_code == 403
    assert (await client.post(statement_path(proposal), json=body)).status_code == 428
    other = await client.post(
        statement_path(proposal), json=body | {"digest": "0" * 64}, headers={"if-match": etag}
    )
    assert (other.status_code, other.json()["code"]) == (409, "STATEMENT_READS_OTHERWISE")
    signed = await sign(client, proposal)
    assert signed.status_code == 201, signed.text
    kept = signed.json()
    assert (kept["language"], kept["text_number"], kept["goes_on"]) == ("en", 1, False)
    assert (kept["signed_at"][:10], kept["kept_until"]) == ("2026-03-02", "2031-03-02")
    assert (await sign(client, proposal)).json() == kept
    listed = await quotes.client(Role.AGENT).get(f"{statement_path(proposal)}s")
    assert listed.json() == {"items": [kept], "next_cursor": None}
    assert (await accept(client, proposal)).status_code == 200
    *_, (_, assessed), _ = await quotes.events()
    assert (assessed["result"], assessed["triggers"]) == ("statement_signed", ["PREMIUM_20PCT"])
    (record,) = await quotes.rows("SELECT result, statement_signed, statement_id FROM suitability")
    assert (record["result"], record["statement_signed"]) == ("statement_signed", True)
    assert str(record["statement_id"]) == kept["id"]


async def publish_for_elders(service: RunningService) -> None:
    """A participating critical-illness product that a life of 66 can still take, at the rates of 50."""
    sample = next(one for one in sample_catalogue() if one.product.line == Line.CRITICAL_ILLNESS)
    assert sample.product.issue_age is not None
    product = sample.product.model_copy(
        update={
            "code": "participating-elders",
            "design_type": "participating",
            "pricing_rate": Decimal("0.0175"),
            "issue_age": sample.product.issue_age.model_copy(update={"maximum": 70}),
            "sale_from": date(2026, 3, 1),
        }
    )
    elder = {key._replace(age=66): rate for key, rate in sample.rates.rates.items() if key.age == 50}
    rates = RateTable(code=sample.rates.code, rates={**sample.rates.rates, **elder})
    unit = service.unit_of_work(Caller.service(AGENCY, "service:test"))
    await catalogue.load(unit, [Tariff(product=product, rates=rates)], CARRIER)
    await unit.commit()


async def test_an_elder_confirms_the_care_that_he_was_owed(quotes: RunningService) -> None:
    """From 65 on, where benefits are not certain, the statement tells what was done for the client and he signs that too."""
    await publish_for_elders(quotes)
    insured = make_insured(birth_date=date(1959, 6, 1))
    proposal = await presented(quotes, make_gap_confirmed(None, insured=insured))
    client = quotes.client(Role.CLIENT)
    refused = (await accept(client, proposal)).json()
    assert refused["code"] == "SUITABILITY_STATEMENT_REQUIRED"
    assert refused["triggers"] == ["AGE_TERM_75"]
    assert refused["care_steps"][-2:] == ["CALL_AFTERWARDS", "PLAIN_AND_LARGE"]
    statement, _ = await read(client, proposal)
    assert "I am 66 and shall pay for 20 years" in " ".join(statement["paragraphs"])
    assert "it gave me time to consider and told me that I may talk to my family;" in statement["paragraphs"]
    signed = await sign(client, proposal)
    assert signed.json()["care_steps"] == refused["care_steps"]
    assert (await accept(client, proposal)).status_code == 200


async def test_the_statement_is_a_page_in_both_languages_before_and_after_it_is_signed(
    quotes: RunningService,
) -> None:
    await publish_participating(quotes)
    proposal = await presented(quotes, make_gap_confirmed(family_annual_income=Money.of("24000.00")))
    document, asked = f"{statement_path(proposal)}/document", {"tier": "basic"}
    chinese = quotes.client(Role.CLIENT, language="zh-CN")
    page = (await chinese.get(document, params=asked)).text
    for words in ("投保人适当性声明", "¥24,000.00", "投保人签名", "尚未签署", "260000000001234"):
        assert words in page, words
    signed = await sign(chinese, proposal)
    assert signed.json()["language"] == "zh-CN"
    page = (await quotes.client(Role.CLIENT).get(document, params=asked)).text
    assert "投保人适当性声明" in page
    assert "Signed by the policyholder on 2026-03-02" in page
    assert "Signature of the policyholder" not in page


async def test_a_sale_that_closes_no_gap_goes_on_only_with_a_written_confirmation(
    quotes: RunningService,
) -> None:
    insured = make_insured()
    gaps = [make_gap("death", "1200000.00", insured), make_gap("medical", "0.00", insured)]
    proposal = await presented(quotes, make_gap_confirmed(insured=insured, gaps=gaps))
    client = quotes.client(Role.CLIENT)
    asked = await client.get(f"/quotes/proposals/{proposal['id']}/suitability", params={"tier": "basic"})
    assert asked.json()["result"]["stop_for"] == ["NEED_MISMATCH"]
    refused = await accept(client, proposal)
    assert (refused.status_code, refused.json()["code"]) == (409, "WRITTEN_CONFIRMATION_REQUIRED")
    assert refused.json()["stop_for"] == ["NEED_MISMATCH"]
    statement, _ = await read(client, proposal)
    assert "ask that it shall go on" in statement["goes_on"]
    stopped = await sign(client, proposal)
    assert (stopped.status_code, stopped.json()["code"]) == (409, "WRITTEN_CONFIRMATION_REQUIRED")
    assert stopped.json()["errors"][0]["pointer"] == "/goes_on"
    assert (await accept(client, proposal)).status_code == 409
    signed = await sign(client, proposal, goes_on=True)
    assert (signed.status_code, signed.json()["goes_on"]) == (201, True)
    assert (await accept(client, proposal)).status_code == 200
    *_, (_, assessed), _ = await quotes.events()
    assert (assessed["result"], assessed["triggers"]) == ("confirmed_in_writing", ["NEED_MISMATCH"])


async def test_what_was_signed_holds_for_the_premium_it_names_and_no_other(quotes: RunningService) -> None:
    await publish_participating(quotes)
    insured = make_insured(birth_date=date(1995, 3, 10))
    confirmed = make_gap_confirmed(insured=insured, family_annual_income=Money.of("24000.00"))
    proposal = await presented(quotes, confirmed)
    client = quotes.client(Role.CLIENT)
    assert (await sign(client, proposal)).status_code == 201
    quotes.clock.advance(timedelta(days=8))
    path = f"/quotes/proposals/{proposal['id']}"
    etag = (await client.get(path)).headers["etag"]
    dearer = await quotes.client(Role.AGENT).post(f"{path}/reprice", headers={"if-match": etag})
    assert dearer.json()["annual_premiums"]["basic"] > proposal["annual_premiums"]["basic"]
    assert (await read(client, proposal))[0]["signed"] is None
    assert (await accept(client, proposal)).json()["code"] == "SUITABILITY_STATEMENT_REQUIRED"
    assert (await sign(client, proposal)).status_code == 201
    assert (await accept(client, proposal)).status_code == 200
    assert len((await client.get(f"{statement_path(proposal)}s")).json()["items"]) == 2


async def test_where_nothing_speaks_against_a_tier_there_is_nothing_to_sign(quotes: RunningService) -> None:
    proposal = await presented(quotes, make_gap_confirmed())
    client = quotes.client(Role.CLIENT)
    statement, _ = await read(client, proposal)
    assert (statement["must_be_signed"], statement["triggers"], statement["goes_on"]) == (False, [], None)
    assert "nothing to state" in statement["paragraphs"][0]
    refused = await sign(client, proposal)
    assert (refused.status_code, refused.json()["code"]) == (409, "NOTHING_TO_SIGN")
    assert (await client.get(f"{statement_path(proposal)}s")).json() == {"items": [], "next_cursor": None}
    assert (await accept(client, proposal)).status_code == 200
