"""What lies behind a want, as a rule."""

from services.needs.domain.deep_needs import DeepNeeds, deep_needs
from services.needs.domain.gap import Gap, Need, Offset
from services.needs.domain.household import Risk
from shared.jurisdictions import Jurisdiction
from shared.money import Money
from tests.unit.needs.households import TODAY


def make_gap(risk: Risk, need: int, offset: int) -> Gap:
    return Gap.between(
        [Need(code="income_multiple", amount=Money.of(need))],
        [Offset(code="own_cover", amount=Money.of(offset))],
        risk=risk,
        step=10_000,
    )


def behind(*gaps: Gap) -> DeepNeeds:
    rule = Jurisdiction.load("cn").rule("deep_needs", on=TODAY)
    return deep_needs("critical_illness", gaps, rule).result


def test_who_wants_critical_illness_cover_needs_medical_and_life_cover_too() -> None:
    assert [need.risk for need in behind().needs] == ["critical_illness", "medical", "death"]
    assert {need.standing for need in behind().needs} == {"not_assessed"}


def test_how_a_need_stands_follows_from_its_gap() -> None:
    found = behind(make_gap("critical_illness", 5, 2), make_gap("medical", 5, 7), make_gap("death", 0, 0))
    assert [need.standing for need in found.needs] == ["partly_covered", "covered", "nothing_needed"]
    assert found.left == 1
    assert [need.standing for need in behind(make_gap("death", 5, 0)).needs][2] == "open"
