"""A family with two earners, a child and a parent: from the page on which they assess themselves to what they forbid.

Every figure is checked against one that was worked out by hand from the rules in force.
"""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from deploy.demo.cycle import arrive
from deploy.demo.steps import at_least, expect, gaps_of, items, refusal, refused_as, steps
from deploy.demo.walk import Walk
from shared.calendar import add_years

SHE, HE, CHILD, MOTHER = range(4)
AGES = (35, 36, 6, 60)
TEXT_VERSION = "2026-01"
PLANNED = (
    {
        "critical_illness": "900000.00",
        "term_life": "1840000.00",
        "medical_million": "2000000.00",
        "accident": "2700000.00",
    },
    {"critical_illness": "760000.00", "term_life": "1000000.00", "accident": "2200000.00"},
    {"medical_million": "2000000.00", "accident": "200000.00"},
    {"medical_million": "2000000.00"},
)
"""Every gap that was agreed to closed, line by line, for 30,000 a year."""
CONSENT = {
    "consent_purposes": ["contact", "financial_data"],
    "consent_text_version": TEXT_VERSION,
}


async def self_assessment(walk: Walk) -> None:
    """Public: 林女士 states her household on the campaign's page, sees the gaps at once, and consents."""
    await arrive(walk)
    campaign = await walk.post(
        "agent",
        "/leads/campaigns",
        {
            "title": "双职工家庭保障测评",
            "channel": "mini-program",
            "source": "self-assessment",
            "agent_id": walk.subject("agent"),
        },
    )
    walk.narrator.document("客户测评 self-assessment", campaign["self_assessment_page"])
    household = _stated(walk)
    seen = await walk.post("public", "/needs/self-assessment", household)
    walk.known["instant"] = [answer["result"] for answer in seen["result"]["figures"]["gaps"]]
    first = seen["result"]["gaps"][0]
    walk.narrator.fact(f"first: {first['who']}, {first['risk_name']} {first['shown']}, {first['line_name']}")
    path = f"/leads/campaigns/{campaign['public_key']}/self-assessment"
    herself = {"name": "林女士", "phone": f"+86 {walk.a_phone()}"}
    captured = await walk.post("public", path, {**herself, **CONSENT, "household": household})
    expect(captured["outcome"], "captured", "the self-assessment")
    walk.known["client_id"] = captured["client_id"]
    await walk.sign_in("client", client_id=captured["client_id"])


async def qualified(walk: Walk) -> None:
    """Needs and leads: the household is recorded, its gap computed as she saw it, and the lead is qualified."""
    client_id = walk.known["client_id"]
    (assessment,) = await walk.until(
        "the gap of the self-assessment",
        lambda: items(walk, "agent", _needs(walk, "assessments"), occasion="invited", status="computed"),
    )
    expect(
        sorted((gap["risk"], gap["gap"]) for gap in assessment["gaps"]),
        sorted((gap["risk"], gap["gap"]) for gap in walk.known["instant"]),
        "the gaps recorded",
    )
    recorded = await walk.get("agent", _needs(walk, "household"))
    walk.known["members"] = [member["id"] for member in recorded["members"]]
    she, he = walk.known["members"][SHE], walk.known["members"][HE]
    gaps = gaps_of(assessment["gaps"])
    expect(gaps[she, "critical_illness"], "900000.00", "3 x 300,000 + 300,000 less 300,000")
    expect(gaps[he, "critical_illness"], "960000.00", "3 x 220,000 + 300,000")

    async def is_qualified() -> bool:
        return bool((await walk.get("agent", f"/leads/{client_id}"))["status"] == "qualified")

    await walk.until("a qualified lead", is_qualified)


async def completed(walk: Walk) -> None:
    """Agent: what the page did not ask, such as employers' cover and the child's studies; and three years without income."""
    path = _needs(walk, "household")
    household = _completed(walk)
    await walk.put("agent", path, household, etag=await walk.etag("agent", path))
    tests = (await walk.get("agent", _needs(walk, "no-income-test")))["items"]
    result = tests[0]["test"]["result"]
    expect(
        (result["monthly_costs"], result["months_lasted"], result["passed"]),
        ("1666.67", 120, True),
        "200,000 put aside, where 240,000 a year are spent and he still earns 220,000",
    )
    walk.narrator.fact(f"without her income their savings last {result['months_lasted']} months")


