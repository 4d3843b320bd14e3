"""The pretend carrier, end to end: a real event on the log, signed webhooks and callbacks over HTTP, a report on the log."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sandbox.identities import CARRIER_ID
from shared.calendar import local_date
from shared.contracts import Line
from shared.contracts.claims import ClaimSubmitted
from shared.contracts.underwriting import ApplicationSubmitted, MaterialReceived
from shared.ids import new_id
from shared.money import Money
from tests.sandbox.world import MakeHome, Others, running

CLIENT = UUID("0190a000-0000-7000-8000-0000000000e1")


def make_application(**changes: Any) -> ApplicationSubmitted:
    given = {
        "client_id": CLIENT,
        "application_id": new_id(),
        "carrier_id": CARRIER_ID,
        "product_id": new_id(),
        "line": Line.CRITICAL_ILLNESS,
        "sum_insured": Money.of("300000.00"),
        "annual_premium": Money.of("3796.50"),
    }
    return ApplicationSubmitted.model_validate(given | changes)


def make_claim(**changes: Any) -> ClaimSubmitted:
    given = {
        "client_id": CLIENT,
        "claim_id": new_id(),
        "policy_id": new_id(),
        "carrier_id": CARRIER_ID,
        "submitted_on": date(2026, 9, 18),
        "decision_due_on": date(2026, 9, 25),
    }
    return ClaimSubmitted.model_validate(given | changes)


def kinds(reports: list[dict[str, Any]]) -> list[str]:
    return [report["report"] for report in reports]


async def test_an_application_is_accepted_decided_and_issued(make_home: MakeHome) -> None:
    async with running(await make_home()) as world:
        application = make_application()
        world.clock.advance(timedelta(days=200))
        await world.publish(application)

        reports = await world.reports(application.application_id, "issued")

        assert kinds(reports) == ["accepted", "decided", "issued"]
        decided, issued = reports[1:]
        assert (decided["outcome"], decided["exclusions"]) == ("STANDARD", [])
        assert issued["effective_on"] == (local_date(world.clock.now()) + timedelta(days=1)).isoformat()
        assert issued["policy_number"].startswith("SP")
        assert issued["carrier_id"] == str(CARRIER_ID)
        assert issued["client_id"] == str(CLIENT)
        assert {report["correlation_id"] for report in reports} == {"walk-1"}
        (delivery,) = (await world.get("ops", "/carriers/deliveries"))["items"]
        assert (delivery["status"], delivery["attempts"]) == ("delivered", 1)
        assert len((await world.get("carrier", "/carriers/callbacks"))["items"]) == 3


async def test_what_the_precheck_excludes_the_carrier_excludes_too(make_home: MakeHome) -> None:
    application = make_application(line=Line.MEDICAL_MILLION)
    others = Others(excluded=["thyroid"])
    others.cases[str(application.application_id)] = {
        "disclosures": {"findings": [{"condition": "thyroid_nodule"}]},
        "insured": {"birth_date": "1996-01-01", "sex": "male", "occupation_class": 1},
        "requested_effective_on": "2026-05-01",
    }
    async with running(await make_home(), others=others) as world:
        await world.publish(application)
        reports = await world.reports(application.application_id, "issued")
    assert (reports[1]["outcome"], reports[1]["exclusions"]) == ("EXCLUSION", ["thyroid"])
    assert reports[2]["effective_on"] == "2026-05-01"


async def test_each_line_has_its_own_scenario(make_home: MakeHome) -> None:
    async with running(await make_home()) as world:
        await world.scenarios(
            applications="decline", applications_by_line={"term_life": "rated", "accident": "exclusion"}
        )
        declined, rated = make_application(), make_application(line=Line.TERM_LIFE)
        excluded = make_application(line=Line.ACCIDENT)
        for application in (declined, rated, excluded):
            await world.publish(application)

        reports = await world.reports(declined.application_id, "decided")
        assert (kinds(reports), reports[-1]["outcome"]) == (["accepted", "decided"], "DECLINE")
        reports = await world.reports(rated.application_id, "issued")
        assert (reports[1]["outcome"], reports[1]["rating_percent"]) == ("RATED", 25)
        reports = await world.reports(excluded.application_id, "issued")
        assert reports[1]["outcome"] == "EXCLUSION"
        assert reports[1]["exclusions"]


async def test_material_that_was_requested_is_waited_for(make_home: MakeHome) -> None:
    async with running(await make_home()) as world:
        await world.scenarios(applications="material_requested")
        application = make_application()
        await world.publish(application)
        reports = await world.reports(application.application_id, "material_requested")
        assert kinds(reports) == ["accepted", "material_requested"]
        assert reports[1]["document_types"] == ["medical_report"]

        await world.publish(
            MaterialReceived(
                client_id=CLIENT,
                application_id=application.application_id,
                request_id=new_id(),
                carrier_id=CARRIER_ID,
                document_type="medical_report",
            )
        )
        reports = await world.reports(application.application_id, "issued")
        assert kinds(reports) == ["accepted", "material_requested", "decided", "issued"]


async def test_a_claim_is_paid_in_full_less_what_is_overdue(make_home: MakeHome) -> None:
    async with running(await make_home()) as world:
        application = make_application()
        await world.publish(application)
        await world.reports(application.application_id, "issued")
        claim = make_claim()
        world.others.cases[str(claim.claim_id)] = {"line": "critical_illness", "arrears": "3796.50"}

        await world.publish(claim)
        reports = await world.reports(claim.claim_id, "paid")

        assert kinds(reports) == ["acknowledged", "decided", "paid"]
        assert (reports[1]["outcome"], reports[1]["amount"]) == ("pay", "296203.50")
        assert (reports[2]["case_kind"], reports[2]["amount"]) == ("claim", "296203.50")


async def test_the_sum_of_a_claim_is_that_of_its_policy_among_several(make_home: MakeHome) -> None:
    async with running(await make_home()) as world:
        one, other, claim = make_application(), make_application(sum_insured="500000.00"), make_claim()
        for application, policy_id in ((one, str(claim.policy_id)), (other, str(new_id()))):
            world.others.cases[str(application.application_id)] = {"policy": {"policy_id": policy_id}}
            await world.publish(application)
            await world.reports(application.application_id, "issued")

        await world.publish(claim)

        reports = await world.reports(claim.claim_id, "paid")
        assert reports[-1]["amount"] == "300000.00"


async def test_a_claim_goes_as_its_scenario_says(make_home: MakeHome) -> None:
    cases = (
        ("claim_partial", ["acknowledged", "decided", "paid"], "180000.00"),
        ("claim_refused", ["acknowledged", "decided"], None),
        ("claim_investigated", ["acknowledged", "investigating", "decided", "paid"], "300000.00"),
    )
    async with running(await make_home()) as world:
        for scenario, expected, amount in cases:
            await world.scenarios(claims=scenario)
            claim = make_claim()
            world.others.cases[str(claim.claim_id)] = {"sum_insured": "300000.00"}
            await world.publish(claim)
            reports = await world.reports(claim.claim_id, expected[-1])
            assert (kinds(reports), reports[-1]["amount"]) == (expected, amount), scenario


async def test_a_supplement_is_asked_for_once(make_home: MakeHome) -> None:
    async with running(await make_home()) as world:
        await world.scenarios(claims="claim_supplement")
        claim = make_claim()
        world.others.cases[str(claim.claim_id)] = {"sum_insured": "300000.00"}
        await world.publish(claim)
        assert kinds(await world.reports(claim.claim_id, "supplement_requested")) == [
            "acknowledged",
            "supplement_requested",
        ]
        await world.publish(claim)
        reports = await world.reports(claim.claim_id, "paid")
        assert kinds(reports)[2:] == ["decided", "paid"]


async def test_cut_connections_and_duplicates_change_nothing(make_home: MakeHome) -> None:
    async with running(await make_home()) as world:
        await world.connected()
        await world.scenarios(drop_webhooks=1, lose_answers=1, duplicate_callbacks=2, delay_seconds=0)
        application = make_application()
        await world.publish(application)

        reports = await world.reports(application.application_id, "issued")

        async def is_delivered() -> bool:
            (delivery,) = (await world.get("ops", "/carriers/deliveries"))["items"]
            return bool(delivery["status"] == "delivered")

        await world.until(is_delivered)
        assert kinds(reports) == ["accepted", "decided", "issued"]
        shown = await world.get("ops", "/sandbox/carrier")
        (letter,) = shown["letters"]
        assert letter["times"] == 2, "dropped once unread, lost once, taken once"
        assert (shown["scenarios"]["drop_webhooks"], shown["scenarios"]["lose_answers"]) == (0, 0)
        (delivery,) = (await world.get("ops", "/carriers/deliveries"))["items"]
        assert delivery["attempts"] == 3
        assert len((await world.get("ops", "/carriers/callbacks"))["items"]) == 3


async def test_services_that_are_away_are_asked_again(make_home: MakeHome) -> None:
    async with running(await make_home()) as world:
        await world.connected()
        world.others.away = True
        application = make_application()
        await world.publish(application)

        async def was_put_off() -> bool:
            letters = (await world.get("ops", "/sandbox/carrier"))["letters"]
            return bool(letters and letters[0]["note"] and "503" in letters[0]["note"])

        await world.until(was_put_off)
        world.others.away = False
        assert kinds(await world.reports(application.application_id, "issued"))[-1] == "issued"


async def test_a_claim_waits_until_its_sum_is_known(make_home: MakeHome) -> None:
    async with running(await make_home()) as world:
        claim = make_claim()
        await world.publish(claim)

        async def waits() -> bool:
            letters = (await world.get("ops", "/sandbox/carrier"))["letters"]
            return bool(letters and letters[0]["note"] == "the sum insured is not known")

        await world.until(waits)
        world.others.cases[str(claim.claim_id)] = {"sum_insured": "300000.00"}
        assert (await world.reports(claim.claim_id, "paid"))[-1]["amount"] == "300000.00"


async def test_everything_goes_on_where_it_was_after_a_restart(make_home: MakeHome) -> None:
    home = await make_home()
    application = make_application()
    async with running(home) as world:
        await world.connected()
        await world.scenarios(delay_seconds=1.0)
        await world.publish(application)

        async def has_the_letter() -> bool:
            return bool((await world.get("ops", "/sandbox/carrier"))["letters"])

        await world.until(has_the_letter)
        (before,) = (await world.get("ops", "/carriers/endpoints"))["items"]

    async with running(home) as world:
        assert world.parts.registration.known, "it remembers where to call back"
        reports = await world.reports(application.application_id, "issued")
        await world.connected()
        (after,) = (await world.get("ops", "/carriers/endpoints"))["items"]
        assert kinds(reports) == ["accepted", "decided", "issued"]
        assert after["id"] == before["id"]
        assert after["carrier_key"] == before["carrier_key"]
        assert after["url"] == f"{world.base_url}/sandbox/carrier/webhooks", "it moved with the port"


async def test_a_sandbox_that_forgot_everything_takes_its_endpoint_over(make_home: MakeHome) -> None:
    home = await make_home()
    async with running(home) as world:
        await world.connected()
    home.sandbox = (await make_home(carriers=False)).sandbox
    async with running(home) as world:
        await world.connected()
        application = make_application()
        await world.publish(application)
        assert kinds(await world.reports(application.application_id, "issued"))[-1] == "issued"
        assert len((await world.get("ops", "/carriers/endpoints"))["items"]) == 1


async def test_a_webhook_that_nobody_signed_is_refused(make_home: MakeHome) -> None:
    async with running(await make_home(carriers=False)) as world:
        for headers in (
            {},
            {"webhook-id": "x", "webhook-timestamp": "1", "webhook-signature": "v1,x"},
            {"webhook-id": "x", "webhook-timestamp": "nan", "webhook-signature": "no"},
        ):
            answer = await world.client.post("/sandbox/carrier/webhooks", content=b"{}", headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (401, "WEBHOOK_SIGNATURE")
        assert (await world.client.get("/sandbox/carrier")).json()["letters"] == []


async def test_scenarios_that_do_not_exist_are_refused(make_home: MakeHome) -> None:
    async with running(await make_home(carriers=False)) as world:
        for change in (
            {"applications": "miracle"},
            {"delay_seconds": -1},
            {"delay_seconds": "NaN"},
            {"drop_webhooks": 10**30},
            {"applications_by_line": {"boats": "standard"}},
            {"surprise": 1},
        ):
            answer = await world.client.post("/sandbox/carrier/scenarios", json=change)
            assert answer.status_code == 422, change
        assert (await world.client.get("/sandbox/carrier/scenarios")).json()["applications"] == "standard"


async def test_the_page_of_the_carrier_shows_what_it_did(make_home: MakeHome) -> None:
    async with running(await make_home()) as world:
        application = make_application()
        await world.publish(application)
        await world.reports(application.application_id, "issued")
        for language, title in (("zh-CN", "模拟保险公司"), ("en", "Pretend carrier")):
            page = await world.client.get(
                "/sandbox/carrier", headers={"accept": "text/html", "accept-language": language}
            )
            assert title in page.text
            assert "application-submitted" in page.text
            assert "STANDARD" in page.text
