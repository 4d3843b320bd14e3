"""What the pretend insurer reads of a case: it follows the links of the letter with a token of its own.

It decides by the letter alone where that is enough; the sum of a claim it must know.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx

from sandbox.carrier.letters import Letters
from sandbox.idp import Issuer
from shared.calendar import age_on
from shared.caller import Role
from shared.money import Money

NOT_SHOWN = (403, 404, 405)


class NotYet(Exception):
    """What is needed cannot be read at this moment; the message says what."""


@dataclass(frozen=True)
class ClaimFacts:
    """What a claim is decided by."""

    sum_insured: Money
    arrears: Money
    line: str | None


class Cases:
    """Reads cases from the services over HTTP."""

    def __init__(self, client: httpx.AsyncClient, issuer: Issuer, letters: Letters) -> None:
        self._client = client
        self._issuer = issuer
        self._letters = letters

    async def read(self, path: str) -> dict[str, Any]:
        """What lies at `path` for a carrier, or nothing where it is not shown; raises NotYet."""
        return await self._ask("GET", path, Role.CARRIER)

    async def advised_exclusions(self, application: dict[str, Any], line: str, today: date) -> list[str]:
        """What the pre-check of what was disclosed advises to exclude from this line."""
        findings = (application.get("disclosures") or {}).get("findings")
        if not findings:
            return []
        insured = application.get("insured") or {}
        asked: dict[str, Any] = {"findings": findings, "lines": [line]}
        if insured.get("birth_date") and insured.get("sex"):
            asked["life"] = {
                "age": age_on(date.fromisoformat(insured["birth_date"]), today),
                "sex": insured["sex"],
                "occupation_class": str(insured.get("occupation_class", 1)),
            }
        answer = await self._ask("POST", "/underwriting/calculators/precheck", Role.AGENT, json=asked)
        lines = (answer.get("result") or {}).get("lines") or []
        found: dict[str, Any] = next((one for one in lines if one.get("line") == line), {})
        if found.get("outcome") != "EXCLUSION":
            return []
        return [each["code"] if isinstance(each, dict) else str(each) for each in found.get("exclusions", ())]

    async def claim_facts(self, data: dict[str, Any]) -> ClaimFacts:
        """What the claim of this letter is decided by; raises NotYet where its sum cannot be found."""
        claim = await self.read(f"/claims/{data['claim_id']}")
        line = claim.get("line") or data.get("line")
        named = claim.get("sum_insured") or data.get("sum_insured")
        sum_insured = Money.of(named) if named else await self._sum_of_policy(data, line)
        return ClaimFacts(sum_insured, Money.of(claim.get("arrears") or "0.00"), line)

    async def _sum_of_policy(self, data: dict[str, Any], line: str | None) -> Money:
        """The sum of the claim's policy, among the applications that this insurer had from the client."""
        applications = [
            known
            for known in await self._letters.applications_of(str(data["client_id"]))
            if line in (None, known.get("line"))
        ]
        if len(applications) > 1:
            applications = [
                known for known in applications if await self._became(known, str(data.get("policy_id")))
            ]
        if not applications:
            raise NotYet("the sum insured is not known")
        return Money.of(applications[0]["sum_insured"])

    async def _became(self, application: dict[str, Any], policy_id: str) -> bool:
        found = await self.read(f"/underwriting/applications/{application['application_id']}")
        return str((found.get("policy") or {}).get("policy_id") or found.get("policy_id")) == policy_id

    async def _ask(self, method: str, path: str, role: Role, **sent: Any) -> dict[str, Any]:
        try:
            answer = await self._client.request(
                method, path, headers={"authorization": self._issuer.bearer(role)}, **sent
            )
        except httpx.HTTPError as error:
            raise NotYet(f"{path}: {type(error).__name__}") from error
        if answer.status_code in NOT_SHOWN or (method == "POST" and answer.status_code == 422):
            return {}
        if not answer.is_success:
            raise NotYet(f"{path}: {answer.status_code}")
        found: dict[str, Any] = answer.json()
        return found
