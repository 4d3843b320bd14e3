"""Supervision: a background loop that ends by a defect begins again, and readiness says so until it has held."""

import asyncio
from typing import Protocol

import structlog

from shared.kit import Kit

BEGINS_AGAIN_AFTER_SECONDS = 1.0
HELD_AFTER_SECONDS = 30.0

log = structlog.get_logger("coverloop.supervision")


class BackgroundLoop(Protocol):
    """Something that runs beside the routes of a service."""

    async def run(self) -> None:
        """Work until cancelled; returning means that there is nothing to do."""


async def supervised(kit: Kit, loop: BackgroundLoop) -> None:
    """Run `loop` until it is cancelled or has nothing to do, whatever it raises."""
    name = type(loop).__name__
    while True:
        held = asyncio.get_running_loop().call_later(HELD_AFTER_SECONDS, kit.defects.discard, name)
        try:
            await loop.run()
            return
        except Exception:
            kit.defects.add(name)
            log.exception("background loop ended by a defect", service=kit.name, loop=name)
        finally:
            held.cancel()
        await asyncio.sleep(BEGINS_AGAIN_AFTER_SECONDS)
