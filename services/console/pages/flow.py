"""How events flow through each service: outbox depth, consumer lag, events set aside."""

import asyncio
from collections.abc import Sequence

from nicegui import ui

from services.console.frame import PATIENCE_SECONDS, Page, show, trouble
from services.console.gateway import SERVICES, Answered
from services.console.sessions import Sessions


def register(sessions: Sessions) -> None:
    """Add the page."""

    @ui.page("/flow", response_timeout=PATIENCE_SECONDS)
    async def flow() -> None:
        await show(sessions, "flow", _look, _draw)


async def _look(page: Page) -> Sequence[Answered]:
    return await asyncio.gather(*(page.gateway.get(f"/{service}/ops/flow") for service in SERVICES))


def _draw(page: Page, answers: Sequence[Answered]) -> None:
    rows = []
    for service, answered in zip(SERVICES, answers, strict=True):
        if trouble(page, service, answered):
            continue
        flow = answered.body
        lag = sum(flow["lag"].values()) if flow["log_reachable"] else page.say("flow.log_away")
        rows.append({"service": service, "outbox": flow["outbox"], "lag": lag, **flow["held"]})
    columns = [
        {
            "name": name,
            "label": page.say(f"flow.{name}"),
            "field": name,
            "align": "left" if name == "service" else "right",
        }
        for name in ("service", "outbox", "lag", "retrying", "parked", "waiting")
    ]
    ui.table(columns=columns, rows=rows, row_key="service").classes("w-full").props("flat bordered dense")
