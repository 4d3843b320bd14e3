"""Share links: a rendered document for somebody without a token, signed, for one document, until one instant."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from pydantic import BaseModel

from shared.problems import NotFound

LIFETIME = timedelta(days=30)
_SIGNATURE_BYTES = 16


class ShareLinkOut(BaseModel):
    """A link that opens one document without a token, until it expires."""

    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Shared:
    """What a share link opens."""

    kind: str
    subject_id: UUID
    agency_id: UUID
    expires_at: datetime


class ShareLinks:
    """Signs and opens share links with one key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def sign(self, kind: str, subject_id: UUID, agency_id: UUID, expires_at: datetime) -> str:
        """The token of a link: opaque, URL-safe, about 80 characters."""
        content = (
            subject_id.bytes
            + agency_id.bytes
            + int(expires_at.timestamp()).to_bytes(8, "big")
            + kind.encode()
        )
        return base64.urlsafe_b64encode(self._signature(content) + content).decode().rstrip("=")

    def open(self, token: str, kind: str, now: datetime) -> Shared:
        """What `token` opens; raises NotFound where it is forged, expired, or for another kind of document."""
        try:
            raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except (binascii.Error, ValueError):
            raise NotFound from None
        signature, content = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
        if len(content) < 40 or not hmac.compare_digest(signature, self._signature(content)):
            raise NotFound
        shared = Shared(
            kind=content[40:].decode(),
            subject_id=UUID(bytes=content[:16]),
            agency_id=UUID(bytes=content[16:32]),
            expires_at=datetime.fromtimestamp(int.from_bytes(content[32:40], "big"), UTC),
        )
        if shared.kind != kind or shared.expires_at <= now:
            raise NotFound
        return shared

    def _signature(self, content: bytes) -> bytes:
        return hmac.new(self._key, content, hashlib.sha256).digest()[:_SIGNATURE_BYTES]
