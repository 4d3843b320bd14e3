"""The pretend insurer's own address: takes signed webhooks, hangs up when the scenario says so, shows what it has."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response, status
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel
from standardwebhooks import Webhook, WebhookVerificationError

from sandbox.carrier.letters import Letters
from sandbox.carrier.scenarios import Scenarios, ScenariosIn
from sandbox.pages import carrier_page
from shared.clock import SystemClock
from shared.problems import Malformed, Unauthenticated

LONGEST_ID = 200

_real = SystemClock()
router = APIRouter(prefix="/sandbox/carrier", tags=["pretend carrier"])


class BadSignature(Unauthenticated):
    """This webhook is not signed by whom we know, or was signed more than 5 minutes ago."""

    code = "WEBHOOK_SIGNATURE"
    zh = "签名无效，或签名时间已超过 5 分钟。"


class NoLetter(Malformed):
    """A webhook has a type and data."""

    code = "NO_LETTER"
    zh = "通知应包含 type 和 data。"


class AnswerOut(BaseModel):
    """A report that is called back until it is taken."""

    id: UUID
    report: dict[str, Any]
    send_at: datetime
    attempts: int
    last_answer: str | None
    taken_at: datetime | None


class LetterOut(BaseModel):
    """A webhook that came, how often, and what it led to."""

    webhook_id: str
    event: str
    case_id: UUID | None
    data: dict[str, Any]
    received_at: datetime
    times: int
    planned_at: datetime | None
    note: str | None
    answers: list[AnswerOut]


class CarrierOut(BaseModel):
    """The pretend insurer: whether it is connected, what it does, and the last letters."""

    connected: bool
    scenarios: Scenarios
    letters: list[LetterOut]


class HangUp(Response):
    """No answer worth the name: the connection ends in the middle of it."""

    async def __call__(self, scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]) -> None:
        headers = [(b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


@router.post("/webhooks", status_code=status.HTTP_202_ACCEPTED)
async def receive_webhook(request: Request) -> Response:
    """Take a letter: however often it comes, it takes effect once."""
    parts = request.app.state.parts
    letters: Letters = parts.letters
    if await letters.count_down("drop_webhooks"):
        return HangUp()
    webhook_id, said = _verified(parts.registration.webhook_secret, request, await request.body())
    now = _real.now()
    delay = timedelta(seconds=(await letters.scenarios()).delay_seconds)
    times = await letters.receive(
        webhook_id,
        said,
        correlation_id=request.headers.get("x-correlation-id", "")[:64] or webhook_id,
        received_at=now,
        plan_at=now + delay,
    )
    parts.desk.bell.ring()
    if await letters.count_down("lose_answers"):
        return HangUp()
    return JSONResponse({"received": times}, status.HTTP_202_ACCEPTED)


@router.get("/scenarios")
async def read_scenarios(request: Request) -> Scenarios:
    """What the insurer does, and what goes wrong on the way."""
    letters: Letters = request.app.state.parts.letters
    return await letters.scenarios()


@router.post("/scenarios")
async def change_scenarios(request: Request, change: ScenariosIn) -> Scenarios:
    """Have it do something else from now on; what is not said stays."""
    letters: Letters = request.app.state.parts.letters
    return await letters.change_scenarios(change)


@router.get("", response_model=CarrierOut)
async def show_carrier(request: Request, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> Response:
    """What it received and answered: a page for a browser, JSON for everybody else."""
    parts = request.app.state.parts
    letters: Letters = parts.letters
    shown = CarrierOut(
        connected=parts.registration.known,
        scenarios=await letters.scenarios(),
        letters=[
            LetterOut.model_validate({**letter, "answers": answers})
            for letter, answers in await letters.latest(limit)
        ],
    )
    if "text/html" in request.headers.get("accept", ""):
        return HTMLResponse(carrier_page(request, shown), headers={"vary": "accept, accept-language"})
    return JSONResponse(shown.model_dump(mode="json"), headers={"vary": "accept"})


def _verified(secret: str, request: Request, body: bytes) -> tuple[str, dict[str, Any]]:
    """The webhook-id and what the letter says; raises BadSignature, NoLetter."""
    try:
        said = Webhook(secret).verify(body, dict(request.headers))
    except (WebhookVerificationError, ValueError):
        raise BadSignature from None
    webhook_id = request.headers["webhook-id"]
    fits = isinstance(said, dict) and isinstance(said.get("type"), str) and isinstance(said.get("data"), dict)
    if not fits or len(webhook_id) > LONGEST_ID or "\\u0000" in body.decode():
        raise NoLetter
    return webhook_id, said
