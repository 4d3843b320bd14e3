"""Plans for firms as clients and agents see them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.quotes.domain.enterprise_offer import Transfer
from services.quotes.domain.firm import Firm, FirmNeeds
from services.quotes.domain.group_pricing import ClassPremium
from services.quotes.schemas.catalogue import BasisOut
from shared.because import Because
from shared.contracts import Line
from shared.contracts.needs import RiskGap
from shared.money import Money
from shared.sent import Input


class EnterpriseProposalOut(BaseModel):
    """A plan for a firm, as lists show it. `firm_changes` are the codes of what changed since the gaps were agreed to;
    `assess_again` says that pricing again does not answer them.
    """

    id: UUID
    version: int
    client_id: UUID
    assessment_id: UUID
    status: Annotated[str, Field(examples=["presented"])]
    draft_reason: str | None
    headcount: Annotated[int, Field(examples=[40])]
    annual_budget: Money | None
    annual_premium: Money | None
    annual_premiums: Annotated[
        dict[Line, Money], Field(examples=[{"employer_liability": "45240.00", "property": "1800.00"}])
    ]
    accepted_lines: list[Line] | None
    rejection_reason: str | None
    priced_on: date | None
    drafted_at: datetime
    presented_at: datetime | None
    settled_at: datetime | None
    firm_changed_on: date | None
    firm_changes: Annotated[list[str], Field(examples=[["headcount"]])]
    assess_again: bool


class GroupCoverOut(BaseModel):
    """One product of the plan; `carried` says whether the budget carries it together with those before it."""

    product_id: UUID
    product_code: str
    product_version: int
    carrier_id: UUID
    line: Line
    name: str
    insurer: str
    coverage_term: str
    sum_insured: Money
    asked: Money
    heads: int | None
    classes: list[ClassPremium]
    heads_not_taken: dict[int, int]
    annual_premium: Money
    deductible: Money | None
    annual_limit: Money | None
    waiting_days: int
    carried: bool | None
    basis: BasisOut
    illustrative: bool
    because: Because
    caveats: list[str]


class MissingLineOut(BaseModel):
    """A line that the firm lacks and that cannot be had."""

    line: Line
    problem: str
    text: str


class EnterprisePlanOut(BaseModel):
    """The covers of a firm in the customary order, what they cost together a year, and the risk-transfer table."""

    annual_premium: Money
    covers: list[GroupCoverOut]
    missing: list[MissingLineOut]
    carried: list[Line] | None
    transfers: list[Transfer]


class EnterpriseProposalDetailOut(EnterpriseProposalOut):
    """A plan for a firm with its covers, the reasons for every figure, and what a reader must be told."""

    firm: Firm
    needs: FirmNeeds
    gaps: list[RiskGap]
    plan: EnterprisePlanOut | None
    because: list[Because]
    caveats: list[str]


class EnterpriseAcceptIn(Input):
    """The lines that the client chooses for his firm; null chooses all of them."""

    lines: Annotated[
        list[Line] | None,
        Field(min_length=1, max_length=12, examples=[["employer_liability", "group_accident"]]),
    ] = None
