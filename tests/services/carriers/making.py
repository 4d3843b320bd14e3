"""What the tests of `carriers` are made of: events that concern carriers, endpoints, signed reports, and a courier."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from standardwebhooks import Webhook

from services.carriers.courier import Courier
from services.carriers.sending import Sender
from shared.caller import Role
from shared.clock import SystemClock
from shared.contracts import Line
from shared.contracts.claims import ClaimSubmitted
from shared.contracts.underwriting import ApplicationSubmitted
from shared.ids import new_id
from shared.money import Money
from tests.services.running import CARRIER, CLIENT, RunningService

SECRET = "whsec_" + "Y2Fycmllci1zZWNyZXQtb2YtMzItYnl0ZXMtbG9uZyEh"
OTHER_SECRET = "whsec_" + "YW5vdGhlci1zZWNyZXQtb2YtMzItYnl0ZXMtbG9uZyEh"
PRODUCT = UUID("0190a000-0000-7000-8000-000000000091")


def make_application(**changes: Any) -> ApplicationSubmitted:
    """An application for critical-illness cover of 300,000 that goes to CARRIER."""
    given = {
        "client_id": CLIENT,
        "application_id": new_id(),
        "carrier_id": CARRIER,
        "product_id": PRODUCT,
        "line": Line.CRITICAL_ILLNESS,
        "sum_insured": Money.of("300000.00"),
        "annual_premium": Money.of("3796.50"),
    }
    return ApplicationSubmitted.model_validate(given | changes)


def make_claim(**changes: Any) -> ClaimSubmitted:
    """A claim that CARRIER has to decide."""
    given = {
        "client_id": CLIENT,
        "claim_id": new_id(),
        "policy_id": new_id(),
        "carrier_id": CARRIER,
        "submitted_on": date(2026, 9, 18),
        "decision_due_on": date(2026, 9, 25),
    }
    return ClaimSubmitted.model_validate(given | changes)


async def connect(
    service: RunningService, url: str = "http://127.0.0.1:9/webhooks", **changes: Any
) -> dict[str, Any]:
    """Register the endpoint of CARRIER with SECRET both ways; the answer."""
    given = {
        "carrier_id": str(CARRIER),
        "name": "示例人寿",
        "url": url,
        "webhook_secret": SECRET,
        "callback_secret": SECRET,
    }
    answer = await service.client(Role.OPS).post("/carriers/endpoints", json=given | changes)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made | {"etag": answer.headers["etag"]}


@asynccontextmanager
async def courier_of(service: RunningService) -> AsyncIterator[Courier]:
    """A courier of the service, to be ticked by hand."""
    async with Sender(anywhere=True) as sender:
        yield Courier(service.kit, sender)


def make_report(case_id: UUID, report: str = "accepted", **said: Any) -> dict[str, Any]:
    """What a carrier says about an application."""
    return {
        "case_kind": "application",
        "case_id": str(case_id),
        "report": report,
        "reported_at": "2026-03-03T02:00:00Z",
        **said,
    }


async def call_back(
    service: RunningService,
    key: str,
    report: Any,
    *,
    webhook_id: str = "msg-1",
    secret: str = SECRET,
    signed_at: datetime | None = None,
    language: str = "en",
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    """Report as the carrier does: signed now, unless told otherwise; `headers` go over those of the signature."""
    body = report if isinstance(report, str) else json.dumps(report)
    signed_at = signed_at or SystemClock().now()
    signed = {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(int(signed_at.timestamp())),
        "webhook-signature": Webhook(secret).sign(webhook_id, signed_at, body),
        **(headers or {}),
    }
    client = service.client(None, language=language)
    return await client.post(f"/carriers/callbacks/{key}", content=body, headers=signed)


def minutes_ago(minutes: int) -> datetime:
    """An instant of the real clock."""
    return (SystemClock().now() - timedelta(minutes=minutes)).astimezone(UTC)
