"""A durable write as tutorials show it: FastAPI, a SQLModel session a request, models as answers; the same work.

It verifies the same token, validates the same body, finds a known phone, and writes the same rows: lead, touch,
consent, directory entry and event.
"""

import hmac
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

import jwt
import uvicorn
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel
from sqlalchemy import JSON, Column, DateTime, LargeBinary
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from deploy.serving import options
from shared.ids import new_id
from shared.phone import normalise_phone
from tests.services.issuer import AUDIENCE

KEY = b"0123456789abcdef0123456789abcdef"
engine = create_async_engine(
    os.environ["COVERLOOP_DATABASE_URL"].replace("postgresql://", "postgresql+asyncpg://")
)
keys = jwt.PyJWKClient(os.environ["COVERLOOP_OIDC_JWKS_URL"])


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class Lead(SQLModel, table=True):
    """A person who may be contacted."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    agency_id: UUID
    name_sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    phone_sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    phone_digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    birth_date: date | None = None
    sex: str | None = None
    status: str = "new"
    source: str
    channel: str
    agent_id: UUID
    captured_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))


class Touch(SQLModel, table=True):
    """One contact."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    client_id: UUID = Field(foreign_key="lead.id", index=True)
    source: str
    channel: str
    touched_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))


class Consent(SQLModel, table=True):
    """One line of the consent ledger."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    client_id: UUID = Field(foreign_key="lead.id", index=True)
    purpose: str
    text_version: str
    granted_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))


class DirectoryEntry(SQLModel, table=True):
    """Whose client a client is."""

    id: UUID = Field(primary_key=True)
    agency_id: UUID
    agent_id: UUID = Field(index=True)


class OutboxEvent(SQLModel, table=True):
    """An event that waits for the log."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    key: str
    headers: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    value: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class LeadIn(BaseModel):
    """What is sent."""

    name: str
    phone: str
    birth_date: date | None = None
    sex: str | None = None
    source: str
    channel: str
    consent_purposes: list[str]
    consent_text_version: str


class LeadOut(BaseModel):
    """What is answered."""

    client_id: UUID
    outcome: str


async def get_session() -> AsyncIterator[AsyncSession]:
    """A session for the request."""
    async with AsyncSession(engine) as session:
        yield session


def get_claims(credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> dict[str, Any]:
    """What the token says, verified."""
    try:
        key = keys.get_signing_key_from_jwt(credentials.credentials)
        claims: dict[str, Any] = jwt.decode(
            credentials.credentials, key, algorithms=["ES256"], audience=AUDIENCE
        )
    except jwt.PyJWTError:
        raise HTTPException(401) from None
    return claims


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    """Make the tables."""
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield


app = FastAPI(lifespan=lifespan)


@app.post("/leads", status_code=201, response_model=LeadOut)
async def capture(
    sent: LeadIn,
    session: Annotated[AsyncSession, Depends(get_session)],
    claims: Annotated[dict[str, Any], Depends(get_claims)],
) -> LeadOut:
    """A new lead, or a touch on the one with the same phone."""
    phone = normalise_phone(sent.phone)
    digest = hmac.digest(KEY, phone.encode(), "sha256")
    agency_id, agent_id = UUID(claims["agency_id"]), UUID(claims["sub"])
    known = (await session.exec(select(Lead).where(Lead.phone_digest == digest))).first()
    lead = known or Lead(
        agency_id=agency_id,
        name_sealed=_seal(sent.name),
        phone_sealed=_seal(phone),
        phone_digest=digest,
        birth_date=sent.birth_date,
        sex=sent.sex,
        source=sent.source,
        channel=sent.channel,
        agent_id=agent_id,
    )
    session.add(lead)
    await session.flush()
    session.add(Touch(client_id=lead.id, source=sent.source, channel=sent.channel))
    if known is None:
        session.add(DirectoryEntry(id=lead.id, agency_id=agency_id, agent_id=agent_id))
        for purpose in sent.consent_purposes:
            session.add(Consent(client_id=lead.id, purpose=purpose, text_version=sent.consent_text_version))
    event = {"client_id": str(lead.id), "source": lead.source, "channel": lead.channel}
    session.add(OutboxEvent(key=str(lead.id), headers={"ce_type": "lead-captured"}, value=event))
    await session.commit()
    await session.refresh(lead)
    return LeadOut(client_id=lead.id, outcome="captured" if known is None else "merged")


def _seal(text: str) -> bytes:
    nonce = os.urandom(12)
    return nonce + AESGCM(KEY).encrypt(nonce, text.encode(), None)


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), **options(grace_seconds=5, websockets=False))
