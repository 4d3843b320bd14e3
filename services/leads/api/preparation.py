"""Routes about what an agent prepares with: the lines, risk foresight, his tools, and the rules for a phone."""

import hashlib
from datetime import date
from functools import lru_cache
from typing import Annotated

from fastapi import Header, Query, Response

from services.leads.api.shown import label, labels, page_of, rule_ref, values_of
from services.leads.domain.foresight import Foresight, foresee, known_tags
from services.leads.domain.preparation import LineProfile, line_profile
from services.leads.domain.tools import Tool, tools
from services.leads.schemas.knowledge import (
    ClaimSetOut,
    ExpectationOut,
    ForesightIn,
    ForesightOut,
    LineOutlookOut,
    LineProfileOut,
    NamedOut,
    ReadinessOut,
    SnapshotOut,
    SnapshotRefOut,
    SnapshotRuleOut,
    StrategyOut,
    ToolOut,
)
from services.leads.texts import KNOWLEDGE
from shared.because import Answer
from shared.calendar import local_date
from shared.caller import Role
from shared.contracts import Line
from shared.jurisdictions import Jurisdiction
from shared.language import Language
from shared.pagination import Asked, PageOf
from shared.routing import Uow, allow, service_router
from shared.unit_of_work import UnitOfWork

SNAPSHOT = "/leads/tools/snapshot"

router = service_router("leads")


@router.get("/preparation/lines", tags=["preparation"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def list_line_profiles(
    uow: Uow, asked: Asked, line: Annotated[Line | None, Query()] = None
) -> PageOf[LineProfileOut]:
    """What underwriting looks at on each line, what a claim needs, and what is then looked into."""
    today = local_date(uow.now)
    profiles = [
        line_profile(uow.kit.jurisdiction, one, on=today) for one in Line if line is None or one is line
    ]
    return page_of(profiles, asked, lambda one: _profile(one, uow.language), key=lambda one: one.line)


@router.get("/preparation/foresight-tags", tags=["preparation"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def list_foresight_tags(uow: Uow, asked: Asked) -> PageOf[NamedOut]:
    """The tags that risk foresight understands."""
    known = known_tags(uow.kit.jurisdiction, on=local_date(uow.now))
    return page_of(known, asked, lambda tag: label(tag, uow.language), key=lambda tag: tag.code)


@router.post("/calculators/risk-foresight", tags=["calculators"])
@allow(Role.AGENT, Role.MANAGER)
async def foresee_risks(uow: Uow, asked: ForesightIn) -> Answer[ForesightOut]:
    """What to expect of each line for somebody of whom a few facts are known, and how to go about it."""
    answer = foresee(
        uow.kit.jurisdiction,
        tags=asked.tags,
        age=asked.age,
        occupation_class=asked.occupation_class,
        on=local_date(uow.now),
    )
    return Answer(
        result=_foresight(answer.result, uow.language),
        because=answer.because,
        caveats=[KNOWLEDGE.say(key, uow.language) for key in answer.caveats],
    )


@router.get("/tools/readiness", tags=["tools"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def show_readiness(uow: Uow) -> ReadinessOut:
    """The institution's tools: the rules that each works by, and where to ask whether its service is ready.

    This service answers for itself only (`ready`), and calls no other: a phone asks the other addresses itself.
    """
    today = local_date(uow.now)
    etag, _ = _snapshot(uow.kit.jurisdiction, today)
    base = uow.kit.settings.public_url.rstrip("/")
    return ReadinessOut(
        tools=[_tool(uow, tool, base) for tool in tools(uow.kit.jurisdiction, on=today)],
        snapshot=SnapshotRefOut(address=f"{base}{SNAPSHOT}", etag=etag),
    )


@router.get("/tools/snapshot", tags=["tools"], response_model=SnapshotOut)
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def fetch_snapshot(uow: Uow, if_none_match: Annotated[str | None, Header()] = None) -> Response:
    """Every rule in force, rulebook and tables included, to be kept on a phone; 304 where it has them already."""
    etag, body = _snapshot(uow.kit.jurisdiction, local_date(uow.now))
    headers = {"etag": etag, "cache-control": "private, no-cache"}
    known = {tag.strip().removeprefix("W/") for tag in (if_none_match or "").split(",")}
    if known & {etag, "*"}:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@lru_cache(maxsize=8)
def _snapshot(rules: Jurisdiction, on: date) -> tuple[str, bytes]:
    """The ETag and the body: the day is not part of it, so that it changes only when a rule does."""
    snapshot = SnapshotOut(
        jurisdiction=rules.code,
        rules=[
            SnapshotRuleOut(
                **rule_ref(rule).model_dump(),
                effective_from=rule.effective_from,
                effective_to=rule.effective_to,
                values=values_of(rule),
            )
            for rule in rules.rules()
            if rule.in_force(on)
        ],
    )
    body = snapshot.model_dump_json().encode()
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"', body


def _tool(uow: UnitOfWork, tool: Tool, base: str) -> ToolOut:
    own = tool.service == uow.kit.name
    return ToolOut(
        **label(tool.called, uow.language).model_dump(),
        service=tool.service,
        address=f"{base}{tool.address}",
        readiness_address=f"{base}/{tool.service}/health/ready",
        ready=not (tool.missing or uow.kit.defects) if own else None,
        rules=[rule_ref(rule) for rule in tool.rests],
        missing_rules=list(tool.missing),
    )


def _profile(profile: LineProfile, language: Language) -> LineProfileOut:
    return LineProfileOut(
        line=profile.line,
        underwriting_focus=labels(profile.underwriting_focus, language),
        claim_documents=[
            ClaimSetOut(case=one.case, documents=labels(one.documents, language))
            for one in profile.claim_documents
        ],
        investigation=labels(profile.investigation, language),
        rules=[rule_ref(rule) for rule in profile.rests],
    )


def _foresight(foresight: Foresight, language: Language) -> ForesightOut:
    return ForesightOut(
        outlook=[
            LineOutlookOut(
                line=Line(one.line),
                mildest=label(one.mildest, language),
                hardest=label(one.hardest, language),
                facts=[
                    ExpectationOut(
                        fact=label(fact.fact, language),
                        mildest=label(fact.mildest, language),
                        hardest=label(fact.hardest, language),
                    )
                    for fact in one.facts
                ],
            )
            for one in foresight.outlook
        ],
        strategies=[
            StrategyOut(code=one.code, advice=one.advice[language], reason=one.reason[language])
            for one in foresight.strategies
        ],
        documents=labels(foresight.documents, language),
    )
