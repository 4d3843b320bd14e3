"""How the pretend insurer gets connected: it registers itself as a carrier of the demo agency, as operations would.

Its secrets are its own, made once an installation; registering again changes nothing. It keeps at it until the services
answer, so it does not matter who starts first.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx
import structlog

from sandbox import identities
from sandbox.idp import Issuer
from sandbox.settings import Settings
from sandbox.store import Store
from shared.caller import Role
from shared.ids import new_id
from shared.problems import Unavailable

SECRETS = "carrier_secrets"
CONNECTED = "carrier_connected"
ENDPOINTS = "/carriers/endpoints"
FIRST_WAIT, LONGEST_WAIT = 0.1, 5.0

log = structlog.get_logger("coverloop.sandbox.carrier")


class NotConnected(Exception):
    """The services did not do what they were asked; the message says what."""


@dataclass
class Registration:
    """The insurer's side of the connection. `callback_path` is empty until it was connected once."""

    store: Store
    client: httpx.AsyncClient
    issuer: Issuer
    settings: Settings
    webhook_secret: str
    callback_secret: str
    callback_path: str = ""
    connected: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def known(self) -> bool:
        """Whether the insurer knows where to call back."""
        return bool(self.callback_path)

    async def keep_trying(self) -> None:
        """Connect, however long the services take."""
        wait = FIRST_WAIT
        while True:
            try:
                await self.connect()
                return
            except (httpx.HTTPError, NotConnected, Unavailable) as reason:
                log.info(
                    "the pretend carrier is not connected yet", reason=str(reason) or type(reason).__name__
                )
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    async def connect(self) -> None:
        """Make sure that the endpoint is there, leads here, and has our secrets. Raises NotConnected, HTTPError."""
        found = await self._ask("GET", ENDPOINTS, params={"carrier_id": str(identities.CARRIER_ID)})
        endpoint = found.json()["items"][0] if found.json()["items"] else None
        remembered = await self.store.read(CONNECTED) or {}
        if endpoint is None:
            endpoint = await self._register()
        elif remembered.get("carrier_key") != endpoint["carrier_key"]:
            endpoint = await self._take_over(endpoint)
        if endpoint["url"] != self._url:
            endpoint = await self._move(endpoint)
        await self.store.keep(
            CONNECTED,
            {"carrier_key": endpoint["carrier_key"], "callback_path": endpoint["callback_path"]},
        )
        self.callback_path = endpoint["callback_path"]
        self.connected.set()

    @property
    def _url(self) -> str:
        return f"{self.settings.public_url}/sandbox/carrier/webhooks"

    async def _register(self) -> dict[str, Any]:
        body = {
            "carrier_id": str(identities.CARRIER_ID),
            "name": identities.CARRIER_NAME,
            "url": self._url,
            "webhook_secret": self.webhook_secret,
            "callback_secret": self.callback_secret,
        }
        answer = await self._ask("POST", ENDPOINTS, json=body, headers={"idempotency-key": str(new_id())})
        return dict(answer.json())

    async def _take_over(self, endpoint: dict[str, Any]) -> dict[str, Any]:
        """The services know us and we do not know them: give the endpoint our secrets."""
        for secret, value in (("webhook", self.webhook_secret), ("callback", self.callback_secret)):
            answer = await self._ask(
                "POST",
                f"{ENDPOINTS}/{endpoint['id']}/rotate-secret",
                json={"secret": secret, "value": value},
                headers={"if-match": f'"{endpoint["version"]}"'},
            )
            endpoint = answer.json()
        return endpoint

    async def _move(self, endpoint: dict[str, Any]) -> dict[str, Any]:
        answer = await self._ask(
            "PUT",
            f"{ENDPOINTS}/{endpoint['id']}",
            json={"name": endpoint["name"], "url": self._url, "events": endpoint["events"]},
            headers={"if-match": f'"{endpoint["version"]}"'},
        )
        return dict(answer.json())

    async def _ask(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **sent: Any
    ) -> httpx.Response:
        authorised = {"authorization": self.issuer.bearer(Role.OPS), **(headers or {})}
        answer = await self.client.request(method, path, headers=authorised, **sent)
        if not answer.is_success:
            raise NotConnected(f"{method} {path}: {answer.status_code}")
        return answer
