"""A firm with forty employees: what it lacks, which losses it would still bear itself, and what it agrees to."""

from typing import Any

from deploy.demo.cycle import arrive
from deploy.demo.steps import expect, gaps_of, items, steps
from deploy.demo.walk import Walk

FIRM: dict[str, Any] = {
    "headcount": 40,
    "industry": "C",
    "occupation_mix": {"1": 10, "3": 30},
    "annual_wages": "4000000.00",
    "enrolled_in_work_injury_fund": True,
    "liability_limit_per_head": "700000.00",
    "group_accident": {"target_per_head": "500000.00", "existing_total": "1000000.00"},
    "group_medical": {"target_per_head": "20000.00", "existing_total": "0.00"},
    "plant": {"replacement_value": "5000000.00", "sum_insured": "3000000.00"},
    "annuity": {"employer_rate": "0.05", "employee_rate": "0.02", "current_contribution": "50000.00"},
}
GAPS: dict[tuple[str | None, str], str] = {
    (None, "employer_liability"): "500000.00",  # 1,200,000 - 700,000 per head
    (None, "group_accident"): "19000000.00",  # 40 x 500,000 - 1,000,000
    (None, "group_medical"): "800000.00",  # 40 x 20,000
    (None, "property"): "2000000.00",  # 5,000,000 - 3,000,000
    (None, "enterprise_annuity"): "150000.00",  # 4,000,000 x 5% - 50,000
}
TRANSFERS = [
    ("800000.00", "700000.00", "100000.00", "0.8750"),
    ("1083760.00", "700000.00", "383760.00", "0.6459"),
    ("1200000.00", "700000.00", "500000.00", "0.5833"),
]
"""Loss, what the insurer pays of it with a limit of 700,000, what the firm keeps, and the share passed on."""


PREMIUMS = {
    40: {
        "employer_liability": "45240.00",  # 10 x 780.00 + 30 x 1,248.00
        "group_accident": "3168.00",  # 240,000 a head: 10 x 57.60 + 30 x 86.40
        "group_medical": "8800.00",  # 50,000 a head, the least that is sold: 40 x 220.00
        "property": "1800.00",
        "enterprise_annuity": "150000.00",
    },
    50: {
        "employer_liability": "57720.00",
        "group_accident": "4032.00",
        "group_medical": "11000.00",
        "property": "1800.00",
        "enterprise_annuity": "150000.00",
    },
}
CARRIED = ["employer_liability", "group_accident", "group_medical", "property"]


async def met(walk: Walk) -> None:
    """Agent: a salon on employee benefits; the firm's owner comes, consents, and describes it: 40 heads, a plant."""
    await arrive(walk)
    met_at = {
        "segment": "firm",
        "name": "启明精密制造有限公司",
        "phone": walk.a_phone(),
        "source": "event",
        "channel": "salon",
        "consent_purposes": ["contact", "financial_data"],
        "consent_text_version": "2026-01",
    }
    captured = await walk.post("agent", "/leads", met_at)
    expect(captured["outcome"], "captured", "the firm")
    walk.known["client_id"] = captured["client_id"]
    await walk.sign_in("client", client_id=captured["client_id"])
    await walk.until("the firm known to needs", lambda: items(walk, "agent", _needs(walk, "assessments")))
    recorded = await walk.put("agent", _needs(walk, "enterprise"), FIRM)
    expect((recorded["industry_title"], recorded["version"]), ("制造业", 1), "the firm as recorded")


async def assessed(walk: Walk) -> None:
    """Needs: every gap of the firm, and the risk-transfer table 风险转移对比表: what it would still pay itself."""
    assessment = await walk.post("agent", _needs(walk, "enterprise-assessments"))
    walk.known["assessment_id"] = assessment["id"]
    expect(gaps_of(assessment["gaps"]), GAPS, "the gaps of the firm")
    rows = [answer["result"] for answer in assessment["figures"]["transfers"]]
    expect(
        [(row["loss"], row["insurer_pays"], row["retained"], row["ratio"]) for row in rows],
        TRANSFERS,
        "the risk-transfer table",
    )
    for row in rows:
        walk.narrator.fact(
            f"loss {row['loss']:>12}: the insurer pays {row['insurer_pays']}, the firm {row['retained']}"
        )
    expect("LIMIT_BELOW_DEATH_GRANT" in assessment["caveat_codes"], True, "the caveat about the limit")
    for one in assessment["figures"]["priorities"]["result"]:
        walk.narrator.fact(f"{one['place']}  {one['risk']:<18} {one['gap']:>12}")
    path = _needs(walk, f"enterprise-assessments/{assessment['id']}")
    page = await walk.show("client", "企业保障分析 firm report", f"{path}/share-links")
    expect("制造业" in page, True, "the industry on the report")


