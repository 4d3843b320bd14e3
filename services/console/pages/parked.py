"""Events that could not be applied, with their error; an operator has them tried again, or gives them up."""

import asyncio
from collections.abc import Sequence
from typing import Any

from nicegui import ui

from services.console.frame import PATIENCE_SECONDS, Page, moment, nothing, show, trouble
from services.console.gateway import SERVICES, Answered
from services.console.sessions import Sessions


def register(sessions: Sessions) -> None:
    """Add the page."""

    @ui.page("/parked", response_timeout=PATIENCE_SECONDS)
    async def parked() -> None:
        await show(sessions, "parked", _look, _draw)


async def _look(page: Page) -> Sequence[Answered]:
    if page.session.role != "ops":
        return ()
    return await asyncio.gather(*(page.gateway.get(f"/{service}/ops/dead-letters") for service in SERVICES))


def _draw(page: Page, answers: Sequence[Answered]) -> None:
    if page.session.role != "ops":
        nothing(page.say("parked.ops_only"))
        return
    held = 0
    for service, answered in zip(SERVICES, answers, strict=True):
        if trouble(page, service, answered):
            continue
        for event in answered.items:
            held += 1
            _card(page, service, event)
    if not held:
        nothing(page.say("parked.none"))


def _card(page: Page, service: str, event: dict[str, Any]) -> None:
    with ui.card().classes("w-full p-4 gap-1"):
        with ui.row().classes("w-full items-center gap-2 flex-wrap"):
            ui.badge(
                page.say(f"flow.{event['status']}"),
                color="negative" if event["status"] == "parked" else "warning",
            )
            ui.label(f"{service} ← {event['event']}").classes("font-semibold")
        ui.label(page.say("parked.error", error=event["error"] or "–", attempts=event["attempts"]))
        ui.label(page.say("parked.key", partition=event["key"], since=moment(event["held_at"]))).classes(
            "text-gray-700 text-sm"
        )
        with ui.row().classes("gap-2 mt-2"):
            ui.button(page.say("parked.replay"), on_click=lambda: _act(page, service, event, "replay")).props(
                "no-caps"
            )
            ui.button(page.say("parked.discard"), on_click=lambda: _confirm(page, service, event)).props(
                "no-caps outline color=negative"
            )


def _confirm(page: Page, service: str, event: dict[str, Any]) -> None:
    with page.above, ui.dialog(value=True) as dialog, ui.card():
        dialog.on("hide", dialog.delete)
        ui.label(page.say("parked.sure", event=event["event"], service=service))
        with ui.row().classes("justify-end w-full"):
            ui.button(page.say("cancel"), on_click=dialog.close).props("flat no-caps")

            async def discard() -> None:
                await _act(page, service, event, "discard")
                dialog.close()

            ui.button(page.say("parked.discard"), on_click=discard).props("no-caps color=negative")


async def _act(page: Page, service: str, event: dict[str, Any], action: str) -> None:
    answered = page.check(await page.gateway.post(f"/{service}/ops/dead-letters/{event['id']}/{action}"))
    if answered.problem is None:
        ui.notify(page.say(f"parked.{action}_done"), type="positive")
    else:
        ui.notify(page.say("no_answer", what=service, problem=answered.problem), type="negative")
    await page.changed()
