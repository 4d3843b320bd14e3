"""Standard Webhooks signatures, both ways: ours on what is sent, a carrier's on what it reports.

Signatures live in real time: the sandbox's movable clock moves the business, not the wire. A secret that was replaced
still signs and verifies for a day, so that the other side can change over without losing anything.
"""

import base64
import binascii
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from standardwebhooks import Webhook, WebhookVerificationError

from services.carriers.domain.problems import BadSecret, WebhookSignature, WebhookTimestamp
from services.carriers.tables import Endpoint, Subscription
from shared.clock import SystemClock
from shared.encryption import Cipher

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32
LEAST_BYTES, MOST_BYTES = 24, 64
RETIRED_FOR: Final = timedelta(hours=24)
LONGEST_ID: Final = 200
HEADERS: Final = ("webhook-id", "webhook-timestamp", "webhook-signature")

_clock = SystemClock()


def new_secret() -> str:
    """A new signing secret, as Standard Webhooks writes them."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def check_secret(text: str) -> str:
    """`text`, if it is a signing secret of a sensible length; raises BadSecret."""
    try:
        if not text.startswith(PREFIX):
            raise BadSecret
        raw = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise BadSecret from None
    if not LEAST_BYTES <= len(raw) <= MOST_BYTES:
        raise BadSecret
    return text


def webhook_secrets(cipher: Cipher, recipient: Endpoint | Subscription, now: datetime) -> list[str]:
    """What signs letters to `recipient`: its secret, and the one before until that is retired."""
    return _in_force(
        cipher,
        recipient.webhook_secret_sealed,
        recipient.retired_webhook_secret_sealed,
        recipient.webhook_secret_retires_at,
        now,
    )


def callback_secrets(cipher: Cipher, endpoint: Endpoint, now: datetime) -> list[str]:
    """What the carrier of `endpoint` may sign its reports with."""
    return _in_force(
        cipher,
        endpoint.callback_secret_sealed,
        endpoint.retired_callback_secret_sealed,
        endpoint.callback_secret_retires_at,
        now,
    )


def _in_force(
    cipher: Cipher, current: bytes, retired: bytes | None, retires_at: datetime | None, now: datetime
) -> list[str]:
    in_force = [cipher.open(current)]
    if retired is not None and retires_at is not None and now < retires_at:
        in_force.append(cipher.open(retired))
    return in_force


def sign(webhook_id: str, body: str, signing: Sequence[str]) -> dict[str, str]:
    """The headers of a webhook with this body, signed now with each of the secrets."""
    signed_at = _clock.now()
    signatures = [Webhook(secret).sign(webhook_id, signed_at, body) for secret in signing]
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(int(signed_at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def verify(body: bytes, headers: Mapping[str, str], accepted: Sequence[str]) -> str:
    """The webhook-id of a webhook that one of the secrets signed in the last five minutes.

    Raises WebhookSignature, or WebhookTimestamp where only the time is wrong.
    """
    given = {name: headers.get(name, "") for name in HEADERS}
    webhook_id = given["webhook-id"]
    if not (0 < len(webhook_id) <= LONGEST_ID and webhook_id.isascii() and webhook_id.isprintable()):
        raise WebhookSignature
    for secret in accepted:
        if _fits(secret, body, given):
            return webhook_id
    raise WebhookSignature


def _fits(secret: str, body: bytes, headers: dict[str, str]) -> bool:
    try:
        Webhook(secret).verify(body, headers, json_parse=False)
    except WebhookVerificationError as error:
        if str(error) in ("Message timestamp too old", "Message timestamp too new"):
            raise WebhookTimestamp from None
        return False
    except ValueError:
        # Text that is not UTF-8, a signature that is not base64 or has no version: the library lets these through.
        return False
    return True
