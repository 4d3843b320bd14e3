"""Tokens: who signed, for whom, until when, and who is thereby calling; everything else is refused."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import jwt
import orjson
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from shared import auth
from shared.auth import TokenVerifier
from shared.caller import NOWHERE, Caller, Reach, Role
from shared.problems import Unauthenticated, Unavailable
from tests.kit.running_notes import StartNotes
from tests.services.issuer import AUDIENCE, Issuer, public_jwk
from tests.services.running import AGENCY, AGENT, CARRIER, CLIENT, TEAM


@pytest.fixture
async def own_issuer() -> AsyncIterator[Issuer]:
    """An issuer of the test's own, whose keys may change and which may go away."""
    with Issuer() as issuer:
        yield issuer


def make_verifier(issuer: Issuer) -> TokenVerifier:
    return TokenVerifier(issuer=issuer.url, audience=AUDIENCE, jwks_url=issuer.jwks_url)


def agent_claims(issuer: Issuer, **different: Any) -> dict[str, Any]:
    return {**issuer.claims(Role.AGENT, AGENCY, sub=AGENT), **different}


async def caller_of(issuer: Issuer, token: str) -> Caller:
    return await make_verifier(issuer).caller(f"Bearer {token}")


def unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims)]
    return b".".join(parts).decode()


@pytest.mark.parametrize(
    ("role", "own", "expected", "reach"),
    [
        (Role.AGENT, {"sub": AGENT}, {"agent_id": AGENT}, Reach.AGENT),
        (Role.MANAGER, {"team_id": TEAM}, {"team_id": TEAM}, Reach.TEAM),
        (Role.CLIENT, {"client_id": CLIENT}, {"client_id": CLIENT}, Reach.CLIENT),
        (Role.CARRIER, {"carrier_id": CARRIER}, {"carrier_id": CARRIER}, Reach.CARRIER),
        (Role.OPS, {}, {}, Reach.AGENCY),
    ],
)
async def test_a_token_says_who_calls_and_how_far_he_reaches(
    own_issuer: Issuer, role: Role, own: dict[str, UUID], expected: dict[str, UUID], reach: Reach
) -> None:
    caller = await caller_of(own_issuer, own_issuer.sign(own_issuer.claims(role, AGENCY, **own)))
    assert (caller.agency_id, caller.role, caller.reach) == (AGENCY, role, reach)
    for name in ("agent_id", "team_id", "client_id", "carrier_id"):
        assert getattr(caller, name) == expected.get(name, NOWHERE)


async def test_claims_of_another_role_give_nothing(own_issuer: Issuer) -> None:
    claims = agent_claims(own_issuer, client_id=str(CLIENT), team_id=str(TEAM), carrier_id=str(CARRIER))
    caller = await caller_of(own_issuer, own_issuer.sign(claims))
    assert (caller.client_id, caller.team_id, caller.carrier_id) == (NOWHERE, NOWHERE, NOWHERE)


