"""Several apps behind one port: each answers under its own first path segment, and all start and stop as one.

Nothing rewrites a path. Parts are started stage by stage and stopped in reverse; within a stage they start together.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deploy.refusal import Refusal
from shared.event_log import EventLog, LogUnavailable

RETRY_SECONDS = 1.0

State = dict[str, Any]

log = structlog.get_logger("coverloop.deploy")


class NotStarted(Refusal):
    """A part did not start; the message names it and says why."""


@dataclass(frozen=True)
class Part:
    """Something that runs while the composition does; with an `app` it answers under `/<name>`."""

    name: str
    running: Callable[[], AbstractAsyncContextManager[State]]
    app: ASGIApp | None = None


def app_part(name: str, app: ASGIApp) -> Part:
    """An ASGI app with a lifespan of its own."""
    return Part(name, lambda: lifespan_of(app), app)


def late_part(name: str, load: Callable[[], Awaitable[ASGIApp]]) -> Part:
    """An ASGI app that is loaded when somebody first asks for it; who asks waits until it is there."""
    late = _Late(name, load)
    return Part(name, late.running, late)


def log_part(event_log: EventLog, *, wait_for_it: bool) -> Part:
    """The event log that the services share.

    With `wait_for_it` a log that is away does not hinder the start: events gather in the outboxes until it is back.
    """
    return Part("event log", lambda: _log_running(event_log, wait_for_it=wait_for_it))


@dataclass
class Composition:
    """An ASGI app of many: parts by their first path segment, and `front` for every other path."""

    stages: Sequence[Sequence[Part]]
    front: ASGIApp
    on_started: Callable[[], None] = lambda: None
    _states: dict[str, State] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._apps = {part.name: part.app for stage in self.stages for part in stage if part.app is not None}

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Every part at work; raises NotStarted, after stopping what had started."""
        async with contextlib.AsyncExitStack() as stack:
            for stage in self.stages:
                together = await stack.enter_async_context(_together(stage))
                self._states.update(together)
            self.on_started()
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request to the part that its path names."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        _, _, below = scope["path"].partition("/")
        segment = below.partition("/")[0]
        app = self._apps.get(segment)
        if app is None:
            await self.front(scope, receive, send)
            return
        scope["state"] = dict(self._states.get(segment, ()))
        await app(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            async with self.running():
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except NotStarted as failure:
            await send({"type": "lifespan.startup.failed", "message": str(failure)})
            return
        await send({"type": "lifespan.shutdown.complete"})


@contextlib.asynccontextmanager
async def _together(stage: Sequence[Part]) -> AsyncIterator[dict[str, State]]:
    """The parts of one stage at work, and their lifespan states; they start, and stop, at the same time."""
    stop = asyncio.Event()
    starting = [asyncio.get_running_loop().create_future() for _ in stage]
    tasks = [
        asyncio.create_task(_live(part, started, stop), name=part.name)
        for part, started in zip(stage, starting, strict=True)
    ]
    try:
        await asyncio.wait(starting, return_when=asyncio.FIRST_EXCEPTION)
        for failed in (started for started in starting if started.done() and started.exception()):
            failed.result()
        yield {part.name: started.result() for part, started in zip(stage, starting, strict=True)}
    finally:
        # What is still starting sees the order when it has started: nothing is left half begun.
        stop.set()
        await asyncio.wait(tasks)


async def _live(part: Part, started: "asyncio.Future[State]", stop: asyncio.Event) -> None:
    """One part from its start to its end; a part that fails to stop does not keep the others from it."""
    try:
        async with part.running() as state:
            started.set_result(state)
            await stop.wait()
    except Exception as error:
        if started.done():
            log.exception("did not stop well", part=part.name)
        else:
            failure = NotStarted(f"{part.name} did not start: {_reason(error)}")
            failure.__cause__ = error
            started.set_exception(failure)


def _reason(error: Exception) -> str:
    said = str(error).strip()
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


@contextlib.asynccontextmanager
async def _log_running(event_log: EventLog, *, wait_for_it: bool) -> AsyncIterator[State]:
    connecting: asyncio.Task[None] | None = None
    try:
        await event_log.start()
    except LogUnavailable:
        if not wait_for_it:
            raise
        log.warning("the event log is away, events gather in the outboxes")
        connecting = asyncio.create_task(_keep_connecting(event_log))
    try:
        yield {}
    finally:
        if connecting is not None:
            connecting.cancel()
            await asyncio.wait([connecting])
        await event_log.stop()


async def _keep_connecting(event_log: EventLog) -> None:
    while True:
        await asyncio.sleep(RETRY_SECONDS)
        with contextlib.suppress(LogUnavailable):
            await event_log.start()
            log.info("the event log is there")
            return


class _Late:
    """The app of a part that is loaded when it is first asked for."""

    def __init__(self, name: str, load: Callable[[], Awaitable[ASGIApp]]) -> None:
        self._name, self._load = name, load
        self._wanted = asyncio.Event()
        self._there: asyncio.Future[tuple[ASGIApp, State]] | None = None

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[State]:
        self._there = asyncio.get_running_loop().create_future()
        stop = asyncio.Event()
        living = asyncio.create_task(self._live(self._there, stop))
        try:
            yield {}
        finally:
            stop.set()
            if not self._wanted.is_set():
                living.cancel()
            await asyncio.wait([living])

    async def _live(self, there: "asyncio.Future[tuple[ASGIApp, State]]", stop: asyncio.Event) -> None:
        await self._wanted.wait()
        try:
            app = await self._load()
            async with lifespan_of(app) as state:
                there.set_result((app, state))
                await stop.wait()
        except Exception as error:
            log.exception("did not start, or did not stop well", part=self._name)
            if not there.done():
                there.set_exception(NotStarted(f"{self._name} did not start: {_reason(error)}"))
                there.exception()  # It has been logged, whether or not anybody asks.

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._there is None:
            raise NotStarted(f"{self._name} is not started")
        self._wanted.set()
        app, state = await asyncio.shield(self._there)
        scope["state"] = dict(state)
        await app(scope, receive, send)


@contextlib.asynccontextmanager
async def lifespan_of(app: ASGIApp) -> AsyncIterator[State]:
    """Drive the ASGI lifespan protocol of `app`; gives its state. Raises what the app raised while starting."""
    state: State = {}
    orders: asyncio.Queue[Message] = asyncio.Queue()
    answers: asyncio.Queue[Message] = asyncio.Queue()
    scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": state}
    living = asyncio.create_task(_as_coroutine(app(scope, orders.get, answers.put)))
    await _asked(living, orders, answers, "lifespan.startup")
    try:
        yield state
    finally:
        await _asked(living, orders, answers, "lifespan.shutdown")
        await living


async def _as_coroutine(awaitable: Awaitable[None]) -> None:
    await awaitable


async def _asked(
    living: "asyncio.Task[None]",
    orders: "asyncio.Queue[Message]",
    answers: "asyncio.Queue[Message]",
    order: str,
) -> None:
    """Send one order, and wait until the app has followed it; raises what the app raised instead."""
    await orders.put({"type": order})
    answering = asyncio.create_task(answers.get())
    await asyncio.wait([living, answering], return_when=asyncio.FIRST_COMPLETED)
    answer = answering.result() if answering.done() else {"type": "no answer"}
    answering.cancel()
    if answer["type"] != f"{order}.complete":
        await living
        raise RuntimeError(answer.get("message") or f"{order} was not followed")
