"""One walk through the cycle: who is signed in, what is known so far, and how a step is asked for over HTTP.

Every POST carries an Idempotency-Key made of the walk and the step, so that a step may be repeated after anything died.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID, uuid4

import httpx
import jwt

PATIENCE_SECONDS = 30.0
GLANCE_SECONDS = 0.05
LONGEST_PAUSE_SECONDS = 5.0
AWAY = (429, 502, 503, 504)


class Narrator(Protocol):
    """Whoever is told what happens: the terminal in the demo, nobody in a test."""

    def step(self, title: str) -> None: ...

    def request(self, who: str, method: str, path: str, answer: httpx.Response) -> None: ...

    def fact(self, text: str) -> None: ...

    def document(self, title: str, url: str) -> None: ...


class Silence:
    """Tells nobody."""

    def step(self, title: str) -> None:
        """Nothing."""

    def request(self, who: str, method: str, path: str, answer: httpx.Response) -> None:
        """Nothing."""

    def fact(self, text: str) -> None:
        """Nothing."""

    def document(self, title: str, url: str) -> None:
        """Nothing."""


class Refused(Exception):
    """A request of the walk was answered with a problem; its body is the message."""

    def __init__(self, method: str, path: str, answer: httpx.Response) -> None:
        super().__init__(f"{method} {path} -> {answer.status_code} {answer.text[:600]}")
        self.answer = answer


class NeverHappened(Exception):
    """What the walk waited for did not happen in time."""


@dataclass
class Walk:
    """One client's way through the cycle; `known` holds what later steps need of earlier ones.

    It asks for `patience_seconds`, and looks every `glance_seconds`, until it is answered and finds what it waits for.
    """

    base_url: str
    narrator: Narrator = field(default_factory=Silence)
    language: str = "zh-CN"
    patience_seconds: float = PATIENCE_SECONDS
    glance_seconds: float = GLANCE_SECONDS
    transport: httpx.AsyncBaseTransport | None = None
    walk_id: UUID = field(default_factory=uuid4)
    known: dict[str, Any] = field(default_factory=dict)
    _tokens: dict[str, str] = field(default_factory=dict)
    _shown: list[tuple[str, str, str]] = field(default_factory=list)
    _asked: int = 0
    _lost: bool = False

    def __post_init__(self) -> None:
        self._client = httpx.AsyncClient(
            base_url=self.base_url, transport=self.transport, timeout=15, trust_env=False
        )

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def sign_in(self, who: str, *, role: str | None = None, **claims: str) -> None:
        """Get a sandbox token for `who` (a role, unless it is said); later requests of `who` carry it."""
        answer = await self._send("POST", "/sandbox/idp/token", {}, json={"role": role or who, **claims})
        self._tokens[who] = answer.json()["access_token"]

    def subject(self, who: str) -> str:
        """The id of `who`, as his token says."""
        return self._claim(who, "sub")

    def team(self, who: str) -> str:
        """The team of `who`, as his token says."""
        return self._claim(who, "team_id")

    def a_phone(self, place: int = 0) -> str:
        """A mobile number that no other walk uses; up to nine people of one walk have each their own."""
        return f"{139 - place}{self.walk_id.int % 10**8:08d}"

    def correlation_id(self) -> str:
        """What ties the events that the next request leads to together: all of the walk."""
        return str(self.walk_id)

    async def get(self, who: str, path: str, **parameters: Any) -> Any:
        """GET `path` as `who` ("public": nobody); the JSON."""
        return (await self._ask(who, "GET", path, params=parameters)).json()

    async def post(
        self, who: str, path: str, body: Mapping[str, Any] | None = None, *, etag: str | None = None
    ) -> Any:
        """POST `body` as `who`; the JSON."""
        return (await self._ask(who, "POST", path, json=body, etag=etag)).json()

    async def put(self, who: str, path: str, body: Mapping[str, Any], *, etag: str | None = None) -> Any:
        """PUT `body` as `who`; the JSON. A change that was made though its answer was lost is read back."""
        self._lost = False
        try:
            return (await self._ask(who, "PUT", path, json=body, etag=etag)).json()
        except Refused as refused:
            if self._lost and refused.answer.status_code in (412, 428):
                return await self.get(who, path)
            raise

    async def etag(self, who: str, path: str) -> str:
        """The ETag of what lies at `path`."""
        return str((await self._ask(who, "GET", path, quiet=True)).headers["etag"])

    async def show(self, who: str, title: str, share_path: str) -> str:
        """Make a share link, open it as the client would, and name it; the page."""
        path = await self._share(who, share_path)
        page = await self._ask("public", "GET", path, quiet=True)
        self.narrator.document(title, f"{self.base_url}{path}")
        self._shown.append((who, title, share_path))
        return page.text

    async def shown_again(self) -> list[tuple[str, str]]:
        """The documents shown, by title, each with a link that is good from now on: a moved clock ends old ones."""
        return [(title, f"{self.base_url}{await self._share(who, path)}") for who, title, path in self._shown]

    def _claim(self, who: str, name: str) -> str:
        return str(jwt.decode(self._tokens[who], options={"verify_signature": False})[name])

    async def _share(self, who: str, share_path: str) -> str:
        return httpx.URL((await self.post(who, share_path))["url"]).path

    async def until(self, what: str, look: Callable[[], Awaitable[Any]]) -> Any:
        """Look until there is something: events take their time. Raises NeverHappened."""
        deadline = time.monotonic() + self.patience_seconds
        while time.monotonic() < deadline:
            try:
                if found := await look():
                    return found
            except Refused as refused:
                if refused.answer.status_code not in (404, *AWAY):
                    raise
            await asyncio.sleep(self.glance_seconds)
        raise NeverHappened(what)

    async def _ask(
        self, who: str, method: str, path: str, *, etag: str | None = None, quiet: bool = False, **sent: Any
    ) -> httpx.Response:
        headers = {"Accept-Language": self.language, "X-Correlation-Id": self.correlation_id()}
        if who != "public":
            headers["Authorization"] = f"Bearer {self._tokens[who]}"
        if method == "POST":
            self._asked += 1
            headers["Idempotency-Key"] = f"{self.walk_id}-{self._asked}"
        if etag is not None:
            headers["If-Match"] = etag
        answer = await self._send(method, path, headers, **sent)
        if not quiet and method != "GET":
            self.narrator.request(who, method, path, answer)
        return answer

    async def _send(self, method: str, path: str, headers: dict[str, str], **sent: Any) -> httpx.Response:
        deadline = time.monotonic() + self.patience_seconds
        while True:
            answer = await self._try(method, path, headers, **sent)
            if answer is not None and answer.status_code not in AWAY:
                break
            if time.monotonic() > deadline:
                raise NeverHappened(f"{method} {path} is not answered")
            await asyncio.sleep(_pause(answer) or self.glance_seconds * 4)
        if answer.is_error:
            raise Refused(method, path, answer)
        return answer

    async def _try(
        self, method: str, path: str, headers: dict[str, str], **sent: Any
    ) -> httpx.Response | None:
        """One attempt; None where nobody answered (the same request is sent again, with the same key)."""
        try:
            return await self._client.request(method, path, headers=headers, **sent)
        except httpx.TransportError:
            self._lost = True
            return None


def _pause(answer: httpx.Response | None) -> float:
    """The seconds that a server which is away asks for, within bounds."""
    asked = "" if answer is None else answer.headers.get("retry-after", "")
    return min(float(asked), LONGEST_PAUSE_SECONDS) if asked.isdigit() else 0.0
