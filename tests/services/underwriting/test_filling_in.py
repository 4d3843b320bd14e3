"""The parts of an application are put in, checked, sealed, and masked when shown."""

from datetime import date
from typing import Any

import pytest

from shared.caller import Role
from shared.contracts import Line
from shared.ids import new_id
from tests.services.fixtures import StartService
from tests.services.underwriting.applying import (
    BORN_A_DAY_LATER,
    GRANDFATHER,
    MAN,
    SPOUSE,
    WOMAN,
    WRONG_CHECK,
    act,
    fill_in,
    make_cover,
    make_insured,
    make_proposal,
    opened,
    put,
    seen,
    submitted,
)


async def test_the_insured_is_named_and_his_number_is_sealed_and_masked(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application = await opened(service)
    answer = await put(
        service.client(),
        application,
        "insured",
        {"name": "张三", "id_number": MAN.lower(), "occupation_code": "teacher"},
    )
    assert answer.status_code == 200
    assert answer.json()["insured"]["name"] == "张三"
    assert answer.json()["insured"]["id_number"] == "1****************7"
    assert answer.json()["insured"]["occupation_code"] == "teacher"
    assert MAN not in answer.text
    (row,) = await service.rows("SELECT * FROM application")
    assert service.kit.cipher.open(row["insured_number_sealed"]) == MAN
    assert row["insured_number_digest"] == service.kit.cipher.digest(MAN)
    assert MAN.encode() not in row["insured_number_sealed"]


@pytest.mark.parametrize(
    ("id_number", "status", "code"),
    [
        (WRONG_CHECK, 422, "INVALID_CHECKSUM"),
        ("110105194912310029", 422, "INVALID_CHECKSUM"),
        ("11010120000229001", 422, "INVALID_LENGTH"),
        ("11010519960115001A", 422, "INVALID_FORMAT"),
        (WOMAN, 409, "SEX_MISMATCH"),
        (BORN_A_DAY_LATER, 409, "BIRTHDATE_MISMATCH"),
    ],
)
async def test_a_number_that_is_wrong_or_somebody_elses_is_refused_and_never_echoed(
    start_service: StartService, id_number: str, status: int, code: str
) -> None:
    service = await start_service("underwriting")
    application = await opened(service)
    for language in ("en", "zh-CN"):
        answer = await put(
            service.client(language=language),
            application,
            "insured",
            {"name": "张三", "id_number": id_number},
        )
        assert answer.status_code == status
        assert answer.json()["code"] == code
        assert answer.json()["errors"][0]["pointer"] == "/id_number"
        assert id_number not in answer.text


async def test_an_occupation_of_another_class_than_was_priced_is_refused(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application = await opened(service)
    body = {"name": "张三", "id_number": MAN}
    higher = await put(service.client(), application, "insured", {**body, "occupation_code": "electrician"})
    assert (higher.status_code, higher.json()["code"]) == (409, "OCCUPATION_MISMATCH")
    unknown = await put(service.client(), application, "insured", {**body, "occupation_code": "astronaut"})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "UNKNOWN_OCCUPATION")
    assert "teacher" in unknown.json()["known"]


async def test_shares_of_99_99_are_refused_with_a_split_that_would_do(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application = await opened(service)
    thirds = [
        {**SPOUSE, "relation": relation, "share_percent": "33.33"}
        for relation in ("spouse", "child", "parent")
    ]
    refused = await put(service.client(), application, "beneficiaries", {"beneficiaries": thirds})
    assert (refused.status_code, refused.json()["code"]) == (409, "BENEFICIARY_SHARES")
    assert refused.json()["suggested"] == ["33.34", "33.33", "33.33"]
    assert refused.json()["total"] == "99.99"
    assert refused.json()["errors"][0]["pointer"] == "/beneficiaries"
    for one, share in zip(thirds, refused.json()["suggested"], strict=True):
        one["share_percent"] = share
    accepted = await put(service.client(), application, "beneficiaries", {"beneficiaries": thirds})
    assert accepted.status_code == 200
    shown = accepted.json()["designation"]["beneficiaries"]
    assert [one["share_percent"] for one in shown] == ["33.34", "33.33", "33.33"]
    assert [one["id_number"] for one in shown] == ["1****************5"] * 3


async def test_beneficiaries_without_shares_are_equal_and_may_be_the_bare_legal_heirs(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    application = await opened(service)
    both = [{"name": "李四", "relation": "spouse"}, {"name": "张小", "relation": "child"}]
    equal = await put(service.client(), application, "beneficiaries", {"beneficiaries": both})
    assert [one["share_percent"] for one in equal.json()["designation"]["beneficiaries"]] == [None, None]
    heirs = await put(service.client(), application, "beneficiaries", {"legal_heirs": True})
    assert heirs.json()["designation"]["legal_heirs"] is True
    assert heirs.json()["designation"]["beneficiaries"] == []
    mixed = await put(
        service.client(), application, "beneficiaries", {"legal_heirs": True, "beneficiaries": both}
    )
    assert (mixed.status_code, mixed.json()["code"]) == (422, "LEGAL_HEIRS_OR_NAMED")


@pytest.mark.parametrize(
    ("beneficiary", "status", "code", "pointer"),
    [
        ({**SPOUSE, "id_number": WRONG_CHECK}, 422, "INVALID_CHECKSUM", "/beneficiaries/0/id_number"),
        ({**SPOUSE, "relation": " "}, 409, "BENEFICIARY_INCOMPLETE", "/beneficiaries/0/relation"),
        ({**SPOUSE, "order": 2}, 409, "BENEFICIARY_ORDER", "/beneficiaries"),
    ],
)
async def test_a_beneficiary_who_cannot_be_designated_is_pointed_at(
    start_service: StartService, beneficiary: dict[str, Any], status: int, code: str, pointer: str
) -> None:
    service = await start_service("underwriting")
    application = await opened(service)
    answer = await put(service.client(), application, "beneficiaries", {"beneficiaries": [beneficiary]})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert WRONG_CHECK not in answer.text


async def test_what_is_never_owed_is_left_out_of_the_disclosures(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application = await opened(service)
    nodule = {
        "condition": "thyroid_nodule",
        "details": {"ti_rads": "3", "size_mm": 8},
        "examined_on": "2026-01-10",
    }
    answer = await put(
        service.client(Role.CLIENT),
        application,
        "disclosures",
        {"findings": [{"condition": "common_cold"}, nodule]},
    )
    assert answer.status_code == 200
    told = answer.json()["disclosures"]
    assert [finding["condition"] for finding in told["findings"]] == ["thyroid_nodule"]
    assert told["not_to_disclose"] == ["common_cold"]
    (row,) = await service.rows("SELECT disclosures_sealed FROM application")
    assert b"thyroid" not in row["disclosures_sealed"]


@pytest.mark.parametrize(
    ("finding", "code", "pointer"),
    [
        ({"condition": "plague"}, "UNKNOWN_CONDITION", "/findings/0/condition"),
        (
            {"condition": "thyroid_nodule", "details": {"size_mm": "huge"}},
            "INVALID_GRADING_INPUT",
            "/findings/0/details/size_mm",
        ),
        (
            {"condition": "pregnancy", "details": {"weeks": 30}},
            "CONDITION_SEX_MISMATCH",
            "/findings/0/condition",
        ),
        (
            {"condition": "thyroid_nodule", "examined_on": "9999-12-31"},
            "INVALID_GRADING_INPUT",
            "/findings/0/examined_on",
        ),
    ],
)
async def test_a_finding_that_means_nothing_is_pointed_at(
    start_service: StartService, finding: dict[str, Any], code: str, pointer: str
) -> None:
    service = await start_service("underwriting")
    application = await opened(service)
    answer = await put(service.client(), application, "disclosures", {"findings": [finding]})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_a_line_that_asks_nothing_about_health_takes_disclosures_all_the_same(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    application = await opened(service, make_proposal(make_cover(Line.ANNUITY)))
    answer = await put(service.client(), application, "disclosures", {"findings": [{"condition": "gout"}]})
    # The table knows uric acid, not gout by that name: what is not in it is refused whatever the line.
    assert answer.json()["code"] == "UNKNOWN_CONDITION"
    assert (await put(service.client(), application, "disclosures", {"findings": []})).status_code == 200


async def test_only_the_client_confirms_the_declaration(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application = await opened(service)
    body = {"text_version": "2026-01"}
    for other in (Role.AGENT, Role.MANAGER, Role.OPS, Role.CARRIER):
        assert (
            await act(service.client(other), application, "confirm-declarations", body)
        ).status_code == 403
    confirmed = await act(service.client(Role.CLIENT), application, "confirm-declarations", body)
    assert confirmed.json()["declared_at"].startswith("2026-03-02T02:")
    assert confirmed.json()["declaration_version"] == "2026-01"


async def test_the_declaration_is_read_in_the_readers_language_and_an_old_one_is_refused(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    application = await opened(service)
    chinese = (await service.client(Role.CLIENT, language=None).get("/underwriting/declaration")).json()
    english = (await service.client(Role.CLIENT).get("/underwriting/declaration")).json()
    assert "明禾保险代理有限公司" in chinese["text"]
    assert "nobody may sign" in english["text"]
    assert chinese["text_version"] == english["text_version"]
    old = await act(
        service.client(Role.CLIENT), application, "confirm-declarations", {"text_version": "2019-01"}
    )
    assert (old.status_code, old.json()["code"]) == (409, "DECLARATION_OUTDATED")


@pytest.mark.parametrize(
    ("part", "body"),
    [
        ("insured", {"name": "张三", "id_number": MAN}),
        ("policyholder", {"name": "张老", "id_number": GRANDFATHER}),
        ("beneficiaries", {"legal_heirs": True}),
        ("disclosures", {"findings": [{"condition": "fatty_liver"}]}),
        ("sale", {"channel": "online"}),
    ],
)
async def test_a_change_after_the_confirmation_undoes_it(
    start_service: StartService, part: str, body: dict[str, Any]
) -> None:
    service = await start_service("underwriting")
    application = await opened(service)
    await fill_in(service, application)
    assert application["declared_at"] is not None
    changed = await put(service.client(), application, part, body)
    assert changed.status_code == 200
    assert changed.json()["declared_at"] is None


async def test_nothing_is_put_into_an_application_that_has_left(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application = await submitted(service)
    for part, body in (
        ("insured", {"name": "张三", "id_number": MAN}),
        ("beneficiaries", {"legal_heirs": True}),
    ):
        answer = await put(service.client(), application, part, body)
        assert (answer.status_code, answer.json()["code"]) == (409, "APPLICATION_STATE")


async def test_a_change_needs_the_version_that_was_seen(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application = await opened(service)
    path, body = f"/underwriting/applications/{application['id']}/sale", {"channel": "online"}
    assert (await service.client().put(path, json=body)).status_code == 428
    assert (await put(service.client(), application, "sale", body)).status_code == 200
    stale = await service.client().put(path, json=body, headers={"if-match": '"1"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "STALE")
    shown = await service.client().get(f"/underwriting/applications/{application['id']}")
    assert shown.headers["etag"] == '"2"'


async def test_others_clients_applications_cannot_be_touched(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application = await opened(service)
    stranger = service.client(Role.CLIENT, client_id=new_id())
    for part, body in (
        ("insured", {"name": "张三", "id_number": MAN}),
        ("beneficiaries", {"legal_heirs": True}),
        ("disclosures", {"findings": []}),
        ("sale", {"channel": "online"}),
    ):
        assert (await put(stranger, application, part, body)).status_code == 404
    assert (await act(stranger, application, "submit")).status_code == 404
    assert (await act(stranger, application, "withdraw")).status_code == 404


async def test_the_carrier_gets_the_numbers_in_full(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application = await submitted(service)
    record = await seen(service.client(Role.CARRIER), application)
    assert record["insured"]["id_number"] == MAN
    assert record["designation"]["beneficiaries"][0]["id_number"] == WOMAN
    for role in (Role.CLIENT, Role.AGENT, Role.MANAGER):
        answer = await service.client(role).get(f"/underwriting/applications/{application['id']}")
        assert MAN not in answer.text
        assert WOMAN not in answer.text


MALFORMED: list[tuple[str, dict[str, Any]]] = [
    ("insured", {}),
    ("insured", {"name": "", "id_number": MAN}),
    ("insured", {"name": "a\x00b", "id_number": MAN}),
    ("insured", {"name": "张三", "id_number": MAN, "role": "ops"}),
    ("insured", {"name": "张三", "id_number": MAN, "other_death_cover": "99999999999.00"}),
    ("insured", {"name": "张三", "id_number": MAN, "other_death_cover": "-1.00"}),
    ("insured", {"name": "张三", "id_number": 10**40}),
    ("beneficiaries", {"beneficiaries": [{**SPOUSE, "share_percent": "1e400"}]}),
    ("beneficiaries", {"beneficiaries": [{**SPOUSE, "share_percent": "33.333"}]}),
    ("beneficiaries", {"beneficiaries": [{**SPOUSE, "order": 10**30}]}),
    ("beneficiaries", {"beneficiaries": [SPOUSE] * 51}),
    ("disclosures", {"findings": [{"condition": "thyroid_nodule", "details": {"size_mm": [1]}}]}),
    ("disclosures", {"findings": None}),
    ("sale", {"channel": "carrier_pigeon"}),
    (
        "sale",
        {
            "channel": "online",
            "recording": {"reference": "r", "recorded_on": "9999-12-31", "policyholder_consented": True},
        },
    ),
    (
        "sale",
        {
            "channel": "online",
            "recording": {"reference": "r", "recorded_on": "2026-03-01", "policyholder_consented": False},
        },
    ),
]


async def test_malformed_parts_are_refused_without_an_echo(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application = await opened(service)
    for part, body in MALFORMED:
        answer = await put(service.client(), application, part, body)
        assert answer.status_code == 422, (part, body)
        assert answer.headers["content-type"] == "application/problem+json"
        assert MAN not in answer.text


NO_DECENT_JSON = (
    rb'{"name": "\ud800", "id_number": "1"}',
    b'{"name": "\xff", "id_number": "1"}',
    b'{"name": NaN, "id_number": 1e400}',
    b"[]",
    b"{",
    b"",
)


async def test_a_body_that_is_no_decent_json_is_refused(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application = await opened(service)
    for content in NO_DECENT_JSON:
        answer = await service.client().put(
            f"/underwriting/applications/{application['id']}/insured",
            content=content,
            headers={"if-match": '"1"', "content-type": "application/json"},
        )
        assert answer.status_code == 422, content
        assert answer.headers["content-type"] == "application/problem+json"


async def test_more_than_twenty_beneficiaries_are_too_many(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application = await opened(service)
    named = [{"name": "李四", "relation": "child"}] * 21
    answer = await put(service.client(), application, "beneficiaries", {"beneficiaries": named})
    assert (answer.status_code, answer.json()["code"]) == (409, "TOO_MANY_BENEFICIARIES")


async def test_a_recording_is_not_of_tomorrow(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application = await opened(service, make_proposal(insured=make_insured(birth_date=date(1965, 2, 20))))
    recording = {"reference": "recordings/1.mp4", "policyholder_consented": True}
    tomorrow = {"channel": "face_to_face", "recording": {**recording, "recorded_on": "2026-03-03"}}
    refused = await put(service.client(), application, "sale", tomorrow)
    assert (refused.status_code, refused.json()["code"]) == (422, "DATED_IN_THE_FUTURE")
    today = {"channel": "face_to_face", "recording": {**recording, "recorded_on": "2026-03-02"}}
    assert (await put(service.client(), application, "sale", today)).json()["sale"] == {
        "channel": "face_to_face",
        "design": "ordinary",
        "recording_reference": "recordings/1.mp4",
        "recorded_on": "2026-03-02",
    }
