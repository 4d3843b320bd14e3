"""An application leaves when nothing is missing; whoever submits hears of all that is missing at once."""

from datetime import date
from typing import Any

import pytest

from shared.caller import Role
from shared.contracts import Line, Sex
from shared.ids import new_id
from shared.money import Money
from tests.services.fixtures import StartService
from tests.services.running import RunningService
from tests.services.underwriting.applying import (
    CHILD,
    GRANDFATHER,
    MAN,
    MEMBER,
    SPOUSE,
    act,
    fill_in,
    make_cover,
    make_insured,
    make_proposal,
    names_of_events,
    opened,
    put,
    seen,
    submitted,
)


async def missing(service: RunningService, application: dict[str, Any]) -> list[str]:
    """What the service says is missing, which is also what a submission is refused for."""
    points = await service.client().get(f"/underwriting/applications/{application['id']}/open-points")
    refused = await act(service.client(), application, "submit")
    codes = [point["code"] for point in points.json()["missing"]]
    if refused.is_success:
        assert codes == []
    else:
        assert (refused.status_code, refused.json()["code"]) == (409, "APPLICATION_INCOMPLETE")
        assert [point["code"] for point in refused.json()["missing"]] == codes
    return codes


async def test_an_empty_application_is_refused_with_every_missing_part(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application = await opened(service)
    assert await missing(service, application) == [
        "IDENTITY_UNCHECKED",
        "DISCLOSURE_UNANSWERED",
        "BENEFICIARY_MISSING",
        "DECLARATION_UNCONFIRMED",
    ]
    assert (await seen(service.client(), application))["status"] == "draft"
    assert await names_of_events(service) == []


async def test_what_is_missing_is_said_in_the_readers_language_with_a_pointer(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    application = await opened(service)
    refused = await act(service.client(language="zh-CN"), application, "submit")
    assert refused.json()["missing"][2] == {
        "pointer": "/beneficiaries",
        "code": "BENEFICIARY_MISSING",
        "message": "含身故责任的保险须指定受益人，并写明姓名、证件号码和关系。",
    }


async def test_a_complete_application_goes_to_the_carrier_and_that_is_told(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    application = await submitted(service)
    assert application["status"] == "submitted"
    assert application["submitted_at"].startswith("2026-03-02T02:")
    ((envelope, told),) = await service.events()
    assert envelope.type == "application-submitted"
    assert envelope.subject == application["id"]
    assert told == {
        "client_id": application["client_id"],
        "application_id": application["id"],
        "carrier_id": application["carrier_id"],
        "product_id": application["product_id"],
        "line": "term_life",
        "sum_insured": "1000000.00",
        "annual_premium": "1493.00",
    }


async def test_the_client_may_submit_himself_and_an_application_leaves_once(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    application = await opened(service)
    await fill_in(service, application)
    assert (await act(service.client(Role.CLIENT), application, "submit")).status_code == 200
    again = await act(service.client(), application, "submit")
    assert (again.status_code, again.json()["code"]) == (409, "APPLICATION_STATE")
    assert await names_of_events(service) == ["application-submitted"]


async def test_a_submission_repeated_with_its_key_gives_the_first_answer(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application = await opened(service)
    await fill_in(service, application)
    headers = {"idempotency-key": "submit-1", "if-match": f'"{application["version"]}"'}
    path = f"/underwriting/applications/{application['id']}/submit"
    agent = service.client()
    first, second = await agent.post(path, headers=headers), await agent.post(path, headers=headers)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    assert await names_of_events(service) == ["application-submitted"]


async def test_a_beneficiary_without_a_number_holds_up_the_submission_only(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    application = await opened(service)
    await fill_in(service, application)
    unnumbered = {name: value for name, value in SPOUSE.items() if name != "id_number"}
    put_in = await put(service.client(), application, "beneficiaries", {"beneficiaries": [unnumbered]})
    assert put_in.status_code == 200
    assert await missing(service, application) == ["DECLARATION_UNCONFIRMED", "BENEFICIARY_INCOMPLETE"]


async def test_cover_that_pays_the_insured_himself_needs_no_beneficiary(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application = await opened(
        service, make_proposal(make_cover(Line.MEDICAL_MILLION, coverage_term="years_1"))
    )
    assert "BENEFICIARY_MISSING" not in await missing(service, application)


async def test_cover_of_things_asks_nothing_about_health(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application = await opened(service, make_proposal(make_cover(Line.PROPERTY, coverage_term="years_1")))
    assert await missing(service, application) == ["IDENTITY_UNCHECKED", "DECLARATION_UNCONFIRMED"]


@pytest.mark.parametrize(
    ("birth_date", "id_number", "channel", "required"),
    [
        # A16: sixty years old, twenty years, face to face; a day younger than sixty; and online, which is traced.
        (date(1966, 3, 2), "110105196603020036", "face_to_face", True),
        (date(1966, 3, 3), "110105196603030031", "face_to_face", False),
        (date(1966, 3, 2), "110105196603020036", "online", False),
        (date(1996, 1, 15), MAN, "bank", True),
    ],
)
async def test_a_sale_that_must_be_recorded_is_recorded_first(
    start_service: StartService, birth_date: date, id_number: str, channel: str, required: bool
) -> None:
    service = await start_service("underwriting")
    application = await opened(service, make_proposal(insured=make_insured(birth_date=birth_date)))
    agent = service.client()
    named = await put(agent, application, "insured", {"name": "张三", "id_number": id_number})
    assert named.status_code == 200, named.text
    await put(agent, application, "sale", {"channel": channel})
    assert ("RECORDING_MISSING" in await missing(service, application)) is required
    recording = {"reference": "recordings/1.mp4", "recorded_on": "2026-03-01", "policyholder_consented": True}
    await put(agent, application, "sale", {"channel": channel, "recording": recording})
    assert "RECORDING_MISSING" not in await missing(service, application)


def for_a_child(sum_insured: str, **facts: Any) -> Any:
    """A term life on the boy of A13, born on 2018-03-10."""
    child = make_insured(member_id=new_id(), birth_date=date(2018, 3, 10), sex=Sex.MALE)
    cover = make_cover(sum_insured=Money.of(sum_insured))
    return make_proposal(cover, insured=child, proposal_id=new_id(), **facts)


async def test_death_cover_on_a_child_above_the_cap_is_refused_with_what_is_left(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    application = await opened(service, for_a_child("100000.00"))
    agent = service.client()
    parent = {"name": "张三", "id_number": MAN}
    child = {"name": "张小", "id_number": CHILD, "insured_is": "child", "other_death_cover": "150000.00"}
    assert (await put(agent, application, "insured", child)).status_code == 200
    assert (await put(agent, application, "policyholder", parent)).status_code == 200
    refused = await act(agent, application, "submit")
    capped = next(point for point in refused.json()["missing"] if point["code"] == "MINOR_DEATH_CAP")
    assert "at most 50000.00 more" in capped["message"]
    less = {**child, "other_death_cover": "100000.00"}
    assert (await put(agent, application, "insured", less)).status_code == 200
    assert "MINOR_DEATH_CAP" not in await missing(service, application)


async def test_other_applications_for_the_same_child_count_towards_the_cap(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    await service.know_client()
    member = new_id()
    child = make_insured(member_id=member, birth_date=date(2018, 3, 10))
    covers = [make_cover(sum_insured=Money.of("120000.00")), make_cover(sum_insured=Money.of("100000.00"))]
    await service.deliver(make_proposal(*covers, insured=child))
    listed = (await service.client().get("/underwriting/applications")).json()["items"]
    first, second = [await seen(service.client(), item) for item in listed]
    assert "MINOR_DEATH_CAP" in await missing(service, first)
    assert (await act(service.client(), second, "withdraw")).status_code == 200
    assert "MINOR_DEATH_CAP" not in await missing(service, first)


async def test_a_grandparent_needs_a_parents_consent_for_death_cover_on_a_child(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    application = await opened(service, for_a_child("100000.00"))
    agent = service.client()
    child = {"name": "张小", "id_number": CHILD, "insured_is": "dependant"}
    await put(agent, application, "insured", child)
    await put(agent, application, "policyholder", {"name": "张老", "id_number": GRANDFATHER})
    assert "PARENT_CONSENT_REQUIRED" in await missing(service, application)
    await put(agent, application, "insured", {**child, "parent_consents": True})
    assert "PARENT_CONSENT_REQUIRED" not in await missing(service, application)


async def test_a_child_cannot_be_its_own_policyholder(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application = await opened(service, for_a_child("100000.00"))
    await put(service.client(), application, "insured", {"name": "张小", "id_number": CHILD})
    assert "POLICYHOLDER_MINOR" in await missing(service, application)


async def test_another_adult_consents_to_death_cover_on_his_life(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application = await opened(service)
    agent = service.client()
    brother = {"name": "张三", "id_number": MAN, "insured_is": "other"}
    await put(agent, application, "insured", brother)
    codes = await missing(service, application)
    assert {"IDENTITY_UNCHECKED", "NO_INSURABLE_INTEREST", "INSURED_CONSENT_REQUIRED"} <= set(codes)
    await put(agent, application, "insured", {**brother, "insured_consents": True})
    await put(agent, application, "policyholder", {"name": "张老", "id_number": GRANDFATHER})
    assert await missing(service, application) == [
        "DISCLOSURE_UNANSWERED",
        "BENEFICIARY_MISSING",
        "DECLARATION_UNCONFIRMED",
        "RECORDING_MISSING",
    ]


async def test_the_documents_that_go_with_an_application_are_listed(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application = await opened(service, for_a_child("100000.00"))
    await put(
        service.client(),
        application,
        "insured",
        {"name": "张小", "id_number": CHILD, "insured_is": "dependant"},
    )
    points = await service.client(language="zh-CN").get(
        f"/underwriting/applications/{application['id']}/open-points"
    )
    documents = {document["code"]: document["text"] for document in points.json()["documents"]}
    assert set(documents) == {
        "application_form",
        "policyholder_identity_document",
        "insured_identity_document",
        "health_questionnaire",
        "birth_or_household_certificate",
        "parent_consent",
    }
    assert documents["parent_consent"] == "父母同意书"


async def test_an_application_is_taken_back_and_that_is_the_end_of_it(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application = await opened(service)
    withdrawn = await act(service.client(Role.CLIENT), application, "withdraw")
    assert (withdrawn.status_code, withdrawn.json()["status"]) == (200, "withdrawn")
    for action in ("withdraw", "submit"):
        answer = await act(service.client(), application, action)
        assert (answer.status_code, answer.json()["code"]) == (409, "APPLICATION_STATE")
    assert str(MEMBER) == application["insured"]["member_id"]
