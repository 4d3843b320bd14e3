"""Whoever signs in: tokens of the sandbox's identity provider."""

import httpx


def token(base_url: str, role: str, **claims: str | int) -> str:
    """A token of `role`; `claims` are the other fields of POST /sandbox/idp/token."""
    answer = httpx.post(f"{base_url}/sandbox/idp/token", json={"role": role, **claims})
    answer.raise_for_status()
    issued: str = answer.json()["access_token"]
    return issued


def bearer(base_url: str, role: str, **claims: str | int) -> dict[str, str]:
    """The headers of a request of `role`."""
    return {"Authorization": f"Bearer {token(base_url, role, **claims)}"}
