"""Asks the sandbox of a running Coverloop for a token."""

from collections.abc import Mapping

import httpx

from deploy.refusal import Refusal


class NoToken(Refusal):
    """The sandbox gave no token; the message says why."""


def ask_for_token(url: str, role: str, claims: Mapping[str, str]) -> str:
    """A signed token for `role` with these claims (ids by claim name). Raises NoToken."""
    try:
        with httpx.Client(base_url=url, timeout=10, trust_env=False) as client:
            answer = client.post("/sandbox/idp/token", json={"role": role, **claims})
    except httpx.TransportError as error:
        raise NoToken(
            f"nothing answers at {url}: start it with `make run`, or say where with --url"
        ) from error
    if answer.is_error:
        raise NoToken(f"the sandbox at {url} refused ({answer.status_code}): {answer.text[:500]}")
    return str(answer.json()["access_token"])
