"""The cycle of one client, step by step: 张先生 from the first contact to the review a year later.

Every step checks what it sees: the demonstration and the journey tests fail where a figure is not the one expected.
"""

from datetime import date, datetime, timedelta
from typing import Any

from deploy.demo.steps import at_least, expect, items, refused_as, steps
from deploy.demo.walk import Walk
from shared.calendar import add_years
from shared.identity_number import check_symbol
from shared.jurisdictions import Jurisdiction

AGE = 30
CONSENT = {"consent_purposes": ["contact", "health_data"], "consent_text_version": "2026-01"}
LOSS_ITEM = {"source": "北京协和医院", "reference": "archive/claim"}


async def prepare(walk: Walk) -> None:
    """Operations: the carrier is connected and a sample catalogue is on sale."""
    await arrive(walk)
    endpoints = await walk.until("a connected carrier", lambda: items(walk, "ops", "/carriers/endpoints"))
    walk.known["carrier_id"] = endpoints[0]["carrier_id"]
    loaded = await walk.post("ops", "/quotes/catalogue/samples", {"carrier_id": walk.known["carrier_id"]})
    walk.narrator.fact(f"sample catalogue: {loaded}")


async def arrive(walk: Walk) -> None:
    """Everybody signs in, and looks what day it is."""
    for role in ("ops", "agent", "manager"):
        await walk.sign_in(role)
    walk.known["today"] = datetime.fromisoformat((await walk.get("public", "/sandbox/clock"))["now"]).date()


async def capture(walk: Walk) -> None:
    """Public: 张先生 fills in the self-assessment of a campaign and consents."""
    campaign = await walk.post(
        "agent",
        "/leads/campaigns",
        {"title": "家庭保障测评", "channel": "event", "source": "event", "agent_id": walk.subject("agent")},
    )
    born = add_years(walk.known["today"], -AGE) - timedelta(days=120)
    walk.known |= {"born": born, "phone": walk.a_phone()}
    body = {
        "name": "张先生",
        "phone": f"+86 {walk.known['phone']}",
        "birth_date": born.isoformat(),
        "sex": "male",
    }
    path = f"/leads/campaigns/{campaign['public_key']}/self-assessment"
    captured = await walk.post("public", path, body | CONSENT)
    expect(captured["outcome"], "captured", "the first contact")
    walk.known["client_id"] = captured["client_id"]
    await walk.sign_in("client", client_id=captured["client_id"])


async def come_again(walk: Walk) -> None:
    """The same phone by another way: no second lead, a touch."""
    campaign = await walk.post(
        "agent",
        "/leads/campaigns",
        {
            "title": "小程序",
            "channel": "mini-program",
            "source": "mini-program",
            "agent_id": walk.subject("agent"),
        },
    )
    path = f"/leads/campaigns/{campaign['public_key']}/self-assessment"
    digits = walk.known["phone"]
    written = f"{digits[:3]}-{digits[3:7]}-{digits[7:]}"
    again = await walk.post("public", path, {"name": "张先生", "phone": written} | CONSENT)
    expect((again["outcome"], again["client_id"]), ("merged", walk.known["client_id"]), "the second contact")
    lead = await walk.get("agent", f"/leads/{walk.known['client_id']}")
    expect(lead["source"], "event", "the first source")
    touches = await walk.get("agent", f"/leads/{walk.known['client_id']}/touches")
    expect(len(touches["items"]), 2, "touches")


async def first_contact(walk: Walk) -> None:
    """Servicing: the agent has a task to contact him within 24 hours."""
    client_id = walk.known["client_id"]
    (task,) = await walk.until(
        "the first-contact task",
        lambda: items(walk, "agent", "/servicing/tasks", client_id=client_id, kind="first_contact"),
    )
    walk.narrator.fact(f"{task['title']}: {task['due_at']}")
    path = f"/servicing/tasks/{task['id']}"
    await walk.post("agent", f"{path}/complete", etag=await walk.etag("agent", path))


