"""A pretend identity provider: issues tokens to whoever asks, as an OIDC issuer would, with a key that survives restarts.

Tokens live in real time, whatever the sandbox's clock says.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Self
from uuid import UUID

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from sandbox import identities
from sandbox.store import Store
from shared.caller import Role
from shared.clock import SystemClock
from shared.ids import new_id
from shared.problems import Malformed

ALGORITHM = "ES256"
KEY = "signing_key"
LIFETIME = timedelta(hours=12)
LONGEST = timedelta(days=30)

_clock = SystemClock()


class WhichClient(Malformed, ValueError):
    """A client's token needs his client_id: there is no client until a lead is captured."""

    code = "WHICH_CLIENT"
    zh = "客户令牌需要 client_id：录入线索之前没有客户。"


class TokenIn(BaseModel):
    """For whom a token is; what is not said is the sandbox's own example."""

    model_config = ConfigDict(extra="forbid")

    role: Role
    agency_id: UUID = identities.AGENCY_ID
    sub: Annotated[str | None, Field(min_length=1, max_length=100, pattern=r"^[!-~]+$")] = None
    agent_id: UUID | None = None
    team_id: UUID = identities.TEAM_ID
    client_id: UUID | None = None
    carrier_id: UUID = identities.CARRIER_ID
    lifetime_seconds: Annotated[int, Field(ge=1, le=int(LONGEST.total_seconds()))] = int(
        LIFETIME.total_seconds()
    )

    @model_validator(mode="after")
    def _whose(self) -> Self:
        if self.role is Role.CLIENT and self.client_id is None:
            raise WhichClient
        return self

    def claims(self) -> dict[str, str]:
        """What the token says of its bearer: nothing that his role does not need."""
        by_role = {
            Role.AGENT: {"sub": str(self.agent_id or identities.AGENT_ID), "team_id": str(self.team_id)},
            Role.MANAGER: {"sub": self.sub or str(identities.MANAGER_ID), "team_id": str(self.team_id)},
            Role.OPS: {"sub": self.sub or str(identities.OPS_ID)},
            Role.CLIENT: {"sub": self.sub or str(self.client_id), "client_id": str(self.client_id)},
            Role.CARRIER: {"sub": self.sub or str(self.carrier_id), "carrier_id": str(self.carrier_id)},
        }
        return {"role": self.role.value, "agency_id": str(self.agency_id), **by_role[self.role]}


class TokenOut(BaseModel):
    """A signed token, for how many seconds it is good, and what it says."""

    access_token: str
    token_type: str
    expires_in: int
    claims: dict[str, str]


@dataclass(frozen=True)
class Issuer:
    """Signs tokens with one P-256 key."""

    url: str
    audience: str
    key: ec.EllipticCurvePrivateKey
    key_id: str

    @classmethod
    async def load(cls, store: Store, *, url: str, audience: str) -> Self:
        """The issuer with the key of this installation, made the first time."""
        made = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        kept = await store.keep_first(KEY, {"id": str(new_id()), "pem": made.decode()})
        key = serialization.load_pem_private_key(kept["pem"].encode(), password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError("the kept signing key is not a P-256 key")
        return cls(url, audience, key, kept["id"])

    def sign(self, asked: TokenIn) -> TokenOut:
        """A token good from now on."""
        now = int(_clock.now().timestamp())
        claims = asked.claims()
        registered = {
            "iss": self.url,
            "aud": self.audience,
            "iat": now,
            "exp": now + asked.lifetime_seconds,
            "jti": str(new_id()),
        }
        token = jwt.encode(claims | registered, self.key, algorithm=ALGORITHM, headers={"kid": self.key_id})
        return TokenOut(
            access_token=token,
            token_type="Bearer",  # noqa: S106 a kind of token, not one
            expires_in=asked.lifetime_seconds,
            claims=claims,
        )

    def bearer(self, role: Role) -> str:
        """The Authorization header of one of the sandbox's own people."""
        return f"Bearer {self.sign(TokenIn(role=role)).access_token}"

    def jwks(self) -> dict[str, Any]:
        """The public key (RFC 7517)."""
        jwk: dict[str, Any] = jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**jwk, "kid": self.key_id, "alg": ALGORITHM, "use": "sig"}]}


router = APIRouter(prefix="/sandbox/idp", tags=["identity provider"])


@router.get("/.well-known/openid-configuration")
async def discover(request: Request) -> dict[str, Any]:
    """Where everything is (OpenID Connect Discovery)."""
    issuer = _issuer_of(request)
    return {
        "issuer": issuer.url,
        "jwks_uri": f"{issuer.url}/jwks",
        "token_endpoint": f"{issuer.url}/token",
        "response_types_supported": ["token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
    }


@router.get("/jwks")
@router.get("/jwks.json", include_in_schema=False)
async def read_keys(request: Request) -> dict[str, Any]:
    """The public key that tokens are checked with."""
    return _issuer_of(request).jwks()


@router.post("/token")
async def issue_token(request: Request, response: Response, asked: TokenIn) -> TokenOut:
    """A token for anybody: this is why no production accepts this issuer."""
    response.headers["cache-control"] = "no-store"
    return _issuer_of(request).sign(asked)


def _issuer_of(request: Request) -> Issuer:
    issuer: Issuer = request.app.state.parts.issuer
    return issuer