async def gaps(walk: Walk) -> None:
    """Needs: every gap of every member, and in which order to close them."""
    body = {"method": "liabilities_plus_expenses", "expense_years": 1}
    assessment = await walk.post("agent", _needs(walk, "assessments"), body)
    walk.known["assessment_id"] = assessment["id"]
    expect(gaps_of(assessment["gaps"]), _expected_gaps(walk), "the gaps of the family")
    priorities = assessment["figures"]["priorities"]["result"]
    expect(
        [(_place(walk, one["member"]), one["risk"]) for one in priorities],
        [
            (SHE, "death"),
            (SHE, "critical_illness"),
            (CHILD, "medical"),
            (CHILD, "accident"),
            (MOTHER, "medical"),
            (HE, "accident"),
            (SHE, "medical"),
            (HE, "critical_illness"),
            (SHE, "accident"),
            (HE, "death"),
            (CHILD, "education"),
        ],
        "the order of the gaps",
    )
    for one in priorities:
        who = ("she", "he", "child", "mother")[_place(walk, one["member"])]
        walk.narrator.fact(f"{one['place']:>2}  {who:<7} {one['risk']:<17} {one['gap']:>12}  {one['line']}")
    path = _needs(walk, f"assessments/{assessment['id']}")
    page = await walk.show("client", "家庭保障缺口报告 family report", f"{path}/share-links")
    expect("184万元" in page, True, "the death gap on the report")


async def what_if(walk: Walk) -> None:
    """Needs: what if he loses his job? His employer's cover goes with it, and what they can afford falls."""
    he = walk.known["members"][HE]
    answer = await walk.post(
        "client",
        "/needs/calculators/what-if",
        {
            "client_id": walk.known["client_id"],
            "method": "liabilities_plus_expenses",
            "changes": [{"path": f"members.{he}.job", "value": None}],
        },
    )
    moved = {(one["member"], one["risk"]): one for one in answer["result"]["gaps"]}
    medical = moved[he, "medical"]
    expect(
        (medical["before"]["gap"], medical["after"]["gap"], medical["delta"]),
        ("0.00", "2000000.00", "2000000.00"),
        "his medical gap",
    )
    ceilings = [answer["result"][f"premium_ceiling_{when}"] for when in ("before", "after")]
    expect(ceilings, ["52000.00", "30000.00"], "a tenth of the family's income")
    walk.narrator.fact(f"his medical gap 0.00 -> 2000000.00; premiums at most {ceilings}")


async def confirmed(walk: Walk) -> None:
    """Client: the two see his death gap otherwise, and confirm with a budget of 30,000 a year."""
    path = _needs(walk, f"assessments/{walk.known['assessment_id']}")
    he = walk.known["members"][HE]
    edits = {
        "edits": [{"member": he, "risk": "death", "gap": "1000000.00"}],
        "reason": "房贷由双方父母共同承担一部分",
    }
    await walk.post("agent", f"{path}/edits", edits)
    agreed = await walk.post(
        "client", f"{path}/confirm", {"annual_budget": "30000.00"}, etag=await walk.etag("client", path)
    )
    found = {(gap["member"], gap["risk"]): gap for gap in agreed["agreement"]["gaps"]}
    seen = found[he, "death"]
    expect(
        (seen["computed"], seen["agreed"]), ("1340000.00", "1000000.00"), "what was agreed of his death gap"
    )
    versions = await items(walk, "client", _needs(walk, "consensus"))
    expect([one["kind"] for one in versions], ["confirmed", "edited"], "the versions of the consensus")


async def planned(walk: Walk) -> None:
    """Quotes: one plan for the four of them within the budget, and in it a proposal for each, the most urgent first."""
    asked = {"client_id": walk.known["client_id"], "assessment_id": walk.known["assessment_id"]}
    (drafted,) = await walk.until("the plan", lambda: items(walk, "client", "/quotes/plans", **asked))
    plan = await walk.get("client", f"/quotes/plans/{drafted['id']}")
    members = plan["members"]
    expect(
        [one["role"] for one in members], ["breadwinner", "partner", "child", "elder"], "who is planned for"
    )
    expect([one["proposal_status"] for one in members], ["presented"] * 4, "their proposals")
    proposals = [await walk.get("client", f"/quotes/proposals/{one['proposal_id']}") for one in members]
    tiers = [_tier(proposal, "plan") for proposal in proposals]
    expect([_sums(tier) for tier in tiers], list(PLANNED), "what is planned for each of them")
    expect(
        (plan["within_budget"], plan["annual_premium"]),
        (True, str(sum(Decimal(tier["annual_premium"]) for tier in tiers))),
        "the plan, which is all four proposals together",
    )
    for one, tier in zip(members, tiers, strict=True):
        walk.narrator.fact(f"{one['role']:<12} {tier['annual_premium']:>9}  {_sums(tier)}")
    walk.narrator.fact(f"together {plan['annual_premium']} of {plan['annual_budget']} a year")
    walk.known["proposals"] = proposals
    path = f"/quotes/proposals/{proposals[SHE]['id']}"
    await walk.show("client", "家庭计划书 family proposal", f"{path}/share-links")


