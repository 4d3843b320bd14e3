"""Bearer tokens of any OIDC issuer: checked for signature, algorithm, issuer, audience and expiry against its JWKS.

Tokens live in real time: the sandbox's movable clock moves the business, not the wire.
"""

import asyncio
import time
from collections import OrderedDict
from typing import Any
from uuid import UUID

import httpx
import jwt
import structlog

from shared.caller import NOWHERE, Caller, Role
from shared.problems import Unauthenticated, Unavailable

ALGORITHMS = ("ES256", "RS256", "PS256", "EdDSA")
REMEMBERED_TOKENS = 10_000
REMEMBERED_SECONDS = 3600
REFETCH_AFTER_SECONDS = 10.0
ASK_AGAIN_AFTER_SECONDS = 1.0

log = structlog.get_logger("coverloop.auth")


class TokenVerifier:
    """Turns a bearer token into a caller. A verified token is remembered until it expires, an hour at most."""

    def __init__(self, *, issuer: str, audience: str, jwks_url: str) -> None:
        self._issuer = issuer
        self._audience = audience
        self._jwks_url = jwks_url
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at = -REFETCH_AFTER_SECONDS
        self._away_until = 0.0
        self._fetching = asyncio.Lock()
        self._remembered: OrderedDict[str, tuple[int, Caller]] = OrderedDict()

    async def caller(self, authorization: str | None) -> Caller:
        """The caller of an Authorization header; raises Unauthenticated, or Unavailable while the issuer is away."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated
        known = self._remembered.get(token)
        if known is not None and known[0] > time.time():
            return known[1]
        claims = await self._verified(token)
        caller = _caller_of(claims)
        self._remember(token, min(int(claims["exp"]), int(time.time()) + REMEMBERED_SECONDS), caller)
        return caller

    def _remember(self, token: str, expires: int, caller: Caller) -> None:
        self._remembered[token] = (expires, caller)
        while len(self._remembered) > REMEMBERED_TOKENS:
            self._remembered.popitem(last=False)

    async def _verified(self, token: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            key = await self._key(str(header.get("kid", "")))
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=list(ALGORITHMS),
                audience=self._audience,
                issuer=self._issuer,
                options={"require": ["exp", "iss", "aud", "sub"]},
                leeway=5,
            )
        except (jwt.PyJWTError, ValueError, OverflowError) as error:
            log.info("token refused", reason=type(error).__name__)
            raise Unauthenticated from None
        return claims

    async def _key(self, key_id: str) -> jwt.PyJWK:
        if key_id not in self._keys:
            async with self._fetching:
                if key_id not in self._keys and time.monotonic() - self._fetched_at > REFETCH_AFTER_SECONDS:
                    await self._fetch()
        try:
            return self._keys[key_id]
        except KeyError:
            raise Unauthenticated from None

    async def _fetch(self) -> None:
        """Get the issuer's keys. While it is away, those who wait are told so without each asking it again."""
        if time.monotonic() < self._away_until:
            raise Unavailable
        try:
            async with httpx.AsyncClient(timeout=5) as client:
                answer = (await client.get(self._jwks_url)).raise_for_status().json()
            keys = jwt.PyJWKSet.from_dict(answer).keys
        except (httpx.HTTPError, jwt.PyJWTError, ValueError, TypeError, AttributeError) as error:
            log.warning("the issuer's keys cannot be fetched", error=type(error).__name__)
            self._away_until = time.monotonic() + ASK_AGAIN_AFTER_SECONDS
            raise Unavailable from error
        self._keys = {key.key_id or "": key for key in keys}
        self._fetched_at = time.monotonic()


def _caller_of(claims: dict[str, Any]) -> Caller:
    """The caller that the claims describe; raises Unauthenticated where a claim that the role needs is missing."""
    try:
        role = Role(claims["role"])
        own = {Role.CLIENT: "client_id", Role.CARRIER: "carrier_id", Role.MANAGER: "team_id"}.get(role)
        return Caller(
            agency_id=UUID(claims["agency_id"]),
            actor_id=str(claims["sub"]),
            role=role,
            agent_id=UUID(claims["sub"]) if role is Role.AGENT else NOWHERE,
            team_id=UUID(claims["team_id"]) if own == "team_id" else NOWHERE,
            client_id=UUID(claims["client_id"]) if own == "client_id" else NOWHERE,
            carrier_id=UUID(claims["carrier_id"]) if own == "carrier_id" else NOWHERE,
        )
    except (KeyError, ValueError, AttributeError, TypeError):
        log.info("token refused", reason="claims")
        raise Unauthenticated from None
