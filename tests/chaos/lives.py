"""What the clients come for: one lifecycle, from the self-assessment to the benefit, with what people do on the way.

They say no and come back, withdraw a consent and grant it again, forbid something for good, and name a friend, who
wants to be forgotten.
"""

from datetime import timedelta
from typing import Any

from deploy.demo import cycle
from deploy.demo.steps import expect, items
from deploy.demo.walk import Walk
from shared.calendar import add_years
from tests.chaos.clients import Step

PURPOSES = ("contact", "financial_data", "health_data", "marketing")
TEXT_VERSION = "2026-01"


async def assess_oneself(walk: Walk) -> None:
    """The client states himself and his household on a campaign's page."""
    campaign = await walk.post(
        "agent",
        "/leads/campaigns",
        {
            "title": "家庭保障测评",
            "channel": "mini-program",
            "source": "event",
            "agent_id": walk.subject("agent"),
        },
    )
    born = add_years(walk.known["today"], -cycle.AGE) - timedelta(days=120)
    walk.known |= {"born": born, "phone": walk.a_phone()}
    body = {
        "name": "张先生",
        "phone": walk.known["phone"],
        "birth_date": born.isoformat(),
        "sex": "male",
        "consent_purposes": PURPOSES,
        "consent_text_version": TEXT_VERSION,
        "household": _household(walk),
    }
    path = f"/leads/campaigns/{campaign['public_key']}/self-assessment"
    captured = await walk.post("public", path, body)
    expect(captured["outcome"], "captured", "the self-assessment")
    walk.known["client_id"] = captured["client_id"]
    await walk.sign_in("client", client_id=captured["client_id"])


async def say_no(walk: Walk) -> None:
    """The client is contacted, and does not want anything; the agent notes why."""
    await cycle.first_contact(walk)
    await walk.post("agent", f"/leads/{walk.known['client_id']}/refusals", {"reason_code": "too_expensive"})


async def complete_household(walk: Walk) -> None:
    """The gap of what he stated is there; the agent adds what a price needs to know."""
    await walk.until(
        "the gap of the self-assessment",
        lambda: items(walk, "agent", _needs(walk, "assessments"), occasion="invited"),
    )
    path = _needs(walk, "household")
    known = await walk.until("the household", lambda: walk.get("agent", path))
    stated = _household(walk)
    (member,) = stated["members"]
    completed = {**member, "id": known["members"][0]["id"], "sex": "male", "occupation_class": 1}
    await walk.put("agent", path, {**stated, "members": [completed]}, etag=await walk.etag("agent", path))


async def change_consents(walk: Walk) -> None:
    """The client withdraws his consent to two purposes, and grants one of them again."""
    client = f"/leads/{walk.known['client_id']}"
    await walk.post("client", f"{client}/consents/financial_data/withdraw")
    await walk.post("client", f"{client}/consents/marketing/withdraw")
    consent = {"purpose": "financial_data", "text_version": TEXT_VERSION, "channel": "app"}
    await walk.post("client", f"{client}/consents", consent)


async def name_a_friend(walk: Walk) -> None:
    """His policies are reviewed, he is handed a demand card, and names somebody."""
    client = f"/leads/{walk.known['client_id']}"
    held = {"held_on": walk.known["today"].isoformat(), "policies_reviewed": 3}
    await walk.post("agent", f"{client}/policy-reviews", held)
    await walk.post("agent", f"{client}/demand-cards", {})
    friend = {
        "name": "吴先生",
        "phone": walk.a_phone(1),
        "channel": "wechat",
        "consent_purposes": ["contact"],
        "consent_text_version": TEXT_VERSION,
    }
    named = await walk.post("agent", f"{client}/referrals", friend)
    expect(named["outcome"], "captured", "the referral")
    walk.known["friend_id"] = named["referee_client_id"]


async def friend_leaves(walk: Walk) -> None:
    """The friend wants to be erased."""
    friend_id = walk.known["friend_id"]
    await walk.sign_in("friend", role="client", client_id=friend_id)
    await walk.post("friend", f"/leads/{friend_id}/erasure-requests", {})


async def fall_ill(walk: Walk) -> None:
    """The client files a claim at once; whether there is cover is for the carrier to say."""
    today = walk.known["today"]
    await cycle.file_claim(walk, happened_on=today, dated=today)


LIFE: tuple[Step, ...] = (
    cycle.arrive,
    assess_oneself,
    say_no,
    cycle.come_again,
    complete_household,
    cycle.gap,
    cycle.confirm,
    cycle.proposal,
    cycle.accept,
    cycle.precheck,
    cycle.apply,
    cycle.issue,
    cycle.receive,
    cycle.gap_with_cover,
    change_consents,
    name_a_friend,
    friend_leaves,
    fall_ill,
    cycle.claim,
)
"""One lifecycle, from the lead to the benefit."""


def _needs(walk: Walk, what: str) -> str:
    return f"/needs/clients/{walk.known['client_id']}/{what}"


def _household(walk: Walk) -> dict[str, Any]:
    """200,000 a year, a mortgage of 1,000,000, critical illness 500,000, no life cover."""
    return {
        "members": [
            {
                "role": "breadwinner",
                "birth_date": walk.known["born"].isoformat(),
                "annual_income": "240000.00",
                "covers": [{"line": "critical_illness", "sum_insured": "500000.00"}],
            }
        ],
        "annual_expenses": "200000.00",
        "liabilities": [{"kind": "mortgage", "outstanding": "1000000.00"}],
    }