async def told(walk: Walk) -> None:
    """Quotes: her plan told as a story in her own figures, marked as an illustration, and what life suggests to change."""
    story = await walk.get("client", f"/quotes/proposals/{walk.known['proposals'][SHE]['id']}/story")
    expect((story["tier"], story["illustration"]), ("plan", True), "the story")
    for paragraph in story["paragraphs"]:
        walk.narrator.fact(f"{story['label']}: {paragraph['text']}")
    path = f"/quotes/clients/{walk.known['client_id']}/suggestions"
    (suggested,) = await items(walk, "client", path, code="medical_cover_ends")
    expect(_place(walk, suggested["member_id"]), MOTHER, "for whom it is suggested, at sixty")
    walk.narrator.fact(f"{suggested['text']} {suggested['reason']}")


async def accepted(walk: Walk) -> None:
    """Client: she takes what is planned for her; four applications are opened, and the others' proposals stay open."""
    path = f"/quotes/proposals/{walk.known['proposals'][SHE]['id']}"
    await walk.post("client", f"{path}/accept", {"tier": "plan"}, etag=await walk.etag("client", path))
    filters = {"proposal_id": walk.known["proposals"][SHE]["id"]}
    applications = await walk.until(
        "her applications",
        lambda: at_least(walk, len(PLANNED[SHE]), "client", "/underwriting/applications", **filters),
    )
    expect({one["line"] for one in applications}, set(PLANNED[SHE]), "what she applies for")
    left = await items(
        walk, "client", "/quotes/proposals", client_id=walk.known["client_id"], status="presented"
    )
    expect(len(left), 3, "the proposals still open")


async def withdrawn(walk: Walk) -> None:
    """Client: she withdraws her consent to the use of financial data, and every service stops; then she grants it again."""
    client_id, path = walk.known["client_id"], _needs(walk, "household")
    household = _completed(walk)
    await walk.post("client", f"/leads/{client_id}/consents/financial_data/withdraw")
    (stopped,) = await items(walk, "client", f"/leads/{client_id}/stopped-purposes")
    expect(stopped["purpose"], "financial_data", "the purpose that is stopped")

    async def changed() -> Any:
        return await walk.put("agent", path, household, etag=await walk.etag("agent", path))

    for export in (await walk.get("client", f"/leads/privacy/clients/{client_id}/parts"))["exports"]:
        await walk.until(f"the stop in {export}", partial(_stopped_in, walk, export))
    await refused_as(walk, "CONSENT_WITHDRAWN", changed())
    consent = {"purpose": "financial_data", "text_version": TEXT_VERSION, "channel": "mini-program"}
    await walk.post("client", f"/leads/{client_id}/consents", consent)
    expect(await items(walk, "client", f"/leads/{client_id}/stopped-purposes"), [], "what is stopped")

    async def goes_on() -> bool:
        return await refusal(changed()) is None

    await walk.until("needs going on", goes_on)
    ledger = await items(walk, "client", f"/leads/{client_id}/consents")
    lines = [(one["purpose"], one["withdrawn_at"] is None) for one in ledger]
    expect(
        sorted(lines),
        [("contact", True), ("financial_data", False), ("financial_data", True)],
        "the consent ledger",
    )


async def own_data(walk: Walk) -> None:
    """Client: she sees who looked at her data, and takes a copy of all of it, service by service."""
    client_id = walk.known["client_id"]
    parts = await walk.get("client", f"/leads/privacy/clients/{client_id}/parts")
    accesses = await items(walk, "client", f"/needs/privacy/clients/{client_id}/access-log", limit=200)
    lookers = {(one["role"], one["actor_id"]) for one in accesses}
    expect(("agent", walk.subject("agent")) in lookers, True, "the agent in the access log")
    newest = accesses[0]
    walk.narrator.fact(f"{len(accesses)} accesses in needs, the last {newest['method']} {newest['route']}")
    exported = [await walk.get("client", path) for path in parts["exports"]]
    for copy in exported:
        rows = sum(len(table["rows"]) for table in copy["tables"])
        walk.narrator.fact(f"{copy['service']:<13} {rows:>3} rows of {len(copy['tables'])} tables")
    tables = {(copy["service"], table["table"]): table for copy in exported for table in copy["tables"]}
    (lead,) = tables["leads", "lead"]["rows"]
    expect("林女士" in lead.values(), True, "her name in her copy")
    expect(len(tables["needs", "household"]["rows"]), 1, "her household in her copy")


