"""Whatever is sent to any route of any service is answered clearly: what fits its schema and what does not."""

import contextlib
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from deploy.demo.walk import Walk
from deploy.roster import lifecycle_services

EXAMPLES = 3


def operations_of(service: str, walk: Walk) -> list[Any]:
    """Every operation of a service's own API document."""
    schema = schemathesis.openapi.from_url(f"{walk.base_url}/{service}/openapi.json")
    return [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]


def tokens(walk: Walk) -> dict[str, dict[str, str]]:
    """The headers of each role, and of nobody."""
    headers: dict[str, dict[str, str]] = {"public": {}}
    for role in ("client", "agent", "manager", "ops", "carrier"):
        claims = {"client_id": walk.known["client_id"]} if role == "client" else {}
        answer = httpx.post(f"{walk.base_url}/sandbox/idp/token", json={"role": role, **claims})
        headers[role] = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    return headers


def check(response: Any, operation: Any) -> None:
    """Below 500, and where it is an error it is a problem with a code."""
    about = (
        f"{operation.method.upper()} {operation.path} -> {response.status_code} {response.content[:300]!r}"
    )
    assert response.status_code < 500, about
    if response.status_code >= 400:
        assert response.headers["content-type"][0].startswith("application/problem+json"), about
        assert response.json()["code"], about


def ask(operation: Any, mode: GenerationMode, sent_as: dict[str, str]) -> list[int]:
    """Send a few generated requests to one operation; the status of each."""
    seen: list[int] = []

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    def send(case: Any) -> None:
        response = case.call(headers=sent_as)
        seen.append(response.status_code)
        check(response, operation)

    with contextlib.suppress(Unsatisfiable):  # Nothing about such an operation can be wrong.
        send()
    return seen


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"]
)
@pytest.mark.parametrize("service", lifecycle_services())
def test_every_route_answers_clearly_whatever_is_sent(
    service: str, mode: GenerationMode, walked: Walk
) -> None:
    headers, seen = tokens(walked), set[int]()
    for operation in operations_of(service, walked):
        roles = operation.definition.raw["x-roles"]
        seen.update(ask(operation, mode, headers[roles if isinstance(roles, str) else roles[0]]))
    assert (200 in seen) if mode is GenerationMode.POSITIVE else (422 in seen), seen
