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
            answer = client.post(
                "/sandbox/idp/token", json={"role": role, **claims}, headers={"accept-language": "en"}
            )
    except httpx.TransportError as error:
        raise NoToken(
            f"nothing answers at {url}: start it with `make run`, or say where with --url"
        ) from error
    if answer.is_error:
        raise NoToken(f"the sandbox at {url} gives no such token: {_reason(answer)}")
    return str(answer.json()["access_token"])


def _reason(answer: httpx.Response) -> str:
    """What a problem says of each field, or of itself; of any other answer, its status."""
    try:
        problem = answer.json()
        said = [error["message"] for error in problem.get("errors", ())] or [problem["detail"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"status {answer.status_code}"
    return " ".join(map(str, said))
