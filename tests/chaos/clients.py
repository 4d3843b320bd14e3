"""Clients who use a deployment all at once, each his own way through the cycle, and who ask again as real ones do.

A request that nobody answered is sent again under its Idempotency-Key; one that came too late (412, 428) is made anew
from what is there now; one about something that its service has not heard of yet (404) is made again later. So whatever
a client was answered stands in the ledger exactly once.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import uuid4

import httpx

from deploy.demo.walk import NeverHappened, Refused, Walk
from tests.chaos.ledger import Ledger

PATIENCE_SECONDS = 150.0
GLANCE_SECONDS = 0.3
TRIES = 20
OUTDATED = (412, 428)
LETTERS_ONLY = str.maketrans("0123456789", "ghijklmnop")

Step = Callable[[Walk], Awaitable[None]]


@dataclass
class Customer(Walk):
    """A walk whose every request has a correlation id of its own, so that its effects can be told from all others."""

    ledger: Ledger = field(default_factory=Ledger)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.narrator = self.ledger

    def correlation_id(self) -> str:
        """A new one for each request, of letters only: it cannot be taken for anybody's number."""
        made = uuid4().hex.translate(LETTERS_ONLY)
        self.ledger.asked.add(made)
        return made

    async def post(
        self, who: str, path: str, body: Mapping[str, Any] | None = None, *, etag: str | None = None
    ) -> Any:
        """POST `body` as `who`; where somebody else changed the resource meanwhile, from what it is now.

        Raises NeverHappened where the service does not hear in time of what this is about.
        """
        for _ in range(TRIES):
            try:
                return await self.until(f"POST {path}", partial(super().post, who, path, body, etag=etag))
            except Refused as refused:
                if etag is None or refused.answer.status_code not in OUTDATED:
                    raise
                etag = await self.etag(who, path.rpartition("/")[0])
        raise NeverHappened(f"POST {path} always came too late")

    async def put(self, who: str, path: str, body: Mapping[str, Any], *, etag: str | None = None) -> Any:
        """PUT `body` as `who`; where it was changed meanwhile, perhaps by an answer that was lost, over that."""
        for _ in range(TRIES):
            try:
                ask = partial(self._ask, who, "PUT", path, json=body, etag=etag)
                return (await self.until(f"PUT {path}", ask)).json()
            except Refused as refused:
                if refused.answer.status_code not in OUTDATED:
                    raise
                etag = await self._etag_now(who, path)
        raise NeverHappened(f"PUT {path} always came too late")

    async def _etag_now(self, who: str, path: str) -> str:
        """The ETag of what a PUT changes: what lies at its path, or the whole that this is a part of."""
        try:
            return await self.etag(who, path)
        except Refused:
            return await self.etag(who, path.rpartition("/")[0])


@dataclass
class Crowd:
    """As many customers at a time as there are places; whoever is through makes room for the next."""

    base_url: str
    transport: httpx.AsyncBaseTransport
    steps: tuple[Step, ...]
    ledger: Ledger = field(default_factory=Ledger)
    begun: int = 0
    finished: int = 0
    stuck: list[str] = field(default_factory=list)
    _closing: bool = field(default=False, init=False)

    def customer(self) -> Customer:
        """Somebody new."""
        return Customer(
            self.base_url,
            patience_seconds=PATIENCE_SECONDS,
            glance_seconds=GLANCE_SECONDS,
            transport=self.transport,
            ledger=self.ledger,
        )

    @contextlib.asynccontextmanager
    async def coming(self, places: int) -> Any:
        """Customers come and go until the end of the block; those who are in by then finish what they came for."""
        queue = [asyncio.create_task(self._one_after_another(number)) for number in range(places)]
        try:
            yield self
            self._closing = True
            await asyncio.gather(*queue)
        finally:
            for task in queue:
                task.cancel()
            await asyncio.wait(queue)

    async def _one_after_another(self, number: int) -> None:
        await asyncio.sleep(0.2 * number)  # They do not all come through the door at the same moment.
        while not self._closing:
            self.begun += 1
            await self._live(self.customer())

    async def _live(self, customer: Customer) -> None:
        for step in self.steps:
            try:
                await step(customer)
            except (NeverHappened, Refused, AssertionError, ValueError, KeyError, httpx.HTTPError) as reason:
                self.stuck.append(f"{step.__name__}: {type(reason).__name__}: {reason}"[:500])
                return
        self.finished += 1
