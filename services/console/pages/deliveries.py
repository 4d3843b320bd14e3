"""Carriers: what was sent to them, what they called back, and sending again."""

from typing import Any, NamedTuple

from nicegui import ui

from services.console.frame import PATIENCE_SECONDS, Page, moment, nothing, section, show, trouble
from services.console.gateway import Answered
from services.console.sessions import Sessions

SHOWN = 50
COLOURS = {"delivered": "positive", "pending": "warning", "failed": "negative"}


class _Seen(NamedTuple):
    deliveries: Answered
    callbacks: Answered


def register(sessions: Sessions) -> None:
    """Add the page."""

    @ui.page("/deliveries", response_timeout=PATIENCE_SECONDS)
    async def deliveries() -> None:
        await show(sessions, "carriers", _look, _draw)


async def _look(page: Page) -> _Seen:
    return _Seen(
        await page.gateway.get("/carriers/deliveries", limit=SHOWN),
        await page.gateway.get("/carriers/callbacks", limit=SHOWN),
    )


def _draw(page: Page, seen: _Seen) -> None:
    _deliveries(page, seen.deliveries)
    _callbacks(page, seen.callbacks)


def _deliveries(page: Page, answered: Answered) -> None:
    section(page.say("carriers.deliveries"))
    if trouble(page, "carriers", answered):
        return
    if not answered.items:
        nothing(page.say("carriers.no_deliveries"))
    for delivery in answered.items:
        with ui.row().classes("w-full items-center gap-2 flex-wrap border-b border-gray-300 pb-1"):
            ui.badge(page.say(f"carriers.{delivery['status']}"), color=COLOURS[delivery["status"]])
            ui.label(delivery["event"]).classes("font-semibold")
            ui.label(_when(delivery)).classes("text-gray-700 text-sm")
            ui.space()
            if page.session.role == "ops":
                ui.button(
                    page.say("carriers.redeliver"), on_click=lambda chosen=delivery: _redeliver(page, chosen)
                ).props("no-caps outline dense padding='2px 10px'")


def _callbacks(page: Page, answered: Answered) -> None:
    section(page.say("carriers.callbacks"))
    if trouble(page, "carriers", answered):
        return
    if not answered.items:
        nothing(page.say("carriers.no_callbacks"))
        return
    columns = [
        {"name": name, "label": page.say(f"carriers.{name}"), "field": name, "align": "left"}
        for name in ("received_at", "case_kind", "report")
    ]
    rows = [_callback(page, found) for found in answered.items]
    ui.table(columns=columns, rows=rows, row_key="id").classes("w-full").props("flat bordered dense")


def _when(delivery: dict[str, Any]) -> str:
    return moment(delivery.get("delivered_at") or delivery.get("created_at"))


def _callback(page: Page, found: dict[str, Any]) -> dict[str, Any]:
    return found | {
        "received_at": moment(found["received_at"]),
        "case_kind": page.say(f"carriers.{found['case_kind']}"),
    }


async def _redeliver(page: Page, delivery: dict[str, Any]) -> None:
    answered = page.check(await page.gateway.post(f"/carriers/deliveries/{delivery['id']}/redeliver"))
    if answered.problem is None:
        ui.notify(page.say("carriers.redelivered"), type="positive")
    else:
        ui.notify(page.say("no_answer", what="carriers", problem=answered.problem), type="negative")
    await page.changed()
