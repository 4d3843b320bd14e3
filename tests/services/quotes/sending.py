"""Packages sent over HTTP."""

from typing import Any

import httpx

from tests.services.running import CARRIER

PACKAGES = "/quotes/products/packages"


async def send(
    client: httpx.AsyncClient, archive: bytes, *, dry_run: bool = False, carrier_id: Any = CARRIER
) -> httpx.Response:
    """Send an archive."""
    return await client.post(
        PACKAGES,
        files={"file": ("products.zip", archive)},
        data={"carrier_id": str(carrier_id), "dry_run": str(dry_run).lower()},
    )
