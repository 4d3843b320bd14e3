"""Carriers: what was sent to them, what they called back, and sending again."""

from typing import Any

from nicegui import ui

from services.console.frame import PATIENCE_SECONDS, Page, nothing, show, trouble
from services.console.sessions import Sessions

SHOWN = 50


def register(sessions: Sessions) -> None:
    """Add the page."""

    @ui.page("/deliveries", response_timeout=PATIENCE_SECONDS)
    async def deliveries() -> None:
        await show(sessions, "carriers", _content)


async def _content(page: Page) -> None:
    await _deliveries(page)
    await _callbacks(page)


async def _deliveries(page: Page) -> None:
    ui.label(page.say("carriers.deliveries")).classes("text-xl font-semibold").props(
        "role=heading aria-level=2"
    )
    answered = await page.gateway.get("/carriers/deliveries", limit=SHOWN)
    if trouble(page, "carriers", answered):
        return
    if not answered.items:
        nothing(page.say("carriers.no_deliveries"))
    for delivery in answered.items:
        with ui.row().classes("w-full items-center gap-2 flex-wrap border-b pb-1"):
            ui.badge(delivery["status"], color="positive" if delivery["status"] == "delivered" else "warning")
            ui.label(delivery["event"]).classes("font-semibold")
            ui.label(_when(delivery)).classes("text-gray-700 text-sm")
            ui.space()
            if page.session.role == "ops":
                ui.button(
                    page.say("carriers.redeliver"), on_click=lambda chosen=delivery: _redeliver(page, chosen)
                ).props("no-caps outline dense")


async def _callbacks(page: Page) -> None:
    ui.label(page.say("carriers.callbacks")).classes("text-xl font-semibold").props(
        "role=heading aria-level=2"
    )
    answered = await page.gateway.get("/carriers/callbacks", limit=SHOWN)
    if trouble(page, "carriers", answered):
        return
    if not answered.items:
        nothing(page.say("carriers.no_callbacks"))
        return
    columns = [
        {"name": name, "label": page.say(f"carriers.{name}"), "field": name, "align": "left"}
        for name in ("received_at", "case_kind", "report")
    ]
    ui.table(columns=columns, rows=answered.items, row_key="id").classes("w-full").props(
        "flat bordered dense"
    )


def _when(delivery: dict[str, Any]) -> str:
    return str(delivery.get("delivered_at") or delivery.get("created_at") or "")


async def _redeliver(page: Page, delivery: dict[str, Any]) -> None:
    answered = page.check(await page.gateway.post(f"/carriers/deliveries/{delivery['id']}/redeliver"))
    if answered.problem is None:
        ui.notify(page.say("carriers.redelivered"), type="positive")
    else:
        ui.notify(page.say("no_answer", what="carriers", problem=answered.problem), type="negative")
