"""Every rule of underwriting can be asked without storing anything, and says why it answers as it does."""

from typing import Any

import pytest

from shared.caller import Role
from tests.services.fixtures import StartService
from tests.services.running import RunningService

EMPEROR = "11010519491231002X"


async def ask(service: RunningService, name: str, **body: Any) -> Any:
    """The answer of a calculator, as a phone in front of a client would get it."""
    answer = await service.client().post(f"/underwriting/calculators/{name}", json=body)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["because"]
    assert all(reason["source"] and "@" in reason["version"] for reason in found["because"])
    return found["result"]


async def test_a_valid_number_says_birth_sex_and_region_and_is_not_echoed(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    body = {"id_number": EMPEROR.lower(), "sex": "male", "birth_date": "1949-12-31"}
    answer = await service.client(Role.CLIENT).post("/underwriting/calculators/id-number", json=body)
    assert answer.json()["result"] == {
        "region": "110105",
        "birth_date": "1949-12-31",
        "sex": "female",
        "age": 76,
        "mismatches": ["SEX_MISMATCH"],
    }
    assert EMPEROR not in answer.text.upper()


@pytest.mark.parametrize(
    ("id_number", "code"),
    [
        ("110105194912310029", "INVALID_CHECKSUM"),
        ("11010120000229001", "INVALID_LENGTH"),
        ("1101051949123100ZX", "INVALID_FORMAT"),
        ("110105199902300015", "INVALID_COMPONENT"),
    ],
)
async def test_an_invalid_number_is_refused_by_the_first_fault_and_not_echoed(
    start_service: StartService, id_number: str, code: str
) -> None:
    service = await start_service("underwriting")
    refused = await service.client().post(
        "/underwriting/calculators/id-number", json={"id_number": id_number}
    )
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert refused.json()["errors"][0]["pointer"] == "/id_number"
    assert id_number not in refused.text


async def test_three_times_33_33_is_refused_and_no_shares_are_equal(start_service: StartService) -> None:
    service = await start_service("underwriting")
    thirds = [{"share_percent": "33.33"}] * 3
    refused = await service.client().post(
        "/underwriting/calculators/beneficiary-shares", json={"beneficiaries": thirds}
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "BENEFICIARY_SHARES")
    assert refused.json()["suggested"] == ["33.34", "33.33", "33.33"]
    equal = await ask(service, "beneficiary-shares", beneficiaries=[{}, {}, {}])
    assert equal == {"weights": ["1", "1", "1"]}


async def test_a_payout_is_split_to_the_fen(start_service: StartService) -> None:
    service = await start_service("underwriting")
    equal = await ask(service, "payout-split", benefit="1000000.00", beneficiaries=[{}, {}, {}])
    assert equal["parts"] == ["333333.34", "333333.33", "333333.33"]
    shares = [{"share_percent": share} for share in ("50", "30", "20")]
    gone = await ask(service, "payout-split", benefit="1000000.00", beneficiaries=shares, gone=[1])
    assert gone == {
        "parts": ["714285.71", "0.00", "285714.29"],
        "to_estate": "0.00",
        "order_paid": 1,
    }
    nobody = await ask(service, "payout-split", benefit="1000000.00", beneficiaries=[{}], gone=[0])
    assert nobody == {"parts": ["0.00"], "to_estate": "1000000.00", "order_paid": None}


async def test_death_cover_on_a_child_of_eight_is_capped_at_200000(start_service: StartService) -> None:
    """A13: 50,000 more at most, an air accident not counted, and no grandparent without a parent's consent."""
    service = await start_service("underwriting")
    case: dict[str, Any] = {"birth_date": "2018-03-10", "on": "2026-06-01", "held": [{"amount": "150000.00"}]}
    over = await ask(service, "minor-cover", **case, asked=[{"amount": "100000.00"}])
    assert (over["allowed"], over["age"], over["cap"], over["max_new"]) == (False, 8, "200000.00", "50000.00")
    assert [refusal["code"] for refusal in over["refusals"]] == ["MINOR_DEATH_CAP"]
    flight = {"amount": "1000000.00", "kind": "air_accident"}
    within = await ask(service, "minor-cover", **case, asked=[{"amount": "50000.00"}, flight])
    assert (within["allowed"], within["asked"]) == (True, "50000.00")
    grandparent = await ask(
        service, "minor-cover", **case, asked=[{"amount": "50000.00"}], insured_is="dependant"
    )
    assert [refusal["code"] for refusal in grandparent["refusals"]] == ["PARENT_CONSENT_REQUIRED"]
    adult = await ask(service, "minor-cover", birth_date="2000-01-01", asked=[{"amount": "9000000.00"}])
    assert (adult["allowed"], adult["cap"], adult["max_new"]) == (True, None, None)


async def test_nobody_is_insured_before_birth(start_service: StartService) -> None:
    service = await start_service("underwriting")
    body = {"birth_date": "2026-03-03", "on": "2026-03-02", "asked": []}
    refused = await service.client().post("/underwriting/calculators/minor-cover", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "BORN_IN_THE_FUTURE")


async def test_an_insurer_may_rescind_for_thirty_days_after_knowing(start_service: StartService) -> None:
    service = await start_service("underwriting")
    case = {"concluded_on": "2025-01-10", "known_on": "2026-01-31"}
    # 2026-01-31 and thirty days: 2026-03-02.
    last = await ask(service, "rescission", **case, on="2026-03-02")
    assert (last["may_rescind"], last["last_day"]) == (True, "2026-03-02")
    assert (await ask(service, "rescission", **case, on="2026-03-03"))["reason"] == "LAPSED"


async def test_anybody_who_consents_may_be_insured_and_a_friend_who_does_not_may_not(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    assert await ask(service, "insurable-interest", insured_is="spouse") == {"insurable_interest": True}
    assert await ask(service, "insurable-interest", insured_is="other") == {"insurable_interest": False}
    consenting = await ask(service, "insurable-interest", insured_is="other", insured_consents=True)
    assert consenting == {"insurable_interest": True}


async def test_a_sale_to_a_policyholder_of_sixty_is_recorded_and_to_one_of_59_is_not(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    sale = {"channel": "face_to_face", "line": "term_life", "term_years": 20}
    at_sixty = await ask(service, "recording-required", **sale, policyholder_age=60)
    assert (at_sixty["required"], at_sixty["reason"]) == (True, "ELDERLY_LONG_TERM")
    assert (await ask(service, "recording-required", **sale, policyholder_age=59))["required"] is False


async def test_cover_above_what_an_income_carries_goes_to_a_person(start_service: StartService) -> None:
    service = await start_service("underwriting")
    case = {"line": "critical_illness", "age": 30, "annual_income": "200000.00", "held": "1500000.00"}
    within = await ask(service, "financial-limits", **case, asked="500000.00")
    assert (within["limit"], within["outcome"]) == ("2000000.00", "STANDARD")
    above = await ask(service, "financial-limits", **case, asked="500000.01")
    assert (above["outcome"], above["documents"]) == ("MANUAL", ["income_proof"])


async def test_caveats_are_said_in_the_readers_language(start_service: StartService) -> None:
    service = await start_service("underwriting")
    body = {"life": {"age": 32}, "findings": []}
    path = "/underwriting/calculators/precheck"
    english = (await service.client().post(path, json=body)).json()["caveats"]
    chinese = (await service.client(language="zh-CN").post(path, json=body)).json()["caveats"]
    assert any(caveat.startswith("This is automated advice") for caveat in english)
    assert any("可以要求人工复核" in caveat for caveat in chinese)


async def test_calculators_store_and_tell_nothing(start_service: StartService) -> None:
    service = await start_service("underwriting")
    await ask(service, "precheck", life={"age": 32}, findings=[{"condition": "gallbladder"}])
    assert await service.events() == []
    assert await service.rows("SELECT 1 FROM precheck") == []


@pytest.mark.parametrize("role", [Role.OPS, Role.CARRIER, None])
async def test_health_is_calculated_for_client_and_agent_only(
    start_service: StartService, role: Role | None
) -> None:
    service = await start_service("underwriting")
    answer = await service.client(role).post(
        "/underwriting/calculators/precheck", json={"life": {}, "findings": []}
    )
    assert answer.status_code == (401 if role is None else 403)


MALFORMED: list[tuple[str, dict[str, Any]]] = [
    ("payout-split", {"benefit": "100000000000.00", "beneficiaries": [{}]}),
    ("payout-split", {"benefit": "1.00", "beneficiaries": [{}], "gone": [1]}),
    ("payout-split", {"benefit": "1.00", "beneficiaries": [{}], "gone": [10**30]}),
    ("payout-split", {"benefit": 1.5, "beneficiaries": []}),
    ("beneficiary-shares", {"beneficiaries": []}),
    ("beneficiary-shares", {"beneficiaries": [{"share_percent": "NaN"}]}),
    ("beneficiary-shares", {"beneficiaries": [{"share_percent": 0}]}),
    ("minor-cover", {"birth_date": "9999-12-31", "asked": []}),
    ("minor-cover", {"birth_date": "2018-03-10", "asked": [{"amount": "-1.00"}]}),
    ("rescission", {"concluded_on": "9999-12-31"}),
    ("rescission", {"concluded_on": "2025-01-10", "known_on": "2026-02-30"}),
    ("financial-limits", {"line": "annuity", "age": 30, "annual_income": "1.00", "asked": "1.00"}),
    ("financial-limits", {"line": "accident", "age": -1, "annual_income": "1.00", "asked": "1.00"}),
    (
        "recording-required",
        {"channel": "phone", "line": "term_life", "term_years": 0, "policyholder_age": 30},
    ),
    ("id-number", {"id_number": "\x00"}),
    ("insurable-interest", {"insured_is": "cat"}),
]


async def test_what_cannot_be_calculated_is_malformed(start_service: StartService) -> None:
    service = await start_service("underwriting")
    for name, body in MALFORMED:
        answer = await service.client().post(f"/underwriting/calculators/{name}", json=body)
        assert answer.status_code == 422, (name, body)
        assert answer.headers["content-type"] == "application/problem+json"


async def test_a_fact_from_before_the_rule_has_no_answer(start_service: StartService) -> None:
    service = await start_service("underwriting")
    answer = await service.client().post(
        "/underwriting/calculators/rescission", json={"concluded_on": "1995-01-01"}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "NO_RULE_IN_FORCE")
