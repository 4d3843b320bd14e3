"""A bell: wakes one waiting loop of this process, at once and without asking the database."""

import asyncio
import contextlib


class Bell:
    """Rung any number of times before it is heard, it is heard once."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake the listener now, or the next time it waits."""
        self._rung.set()

    async def wait(self, at_most: float) -> bool:
        """Return when the bell rings, or after `at_most` seconds; says whether it rang."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(at_most):
                await self._rung.wait()
        rang = self._rung.is_set()
        self._rung.clear()
        return rang
