"""On which terms a product goes on, is paid for and is bundled: renewal, add-ons, accounts, heads."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from services.quotes.domain.facts import Age, Code, Facts, Part, Share, Wording


class Renewal(Facts):
    """How a short policy goes on; `years` is how long that is guaranteed, 0 where it is not.

    `may_narrow` is a right of the insurer to cut benefits or add exclusions at renewal, `individually_rated` to set one
    client's renewal premium by his own health or claims.
    """

    guaranteed: bool
    years: Annotated[int, Field(ge=0, le=60)]
    may_narrow: bool = False
    individually_rated: bool = False

    @model_validator(mode="after")
    def _is_guaranteed_for_some_time(self) -> Self:
        if self.guaranteed != (self.years > 0):
            raise ValueError("a renewal is guaranteed exactly when it is for a number of years")
        return self


class AddOn(Facts):
    """Another product offered beside this one, and whether it comes along by itself."""

    product: Code
    automatic: bool = False
    preselected: bool = False


class DeathMultiple(Facts):
    """From an age on, the death benefit as a multiple of the premiums paid."""

    from_age: Age
    multiple: Share


class AccountTerms(Facts):
    """How an account grows (universal account, enterprise annuity): all are parts, 0.01 is 1%.

    `premium_charges` are taken from the premium of the first, second, … year and `surrender_charges` from what is taken out
    in the first, second, … year, the last of each holding on. `guaranteed_rate` is credited at the least;
    `illustrated_rates` are what illustrations may show beside it, lowest first, and promise nothing.
    """

    premium_charges: Annotated[tuple[Part, ...], Field(min_length=1, max_length=60)]
    surrender_charges: Annotated[tuple[Part, ...], Field(min_length=1, max_length=60)]
    guaranteed_rate: Part
    illustrated_rates: Annotated[tuple[Part, ...], Field(max_length=3)] = ()

    @model_validator(mode="after")
    def _illustrates_upwards(self) -> Self:
        if list(self.illustrated_rates) != sorted({self.guaranteed_rate, *self.illustrated_rates})[1:]:
            raise ValueError("illustrated rates rise, and each is above the guaranteed one")
        return self


class HeadRange(Facts):
    """How many people a group policy takes, both ends included; no `maximum` means any number."""

    minimum: Annotated[int, Field(ge=1, le=1_000_000)]
    maximum: Annotated[int, Field(ge=1, le=1_000_000)] | None = None

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.maximum is not None and self.maximum < self.minimum:
            raise ValueError("the smallest group is not above the largest")
        return self


class Basis(Facts):
    """What the prices rest on: `filed` with the regulator, `derived` from public tables, or merely `illustrative`."""

    kind: Literal["filed", "derived", "illustrative"]
    text: Wording
