"""The pretend identity provider: its tokens are what the services accept, and they survive a restart."""

from uuid import UUID

import httpx
import jwt
import pytest

from sandbox import identities
from shared.auth import TokenVerifier
from shared.caller import NOWHERE, Caller, Role
from shared.problems import Unauthenticated
from tests.sandbox.world import MakeHome, World, running

CLIENT_ID = "0190a000-0000-7000-8000-0000000000e1"


async def discovered(world: World) -> TokenVerifier:
    """A verifier that knows no more than the issuer's address, as any OIDC client would begin."""
    found = (await world.client.get("/sandbox/idp/.well-known/openid-configuration")).json()
    return TokenVerifier(issuer=found["issuer"], audience="coverloop", jwks_url=found["jwks_uri"])


async def test_each_role_gets_a_token_that_the_services_understand(make_home: MakeHome) -> None:
    async with running(await make_home(carriers=False)) as world:
        verifier = await discovered(world)
        callers = {
            role: await verifier.caller(f"Bearer {await world.token(role, **asked)}")
            for role, asked in {
                "agent": {},
                "manager": {},
                "ops": {},
                "carrier": {},
                "client": {"client_id": CLIENT_ID},
            }.items()
        }
    agency = identities.AGENCY_ID
    assert callers == {
        "agent": Caller(agency, str(identities.AGENT_ID), Role.AGENT, agent_id=identities.AGENT_ID),
        "manager": Caller(agency, str(identities.MANAGER_ID), Role.MANAGER, team_id=identities.TEAM_ID),
        "ops": Caller(agency, str(identities.OPS_ID), Role.OPS),
        "carrier": Caller(agency, str(identities.CARRIER_ID), Role.CARRIER, carrier_id=identities.CARRIER_ID),
        "client": Caller(agency, CLIENT_ID, Role.CLIENT, client_id=UUID(CLIENT_ID)),
    }
    assert callers["ops"].agent_id == NOWHERE


async def test_a_token_can_be_anybodys(make_home: MakeHome) -> None:
    other = "0190a000-0000-7000-8000-0000000000ff"
    async with running(await make_home(carriers=False)) as world:
        token = await world.token("agent", agency_id=other, agent_id=other, lifetime_seconds=60)
        claims = jwt.decode(token, options={"verify_signature": False})
    assert (claims["agency_id"], claims["sub"]) == (other, other)
    assert claims["exp"] - claims["iat"] == 60
    assert "carrier_id" not in claims, "it says nothing that the role does not need"


async def test_a_token_is_good_after_a_restart_on_the_same_address(make_home: MakeHome) -> None:
    home = await make_home(carriers=False)
    async with running(home) as world:
        first = (await world.client.get("/sandbox/idp/jwks")).json()
        token = await world.token("ops")
    async with running(home) as world:
        again = (await world.client.get("/sandbox/idp/jwks.json")).json()
        key = jwt.PyJWKSet.from_dict(again).keys[0]
    assert first == again
    assert jwt.decode(token, key, algorithms=["ES256"], audience="coverloop")["role"] == "ops"
    assert "d" not in again["keys"][0], "the private half stays here"


async def test_another_issuers_token_is_not_accepted(make_home: MakeHome) -> None:
    async with running(await make_home(carriers=False)) as elsewhere:
        token = await elsewhere.token("ops")
    async with running(await make_home(carriers=False)) as world:
        verifier = await discovered(world)
        with pytest.raises(Unauthenticated):
            await verifier.caller(f"Bearer {token}")


async def test_what_makes_no_token_is_malformed(make_home: MakeHome) -> None:
    async with running(await make_home(carriers=False)) as world:
        for asked, code in (
            ({"role": "king"}, "ENUM"),
            ({}, "MISSING"),
            ({"role": "client"}, "WHICH_CLIENT"),
            ({"role": "agent", "agent_id": "me"}, "UUID_PARSING"),
            ({"role": "ops", "lifetime_seconds": 10**9}, "LESS_THAN_EQUAL"),
            ({"role": "ops", "sub": "\n"}, "STRING_PATTERN_MISMATCH"),
            ({"role": "ops", "iss": "https://elsewhere.example"}, "EXTRA_FORBIDDEN"),
        ):
            answer = await world.client.post("/sandbox/idp/token", json=asked)
            assert answer.status_code == 422, asked
            assert answer.json()["errors"][0]["code"] == code, asked
        assert (await world.client.post("/sandbox/idp/token", content="{")).status_code == 422


async def test_the_sign_in_page_speaks_both_languages_and_needs_nothing_from_elsewhere(
    make_home: MakeHome,
) -> None:
    async with running(await make_home(carriers=False)) as world:
        chinese = await world.client.get("/sandbox/sign-in")
        english = await world.client.get("/sandbox/sign-in", params={"language": "en"})
        script = await world.client.get("/sandbox/sign-in.js")
    assert '<html lang="zh-CN">' in chinese.text
    assert "沙箱登录" in chinese.text
    assert "Sandbox sign-in" in english.text
    assert script.headers["content-type"].startswith("text/javascript")
    assert "script-src 'self'" in chinese.headers["content-security-policy"]
    assert "http" not in chinese.text.replace("http-equiv", "")


async def test_nothing_is_said_to_a_path_that_is_not_there(make_home: MakeHome) -> None:
    async with running(await make_home(carriers=False)) as world:
        answer: httpx.Response = await world.client.get("/sandbox/nothing")
    assert (answer.status_code, answer.json()["code"]) == (404, "NO_SUCH_ROUTE")
