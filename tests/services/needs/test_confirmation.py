"""The client agrees: what he confirms, what he may edit, and what is told to the others."""

from typing import Any

from shared.caller import Role
from tests.services.fixtures import StartService
from tests.services.needs.households import (
    ASSESSMENTS,
    compute,
    make_household,
    make_lead,
    make_member,
    make_policy,
    make_zhang,
    occasions,
    record_household,
    start_with_client,
)
from tests.services.running import RunningService


async def confirm(service: RunningService, assessment: dict[str, Any], **confirmation: Any) -> Any:
    """The client confirms the version he read."""
    return await service.client(Role.CLIENT).post(
        f"{ASSESSMENTS}/{assessment['id']}/confirm",
        json=confirmation,
        headers={"if-match": f'"{assessment["version"]}"'},
    )


async def gap_confirmed(service: RunningService) -> dict[str, Any]:
    [payload] = [payload for envelope, payload in await service.events() if envelope.type == "gap-confirmed"]
    return payload


async def test_the_client_confirms_and_the_others_are_told_what_a_proposal_needs(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    household = await record_household(
        service.client(), make_household(make_zhang(annual_income="240000.00"))
    )
    assessment = await compute(service.client())
    answer = await confirm(service, assessment, annual_budget="8200.00")
    assert answer.status_code == 200, answer.text
    assert (answer.json()["status"], answer.headers["etag"]) == ("confirmed", '"2"')
    told = await gap_confirmed(service)
    assert told["insured"] == {
        "member_id": household["members"][0]["id"],
        "birth_date": "1996-02-11",
        "sex": "male",
        "occupation_class": 1,
    }
    assert (told["annual_budget"], told["family_annual_income"]) == ("8200.00", "240000.00")
    gaps = {gap["risk"]: gap["gap"] for gap in told["gaps"]}
    assert gaps == {
        "critical_illness": "520000.00",
        "death": "1200000.00",
        "medical": "2000000.00",
        "accident": "2400000.00",
    }
    assert {gap["risk"]: gap["covered"] for gap in told["gaps"]}["critical_illness"] == "500000.00"


async def test_a_family_whose_income_nobody_stated_has_none_in_the_event(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    await record_household(service.client())
    await confirm(service, await compute(service.client()))
    told = await gap_confirmed(service)
    assert (told["annual_budget"], told["family_annual_income"]) == (None, None)


async def test_only_the_gaps_of_whom_the_plan_is_for_are_told(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    partner = make_member("partner", birth_date="1997-01-01", sex="female", occupation_class=2)
    household = await record_household(service.client(), make_household(make_zhang(), partner))
    she = household["members"][1]["id"]
    answer = await confirm(service, await compute(service.client()), insured_member=she)
    assert answer.status_code == 200, answer.text
    told = await gap_confirmed(service)
    assert told["insured"]["member_id"] == she
    assert {gap["member_id"] for gap in told["gaps"]} == {she}


async def test_everybody_with_a_gap_of_whom_enough_is_known_is_told_with_all_his_gaps(
    start_service: StartService,
) -> None:
    """Capability 24: a plan can be made for each member."""
    service = await start_with_client(start_service)
    partner = make_member("partner", birth_date="1997-01-01", sex="female", occupation_class=2)
    child = make_member(
        "child",
        birth_date="2020-05-01",
        sex="male",
        occupation_class=1,
        covers=[{"line": "accident", "sum_insured": "50000.00"}],
    )
    unknown = make_member("elder", birth_date="1960-01-01", sex="female")
    household = await record_household(
        service.client(), make_household(make_zhang(annual_income="240000.00"), partner, child, unknown)
    )
    he, she, boy, _ = [member["id"] for member in household["members"]]
    await confirm(service, await compute(service.client()), annual_budget="12000.00")
    told = await gap_confirmed(service)
    assert [(one["member_id"], one["role"]) for one in told["members"]] == [
        (he, "breadwinner"),
        (she, "partner"),
        (boy, "child"),
    ]
    assert [one["death_cover_held"] for one in told["members"]] == ["0.00", "0.00", "50000.00"]
    assert {gap["member_id"] for gap in told["gaps"]} == {he}
    assert {gap["member_id"] for gap in told["family_gaps"]} == {he, she, boy}
    of_boy = {gap["risk"]: gap["gap"] for gap in told["family_gaps"] if gap["member_id"] == boy}
    assert (of_boy["accident"], of_boy["medical"]) == ("150000.00", "2000000.00")


async def test_an_edited_gap_is_agreed_and_the_computed_one_is_kept_beside_it(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    household = await record_household(service.client())
    he = household["members"][0]["id"]
    edit = {"member": he, "risk": "death", "gap": "995000.50"}
    answer = await confirm(service, await compute(service.client()), edits=[edit])
    assert answer.status_code == 200, answer.text
    [agreed] = [gap for gap in answer.json()["agreement"]["gaps"] if gap["risk"] == "death"]
    assert agreed == {
        "member": he,
        "risk": "death",
        "computed": "1200000.00",
        "agreed": "995000.50",
        "rounded_up": "1000000.00",
        "covered": "0.00",
    }
    [told] = [gap for gap in (await gap_confirmed(service))["gaps"] if gap["risk"] == "death"]
    assert (told["gap"], told["gap_rounded_up"]) == ("995000.50", "1000000.00")


async def test_a_risk_that_was_not_assessed_cannot_be_edited(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    household = await record_household(service.client())
    edit = {"member": household["members"][0]["id"], "risk": "pension", "gap": "1.00"}
    answer = await confirm(service, await compute(service.client()), edits=[edit])
    assert (answer.status_code, answer.json()["code"]) == (422, "NOT_ASSESSED")
    assert answer.json()["errors"][0]["pointer"] == "/edits/0"


async def test_a_plan_is_made_for_nobody_of_whom_too_little_is_known(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    await record_household(service.client(), make_household(make_member(birth_date="1996-02-11", sex="male")))
    answer = await confirm(service, await compute(service.client()))
    assert (answer.status_code, answer.json()["code"]) == (409, "INSURED_INCOMPLETE")
    assert answer.json()["field"] == "occupation_class"
    assert await occasions(service.client()) == [("requested", "computed")]


async def test_nobody_is_insured_who_does_not_belong_to_the_household(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    await record_household(service.client())
    answer = await confirm(service, await compute(service.client()), insured_member="stranger")
    assert (answer.status_code, answer.json()["code"]) == (422, "NO_SUCH_MEMBER")


async def test_figures_of_facts_that_have_changed_cannot_be_confirmed(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    await record_household(service.client())
    assessment = await compute(service.client())
    await service.deliver(make_policy())
    assert (await confirm(service, assessment)).status_code == 412
    read = (await service.client().get(f"{ASSESSMENTS}/{assessment['id']}")).json()
    answer = await confirm(service, read)
    assert (answer.status_code, answer.json()["code"]) == (409, "ASSESSMENT_SETTLED")
    assert answer.json()["detail"].startswith("This assessment is superseded")


async def test_an_assessment_is_confirmed_once(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    await record_household(service.client())
    first = await confirm(service, await compute(service.client()))
    again = await confirm(service, first.json())
    assert (again.status_code, again.json()["code"]) == (409, "ASSESSMENT_SETTLED")


async def test_an_invitation_cannot_be_confirmed(start_service: StartService) -> None:
    service = await start_service("needs")
    await service.deliver(make_lead())
    [invited] = (await service.client().get(ASSESSMENTS)).json()["items"]
    answer = await confirm(service, invited)
    assert (answer.status_code, answer.json()["code"]) == (409, "NOT_COMPUTED")


async def test_only_the_client_confirms_and_says_which_version(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    await record_household(service.client())
    assessment = await compute(service.client())
    path = f"{ASSESSMENTS}/{assessment['id']}/confirm"
    assert (await service.client().post(path, json={}, headers={"if-match": '"1"'})).status_code == 403
    assert (await service.client(Role.CLIENT).post(path, json={})).status_code == 428
    stale = await service.client(Role.CLIENT).post(path, json={}, headers={"if-match": '"9"'})
    assert stale.status_code == 412


async def test_a_confirmed_assessment_stays_when_facts_change_and_is_compared_with_the_newest(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    await record_household(service.client())
    confirmed = (await confirm(service, await compute(service.client()))).json()
    await service.deliver(make_policy())
    assert await occasions(service.client()) == [("requested", "confirmed"), ("cover_changed", "computed")]
    answer = await service.client().get(ASSESSMENTS.replace("assessments", "gap-update"))
    assert answer.status_code == 200, answer.text
    assert answer.json()["earlier_id"] == confirmed["id"]
    [death] = [row for row in answer.json()["rows"] if row["risk"] == "death"]
    assert death["earlier"] == {"need": "1200000.00", "cover": "0.00", "gap": "1200000.00"}
    assert death["later"] == {"need": "1200000.00", "cover": "1000000.00", "gap": "200000.00"}
    assert death["change"] == "-1000000.00"


async def test_there_is_nothing_to_compare_before_anything_was_agreed(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    path = ASSESSMENTS.replace("assessments", "gap-update")
    assert (await service.client().get(path)).status_code == 404
    await record_household(service.client())
    await compute(service.client())
    assert (await service.client().get(path)).status_code == 404
