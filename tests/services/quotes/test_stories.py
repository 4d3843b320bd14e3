"""Stories over HTTP and in the document: the client's own figures, marked as an illustration (capability 27)."""

from typing import Any

import pytest

from services.quotes.domain.rating import Tariff
from services.quotes.product_folder import sample_catalogue
from services.quotes.use_cases import catalogue
from shared.caller import Caller, Role
from shared.contracts import Line
from tests.services.fixtures import StartService
from tests.services.quotes.confirmed import (
    make_family_confirmed,
    make_gap_confirmed,
    presented,
    publish_participating,
    quotes_with_samples,
)
from tests.services.running import AGENCY, CARRIER, RunningService


@pytest.fixture
async def quotes(start_service: StartService) -> RunningService:
    return await quotes_with_samples(start_service)


async def story(
    service: RunningService,
    proposal: dict[str, Any],
    *,
    language: str = "en",
    status: int = 200,
    **asked: str,
) -> Any:
    client = service.client(Role.CLIENT, language=language)
    answer = await client.get(f"/quotes/proposals/{proposal['id']}/story", params=asked)
    assert answer.status_code == status, answer.text
    return answer.json()


def texts(told: dict[str, Any]) -> dict[str, str]:
    return {one["code"]: one["text"] for one in told["paragraphs"]}


async def test_the_recommended_tier_is_told_with_the_clients_age_sums_treatment_and_years_of_income(
    quotes: RunningService,
) -> None:
    proposal = await presented(quotes, make_gap_confirmed())
    told = await story(quotes, proposal)
    assert (told["tier"], told["label"], told["illustration"]) == ("advanced", "Illustration", True)
    said = texts(told)
    assert said["opening.adult"] == "Illustration: the insured is 30 years old."
    assert "¥500,000 may be claimed by the contract: about ¥100,000 for treatment" in said["critical_illness"]
    assert "about 1.6 years of the family's income" in said["critical_illness"]
    assert "3 years of the family's income it is ¥320,000 short" in said["critical_illness.short"]
    assert "¥1,000,000" in said["term_life"]
    assert "¥8,120.50 a year" in said["premium"]
    assert "no promise" in told["caveats"][0]
    assert told["because"][0]["rule"] == "gap.critical_illness"


async def test_a_story_is_told_in_chinese_and_of_the_tier_that_is_asked_for(quotes: RunningService) -> None:
    proposal = await presented(quotes, make_gap_confirmed())
    told = await story(quotes, proposal, language="zh-CN", tier="basic")
    said = texts(told)
    assert (told["tier"], told["label"]) == ("basic", "示例")
    assert said["opening.adult"] == "示例：被保险人今年30周岁。"
    assert (
        "可按合同申请30万元：约10万元用于治疗，其余20万元约相当于家庭0.8年的收入" in said["critical_illness"]
    )
    assert "4,843元" in said["premium"]
    unknown = await story(quotes, proposal, status=409, tier="platinum")
    assert unknown["code"] == "TIER_NOT_OFFERED"


async def test_a_childs_story_is_a_childs(quotes: RunningService) -> None:
    await quotes.deliver(make_family_confirmed())
    listed = (await quotes.client(Role.CLIENT).get("/quotes/proposals")).json()["items"]
    openings = [next(iter(texts(await story(quotes, one)))) for one in listed]
    assert sorted(openings) == ["opening.adult", "opening.adult", "opening.child", "opening.elder"]


async def test_only_certain_benefits_are_called_so(quotes: RunningService) -> None:
    certain = texts(await story(quotes, await presented(quotes, make_gap_confirmed())))
    assert "fixed in the contract" in certain["certain"]
    await publish_participating(quotes)
    uncertain = texts(await story(quotes, await presented(quotes, make_gap_confirmed())))
    assert "not guaranteed" in uncertain["not_certain"]
    assert "fixed in the contract" not in "".join(uncertain.values())


async def test_a_product_whose_name_promises_is_left_out_of_the_story(start_service: StartService) -> None:
    quotes = await start_service("quotes")
    await quotes.know_client()
    name = {"zh-CN": "稳赚重疾险", "en": "Risk-free illness"}
    tariffs = [
        Tariff(
            product=one.product.model_copy(update={"name": name})
            if one.product.line == Line.CRITICAL_ILLNESS
            else one.product,
            rates=one.rates,
        )
        for one in sample_catalogue()
    ]
    unit = quotes.unit_of_work(Caller.service(AGENCY, "service:test"))
    await catalogue.load(unit, tariffs, CARRIER)
    await unit.commit()
    told = await story(quotes, await presented(quotes, make_gap_confirmed()))
    assert "Risk-free" not in "".join(texts(told).values())
    assert "term_life" in texts(told)
    assert told["caveats"][1].startswith("Some wording of a product")


async def test_a_draft_has_no_story_yet(start_service: StartService) -> None:
    quotes = await start_service("quotes")
    await quotes.know_client()
    draft = await presented(quotes, make_gap_confirmed())
    assert (await story(quotes, draft, status=409))["code"] == "PROPOSAL_STATE"


async def test_the_document_carries_the_story_marked_as_an_illustration(quotes: RunningService) -> None:
    proposal = await presented(quotes, make_gap_confirmed())
    for language, title, label in (
        ("en", "What this plan would mean for you (illustration)", "<strong>Illustration</strong>"),
        ("zh-CN", "这份方案对您意味着什么（示例）", "<strong>示例</strong>"),
    ):
        page = await quotes.client(Role.CLIENT, language=language).get(
            f"/quotes/proposals/{proposal['id']}/document"
        )
        assert title in page.text
        assert label in page.text
