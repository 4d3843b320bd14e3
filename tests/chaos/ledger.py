"""What clients were answered: the other side of the account that the databases and the log must agree with."""

from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson


@dataclass(frozen=True, slots=True)
class Accepted:
    """A request that was answered 2xx; `body` is the answer, `sent` what was asked for."""

    method: str
    path: str
    correlation_id: str
    key: str | None
    body: dict[str, Any]
    sent: dict[str, Any] = field(default_factory=dict)

    @property
    def service(self) -> str:
        """Who answered."""
        return self.path.split("/")[1]


@dataclass
class Ledger:
    """Everything that clients asked for and were granted: a `Narrator` that keeps account of their walks.

    `asked` holds the correlation id of every request that was sent, whether or not it was ever answered.
    """

    accepted: list[Accepted] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    replayed: int = 0

    def request(self, who: str, method: str, path: str, answer: httpx.Response) -> None:
        """A request that writes was answered 2xx."""
        del who
        headers = answer.request.headers
        self.replayed += "idempotency-replayed" in answer.headers
        self.accepted.append(
            Accepted(
                method,
                path,
                headers["x-correlation-id"],
                headers.get("idempotency-key"),
                dict(answer.json()),
                orjson.loads(answer.request.content or b"{}"),
            )
        )

    def step(self, title: str) -> None:
        """Nothing to be accounted for."""

    def fact(self, text: str) -> None:
        """Nothing to be accounted for."""

    def document(self, title: str, url: str) -> None:
        """Nothing to be accounted for."""
