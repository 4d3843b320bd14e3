"""The hard limits of the law on what a product may be.

Invariant: every fault is found in one pass, so that whoever filed the product mends it once. A limit applies to a
product that is first sold while the rule is in force.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from services.quotes.domain import problems
from services.quotes.domain.product import Benefit, Product
from services.quotes.domain.rate_regime import rate_cap
from shared.jurisdictions import Jurisdiction, NoRuleInForce, Rule
from shared.problems import BrokenRule

_LESSER = ("moderate_disease", "mild_disease")
_DISEASE = ("severe_disease", *_LESSER)
_SURVIVAL = ("survival", "maturity", "annuity")


def faults(product: Product, jurisdiction: Jurisdiction) -> tuple[BrokenRule, ...]:
    """Every limit the product breaks, rule by rule; none for a product that may be sold."""
    found: list[BrokenRule] = []
    for rule_id, check in _CHECKS.items():
        try:
            rule = jurisdiction.rule(rule_id, on=product.sale_from)
        except NoRuleInForce:
            continue
        found.extend(check(product, rule))
    return tuple(found)


def _disease_faults(product: Product, rule: Rule) -> Iterator[BrokenRule]:
    if product.line != "critical_illness":
        return
    severe = _shares(product, "severe_disease")
    lesser = _shares(product, *_LESSER)
    missing = [code for code in rule["core_severe"] if code not in severe]
    if missing and (product.issue_age is None or product.issue_age.maximum >= rule["adult_age"]):
        yield problems.CoreDiseasesMissing(pointer="/benefits", missing=", ".join(missing))
    belongs_to = {pair["mild"]: pair["severe"] for pair in rule["core_mild"]}
    missing = [code for code in belongs_to if code not in lesser]
    if lesser and missing:
        yield problems.MildDiseasesMissing(pointer="/benefits", missing=", ".join(missing))
    highest = max(severe.values(), default=Decimal(0))
    for code, share in _shares(product, "mild_disease").items():
        limit = rule["lesser_share"] * severe.get(belongs_to.get(code, ""), highest)
        if share > limit:
            yield problems.MildBenefitTooHigh(
                pointer="/benefits", disease=code, share=_percent(share), limit=_percent(limit)
            )


def _health_faults(product: Product, rule: Rule) -> Iterator[BrokenRule]:
    if product.line not in rule["lines"]:
        return
    survival = any(benefit.kind in _SURVIVAL for benefit in product.benefits)
    if survival and product.line in rule["without_survival_benefit"]:
        yield problems.SurvivalBenefitNotAllowed(pointer="/benefits", line=product.line)
    if product.line == "critical_illness" and product.runs_over_a_year:
        death = max(_all_shares(product, "death"), default=Decimal(0))
        highest = max(_all_shares(product, *_DISEASE), default=Decimal(0))
        if death > highest:
            yield problems.DeathBenefitTooHigh(
                pointer="/benefits", share=_percent(death), limit=_percent(highest)
            )
    if product.waiting_days > rule["longest_waiting_days"]:
        yield problems.WaitingPeriodTooLong(
            pointer="/waiting_days", days=product.waiting_days, limit=rule["longest_waiting_days"]
        )
    if set(product.disclosure_items) & set(rule["never_asked"]):
        yield problems.GeneticTestAsked(pointer="/disclosure_items")


def _cooling_off_faults(product: Product, rule: Rule) -> Iterator[BrokenRule]:
    least = rule["least_days"]
    if product.line in rule["lines"] and product.runs_over_a_year and product.cooling_off_days < least:
        yield problems.CoolingOffTooShort(
            pointer="/cooling_off_days", days=product.cooling_off_days, least=least
        )


def _renewal_faults(product: Product, rule: Rule) -> Iterator[BrokenRule]:
    renewal = product.renewal
    if renewal is None or not renewal.guaranteed or product.line not in rule["lines"]:
        return
    if renewal.may_narrow > rule["may_narrow"]:
        yield problems.RenewalNarrowed(pointer="/renewal/may_narrow", years=renewal.years)
    if renewal.individually_rated > rule["individually_rated"]:
        yield problems.RenewalIndividuallyRated(pointer="/renewal/individually_rated", years=renewal.years)


def _service_faults(product: Product, rule: Rule) -> Iterator[BrokenRule]:
    limit = rule["highest_share_of_net_premium"]
    if product.health_services_share > limit:
        yield problems.HealthServicesTooCostly(
            pointer="/health_services_share",
            share=_percent(product.health_services_share),
            limit=_percent(limit),
        )


def _add_on_faults(product: Product, rule: Rule) -> Iterator[BrokenRule]:
    for place, add_on in enumerate(product.add_ons):
        if add_on.automatic > rule["automatic"] or add_on.preselected > rule["preselected"]:
            yield problems.AutomaticAddOn(pointer=f"/add_ons/{place}", add_on=add_on.product)


def _death_multiple_faults(product: Product, rule: Rule) -> Iterator[BrokenRule]:
    if product.line not in rule["lines"]:
        return
    bands = rule["multiples"]
    ends = [band["from_age"] for band in bands[1:]] + [None]
    for band, end in zip(bands, ends, strict=True):
        if _least_multiple(product, band["from_age"], end) < band["least"]:
            yield problems.DeathMultipleTooLow(
                pointer="/death_multiples", age=band["from_age"], least=_percent(band["least"])
            )


def _least_multiple(product: Product, start: int, end: int | None) -> Decimal:
    """The smallest multiple of premiums that applies anywhere from `start` up to, but not including, `end`."""
    before = [step for step in product.death_multiples if step.from_age <= start]
    inside = [
        step
        for step in product.death_multiples
        if start < step.from_age and (end is None or step.from_age < end)
    ]
    first = max(before, key=lambda step: step.from_age).multiple if before else Decimal(0)
    return min([first, *(step.multiple for step in inside)])


def _rate_faults(product: Product, rule: Rule) -> Iterator[BrokenRule]:
    cap = rate_cap(product.design_type, rule)
    promised = {
        "/pricing_rate": product.pricing_rate,
        "/account/guaranteed_rate": product.account.guaranteed_rate if product.account else None,
    }
    for pointer, rate in promised.items():
        if cap is not None and rate is not None and rate > cap:
            yield problems.RateAboveCap(
                pointer=pointer, rate=_percent(rate), cap=_percent(cap), sale_from=str(product.sale_from)
            )


def _shares(product: Product, *kinds: str) -> dict[str, Decimal]:
    """The highest share of the sum insured that each disease of these kinds is paid with."""
    shares: dict[str, Decimal] = {}
    for benefit in _of_kind(product, *kinds):
        for disease in benefit.diseases:
            shares[disease] = max(shares.get(disease, Decimal(0)), benefit.share or Decimal(0))
    return shares


def _all_shares(product: Product, *kinds: str) -> list[Decimal]:
    return [benefit.share for benefit in _of_kind(product, *kinds) if benefit.share is not None]


def _of_kind(product: Product, *kinds: str) -> Iterator[Benefit]:
    return (benefit for benefit in product.benefits if benefit.kind in kinds)


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"


_CHECKS: Final[Mapping[str, Callable[[Product, Rule], Iterator[BrokenRule]]]] = {
    "product.critical_illness": _disease_faults,
    "product.health": _health_faults,
    "product.cooling_off": _cooling_off_faults,
    "product.renewal": _renewal_faults,
    "product.health_services": _service_faults,
    "product.add_ons": _add_on_faults,
    "product.death_multiples": _death_multiple_faults,
    "pricing.rate_cap": _rate_faults,
}
