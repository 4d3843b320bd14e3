"""What the calculator of fitting products is asked and tells."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from services.quotes.domain.fit import Scene
from services.quotes.schemas.calculators import OnDay
from shared.contracts import Line


class SceneIn(Scene):
    """A client's or firm's scene, and the day on which it is asked for."""

    on: OnDay = None


class ReasonOut(BaseModel):
    """Why a product fits: the tag it answers to, by which of its features, in words."""

    tag: str
    feature: str
    text: str


class FittingOut(BaseModel):
    """A product on sale that fits, with every reason for it."""

    product_id: UUID
    carrier_id: UUID
    code: str
    product_version: int
    line: Line
    name: str
    insurer: str
    sale_to: date | None
    reasons: list[ReasonOut]


class FitsResult(BaseModel):
    """Products that fit, those with most reasons first, and the tags that none on sale answers to."""

    products: list[FittingOut]
    unanswered: list[str]
