"""The agency's own work: content that was approved, a referral, an agent who leaves, and what each channel brought."""

from functools import partial
from typing import Any
from uuid import uuid5

from deploy.demo.cycle import arrive
from deploy.demo.steps import at_least, expect, items, refused_as, steps
from deploy.demo.walk import Walk

CONSENT = {"consent_purposes": ["contact"], "consent_text_version": "2026-01"}


async def registered(walk: Walk) -> None:
    """Manager: two agents are entered into the register, with what each may sell."""
    await arrive(walk)
    for who, licence in (
        ("agent", "02000031000080002026000011"),
        ("successor", "02000031000080002026000012"),
    ):
        agent_id = str(uuid5(walk.walk_id, who))
        await walk.sign_in(who, role="agent", agent_id=agent_id)
        body = {
            "agent_id": agent_id,
            "team_id": walk.team("agent"),
            "mode": "agency",
            "licence_no": licence,
            "level": 3,
            "lines": ["critical_illness", "term_life", "medical_million", "accident"],
            "most_open_leads": 80,
            "valid_from": f"{walk.known['today'].year - 1}-01-01",
        }
        await walk.post("manager", "/leads/agents", body)
    path = f"/leads/agents/{walk.subject('agent')}/authorisation"
    may = await walk.get("manager", path, line="critical_illness", complexity=2)
    expect(may["result"]["authorised"], True, "whether the agent may sell critical illness")


async def published(walk: Walk) -> None:
    """Agent and manager: a post 保险科普 is drafted, approved by somebody else, and published; its wording is checked."""
    campaign = await walk.post(
        "agent",
        "/leads/campaigns",
        {
            "title": "朋友圈科普：重疾险先看保额",
            "channel": "moments",
            "source": "content",
            "agent_id": walk.subject("agent"),
        },
    )
    walk.known["campaign"] = campaign
    draft: dict[str, Any] = {
        "topic": "重疾险先看保额",
        "body": "保额决定生病时家里能不能安心休养。",
        "channel": "moments",
        "planned_on": walk.known["today"].isoformat(),
        "campaign_id": campaign["id"],
    }
    loud = {"topic": draft["topic"], "body": "70%的家庭都买错了，产品即将停售！"}
    checked = await walk.post("agent", "/leads/calculators/content-wording", loud)
    found = [(finding["code"], finding["words"]) for finding in checked["result"]]
    expect(found, [("CLOSING_SOON_CLAIM", "停售"), ("UNPROVEN_STATISTIC", "70%")], "what may not be said")
    walk.narrator.fact(f"{loud['body']} -> {found}")
    item = await walk.post("agent", "/leads/content", draft)
    path = f"/leads/content/{item['id']}"
    await refused_as(walk, "NOT_APPROVED", walk.post("agent", f"{path}/publications", {"place": "朋友圈"}))
    await walk.put("agent", f"{path}/submission", {}, etag=await walk.etag("agent", path))
    decided = await walk.put(
        "manager", f"{path}/decision", {"approved": True}, etag=await walk.etag("manager", path)
    )
    await walk.post("agent", f"{path}/publications", {"place": "朋友圈"})
    expect((await walk.get("agent", path))["status"], "published", "the post")
    walk.narrator.fact(f"approved until {decided['expires_on']}")


async def come_by_it(walk: Walk) -> None:
    """Public: 陈女士 comes by the post's page; she is counted for the campaign, and served by its agent."""
    path = f"/leads/campaigns/{walk.known['campaign']['public_key']}/self-assessment"
    captured = await walk.post("public", path, {"name": "陈女士", "phone": walk.a_phone(), **CONSENT})
    walk.known["client_id"] = captured["client_id"]
    await walk.sign_in("client", client_id=captured["client_id"])
    statistics = await walk.get("agent", f"/leads/campaigns/{walk.known['campaign']['id']}/statistics")
    expect(
        (statistics["published_content"], statistics["leads"]["captured"], statistics["people_touched"]),
        (1, 1, 1),
        "posts published, leads captured, people touched",
    )


async def referred(walk: Walk) -> None:
    """Agent: her policies are reviewed first, then she is handed a demand card 需求卡, and names a friend; no gift."""
    client = f"/leads/{walk.known['client_id']}"
    friend = {"name": "吴先生", "phone": walk.a_phone(1), "channel": "wechat", **CONSENT}
    referrals = f"{client}/referrals"
    await refused_as(walk, "POLICY_REVIEW_FIRST", walk.post("agent", referrals, friend))
    held = {"held_on": walk.known["today"].isoformat(), "policies_reviewed": 2}
    await walk.post("agent", f"{client}/policy-reviews", held)
    card = await walk.post("agent", f"{client}/demand-cards", {"needs": ["family", "children"]})
    await walk.show("client", "需求卡 demand card", f"/leads/demand-cards/{card['id']}/share-links")
    gift = {**friend, "benefit": "gift"}
    await refused_as(walk, "REWARD_NOT_ALLOWED", walk.post("agent", referrals, gift))
    named = await walk.post("agent", referrals, friend)
    expect((named["outcome"], named["depth"]), ("captured", 1), "the referral")
    walk.known["friend_id"] = named["referee_client_id"]
    chain = await walk.get("agent", f"/leads/{named['referee_client_id']}/referrers")
    expect(
        [one["referrer_client_id"] for one in chain["referrers"]],
        [walk.known["client_id"]],
        "by whom the friend came",
    )