@pytest.mark.parametrize(
    "different",
    [
        pytest.param({"exp": int(time.time()) - 60}, id="expired"),
        {"exp": "soon"},
        pytest.param({"nbf": int(time.time()) + 600}, id="not yet good"),
        {"aud": "somebody-else"},
        {"iss": "https://elsewhere.example"},
        {"agency_id": "not-an-id"},
        {"agency_id": 7},
        {"role": "superuser"},
        {"role": ["agent"]},
        {"sub": "not-an-agents-id"},
        {"sub": 7},
    ],
    ids=str,
)
async def test_a_claim_that_is_wrong_is_refused(own_issuer: Issuer, different: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        await caller_of(own_issuer, own_issuer.sign(agent_claims(own_issuer, **different)))


@pytest.mark.parametrize("missing", ["exp", "aud", "iss", "sub", "role", "agency_id"])
async def test_a_claim_that_is_missing_is_refused(own_issuer: Issuer, missing: str) -> None:
    claims = agent_claims(own_issuer)
    del claims[missing]
    with pytest.raises(Unauthenticated):
        await caller_of(own_issuer, own_issuer.sign(claims))


@pytest.mark.parametrize(
    ("role", "missing"),
    [(Role.CLIENT, "client_id"), (Role.MANAGER, "team_id"), (Role.CARRIER, "carrier_id")],
)
async def test_a_role_without_the_claim_that_confines_it_is_refused(
    own_issuer: Issuer, role: Role, missing: str
) -> None:
    claims = own_issuer.claims(role, AGENCY)
    assert missing not in claims
    with pytest.raises(Unauthenticated):
        await caller_of(own_issuer, own_issuer.sign(claims))


class TestSignatures:
    async def test_of_another_key_are_refused(self, own_issuer: Issuer) -> None:
        other = ec.generate_private_key(ec.SECP256R1())
        token = jwt.encode(agent_claims(own_issuer), other, "ES256", headers={"kid": own_issuer.key_id})
        with pytest.raises(Unauthenticated):
            await caller_of(own_issuer, token)

    async def test_of_other_contents_are_refused(self, own_issuer: Issuer) -> None:
        header, _, signature = own_issuer.sign(agent_claims(own_issuer)).split(".")
        forged = unsigned({}, agent_claims(own_issuer, role="ops")).split(".")[1]
        with pytest.raises(Unauthenticated):
            await caller_of(own_issuer, f"{header}.{forged}.{signature}")

    @pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE"])
    async def test_none_is_no_signature(self, own_issuer: Issuer, algorithm: str) -> None:
        header = {"alg": algorithm, "typ": "JWT", "kid": own_issuer.key_id}
        with pytest.raises(Unauthenticated):
            await caller_of(own_issuer, unsigned(header, agent_claims(own_issuer)) + ".")

    @pytest.mark.parametrize("form", ["pem", "jwk"])
    async def test_by_the_public_key_as_a_shared_secret_are_refused(
        self, own_issuer: Issuer, form: str
    ) -> None:
        public = own_issuer.key.public_key()
        pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        secret = pem if form == "pem" else orjson.dumps(public_jwk(own_issuer.key, own_issuer.key_id))
        content = unsigned({"alg": "HS256", "typ": "JWT", "kid": own_issuer.key_id}, agent_claims(own_issuer))
        signature = hmac.new(secret, content.encode(), hashlib.sha256).digest()
        with pytest.raises(Unauthenticated):
            await caller_of(
                own_issuer, f"{content}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"
            )

    async def test_of_an_algorithm_that_the_key_is_not_for_are_refused(self, own_issuer: Issuer) -> None:
        stranger = rsa.generate_private_key(65537, 2048)
        token = jwt.encode(agent_claims(own_issuer), stranger, "RS256", headers={"kid": own_issuer.key_id})
        with pytest.raises(Unauthenticated):
            await caller_of(own_issuer, token)

    async def test_by_a_key_that_the_token_brings_along_are_refused(self, own_issuer: Issuer) -> None:
        other = ec.generate_private_key(ec.SECP256R1())
        brought = {"kid": "brought", "jwk": public_jwk(other, "brought"), "jku": "https://elsewhere.example"}
        token = jwt.encode(agent_claims(own_issuer), other, "ES256", headers=brought)
        with pytest.raises(Unauthenticated):
            await caller_of(own_issuer, token)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Basic YTpi",
        "Bearer a.b.c",
        "Bearer ....",
        "Bearer é.é.é",
        "Bearer \ud800",
        "Bearer " + "a" * 100_000,
        "Bearer " + base64.urlsafe_b64encode(b"[" * 2000).decode() + ".e30.AAAA",
        "Bearer " + base64.urlsafe_b64encode(b"[]").decode() + ".e30.AAAA",
        "Bearer " + base64.urlsafe_b64encode(b'{"alg":7,"kid":[]}').decode() + ".e30.AAAA",
    ],
)
async def test_what_is_no_token_is_refused_and_nothing_worse(own_issuer: Issuer, header: str | None) -> None:
    with pytest.raises(Unauthenticated):
        await make_verifier(own_issuer).caller(header)


