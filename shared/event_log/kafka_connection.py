"""How clients reach Kafka, what its absence looks like, and what of their chatter is kept."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Coroutine, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    KafkaError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    TopicAuthorizationFailedError,
)

from shared.event_log import LogUnavailable, RecordTooLarge

_NOT_ALLOWED = (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    TopicAuthorizationFailedError,
)
_SAID_AGAIN_AFTER_SECONDS = 60.0

log = structlog.get_logger("coverloop.event_log")


@dataclass(frozen=True)
class KafkaAddress:
    """A cluster: `bootstrap` as `host:port[,host:port…]`, and aiokafka's own security options."""

    bootstrap: str
    client_id: str
    security: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def options(self) -> dict[str, Any]:
        """What every aiokafka client is made with."""
        return {"bootstrap_servers": self.bootstrap, "client_id": self.client_id, **self.security}


@contextlib.contextmanager
def reachable() -> Iterator[None]:
    """Turns every way in which a broker can be away, or in which a wait for it ends, into LogUnavailable.

    Refused access stays what it is: waiting does not mend it.
    """
    try:
        yield
    except _NOT_ALLOWED:
        raise
    except (MessageSizeTooLargeError, RecordListTooLargeError) as error:
        raise RecordTooLarge(str(error)) from error
    except (KafkaError, OSError) as error:  # A TimeoutError is an OSError.
        raise LogUnavailable(f"{type(error).__name__}: {error}") from error


async def ended(closing: Coroutine[Any, Any, None], *, within: float) -> bool:
    """Runs what closes a client for `within` seconds; answers whether it came to an end, good or bad.

    aiokafka's own closing waits for brokers that are away, and may break off with an error when they are.
    """
    task = asyncio.create_task(closing)
    await asyncio.wait({task}, timeout=within)
    if not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=1.0)
        return False
    if not task.cancelled() and (error := task.exception()) is not None:
        log.info("kafka client closed badly", error=str(error))
    return True


class _Chatter(logging.Handler):
    """Passes on what aiokafka warns of, each kind of message at most once a minute: it repeats itself ten times a
    second while a broker is away."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._said_at: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        now = time.monotonic()
        kind = str(record.msg)
        if now - self._said_at.get(kind, -_SAID_AGAIN_AFTER_SECONDS) >= _SAID_AGAIN_AFTER_SECONDS:
            self._said_at[kind] = now
            log.info("kafka client", level_there=record.levelname, message=record.getMessage())


def keep_clients_quiet() -> None:
    """Sends aiokafka's warnings to the log of the event log instead of the root logger. May be called again."""
    logger = logging.getLogger("aiokafka")
    if not any(isinstance(handler, _Chatter) for handler in logger.handlers):
        logger.addHandler(_Chatter())
        logger.propagate = False
