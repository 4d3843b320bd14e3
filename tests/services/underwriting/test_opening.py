"""A client accepts a proposal: each of its covers becomes an application, once."""

from datetime import date

from shared.caller import Role
from shared.contracts import Line
from shared.ids import new_id
from tests.services.fixtures import StartService
from tests.services.running import AGENCY, CARRIER, CLIENT, OTHER_AGENCY, OTHER_AGENT
from tests.services.underwriting.applying import (
    MEMBER,
    PROPOSAL,
    make_cover,
    make_insured,
    make_proposal,
    opened,
    seen,
    submitted,
)


async def test_an_application_is_opened_for_each_cover_and_filled_in_from_the_proposal(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    illness = make_cover(Line.CRITICAL_ILLNESS, coverage_term="to_70", payment_years=30)
    await opened(service, make_proposal(illness, make_cover(Line.TERM_LIFE)))
    listed = (await service.client().get("/underwriting/applications")).json()["items"]
    assert sorted(item["line"] for item in listed) == ["critical_illness", "term_life"]
    assert {item["status"] for item in listed} == {"draft"}
    found = await seen(service.client(), next(item for item in listed if item["line"] == "critical_illness"))
    assert found["proposal_id"] == str(PROPOSAL)
    assert found["product_id"] == str(illness.product_id)
    assert found["carrier_id"] == str(CARRIER)
    assert found["sum_insured"] == "1000000.00"
    assert found["annual_premium"] == "1493.00"
    assert (found["coverage_term"], found["payment_years"], found["waiting_days"]) == ("to_70", 30, 90)
    assert found["insured"]["member_id"] == str(MEMBER)
    assert (found["insured"]["birth_date"], found["insured"]["sex"]) == ("1996-01-15", "male")
    assert found["insured"]["name"] is None
    assert found["designation"] is None


async def test_the_same_proposal_told_again_opens_nothing_more(start_service: StartService) -> None:
    service = await start_service("underwriting")
    proposal = make_proposal()
    await opened(service, proposal)
    await service.deliver(proposal)
    assert len((await service.client().get("/underwriting/applications")).json()["items"]) == 1


async def test_a_cover_that_is_new_in_the_proposal_is_opened_beside_the_others(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    first, second = make_cover(Line.TERM_LIFE), make_cover(Line.ACCIDENT, coverage_term="years_1")
    await opened(service, make_proposal(first))
    await service.deliver(make_proposal(first, second))
    listed = (await service.client().get("/underwriting/applications")).json()["items"]
    assert sorted(item["line"] for item in listed) == ["accident", "term_life"]


async def test_a_proposal_heard_of_before_its_client_is_no_obstacle(start_service: StartService) -> None:
    service = await start_service("underwriting")
    await service.deliver(make_proposal())
    assert (await service.client().get("/underwriting/applications")).json()["items"] == []
    await service.know_client()
    assert len((await service.client().get("/underwriting/applications")).json()["items"]) == 1


async def test_the_list_is_narrowed_by_client_proposal_status_and_line(start_service: StartService) -> None:
    service = await start_service("underwriting")
    agent = service.client()
    await opened(service, make_proposal(make_cover(Line.TERM_LIFE), make_cover(Line.ACCIDENT)))
    another = await service.know_client(new_id())
    await service.deliver(make_proposal(client_id=another, proposal_id=new_id()))

    async def count(**filters: str) -> int:
        return len((await agent.get("/underwriting/applications", params=filters)).json()["items"])

    assert await count() == 3
    assert await count(client_id=str(another)) == 1
    assert await count(proposal_id=str(PROPOSAL)) == 2
    assert await count(line="accident") == 1
    assert await count(status="draft") == 3
    assert await count(status="issued") == 0
    assert (await agent.get("/underwriting/applications", params={"status": "lost"})).status_code == 422


async def test_pages_follow_one_another(start_service: StartService) -> None:
    service = await start_service("underwriting")
    await opened(service, make_proposal(*(make_cover() for _ in range(5))))
    found: list[str] = []
    cursor = None
    while True:
        page = (
            await service.client().get(
                "/underwriting/applications",
                params={"limit": 2} | ({"cursor": cursor} if cursor else {}),
            )
        ).json()
        found += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(found) == len(set(found)) == 5


async def test_an_application_is_seen_by_its_client_agent_and_manager_and_by_nobody_else(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    path = f"/underwriting/applications/{(await submitted(service))['id']}"
    for own in (service.client(Role.CLIENT), service.client(Role.AGENT), service.client(Role.MANAGER)):
        assert (await own.get(path)).status_code == 200
    for other in (
        service.client(Role.CLIENT, client_id=new_id()),
        service.client(agent_id=OTHER_AGENT),
        service.client(Role.MANAGER, team_id=new_id()),
        service.client(agency_id=OTHER_AGENCY),
        service.client(Role.CARRIER, carrier_id=new_id()),
    ):
        assert (await other.get(path)).status_code == 404
    assert (await service.client(Role.OPS).get(path)).status_code == 403
    assert (await service.client(None).get(path)).status_code == 401


async def test_the_carrier_sees_an_application_from_its_submission_on_and_not_before(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    draft = await opened(service)
    carrier = service.client(Role.CARRIER)
    assert (await carrier.get(f"/underwriting/applications/{draft['id']}")).status_code == 404
    assert (await carrier.get("/underwriting/applications")).json()["items"] == []
    sent = await submitted(service, make_proposal(proposal_id=new_id()))
    listed = (await carrier.get("/underwriting/applications")).json()["items"]
    assert [item["id"] for item in listed] == [sent["id"]]
    assert (await carrier.get(f"/underwriting/applications/{sent['id']}")).status_code == 200


async def test_an_insured_of_another_member_of_the_household_has_his_own_application(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    child = make_insured(member_id=new_id(), birth_date=date(2018, 3, 10))
    found = await opened(service, make_proposal(insured=child))
    assert found["insured"]["birth_date"] == "2018-03-10"
    assert found["client_id"] == str(CLIENT)
    assert [row["agency_id"] for row in await service.rows("SELECT agency_id FROM application")] == [AGENCY]