class TestTheIssuersKeys:
    async def test_are_fetched_once_and_a_token_is_verified_once(self, own_issuer: Issuer) -> None:
        verifier = make_verifier(own_issuer)
        for _ in range(3):
            await verifier.caller(f"Bearer {own_issuer.sign(agent_claims(own_issuer, jti=str(uuid4())))}")
        assert own_issuer.fetches == 1

    async def test_a_remembered_token_is_remembered_until_it_expires_and_then_verified_again(
        self, own_issuer: Issuer
    ) -> None:
        verifier = make_verifier(own_issuer)
        token = own_issuer.sign(agent_claims(own_issuer, exp=int(time.time()) + 60))
        await verifier.caller(f"Bearer {token}")
        remembered = verifier._remembered[token]
        assert remembered[0] == jwt.decode(token, options={"verify_signature": False})["exp"]
        verifier._remembered[token] = (int(time.time()) - 1, remembered[1])
        verifier._keys.clear()
        with pytest.raises(Unauthenticated):
            await verifier.caller(f"Bearer {token}")

    async def test_a_token_for_ever_is_verified_again_now_and_then(self, own_issuer: Issuer) -> None:
        verifier = make_verifier(own_issuer)
        token = own_issuer.sign(agent_claims(own_issuer, exp=10**400))
        await verifier.caller(f"Bearer {token}")
        assert verifier._remembered[token][0] <= time.time() + 3600

    async def test_are_fetched_again_for_a_key_not_seen_before_but_not_at_every_word(
        self, own_issuer: Issuer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(auth, "REFETCH_AFTER_SECONDS", 3600.0)
        verifier = make_verifier(own_issuer)
        await verifier.caller(f"Bearer {own_issuer.sign(agent_claims(own_issuer))}")
        rotated = ec.generate_private_key(ec.SECP256R1())
        own_issuer.more_keys = [public_jwk(rotated, "rotated")]
        token = jwt.encode(agent_claims(own_issuer), rotated, "ES256", headers={"kid": "rotated"})
        for _ in range(5):
            with pytest.raises(Unauthenticated):
                await verifier.caller(f"Bearer {token}")
        assert own_issuer.fetches == 1
        monkeypatch.setattr(auth, "REFETCH_AFTER_SECONDS", 0.0)
        assert (await verifier.caller(f"Bearer {token}")).agent_id == AGENT
        assert own_issuer.fetches == 2

    async def test_being_away_is_unavailable_and_is_not_asked_by_everybody(
        self, own_issuer: Issuer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        own_issuer.away = True
        verifier = make_verifier(own_issuer)
        for _ in range(5):
            with pytest.raises(Unavailable):
                await verifier.caller(f"Bearer {own_issuer.sign(agent_claims(own_issuer))}")
        assert own_issuer.fetches == 1
        own_issuer.away = False
        monkeypatch.setattr(verifier, "_away_until", 0.0)
        assert (
            await verifier.caller(f"Bearer {own_issuer.sign(agent_claims(own_issuer))}")
        ).role is Role.AGENT

    @pytest.mark.parametrize(
        "answer", [[], {}, {"keys": []}, {"keys": "none"}, {"keys": [{"kty": "?"}]}, None]
    )
    async def test_that_are_no_keys_are_unavailable_too(self, own_issuer: Issuer, answer: Any) -> None:
        own_issuer.answer = answer
        with pytest.raises(Unavailable):
            await caller_of(own_issuer, own_issuer.sign(agent_claims(own_issuer)))

    async def test_away_is_503_over_http_and_known_tokens_go_on(
        self, start_notes: StartNotes, own_issuer: Issuer
    ) -> None:
        service = await start_notes(
            keys_known=False, oidc_issuer=own_issuer.url, oidc_jwks_url=own_issuer.jwks_url
        )
        client = service.client(None)
        known = {"authorization": f"Bearer {own_issuer.sign(agent_claims(own_issuer))}"}
        assert (await client.get("/notes", headers=known)).status_code == 200
        own_issuer.away = True
        service.kit.tokens._fetched_at -= 3600
        unknown = jwt.encode(
            agent_claims(own_issuer), own_issuer.key, "ES256", headers={"kid": "not seen before"}
        )
        refused = await client.get("/notes", headers={"authorization": f"Bearer {unknown}"})
        assert (refused.status_code, refused.json()["code"]) == (503, "UNAVAILABLE")
        assert refused.headers["retry-after"]
        assert (await client.get("/notes", headers=known)).status_code == 200