async def household(walk: Walk) -> None:
    """Agent: the household; 200,000 a year, a mortgage of 1,000,000, critical illness 500,000, no life cover."""
    client_id = walk.known["client_id"]
    await walk.until(
        "the invitation", lambda: items(walk, "agent", f"/needs/clients/{client_id}/assessments")
    )
    await walk.put(
        "agent",
        f"/needs/clients/{client_id}/household",
        {
            "members": [
                {
                    "role": "breadwinner",
                    "birth_date": walk.known["born"].isoformat(),
                    "sex": "male",
                    "occupation_class": 1,
                    "annual_income": "240000.00",
                    "covers": [{"line": "critical_illness", "sum_insured": "500000.00"}],
                }
            ],
            "annual_expenses": "200000.00",
            "liabilities": [{"kind": "mortgage", "outstanding": "1000000.00"}],
        },
    )


async def gap(walk: Walk) -> None:
    """Needs: the death gap is 1,200,000 with one year of expenses and 1,600,000 with three."""
    for years, expected in ((3, "1600000.00"), (1, "1200000.00")):
        assessment = await walk.post(
            "agent",
            f"/needs/clients/{walk.known['client_id']}/assessments",
            {"method": "liabilities_plus_expenses", "expense_years": years},
        )
        expect(_death_gap(assessment), expected, f"the death gap with n = {years}")
        walk.narrator.fact(f"n = {years}: death gap {expected}")
        walk.known["assessment_id"] = assessment["id"]
    path = f"/needs/clients/{walk.known['client_id']}/assessments/{walk.known['assessment_id']}"
    await walk.get("client", f"{path}/chart")
    page = await walk.show("client", "保障缺口报告 gap report", f"{path}/share-links")
    expect("120万元" in page, True, "the gap on the report")


async def confirm(walk: Walk) -> None:
    """Client: he confirms the gap, with a budget of 8,200 a year."""
    client_id = walk.known["client_id"]
    path = f"/needs/clients/{client_id}/assessments/{walk.known['assessment_id']}"
    await walk.post(
        "client", f"{path}/confirm", {"annual_budget": "8200.00"}, etag=await walk.etag("client", path)
    )


async def proposal(walk: Walk) -> None:
    """Quotes: a tiered proposal; basic 4,843.00, advanced 8,120.50, recommended by budget."""
    client_id = walk.known["client_id"]
    (drafted,) = await walk.until(
        "the proposal",
        lambda: items(walk, "client", "/quotes/proposals", client_id=client_id, status="presented"),
    )
    found = await walk.get("client", f"/quotes/proposals/{drafted['id']}")
    premiums = {tier["tier"]: tier["annual_premium"] for tier in found["tiers"]}
    expect(premiums, {"basic": "4843.00", "advanced": "8120.50"}, "the premiums")
    expect(found["recommended_tier"], "advanced", "the recommendation for 8,200")
    walk.narrator.fact(f"{premiums}, recommended: advanced")
    walk.known["proposal_id"] = drafted["id"]
    await walk.show("client", "计划书 proposal", f"/quotes/proposals/{drafted['id']}/share-links")


async def accept(walk: Walk) -> None:
    """Client: he accepts the advanced tier."""
    path = f"/quotes/proposals/{walk.known['proposal_id']}"
    await walk.post("client", f"{path}/accept", {"tier": "advanced"}, etag=await walk.etag("client", path))


async def precheck(walk: Walk) -> None:
    """Underwriting: a thyroid nodule TI-RADS 3 of 8 mm is standard for critical illness, an exclusion for medical."""
    today = walk.known["today"].isoformat()
    walk.known["finding"] = {
        "condition": "thyroid_nodule",
        "details": {"ti_rads": "3", "size_mm": "8"},
        "examined_on": today,
    }
    checked = await walk.post(
        "agent",
        "/underwriting/prechecks",
        {
            "client_id": walk.known["client_id"],
            "life": {"age": AGE, "sex": "male", "occupation_class": "1"},
            "findings": [walk.known["finding"]],
        },
    )
    outcomes = {line["line"]: line["outcome"] for line in checked["answer"]["result"]["lines"]}
    expect(
        (outcomes["critical_illness"], outcomes["medical_million"]),
        ("STANDARD", "EXCLUSION"),
        "the pre-check",
    )
    walk.narrator.fact(str(outcomes))


