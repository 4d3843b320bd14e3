"""What `quotes` tells: what is on sale, what was proposed, and what the client chose."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.contracts import Line
from shared.contracts.needs import Insured
from shared.events import Event
from shared.money import Money


class ProductPublished(Event):
    """A version of a product is on sale."""

    name: ClassVar[str] = "product-published"
    keyed_by: ClassVar[str] = "product_id"

    product_id: UUID
    code: str
    product_version: int
    line: Line
    carrier_id: UUID
    sale_from: date


class ProductUpdated(Event):
    """The sale of a version of a product ends on another day than was said; null is no end."""

    name: ClassVar[str] = "product-updated"
    keyed_by: ClassVar[str] = "product_id"

    product_id: UUID
    code: str
    product_version: int
    line: Line
    carrier_id: UUID
    sale_from: date
    sale_to: date | None


class ProductWithdrawn(Event):
    """A version of a product is taken off the market after `last_sale_day`, for good."""

    name: ClassVar[str] = "product-withdrawn"
    keyed_by: ClassVar[str] = "product_id"

    product_id: UUID
    code: str
    product_version: int
    line: Line
    carrier_id: UUID
    last_sale_day: date


class ProposedCover(BaseModel):
    """One product in a tier, priced for one life."""

    model_config = ConfigDict(frozen=True)

    product_id: UUID
    product_code: str
    carrier_id: UUID
    line: Line
    sum_insured: Money
    coverage_term: str
    payment_years: int
    annual_premium: Money
    waiting_days: int


class ProposalPresented(Event):
    """A tiered proposal lies before the client; `recommended_tier` is null where the budget carries none."""

    name: ClassVar[str] = "proposal-presented"

    client_id: UUID
    proposal_id: UUID
    assessment_id: UUID
    recommended_tier: str | None
    annual_premiums: dict[str, Money]


class ProposalOpened(Event):
    """Somebody opened a version of a proposal by a share link: at most once a link and day.

    `first` says that nobody had opened that version before. Of whoever opened it nothing is known.
    """

    name: ClassVar[str] = "proposal-opened"

    client_id: UUID
    proposal_id: UUID
    proposal_version: int
    first: bool
    opened_at: datetime


class ProposalAccepted(Event):
    """The client chose a tier: an application is opened for each of its covers."""

    name: ClassVar[str] = "proposal-accepted"

    client_id: UUID
    proposal_id: UUID
    tier: str
    annual_premium: Money
    covers: list[ProposedCover]
    insured: Insured


class ProposalRejected(Event):
    """The client wants none of it."""

    name: ClassVar[str] = "proposal-rejected"

    client_id: UUID
    proposal_id: UUID
    reason_code: str


class ProposedGroupCover(BaseModel):
    """One product for a firm: the sum per head (of property in all), and what it costs a year for `heads` (null: property).

    `heads_by_class` are the heads that the product takes, by occupation class.
    """

    model_config = ConfigDict(frozen=True)

    product_id: UUID
    product_code: str
    carrier_id: UUID
    line: Line
    sum_insured: Money
    coverage_term: str
    heads: int | None
    heads_by_class: dict[int, int]
    annual_premium: Money
    waiting_days: int


class EnterpriseProposalPresented(Event):
    """A plan for a firm lies before the client, priced for its heads."""

    name: ClassVar[str] = "enterprise-proposal-presented"

    client_id: UUID
    proposal_id: UUID
    assessment_id: UUID
    headcount: int
    annual_premium: Money
    annual_premiums: dict[Line, Money]


class EnterpriseProposalAccepted(Event):
    """The client chose these covers for his firm: they can be applied for with the carriers."""

    name: ClassVar[str] = "enterprise-proposal-accepted"

    client_id: UUID
    proposal_id: UUID
    industry: str
    headcount: int
    occupation_mix: dict[int, int]
    annual_premium: Money
    covers: list[ProposedGroupCover]


class EnterpriseProposalRejected(Event):
    """The client wants none of it for his firm."""

    name: ClassVar[str] = "enterprise-proposal-rejected"

    client_id: UUID
    proposal_id: UUID
    reason_code: str


class SuitabilityAssessed(Event):
    """Whether the chosen cover fits the client, and what spoke against it."""

    name: ClassVar[str] = "suitability-assessed"

    client_id: UUID
    proposal_id: UUID
    result: str
    triggers: list[str]