STEPS = steps(
    self_assessment,
    qualified,
    completed,
    gaps,
    what_if,
    confirmed,
    planned,
    told,
    accepted,
    withdrawn,
    own_data,
)


def _needs(walk: Walk, what: str) -> str:
    return f"/needs/clients/{walk.known['client_id']}/{what}"


def _tier(proposal: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [tier for tier in proposal["tiers"] if tier["tier"] == name]
    return dict(found)


def _sums(tier: dict[str, Any]) -> dict[str, str]:
    return {cover["line"]: cover["sum_insured"] for cover in tier["covers"]}


def _place(walk: Walk, member: str) -> int:
    return int(walk.known["members"].index(member))


async def _stopped_in(walk: Walk, export: str) -> list[Any]:
    """The purposes that a service does nothing for any more, by the client's copy of what it keeps."""
    tables = (await walk.get("client", export))["tables"]
    return [
        row["purpose"] for table in tables if table["table"] == "stopped_purpose" for row in table["rows"]
    ]


def _stated(walk: Walk) -> dict[str, Any]:
    """The household as a page asks for it: two incomes, a mortgage, a car, and what covers them."""
    return _household(
        walk,
        {
            "role": "breadwinner",
            "annual_income": "300000.00",
            "covers": [{"line": "critical_illness", "sum_insured": "300000.00"}],
        },
        {"role": "partner", "annual_income": "220000.00"},
        {"role": "child"},
        {"role": "elder"},
    )


def _completed(walk: Walk) -> dict[str, Any]:
    """The same household as the agent knows it after a talk."""
    person = {"occupation_class": 1}
    household = _household(
        walk,
        {
            **person,
            "role": "breadwinner",
            "sex": "female",
            "annual_income": "300000.00",
            "covers": [
                {"line": "critical_illness", "sum_insured": "300000.00"},
                {"line": "accident", "sum_insured": "300000.00"},
            ],
        },
        {
            **person,
            "role": "partner",
            "sex": "male",
            "annual_income": "220000.00",
            "covers": [
                {"line": "term_life", "sum_insured": "500000.00", "provided_by": "employer"},
                {"line": "group_medical", "sum_insured": "1000000.00", "provided_by": "employer"},
            ],
        },
        {
            **person,
            "role": "child",
            "sex": "female",
            "education": [{"annual_cost": "50000.00", "years": 4, "starts_in_years": 12}],
        },
        {**person, "role": "elder", "sex": "female"},
    )
    members = zip(household["members"], walk.known["members"], strict=True)
    return {**household, "members": [{**member, "id": known} for member, known in members]}


def _household(walk: Walk, *members: dict[str, Any]) -> dict[str, Any]:
    return {
        "members": [
            {**member, "birth_date": born} for member, born in zip(members, _births(walk), strict=True)
        ],
        "annual_expenses": "240000.00",
        "liabilities": [
            {"kind": "mortgage", "outstanding": "1500000.00"},
            {"kind": "car_loan", "outstanding": "100000.00"},
        ],
        "liquid_assets": "200000.00",
        "annual_elder_support": "24000.00",
    }


def _births(walk: Walk) -> Sequence[str]:
    today = walk.known["today"]
    return [(add_years(today, -age) - timedelta(days=120)).isoformat() for age in AGES]


def _expected_gaps(walk: Walk) -> dict[tuple[str | None, str], str]:
    """By hand, with one year of expenses: what it takes, less the cover that there is."""
    figures = {
        (SHE, "critical_illness"): "900000.00",  # 3 x 300,000 + 300,000 - 300,000
        (SHE, "death"): "1840000.00",  # 240,000 + 1,500,000 + 100,000
        (SHE, "medical"): "2000000.00",
        (SHE, "accident"): "2700000.00",  # 10 x 300,000 - 300,000
        (HE, "critical_illness"): "760000.00",  # 3 x 220,000 + 100,000: his employer reimburses
        (HE, "death"): "1340000.00",  # the same debts and expenses - 500,000
        (HE, "medical"): "0.00",
        (HE, "accident"): "2200000.00",
        (CHILD, "medical"): "2000000.00",
        (CHILD, "accident"): "200000.00",  # the most that the law allows under ten
        (CHILD, "education"): "259348.29",
        (MOTHER, "medical"): "2000000.00",
    }
    members = walk.known["members"]
    return {(members[who], risk): amount for (who, risk), amount in figures.items()}
