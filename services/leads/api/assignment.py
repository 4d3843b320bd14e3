"""Routes about who gets a lead: the rules, whom they would choose, and who served a client when."""

from uuid import UUID

from services.leads import queries
from services.leads.domain.assignment import Newcomer
from services.leads.schemas.agents import AssignmentOut, ChosenOut, NewcomerQuestion, RulesIn, RulesOut
from services.leads.tables import Assignment, AssignmentRules
from services.leads.texts import PEOPLE_TEXTS
from services.leads.use_cases.by_rule import change_rules, roster
from shared.because import Answer
from shared.caller import Role
from shared.pagination import Asked, PageOf
from shared.routing import IfMatch, Uow, allow, service_router

router = service_router("leads")


@router.get("/assignment-rules", tags=["assignment"])
@allow(Role.MANAGER, Role.OPS)
async def read_rules(uow: Uow) -> RulesOut:
    """The rules by which leads whom nobody serves are given to agents, in their order."""
    kept: AssignmentRules | None = await uow.one(queries.agents.RULES)
    uow.etag = f'"{0 if kept is None else kept.version}"'
    return _rules(kept)


@router.put("/assignment-rules", tags=["assignment"])
@allow(Role.OPS)
async def put_rules(uow: Uow, version: IfMatch, asked: RulesIn) -> RulesOut:
    """Other rules from now on, all of them; an empty list gives nobody to anybody."""
    kept = await change_rules(uow, version, asked.model_dump(mode="json")["rules"])
    uow.tag(kept)
    return _rules(kept)


@router.post("/calculators/assignment", tags=["calculators"])
@allow(Role.MANAGER, Role.OPS)
async def who_would_get(uow: Uow, lead: NewcomerQuestion) -> Answer[ChosenOut]:
    """Who would get such a lead if he came now; for a manager, out of his own team. Nothing is stored."""
    chosen_from = await roster(uow)
    newcomer = Newcomer(**lead.model_dump())
    choice = None if chosen_from is None else chosen_from.choose(newcomer)
    if chosen_from is None or choice is None:
        why = "no_rules" if chosen_from is None else "nobody_fits"
        return Answer(
            result=ChosenOut(agent_id=None, team_id=None, rule=None),
            because=[],
            caveats=[PEOPLE_TEXTS.say(f"caveat.{why}", uow.language)],
        )
    return Answer(
        result=ChosenOut(agent_id=choice.agent.id, team_id=choice.agent.team_id, rule=choice.rule.name),
        because=[chosen_from.because(choice, newcomer)],
        caveats=[],
    )


@router.get("/{client_id}/assignments", tags=["assignment"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def list_assignments(uow: Uow, client_id: UUID, asked: Asked) -> PageOf[AssignmentOut]:
    """Who serves the client since when and why, the newest first; whoever captured him himself is not listed."""
    await uow.get(queries.leads.LEAD, client_id=client_id)
    return await queries.agents.ASSIGNMENTS.page(uow, asked, _assignment, client_id=client_id)


def _rules(kept: AssignmentRules | None) -> RulesOut:
    return RulesOut.model_validate(
        {"version": 0 if kept is None else kept.version, "rules": [] if kept is None else kept.rules}
    )


def _assignment(assignment: Assignment) -> AssignmentOut:
    return AssignmentOut.model_validate(assignment, from_attributes=True)
