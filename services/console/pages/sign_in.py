"""The door: a token of operations or of a manager opens it."""

from nicegui import ui

from services.console.frame import head, here
from services.console.sessions import Sessions
from services.console.texts import TEXTS

KNOWN_REASONS = ("sign_in.expired", "sign_in.refused", "sign_in.wrong_role", "sign_in.not_a_token")


def register(sessions: Sessions) -> None:
    """Add the pages for coming and going."""

    @ui.page("/sign-in")
    async def sign_in(why: str = "") -> None:
        session = here(sessions)

        def say(key: str, **values: object) -> str:
            return TEXTS.say(key, session.language, **values)

        head(say, session, "sign_in")
        with ui.card().classes("mx-auto mt-8 w-full max-w-xl p-6 gap-4").props("role=main"):
            ui.label(say("page.sign_in")).classes("text-2xl font-semibold").props("role=heading aria-level=1")
            ui.label(say("sign_in.how"))
            refusal = ui.label().classes("text-red-900 bg-red-50 p-2 rounded w-full").props("role=alert")
            refusal.set_text(say(why) if why in KNOWN_REASONS else "")
            refusal.bind_visibility_from(refusal, "text", backward=bool)
            token = (
                ui.textarea(say("sign_in.token"))
                .classes("w-full")
                .props("outlined autofocus spellcheck=false")
            )

            async def try_token() -> None:
                refused = await sessions.sign_in(session, token.value or "")
                if refused is None:
                    ui.navigate.to("/")
                else:
                    refusal.set_text(say(refused))

            ui.button(say("sign_in.go"), on_click=try_token).props("no-caps")

    @ui.page("/sign-out")
    async def sign_out() -> None:
        sessions.sign_out(here(sessions))
        ui.navigate.to("/sign-in")