async def apply(walk: Walk) -> None:
    """Client and agent: the applications are filled in, checked, declared and submitted."""
    proposal_id = walk.known["proposal_id"]
    applications = await walk.until(
        "three applications",
        lambda: at_least(walk, 3, "client", "/underwriting/applications", proposal_id=proposal_id),
    )
    declaration = await walk.get("client", "/underwriting/declaration")
    for number, application in enumerate(applications):
        path = f"/underwriting/applications/{application['id']}"
        if number == 0:
            await _refused_first(walk, path)
        await _fill_in(walk, path)
        await walk.post(
            "client",
            f"{path}/confirm-declarations",
            {"text_version": declaration["text_version"]},
            etag=await walk.etag("client", path),
        )
        await walk.post("agent", f"{path}/submit", etag=await walk.etag("agent", path))


async def issue(walk: Walk) -> None:
    """The carrier decides by webhook and calls back: three policies are issued, their clocks run."""
    client_id = walk.known["client_id"]
    policies = await walk.until(
        "three policies", lambda: at_least(walk, 3, "client", "/servicing/policies", client_id=client_id)
    )
    walk.known["policies"] = {policy["line"]: policy["id"] for policy in policies}
    ci = walk.known["policies"]["critical_illness"]
    clocks = await walk.get("client", f"/servicing/policies/{ci}/clocks")
    for clock in clocks["result"]:
        walk.narrator.fact(f"{clock['name']}: {clock['due_on']}")


async def receive(walk: Walk) -> None:
    """Client: he signs the receipts; the cooling-off period runs, the benefit card renders."""
    for line, policy_id in walk.known["policies"].items():
        signed = await walk.post("client", f"/servicing/policies/{policy_id}/receipt")
        walk.narrator.fact(f"{line}: cooling-off until {signed['cooling_off_last_day']}")
    ci = walk.known["policies"]["critical_illness"]
    await walk.show("client", "保障权益卡 benefit card", f"/servicing/policies/{ci}/share-links")


async def gap_with_cover(walk: Walk) -> None:
    """Needs: the cover now held is counted: the death gap has fallen to 200,000."""
    client_id = walk.known["client_id"]

    async def fallen() -> bool:
        figures = await walk.get("client", f"/needs/clients/{client_id}/gaps")
        gaps = {found["result"]["risk"]: found["result"]["gap"] for found in figures["gaps"]}
        return bool(gaps["death"] == "200000.00")

    await walk.until("the recomputed gap", fallen)


async def fall_ill(walk: Walk) -> None:
    """The clock moves 200 days; the client files a critical-illness claim and hands in its file."""
    moved = await walk.post("public", "/sandbox/clock", {"advance": "P200D"})
    today = datetime.fromisoformat(moved["now"]).date()
    claim = await file_claim(walk, happened_on=today - timedelta(days=3), dated=today - timedelta(days=1))
    expect(claim["cover"]["result"]["reason"], "COVERED", "cover after the waiting period")
    await walk.show("client", "理赔资料清单 claim checklist", f"/claims/{claim['id']}/share-links")


async def file_claim(walk: Walk, *, happened_on: date, dated: date) -> dict[str, Any]:
    """The client files a critical-illness claim and hands in its whole file; the claim."""
    body = {
        "policy_id": walk.known["policies"]["critical_illness"],
        "cause": "illness",
        "incident_on": happened_on.isoformat(),
    }
    claim: dict[str, Any] = await walk.post("client", "/claims", body)
    walk.known["claim_id"] = claim["id"]
    checklist = await walk.get("client", f"/claims/{claim['id']}/checklist")
    for item in checklist["missing"]:
        handed_in = LOSS_ITEM | {"item_code": item, "dated": dated.isoformat()}
        await walk.post("client", f"/claims/{claim['id']}/evidence", handed_in)
    return claim


async def claim(walk: Walk) -> None:
    """The claim goes to the carrier, is decided and paid; the policy ends with the payment."""
    path = f"/claims/{walk.known['claim_id']}"
    submitted = await walk.post("agent", f"{path}/submit", etag=await walk.etag("agent", path))
    expect(submitted["status"], "submitted", "the claim")
    clocks = await walk.get("client", f"{path}/clocks")
    for clock in clocks["result"]["clocks"]:
        walk.narrator.fact(f"{clock['name']}: {clock['due_on']}")

    async def is_paid() -> bool:
        return bool((await walk.get("client", path))["status"] == "paid")

    await walk.until("the payment", is_paid)
    policy = f"/servicing/policies/{walk.known['policies']['critical_illness']}"

    async def has_ended() -> bool:
        return bool((await walk.get("client", policy))["status"] == "ended")

    await walk.until("the end of the policy", has_ended)


