"""Premiums as the calculators tell them, in the reader's language."""

from services.quotes.domain.family_rating import PricedCover, PricedFamily
from services.quotes.domain.group_rating import PricedGroup, PricedHeads
from services.quotes.domain.product import Frequency, Product
from services.quotes.domain.rating import Price
from services.quotes.schemas.rating import (
    ChoicePremiumsOut,
    FamilyCoverOut,
    FamilyMemberOut,
    FamilyResult,
    GroupClassOut,
    GroupResult,
    LifePremiumOut,
    RefusalOut,
)
from services.quotes.use_cases.rating import PricedChoice
from shared.language import Language
from shared.money import Money
from shared.problems import Problem


def refusal_out(problem: Problem, language: Language) -> RefusalOut:
    """Why something cannot be had."""
    return RefusalOut(code=problem.code, text=problem.message(language))


def choice_premiums_out(priced: PricedChoice, language: Language) -> ChoicePremiumsOut:
    """One choice with its premium for every life."""
    product = priced.tariff.product if priced.tariff else None
    found = [price.annual for price in priced.prices if isinstance(price, Price)]
    return ChoicePremiumsOut(
        product_code=priced.wanted.product_code,
        product_version=product.version if product else None,
        line=product.line if product else None,
        choice=priced.wanted.choice,
        premiums=[_life_premium(place, price, language) for place, price in enumerate(priced.prices)],
        priced=len(found),
        annual_premium=sum(found, Money.zero()),
    )


def family_out(family: PricedFamily, language: Language) -> FamilyResult:
    """A family's covers and what they come to."""
    covers = family.covers
    return FamilyResult(
        members=[
            FamilyMemberOut(
                member=member.member.member,
                covers=[_cover(cover, language) for cover in member.covers],
                annual_premium=sum((cover.annual for cover in member.covers), Money.zero()),
                paid_a_year=sum((cover.a_year for cover in member.covers), Money.zero()),
            )
            for member in family.members
        ],
        annual_premium=sum((cover.annual for cover in covers), Money.zero()),
        paid_a_year=sum((cover.a_year for cover in covers), Money.zero()),
        complete=not any(cover.refused for cover in covers),
    )


def group_out(product: Product, group: PricedGroup, frequency: Frequency) -> GroupResult:
    """A group's classes and what it pays."""
    return GroupResult(
        product=product.code,
        version=product.version,
        line=product.line,
        heads=group.heads,
        classes=[_heads(one) for one in group.classes],
        annual_premium=group.annual,
        payment_frequency=frequency,
        payment=group.instalment,
        paid_a_year=group.a_year,
    )


def _life_premium(place: int, price: Price | Problem, language: Language) -> LifePremiumOut:
    if isinstance(price, Problem):
        return LifePremiumOut(
            life=place, rate=None, annual_premium=None, refused=refusal_out(price, language)
        )
    return LifePremiumOut(life=place, rate=price.rate, annual_premium=price.annual, refused=None)


def _cover(cover: PricedCover, language: Language) -> FamilyCoverOut:
    product = cover.tariff.product if cover.tariff else None
    return FamilyCoverOut(
        product_code=cover.wanted.product_code,
        product_version=product.version if product else None,
        line=product.line if product else None,
        choice=cover.wanted.choice,
        rate=cover.price.rate if cover.price else None,
        annual_premium=cover.price.annual if cover.price else None,
        payment=cover.instalment,
        refused=refusal_out(cover.refused, language) if cover.refused else None,
    )


def _heads(one: PricedHeads) -> GroupClassOut:
    return GroupClassOut(
        heads=one.heads,
        priced_at_age=one.priced_at_age,
        rate=one.price.rate,
        occupation_factor=one.price.occupation_factor,
        premium_per_head=one.price.annual,
        lowest=one.lowest,
        highest=one.highest,
        annual_premium=one.price.annual * one.heads.heads,
    )