async def thanked(walk: Walk) -> None:
    """Servicing: the agent has a task to thank her, with the free consultation that she was promised."""
    (task,) = await walk.until(
        "the thank-you task",
        lambda: items(
            walk, "agent", "/servicing/tasks", client_id=walk.known["client_id"], kind="thank_you_review"
        ),
    )
    walk.narrator.fact(f"{task['title']}: {task['due_at']}")
    path = f"/servicing/tasks/{task['id']}"
    done = await walk.post("agent", f"{path}/complete", etag=await walk.etag("agent", path))
    expect(done["status"], "done", "the thanks")


async def departed(walk: Walk) -> None:
    """Manager: the agent leaves; his clients go over to another, and are to be told within thirty days."""
    path = f"/leads/agents/{walk.subject('agent')}"
    left = {"left_on": walk.known["today"].isoformat(), "successor_agent_id": walk.subject("successor")}
    begun = await walk.post("manager", f"{path}/departure", left, etag=await walk.etag("manager", path))
    walk.known["handover"] = f"/leads/handovers/{begun['id']}"
    walk.narrator.fact(f"told until {begun['notice_last_day']}: {begun['because'][0]['source']}")

    async def handed_over() -> Any:
        found = await walk.get("manager", walk.known["handover"])
        return found if found["status"] == "done" else None

    found = await walk.until("the handover", handed_over)
    expect(
        (found["clients"], found["reassigned"], found["notified"]), (2, 2, 0), "clients handed over and told"
    )
    expect(await items(walk, "agent", "/leads"), [], "the clients of the agent who left")
    clients = {lead["client_id"] for lead in await items(walk, "successor", "/leads")}
    expect(clients, {walk.known["client_id"], walk.known["friend_id"]}, "the clients of his successor")


async def told(walk: Walk) -> None:
    """Servicing: the successor has a task to tell each of them; with the last, the handover is over."""
    notices = await walk.until(
        "the notices", lambda: at_least(walk, 2, "successor", "/servicing/tasks", kind="departure_notice")
    )
    for task in notices:
        walk.narrator.fact(f"{task['title']}: {task['due_at']}")
        path = f"/servicing/tasks/{task['id']}"
        await walk.post("successor", f"{path}/complete", etag=await walk.etag("successor", path))

    async def all_told() -> bool:
        return bool((await walk.get("manager", walk.known["handover"]))["notified"] == len(notices))

    await walk.until("everybody told", all_told)


async def counted(walk: Walk) -> None:
    """Operations: conversion by campaign and by channel: who came, how far they got, and what was issued to them."""
    by_campaign = await walk.get("ops", "/leads/conversion", group_by="campaign")
    (own,) = [row for row in by_campaign["rows"] if row["key"] == walk.known["campaign"]["id"]]
    expect(
        (own["title"], own["counts"]["captured"], own["counts"]["won"]),
        (walk.known["campaign"]["title"], 1, 0),
        "who came by the post",
    )
    by_channel = await walk.get("ops", "/leads/conversion", group_by="channel")
    rows = [row["counts"] for row in by_channel["rows"]]
    for column in ("captured", "qualified", "won", "policies"):
        expect(sum(row[column] for row in rows), by_channel["total"][column], f"all who were {column}")
    for row in by_channel["rows"]:
        counts = row["counts"]
        walk.narrator.fact(
            f"{row['key']:<14} captured {counts['captured']}, qualified {counts['qualified']}, won {counts['won']},"
            f" policies {counts['policies']} for {counts['annual_premium']} a year"
        )


async def forgotten(walk: Walk) -> None:
    """Client: the friend wants to be erased; a day later each service answers what it deleted, and what it keeps and why."""
    friend_id = walk.known["friend_id"]
    await walk.sign_in("friend", role="client", client_id=friend_id)
    asked = await walk.post("friend", f"/leads/{friend_id}/erasure-requests", {})
    parts = await walk.get("friend", f"/leads/privacy/clients/{friend_id}/parts")
    for path in parts["erasures"]:
        await walk.until(f"the request at {path}", partial(walk.get, "friend", path))
    await walk.post("public", "/sandbox/clock", {"advance": "PT25H"})
    for path in parts["erasures"]:
        answer = await walk.until(f"the answer at {path}", partial(_decided, walk, path))
        expect(
            (answer["request_id"], answer["status"]), (asked["id"], "erased"), f"what became of him at {path}"
        )
        deleted = {one["table"]: one["rows"] for one in answer["deleted"]}
        kept = [one["table"] for one in answer["kept"]]
        walk.narrator.fact(
            f"{answer['service']:<13} deleted {deleted or 'nothing'}, keeps {kept or 'nothing'}"
        )


STEPS = steps(registered, published, come_by_it, referred, thanked, departed, told, counted, forgotten)


async def _decided(walk: Walk, path: str) -> dict[str, Any] | None:
    """What a service made of a wish to be erased, once it has decided."""
    answer: dict[str, Any] = await walk.get("friend", path)
    return None if answer["decided_at"] is None else answer