async def review(walk: Walk) -> None:
    """The clock moves to the yearly review: a new assessment is prepared, with the cover now held."""
    client_id = walk.known["client_id"]
    (planned,) = await walk.until(
        "a planned review",
        lambda: items(walk, "client", "/servicing/reviews", client_id=client_id, status="planned"),
    )
    day = date.fromisoformat(planned["due_on"]) + timedelta(days=1)
    await walk.post("public", "/sandbox/clock", {"to": f"{day.isoformat()}T02:00:00Z"})
    (assessment,) = await walk.until(
        "the new assessment",
        lambda: items(
            walk, "client", f"/needs/clients/{client_id}/assessments", occasion="review", status="computed"
        ),
    )
    walk.narrator.fact(f"{assessment['gaps']}")
    path = f"/needs/clients/{client_id}/assessments/{assessment['id']}"
    await walk.show("client", "年度检视 yearly review", f"{path}/share-links")
    await walk.show(
        "client", "保障缺口更新表 gap update", f"/needs/clients/{client_id}/gap-update/share-links"
    )


async def timeline(walk: Walk) -> None:
    """The timeline shows every event of the cycle, in order."""
    path = f"/servicing/clients/{walk.known['client_id']}/timeline"

    async def whole() -> Any:
        entries = (await walk.get("client", path, limit=200))["items"]
        return entries if "review-due" in {entry["event"] for entry in entries} else None

    entries = await walk.until("the whole timeline", whole)
    walk.known["timeline"] = [entry["event"] for entry in entries]
    for entry in entries:
        walk.narrator.fact(f"{entry['occurred_at']}  {entry['event']:<24} {entry['title']}")


STEPS = steps(
    prepare,
    capture,
    come_again,
    first_contact,
    household,
    gap,
    confirm,
    proposal,
    accept,
    precheck,
    apply,
    issue,
    receive,
    gap_with_cover,
    fall_ill,
    claim,
    review,
    timeline,
)


async def _refused_first(walk: Walk, path: str) -> None:
    """A wrong ID number and shares that make 99.99% are refused, and say why."""
    etag = await walk.etag("client", path)
    attempts: list[tuple[str, dict[str, Any], str]] = [
        ("insured", {"name": "张先生", "id_number": "110105194912310029"}, "INVALID_CHECKSUM"),
        (
            "beneficiaries",
            {
                "beneficiaries": [
                    {"name": name, "relation": "parent", "share_percent": "33.33"}
                    for name in ("张父", "张母", "张姑")
                ]
            },
            "BENEFICIARY_SHARES",
        ),
    ]
    for part, body, code in attempts:
        await refused_as(walk, code, walk.put("client", f"{path}/{part}", body, etag=etag))


async def _fill_in(walk: Walk, path: str) -> None:
    """Name the insured and the beneficiary, disclose the nodule, say how it was sold."""
    born, today = walk.known["born"], walk.known["today"]
    parts: list[tuple[str, dict[str, Any]]] = [
        ("insured", {"name": "张先生", "id_number": identity_number(born, "001", today)}),
        (
            "beneficiaries",
            {
                "beneficiaries": [
                    {
                        "name": "李女士",
                        "relation": "spouse",
                        "id_number": identity_number(add_years(born, 1), "002", today),
                        "share_percent": "100.00",
                    }
                ]
            },
        ),
        ("disclosures", {"findings": [walk.known["finding"]]}),
        ("sale", {"channel": "online"}),
    ]
    for part, body in parts:
        await walk.put("client", f"{path}/{part}", body, etag=await walk.etag("client", path))


def identity_number(born: date, sequence: str, today: date) -> str:
    """A number as GB 11643 makes it, of a person who does not exist (an odd sequence is a man's)."""
    rule = Jurisdiction.load("cn").rule("identity_number", on=today)
    digits = f"110105{born:%Y%m%d}{sequence}"
    return digits + check_symbol(f"{digits}?", rule)


def _death_gap(assessment: dict[str, Any]) -> str:
    gaps = {found["result"]["risk"]: found["result"]["gap"] for found in assessment["figures"]["gaps"]}
    return str(gaps["death"])
