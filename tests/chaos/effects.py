"""What each request of the clients, and each event after it, is to leave behind. Data, against which the rest is checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from deploy.roster import lifecycle_services
from tests.chaos.ledger import Accepted

ANY_ID = r"[0-9a-zA-Z_-]+"


@dataclass(frozen=True, slots=True)
class Effect:
    """What follows from one request. `rows`: tables of its service, each with the member of the answer that has the id.

    `change`: an event that tells of the version answered, once for each thing that it changed; perhaps because of the same
    request, made before and never answered.
    """

    events: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    change: str | None = None


NOTHING = Effect()

BY_OUTCOME: Mapping[str, Effect] = {
    "captured": Effect(("lead-captured",), (("lead", "client_id"),)),
    "merged": Effect(("lead-merged",), (("lead", "client_id"),)),
}

BY_ROUTE: Mapping[str, Effect] = {
    "POST /leads/campaigns": Effect(rows=(("campaign", "id"),)),
    "POST /servicing/tasks/*/complete": Effect(rows=(("task", "id"),)),
    "POST /leads/*/refusals": Effect(("lead-refused",), (("refusal", "id"),)),
    "POST /leads/*/consents": Effect(("consent-granted",), (("consent", "id"),)),
    "POST /leads/*/consents/*/withdraw": Effect(("consent-withdrawn",), (("consent", "id"),)),
    "POST /leads/*/erasure-requests": Effect(("erasure-requested",), (("erasure_request", "id"),)),
    "POST /leads/*/policy-reviews": Effect(rows=(("policy_review", "id"),)),
    "POST /leads/*/demand-cards": Effect(rows=(("demand_card", "id"),)),
    "POST /leads/*/referrals": Effect(
        ("lead-captured", "referral-recorded"), (("referral", "referral_id"), ("lead", "referee_client_id"))
    ),
    "PUT /needs/clients/*/household": Effect(("gap-computed",), change="household-changed"),
    "POST /needs/clients/*/assessments": Effect(("gap-computed",), (("assessment", "id"),)),
    "POST /needs/clients/*/assessments/*/confirm": Effect(("gap-confirmed",), (("assessment", "id"),)),
    "POST /quotes/proposals/*/accept": Effect(
        ("proposal-accepted", "suitability-assessed"), (("proposal", "id"),)
    ),
    "POST /underwriting/prechecks": Effect(("underwriting-prechecked",), (("precheck", "id"),)),
    "POST /underwriting/applications/*/submit": Effect(("application-submitted",), (("application", "id"),)),
    "POST /servicing/policies/*/receipt": Effect(("receipt-signed",), (("policy", "id"),)),
    "POST /claims": Effect(("claim-filed",), (("claim", "id"),)),
    "POST /claims/*/evidence": Effect(rows=(("evidence", "id"),)),
    "POST /claims/*/submit": Effect(("claim-submitted",), (("claim", "id"),)),
}

ONLY_BY_REQUEST = {
    ("leads", "campaign"),
    ("leads", "lead"),
    ("leads", "refusal"),
    ("leads", "demand_card"),
    ("leads", "policy_review"),
    ("leads", "referral"),
    ("leads", "erasure_request"),
    ("underwriting", "precheck"),
    ("claims", "claim"),
    ("claims", "evidence"),
}
"""Tables whose rows are all made by requests, each of which a client has been answered."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """A row of another service that an event leads to: `column` has the id that is `member` of the event."""

    event: str
    member: str
    service: str
    table: str
    column: str
    where: Mapping[str, str] = field(default_factory=dict)
    for_each: str | None = None

    def times(self, data: Mapping[str, Any]) -> int:
        """How many rows there must be: one, or one for each of what the event lists."""
        return 1 if self.for_each is None else len(data[self.for_each])


CONSEQUENCES = (
    *(
        Consequence("erasure-requested", "client_id", service, "client_erasure", "id")
        for service in lifecycle_services()
    ),
    Consequence("self-assessment-submitted", "client_id", "needs", "household", "client_id"),
    Consequence(
        "referral-recorded", "referral_id", "servicing", "task", "subject_id", {"kind": "thank_you_review"}
    ),
    Consequence("lead-captured", "client_id", "needs", "assessment", "client_id", {"occasion": "invited"}),
    Consequence("lead-captured", "client_id", "servicing", "task", "subject_id", {"kind": "first_contact"}),
    Consequence("gap-confirmed", "assessment_id", "quotes", "proposal", "assessment_id"),
    Consequence(
        "proposal-accepted", "proposal_id", "underwriting", "application", "proposal_id", for_each="covers"
    ),
    Consequence("policy-issued", "policy_id", "servicing", "policy", "id"),
    Consequence("policy-issued", "policy_id", "servicing", "task", "subject_id", {"kind": "receipt"}),
    Consequence("policy-issued", "policy_id", "claims", "covered_policy", "id"),
    Consequence("policy-issued", "policy_id", "needs", "policy_cover", "id"),
    Consequence("claim-filed", "claim_id", "servicing", "policy_claim", "id"),
    Consequence("application-submitted", "application_id", "carriers", "carrier_case", "id"),
    Consequence("claim-submitted", "claim_id", "carriers", "carrier_case", "id"),
)


def effect_of(accepted: Accepted) -> Effect:
    """What this request is to leave behind."""
    if accepted.path == "/quotes/catalogue/samples":
        published = [one for one in accepted.body["products"] if one["outcome"] == "published"]
        return Effect(("product-published",) * len(published))
    if accepted.path.endswith("/self-assessment"):
        effect = BY_OUTCOME[accepted.body["outcome"]]
        told = () if accepted.sent.get("household") is None else ("self-assessment-submitted",)
        return replace(effect, events=(*effect.events, *told))
    asked = f"{accepted.method} {accepted.path}"
    return next((effect for route, effect in BY_ROUTE.items() if _pattern(route).fullmatch(asked)), NOTHING)


@cache
def _pattern(route: str) -> re.Pattern[str]:
    return re.compile(re.escape(route).replace(r"\*", ANY_ID))
