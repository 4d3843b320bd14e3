"""Openings: a share link that is opened tells the agent which version was read and when, and nothing of the reader."""

import asyncio
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from shared.caller import Role
from shared.ids import new_id
from tests.services.fixtures import StartService
from tests.services.quotes.confirmed import make_gap_confirmed, presented, quotes_with_samples
from tests.services.running import CLIENT, OTHER_AGENCY, OTHER_AGENT, RunningService


@pytest.fixture
async def quotes(start_service: StartService) -> RunningService:
    return await quotes_with_samples(start_service)


async def link_to(quotes: RunningService, proposal: dict[str, Any], version: int | None = None) -> str:
    """The path of a new share link; a link is another one a second later."""
    quotes.clock.advance(timedelta(seconds=1))
    asked = {} if version is None else {"version": version}
    link = await quotes.client(Role.AGENT).post(
        f"/quotes/proposals/{proposal['id']}/share-links", params=asked
    )
    assert link.status_code == 201, link.text
    url: str = link.json()["url"]
    return urlsplit(url).path


async def present_again(quotes: RunningService, proposal: dict[str, Any]) -> None:
    agent, path = quotes.client(Role.AGENT), f"/quotes/proposals/{proposal['id']}"
    etag = (await agent.get(path)).headers["etag"]
    assert (await agent.post(f"{path}/reprice", headers={"if-match": etag})).status_code == 200


async def told(quotes: RunningService) -> list[dict[str, Any]]:
    return [payload for envelope, payload in await quotes.events() if envelope.type == "proposal-opened"]


async def openings(quotes: RunningService, **filters: Any) -> list[dict[str, Any]]:
    answer = await quotes.client(Role.AGENT).get("/quotes/openings", params=filters)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_an_opened_link_tells_the_agent_once_a_day_which_version_was_read(
    quotes: RunningService,
) -> None:
    proposal = await presented(quotes, make_gap_confirmed())
    assert (proposal["openings"], proposal["opened_at"], proposal["newest_version"]) == (0, None, 1)
    path, anybody = await link_to(quotes, proposal), quotes.client(None)
    for _ in range(3):
        assert (await anybody.get(path)).status_code == 200
    quotes.clock.advance(timedelta(days=1))
    assert (await anybody.get(path)).status_code == 200

    first, again = await told(quotes)
    assert first["client_id"] == str(CLIENT)
    assert first["proposal_id"] == proposal["id"]
    assert [(one["proposal_version"], one["first"]) for one in (first, again)] == [(1, True), (1, False)]
    assert again["opened_at"][:10] == "2026-03-03"

    listed = await openings(quotes, proposal_id=proposal["id"])
    assert [(one["proposal_version"], one["first"]) for one in listed] == [(1, False), (1, True)]
    read = (await quotes.client(Role.AGENT).get(f"/quotes/proposals/{proposal['id']}")).json()
    assert (read["openings"], read["first_opened_at"], read["opened_at"]) == (
        2,
        first["opened_at"],
        again["opened_at"],
    )
    stored = await quotes.rows("SELECT * FROM proposal_opening")
    assert set(stored[0]) == {
        "id",
        "agency_id",
        "client_id",
        "proposal_id",
        "version_id",
        "number",
        "is_first",
        "opened_at",
    }


async def test_the_same_link_opened_by_many_at_once_is_shown_to_all_and_told_once(
    quotes: RunningService,
) -> None:
    proposal = await presented(quotes, make_gap_confirmed())
    paths = [await link_to(quotes, proposal) for _ in range(3)]
    anybody = quotes.client(None)
    pages = await asyncio.gather(*(anybody.get(path) for path in paths * 5))
    assert {page.status_code for page in pages} == {200}
    assert sorted(one["first"] for one in await told(quotes)) == [False, False, True]
    assert len(await openings(quotes)) == 3
    (listed,) = (await quotes.client(Role.AGENT).get("/quotes/proposals")).json()["items"]
    assert listed["openings"] == 3


async def test_each_version_has_a_first_opening_and_opening_one_outdates_nothing(
    quotes: RunningService,
) -> None:
    proposal = await presented(quotes, make_gap_confirmed())
    old = await link_to(quotes, proposal)
    await present_again(quotes, proposal)
    new = await link_to(quotes, proposal)
    client, path = quotes.client(Role.CLIENT), f"/quotes/proposals/{proposal['id']}"
    seen = (await client.get(path)).headers["etag"]
    anybody = quotes.client(None)
    for link in (old, new):
        assert (await anybody.get(link)).status_code == 200
    assert [(one["proposal_version"], one["first"]) for one in await told(quotes)] == [(1, True), (2, True)]
    accepted = await client.post(f"{path}/accept", json={"tier": "advanced"}, headers={"if-match": seen})
    assert accepted.status_code == 200
    assert (accepted.json()["newest_version"], accepted.json()["accepted_version"]) == (2, 2)


async def test_a_page_fetched_ahead_and_a_page_read_with_a_token_are_no_openings(
    quotes: RunningService,
) -> None:
    proposal = await presented(quotes, make_gap_confirmed())
    path = await link_to(quotes, proposal)
    ahead = await quotes.client(None).get(path, headers={"sec-purpose": "prefetch"})
    assert ahead.status_code == 200
    await quotes.client(Role.CLIENT).get(f"/quotes/proposals/{proposal['id']}/document")
    assert await told(quotes) == []
    assert await openings(quotes) == []


async def test_an_agent_finds_what_was_opened_lately_and_what_was_never_opened(
    quotes: RunningService,
) -> None:
    opened = await presented(quotes, make_gap_confirmed())
    other = await quotes.know_client(new_id())
    await quotes.deliver(make_gap_confirmed(client_id=other))
    await quotes.client(None).get(await link_to(quotes, opened))
    agent = quotes.client(Role.AGENT)

    async def found(**filters: Any) -> set[str]:
        answer = await agent.get("/quotes/proposals", params=filters)
        return {proposal["client_id"] for proposal in answer.json()["items"]}

    assert await found() == {str(CLIENT), str(other)}
    assert await found(opened=True) == {str(CLIENT)}
    assert await found(opened=False) == {str(other)}
    assert await found(opened_from="2026-03-02T00:00:00Z") == {str(CLIENT)}
    assert await found(opened_from="2026-03-03T00:00:00Z") == set()
    assert len(await openings(quotes, client_id=str(CLIENT))) == 1
    assert await openings(quotes, client_id=str(other)) == []
    assert await openings(quotes, opened_from="2026-03-03T00:00:00Z") == []


async def test_openings_are_for_the_agent_of_the_client_alone(quotes: RunningService) -> None:
    proposal = await presented(quotes, make_gap_confirmed())
    await quotes.client(None).get(await link_to(quotes, proposal))
    for stranger in (
        quotes.client(Role.AGENT, agent_id=OTHER_AGENT),
        quotes.client(Role.MANAGER, team_id=new_id()),
        quotes.client(Role.AGENT, agency_id=OTHER_AGENCY),
    ):
        assert (await stranger.get("/quotes/openings")).json()["items"] == []
    assert (await quotes.client(Role.CLIENT).get("/quotes/openings")).status_code == 403
