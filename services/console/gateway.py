"""How the console reaches the services: over HTTP, with the token of whoever is signed in."""

from dataclasses import dataclass
from typing import Any

import httpx

SERVICES = ("leads", "needs", "quotes", "underwriting", "servicing", "claims", "carriers")
PATIENCE_SECONDS = 5.0
SIGNED_OUT = 401


@dataclass(frozen=True, slots=True)
class Answered:
    """What a service answered: its JSON, or (`problem`) why there is none, in the reader's words."""

    body: Any = None
    problem: str | None = None
    status: int = 0
    etag: str | None = None

    @property
    def items(self) -> list[dict[str, Any]]:
        """The items of a list; empty where there is no answer."""
        return [] if self.body is None else list(self.body["items"])


def connect(services_url: str) -> httpx.AsyncClient:
    """The one client of the process, whose connections all sessions share."""
    return httpx.AsyncClient(base_url=services_url, timeout=PATIENCE_SECONDS)


class Gateway:
    """The services, as one signed-in person sees them. Nothing here raises: what fails is told."""

    def __init__(self, client: httpx.AsyncClient, token: str, language: str) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}

    async def get(self, path: str, **parameters: Any) -> Answered:
        """GET `path`."""
        return await self._ask("GET", path, params=parameters)

    async def post(self, path: str) -> Answered:
        """POST to `path` without a body."""
        return await self._ask("POST", path)

    async def _ask(self, method: str, path: str, **sent: Any) -> Answered:
        try:
            answer = await self._client.request(method, path, headers=self._headers, **sent)
        except httpx.HTTPError as error:
            return Answered(problem=type(error).__name__)
        try:
            body = answer.json()
        except ValueError:
            return Answered(problem=f"HTTP {answer.status_code}", status=answer.status_code)
        if answer.is_error:
            return Answered(problem=str(body.get("detail", answer.status_code)), status=answer.status_code)
        return Answered(body=body, status=answer.status_code, etag=answer.headers.get("etag"))
