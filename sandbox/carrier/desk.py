"""The insurer's desk: acts on letters after a while, and calls back until every answer was taken.

Everything it does rests on rows: a desk that dies goes on where it was. Delays and signatures live in real time, the
dates in a report are the sandbox's.
"""

import asyncio
import contextlib
import json
import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import httpx
import structlog
from standardwebhooks import Webhook

from sandbox.carrier.cases import Cases, NotYet
from sandbox.carrier.letters import Letters
from sandbox.carrier.registration import Registration
from sandbox.carrier.scenarios import (
    ApplicationScenario,
    ClaimScenario,
    Report,
    Scenarios,
    application_reports,
    claim_reports,
)
from shared.bell import Bell
from shared.calendar import add_days, local_date
from shared.clock import MovableClock, SystemClock
from shared.contracts import Line
from shared.problems import Unavailable

POLL_SECONDS = 0.25
LONGEST_WAIT = 15.0

log = structlog.get_logger("coverloop.sandbox.carrier")
_real = SystemClock()


@dataclass
class Desk:
    """Runs until cancelled."""

    letters: Letters
    cases: Cases
    registration: Registration
    clock: MovableClock
    client: httpx.AsyncClient
    bell: Bell

    async def run(self) -> None:
        """Work for ever: at every letter, and every quarter of a second."""
        while True:
            busy = 0
            try:
                busy = await self.work()
            except Unavailable:
                log.warning("the desk waits")
            except Exception:
                log.exception("the desk stumbled")
                await asyncio.sleep(POLL_SECONDS)
            if not busy:
                await self.bell.wait(POLL_SECONDS)

    async def work(self) -> int:
        """Act on the letters and send the answers whose time has come; gives how many there were."""
        letters = await self.letters.to_plan(_real.now())
        await asyncio.gather(*(self._act_on(letter) for letter in letters))
        answers = await self.letters.to_send(_real.now()) if self.registration.known else []
        if answers:
            scenarios = await self.letters.scenarios()
            await asyncio.gather(*(self._send(answer, scenarios) for answer in answers))
        return len(letters) + len(answers)

    async def _act_on(self, letter: dict[str, Any]) -> None:
        try:
            reports, note = await self._decide(letter)
        except NotYet as reason:
            wait = min(0.2 * 2.0 ** letter["attempts"], LONGEST_WAIT)
            await self.letters.put_off(letter, _real.now() + timedelta(seconds=wait), str(reason))
            return
        await self.letters.plan(letter, reports, _real.now(), note)

    async def _decide(self, letter: dict[str, Any]) -> tuple[list[Report], str]:
        """The reports that answer a letter, and why; raises NotYet."""
        scenarios = await self.letters.scenarios()
        if letter["case_id"] is None:
            return [], "about no case"
        told = await self.letters.told(letter["case_id"])
        if "claim_id" in letter["data"]:
            return await self._decide_claim(letter, scenarios, told)
        return await self._decide_application(letter, scenarios, told)

    async def _decide_application(
        self, letter: dict[str, Any], scenarios: Scenarios, told: set[str]
    ) -> tuple[list[Report], str]:
        data = letter["data"]
        application = await self.cases.read(f"/underwriting/applications/{data['application_id']}")
        line = data.get("line") or application.get("line")
        scenario = _chosen(scenarios.applications_by_line, line, scenarios.applications)
        excluded: list[str] = []
        if line and scenario in ("standard", "exclusion", "material_requested"):
            excluded = await self.cases.advised_exclusions(application, line, local_date(self.clock.now()))
        events = await self.letters.events_of(letter["case_id"])
        reports = application_reports(
            cast(ApplicationScenario, scenario),
            told_before=told,
            material_received="material-received" in events,
            excluded=excluded,
            policy_number=f"SP{letter['case_id'].int % 10**14:014d}",
            effective_on=application.get("requested_effective_on"),
        )
        return reports, scenario

    async def _decide_claim(
        self, letter: dict[str, Any], scenarios: Scenarios, told: set[str]
    ) -> tuple[list[Report], str]:
        facts = await self.cases.claim_facts(letter["data"])
        scenario = _chosen(scenarios.claims_by_line, facts.line, scenarios.claims)
        reports = claim_reports(
            cast(ClaimScenario, scenario),
            told_before=told,
            sum_insured=facts.sum_insured,
            arrears=facts.arrears,
        )
        return reports, scenario

    async def _send(self, answer: dict[str, Any], scenarios: Scenarios) -> None:
        """One attempt, in as many copies as the scenario says; what was not taken is sent again later."""
        body = answer["body"] or await self.letters.seal(answer["id"], self._worded(answer))
        copies = 1 + scenarios.duplicate_callbacks
        outcomes = await asyncio.gather(*(self._post(answer, body) for _ in range(copies)))
        if any(taken for taken, _ in outcomes):
            await self.letters.taken(
                answer["id"], _real.now(), next(told for taken, told in outcomes if taken)
            )
            return
        wait = min(0.2 * 2.0 ** min(answer["attempts"], 10), LONGEST_WAIT) * random.uniform(0.5, 1)  # noqa: S311
        await self.letters.try_again(answer["id"], _real.now() + timedelta(seconds=wait), outcomes[0][1])

    def _worded(self, answer: dict[str, Any]) -> str:
        """What the answer says, dated now by the sandbox's clock."""
        now, data = self.clock.now(), answer["data"]
        report = dict(answer["report"])
        if report["report"] == "issued" and not report.get("effective_on"):
            report["effective_on"] = add_days(local_date(now), 1).isoformat()
        said = {
            "case_kind": "claim" if "claim_id" in data else "application",
            "case_id": str(answer["case_id"]),
            "client_id": data.get("client_id"),
            "reported_at": now.isoformat(),
            **report,
        }
        return json.dumps(said, ensure_ascii=False)

    async def _post(self, answer: dict[str, Any], body: str) -> tuple[bool, str]:
        """Call back once; whether it was taken, and what was answered."""
        signed_at, webhook_id = _real.now(), str(answer["id"])
        headers = {
            "content-type": "application/json",
            "webhook-id": webhook_id,
            "webhook-timestamp": str(int(signed_at.timestamp())),
            "webhook-signature": Webhook(self.registration.callback_secret).sign(webhook_id, signed_at, body),
            "x-correlation-id": answer["correlation_id"],
        }
        try:
            answered = await self.client.post(
                self.registration.callback_path, content=body.encode(), headers=headers
            )
        except httpx.HTTPError as error:
            return False, type(error).__name__
        code = ""
        with contextlib.suppress(ValueError):
            code = answered.json().get("code", "")
        return answered.is_success, f"{answered.status_code} {code}".strip()


def _chosen(by_line: Any, line: str | None, otherwise: str) -> str:
    """The scenario of a line, or that of all."""
    return str(by_line.get(Line(line), otherwise)) if line in set(Line) else otherwise
