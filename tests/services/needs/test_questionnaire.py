"""The golden questions: asked as data, answered in parts, handed in as a whole, and folded into facts to record."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema

from services.needs import questionnaire_folder
from shared.caller import Role
from tests.services.fixtures import StartService
from tests.services.needs.firms import ENTERPRISE
from tests.services.needs.households import (
    HOUSEHOLD,
    compute,
    gap_of,
    make_household,
    make_member,
    make_zhang,
    path,
    record_household,
    start_with_client,
)
from tests.services.needs.interviews import draft_of, make_answers, make_firm_answers, submissions_of
from tests.services.running import OTHER_AGENT, RunningService

GOLDEN, FIRM = "golden_questions", "enterprise_profile"


async def save(
    service: RunningService,
    answers: dict[str, Any],
    *,
    code: str = GOLDEN,
    seen: int | None = None,
    **others: Any,
) -> Any:
    headers = {} if seen is None else {"if-match": f'"{seen}"'}
    return await service.client().put(draft_of(code), json={"answers": answers, **others}, headers=headers)


async def hand_in(service: RunningService, *, code: str = GOLDEN, seen: int = 1, apply: bool = False) -> Any:
    return await service.client().post(
        f"{submissions_of(code)}?apply={str(apply).lower()}", headers={"if-match": f'"{seen}"'}
    )


def faults(answer: Any) -> dict[str, str]:
    assert answer.status_code == 422, answer.text
    return {error["pointer"].removeprefix("/answers/"): error["code"] for error in answer.json()["errors"]}


async def test_capability_17_the_four_blocks_are_told_as_json_schema_and_ui_schema_in_both_languages(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    client = service.client(Role.CLIENT, language="zh-CN")
    listed = (await client.get("/needs/questionnaires")).json()
    assert [(item["code"], item["version"], item["subject"]) for item in listed["items"]] == [
        (FIRM, 1, "enterprise"),
        (GOLDEN, 1, "household"),
    ]
    assert (await client.get("/needs/questionnaires?on=2025-12-31")).json()["items"] == []
    chinese = (await client.get(f"/needs/questionnaires/{GOLDEN}")).json()
    labels = [category["label"] for category in chinese["ui_schema"]["elements"]]
    assert labels == ["家庭结构", "经济责任", "已有保障", "风险担忧"]
    english = (await service.client().get(f"/needs/questionnaires/{GOLDEN}?version=1")).json()
    assert english["json_schema"]["properties"]["has_mortgage"]["title"] == "Is there a mortgage?"
    assert english["questions"] == len(english["json_schema"]["properties"])
    controls = [control for category in english["ui_schema"]["elements"] for control in category["elements"]]
    [rule] = [one["rule"] for one in controls if one["scope"] == "#/properties/mortgage_outstanding"]
    assert rule["effect"] == "SHOW"
    assert rule["condition"]["scope"] == "#/properties/has_mortgage"
    jsonschema.Draft202012Validator.check_schema(english["json_schema"])
    validator = jsonschema.Draft202012Validator(english["json_schema"])
    assert validator.is_valid(make_answers())
    assert not validator.is_valid(make_answers(has_mortgage=False))
    for missing in ("/needs/questionnaires/nothing", f"/needs/questionnaires/{GOLDEN}?version=9"):
        assert (await client.get(missing)).status_code == 404


async def test_capability_17_answers_are_saved_as_far_as_they_go_and_each_has_to_fit_its_question(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    assert (await service.client().get(draft_of(GOLDEN))).status_code == 404
    begun = await save(service, {"has_partner": True, "sex": "male"})
    assert (begun.status_code, begun.headers["etag"]) == (201, '"1"')
    assert begun.json()["progress"] == {"answered": 2, "of": 17, "percent": 11}
    assert (await save(service, {})).status_code == 428
    assert (await save(service, {}, seen=7)).status_code == 412
    wrong = {
        "sex": "unknown",
        "occupation_class": 7,
        "has_partner": "yes",
        "annual_income": "1e9",
        "birth_date": "1996-02-30",
        "children_birth_dates": ["2026-03-03"],
        "worries": ["critical_illness", "critical_illness"],
        "elders": True,
        "favourite_colour": "red",
    }
    assert faults(await save(service, wrong, seen=1)) == {
        **dict.fromkeys(wrong, "NO_ANSWER_TO_THIS"),
        "children_birth_dates": "BORN_IN_THE_FUTURE",
        "favourite_colour": "UNKNOWN_QUESTION",
    }
    changed_his_mind = {"has_partner": False, "partner_earns": True}
    saved = await save(service, changed_his_mind, seen=1)
    assert (saved.status_code, saved.json()["not_asked"]) == (200, ["partner_earns"])
    read = await service.client(Role.CLIENT).get(draft_of(GOLDEN))
    assert (read.json()["answers"], read.headers["etag"]) == (changed_his_mind, '"2"')
    assert (await service.client(agent_id=OTHER_AGENT).get(draft_of(GOLDEN))).status_code == 404
    gone = await service.client().delete(draft_of(GOLDEN), headers={"if-match": '"2"'})
    assert (gone.status_code, (await service.client().get(draft_of(GOLDEN))).status_code) == (204, 404)


async def test_what_is_handed_in_answers_every_question_that_is_asked_and_no_other(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    answers = make_answers(has_mortgage=False, has_partner=True)
    del answers["liquid_assets"]
    assert (await save(service, answers)).status_code == 201
    assert (await service.client().post(submissions_of(GOLDEN))).status_code == 428
    assert faults(await hand_in(service)) == {
        "mortgage_outstanding": "QUESTION_NOT_ASKED",
        "partner_birth_date": "ANSWER_NEEDED",
        "partner_earns": "ANSWER_NEEDED",
        "liquid_assets": "ANSWER_NEEDED",
    }
    assert (await service.client().get(draft_of(GOLDEN))).status_code == 200
    assert await service.rows("SELECT 1 AS found FROM questionnaire_submission") == []


async def test_capability_17_answers_become_the_household_they_describe_whose_gap_is_the_brief_s(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    await save(service, make_answers())
    submitted = await hand_in(service)
    assert submitted.status_code == 201, submitted.text
    submission = submitted.json()
    assert (submission["applied_version"], submission["enterprise"]) == (None, None)
    assert (await service.client().get(HOUSEHOLD)).status_code == 404
    assert (await service.client().get(draft_of(GOLDEN))).status_code == 404
    await record_household(service.client(), submission["household"])
    assert gap_of(await compute(service.client()), "death") == "1200000.00"
    test = submission["no_income_test"]
    assert test["result"] == {
        "months_tested": 36,
        "monthly_costs": "16666.67",
        "months_lasted": 9,
        "passed": False,
        "shortfall": "450000.00",
    }
    assert test["because"][0]["rule"] == "interview.no_income_test"
    listed = (await service.client().get(submissions_of(GOLDEN))).json()["items"]
    assert [item["id"] for item in listed] == [submission["id"]]
    again = await service.client().get(f"{submissions_of(GOLDEN)}/{submission['id']}")
    assert again.json() == submission


async def test_answers_are_recorded_at_once_over_what_is_known_and_members_keep_their_ids(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    child = make_member("child", birth_date="2020-06-01")
    annuity = {"line": "annuity", "sum_insured": "100000.00"}
    zhang = make_zhang()
    zhang["covers"] = [*zhang["covers"], annuity]
    known = await record_household(service.client(), make_household(zhang, child, make_member("elder")))
    await compute(service.client())
    family = make_answers(
        has_partner=True,
        partner_birth_date="1997-01-01",
        partner_earns=True,
        partner_annual_income="120000.00",
        children_birth_dates=["2024-01-01", "2020-06-01"],
        has_mortgage=True,
        own_covers=["critical_illness", "medical"],
        own_medical_sum="2000000.00",
        has_employer_cover=True,
        employer_covers=["medical", "life"],
        employer_medical_sum="500000.00",
        employer_life_sum="300000.00",
        stated_want="critical_illness",
        annual_budget="8200.00",
    )
    assert (await save(service, family)).json()["progress"]["percent"] == 100
    submitted = await hand_in(service, apply=True)
    assert (submitted.status_code, submitted.json()["applied_version"]) == (201, 2)
    assert any("more than one reimbursement policy" in told for told in submitted.json()["caveats"])
    household = (await service.client().get(HOUSEHOLD)).json()
    roles = [member["role"] for member in household["members"]]
    assert roles == ["breadwinner", "partner", "child", "child"]
    members, before = household["members"], known["members"]
    assert (members[0]["id"], members[3]["id"]) == (before[0]["id"], before[1]["id"])
    covers = {(cover["line"], cover["provided_by"]): cover["sum_insured"] for cover in members[0]["covers"]}
    assert covers == {
        ("critical_illness", "self"): "500000.00",
        ("medical_million", "self"): "2000000.00",
        ("medical_million", "employer"): "500000.00",
        ("term_life", "employer"): "300000.00",
        ("annuity", "self"): "100000.00",
    }
    newest = (await service.client().get(path("assessments"))).json()["items"][0]
    assert (newest["occasion"], newest["status"]) == ("household_changed", "computed")
    assert gap_of(newest, "death", members[0]["id"]) == "900000.00"


async def test_answers_about_a_firm_become_the_firm_they_describe(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    await save(service, make_firm_answers(heads_class_3=29), code=FIRM)
    refused = await hand_in(service, code=FIRM)
    assert (refused.status_code, refused.json()["code"]) == (422, "MIX_IS_NOT_HEADCOUNT")
    await save(service, make_firm_answers(industry="Z"), code=FIRM, seen=1)
    refused = await hand_in(service, code=FIRM, seen=2)
    assert (refused.status_code, refused.json()["code"]) == (422, "UNKNOWN_INDUSTRY")
    await save(service, make_firm_answers(), code=FIRM, seen=2)
    submitted = await hand_in(service, code=FIRM, seen=3, apply=True)
    assert (submitted.status_code, submitted.json()["applied_version"]) == (201, 1)
    firm = (await service.client().get(ENTERPRISE)).json()
    assert (firm["headcount"], firm["occupation_mix"]) == (40, {"1": 10, "3": 30})
    assert firm["annuity"]["employer_rate"] == "0.05"
    assert (firm["plant"]["sum_insured"], firm["group_medical"]) == ("3000000.00", None)
    assert submitted.json()["no_income_test"] is None
    await save(service, make_firm_answers(has_plant=False), code=FIRM)
    assert faults(await hand_in(service, code=FIRM)) == {
        "replacement_value": "QUESTION_NOT_ASKED",
        "property_sum_insured": "QUESTION_NOT_ASKED",
    }


async def test_a_draft_stays_in_the_version_it_was_begun_under_until_it_is_moved(
    start_service: StartService, tmp_path: Path
) -> None:
    folder = tmp_path / "questionnaires"
    shutil.copytree(Path(questionnaire_folder.__file__).parent / "questionnaires", folder)
    first = (folder / f"{GOLDEN}.1.toml").read_text("utf-8")
    (folder / f"{GOLDEN}.1.toml").write_text(
        first.replace(
            "effective_from = 2026-01-01", "effective_from = 2026-01-01\neffective_to = 2026-03-02"
        ),
        "utf-8",
    )
    second = first.replace("version = 1", "version = 2").replace("2026-01-01", "2026-03-03")
    (folder / f"{GOLDEN}.2.toml").write_text(
        second.replace('key = "elders"', 'key = "grandparents"').replace(
            'question = "elders"', 'question = "grandparents"'
        ),
        "utf-8",
    )
    service: RunningService = await start_service("needs", questionnaires=str(folder))
    await service.know_client()
    too_early = await save(service, {}, questionnaire_version=2)
    assert (too_early.status_code, too_early.json()["code"]) == (409, "QUESTIONNAIRE_NOT_IN_FORCE")
    assert (await save(service, make_answers())).json()["newest_version"] == 1
    service.clock.advance(date(2026, 3, 3) - date(2026, 3, 2))
    kept = await save(service, make_answers(elders=1, annual_elder_support="20000.00"), seen=1)
    assert (kept.json()["questionnaire_version"], kept.json()["newest_version"]) == (1, 2)
    assert faults(await save(service, make_answers(), seen=2, questionnaire_version=2)) == {
        "elders": "UNKNOWN_QUESTION"
    }
    submitted = await hand_in(service, seen=2)
    assert (submitted.status_code, submitted.json()["questionnaire_version"]) == (201, 1)
    assert submitted.json()["household"]["annual_elder_support"] == "20000.00"
    assert (await save(service, {})).json()["questionnaire_version"] == 2


async def test_the_three_years_without_income_are_tested_for_anybody_and_for_a_client_s_household(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    question = {
        "annual_expenses": "120000.00",
        "monthly_instalments": "5000.00",
        "liquid_assets": "150000.00",
    }
    answer = await service.client().post("/needs/calculators/no-income", json=question)
    assert answer.status_code == 200, answer.text
    assert answer.json()["result"] == {
        "months_tested": 36,
        "monthly_costs": "15000.00",
        "months_lasted": 10,
        "passed": False,
        "shortfall": "390000.00",
    }
    lasting = {**question, "annual_income_left": "180000.00"}
    answer = await service.client().post("/needs/calculators/no-income", json=lasting)
    assert (answer.json()["result"]["months_lasted"], answer.json()["result"]["passed"]) == (None, True)
    partner = make_member("partner", birth_date="1997-01-01", annual_income="140000.00")
    zhang = make_zhang(annual_income="240000.00")
    await record_household(service.client(), make_household(zhang, partner, liquid_assets="150000.00"))
    items = (await service.client().get(path("no-income-test"))).json()["items"]
    assert [item["test"]["result"]["months_lasted"] for item in items] == [30, None]
    assert items[0]["test"]["result"]["shortfall"] == "30000.00"
    with_loan = await service.client().get(f"{path('no-income-test')}?monthly_instalments=5000.00")
    assert with_loan.json()["items"][0]["test"]["result"]["months_lasted"] == 15


async def test_what_is_no_answer_at_all_is_refused(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    senseless: list[dict[str, Any]] = [
        {"answers": {"Has-Partner": True}},
        {"answers": {"elders": 1.5}},
        {"answers": {"elders": 10**30}},
        {"answers": {"sex": "\x00"}},
        {"answers": {"worries": ["death"] * 51}},
        {"answers": {"sex": None}},
        {"answers": {}, "questionnaire_version": 0},
        {"answers": {f"question_{number}": 1 for number in range(201)}},
    ]
    for wrong in senseless:
        answer = await service.client().put(draft_of(GOLDEN), json=wrong)
        assert answer.status_code == 422, answer.text