async def agreed(walk: Walk) -> None:
    """Client: the owner wants half of the group cover first, and confirms with a budget of 60,000 a year."""
    path = _needs(walk, f"enterprise-assessments/{walk.known['assessment_id']}")
    body = {"annual_budget": "60000.00", "edits": [{"risk": "group_accident", "gap": "9500000.00"}]}
    confirmed = await walk.post("client", f"{path}/confirm", body, etag=await walk.etag("client", path))
    expect(confirmed["status"], "confirmed", "the assessment of the firm")
    seen = {gap["risk"]: (gap["computed"], gap["agreed"]) for gap in confirmed["agreement"]["gaps"]}
    expect(seen["group_accident"], ("19000000.00", "9500000.00"), "what was agreed of the group cover")


async def planned(walk: Walk) -> None:
    """Quotes: a plan for the firm, priced by its heads and their occupations, and how much of it the budget carries."""
    (drafted,) = await walk.until("the plan for the firm", lambda: _plans(walk, status="presented"))
    path = f"/quotes/enterprise-proposals/{drafted['id']}"
    walk.known["plan"] = path
    expect(drafted["annual_premiums"], PREMIUMS[40], "the premiums for 40 heads")
    plan = (await walk.get("client", path))["plan"]
    for cover in plan["covers"]:
        walk.narrator.fact(f"{cover['line']:<18} {cover['sum_insured']:>10} {cover['annual_premium']:>10}")
    expect(plan["carried"], CARRIED, "what 60,000 a year carry")
    kept = [(row["now"]["retained"], row["proposed"]["retained"]) for row in plan["transfers"]]
    expect(kept[0], ("100000.00", "0.00"), "what the firm keeps of a loss of 800,000, today and as proposed")
    await walk.show("client", "企业计划书 firm proposal", f"{path}/share-links")


async def grown(walk: Walk) -> None:
    """Agent: ten people more are hired; the figures follow, and those agreed to stay as they were agreed to."""
    path = _needs(walk, "enterprise")
    hired = {**FIRM, "headcount": 50, "occupation_mix": {"1": 10, "3": 40}}
    await walk.put("agent", path, hired, etag=await walk.etag("agent", path))
    (newest, earlier) = await items(walk, "client", _needs(walk, "enterprise-assessments"))
    expect((newest["occasion"], earlier["status"]), ("enterprise_changed", "confirmed"), "the assessments")
    now = gaps_of(newest["gaps"])
    expect(now[None, "group_accident"], "24000000.00", "50 x 500,000 less 1,000,000 in force")
    expect(now[None, "group_medical"], "1000000.00", "50 x 20,000")
    walk.narrator.fact(f"group accident {now[None, 'group_accident']}, medical {now[None, 'group_medical']}")


async def accepted(walk: Walk) -> None:
    """Client: the plan that was open is priced for 50 heads, and the owner takes all of it but the annuity."""

    async def for_fifty() -> Any:
        (plan,) = await _plans(walk, status="presented")
        return plan if plan["firm_changes"] == ["headcount", "occupation_mix"] else None

    plan = await walk.until("the plan for 50 heads", for_fifty)
    expect(plan["annual_premiums"], PREMIUMS[50], "the premiums for 50 heads")
    walk.narrator.fact(f"for 50 heads: {plan['annual_premiums']}")
    path = walk.known["plan"]
    lines = {"lines": CARRIED}
    taken = await walk.post("client", f"{path}/accept", lines, etag=await walk.etag("client", path))
    expect((taken["status"], taken["accepted_lines"]), ("accepted", CARRIED), "the plan for the firm")


STEPS = steps(met, assessed, agreed, planned, grown, accepted)


def _needs(walk: Walk, what: str) -> str:
    return f"/needs/clients/{walk.known['client_id']}/{what}"


async def _plans(walk: Walk, **filters: Any) -> list[Any]:
    client_id = walk.known["client_id"]
    return await items(walk, "client", "/quotes/enterprise-proposals", client_id=client_id, **filters)
