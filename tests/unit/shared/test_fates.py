"""What keeps a row against its client's wish, and until when (capability 46; retention row of the servicing clocks)."""

from datetime import UTC, date, datetime

import pytest

from shared.fates import (
    ERASED,
    KEPT_AS_IDENTITY,
    KEPT_AS_SUITABILITY,
    KEPT_WITH_CONTRACT,
    Contract,
    Fate,
    keeping,
    processing_record,
)
from shared.jurisdictions import Jurisdiction

RULES = Jurisdiction.load("cn")
TODAY = date(2026, 3, 2)
LONG = Contract(longer_than_a_year=True, ended_on=date(2026, 3, 1))
SHORT = Contract(longer_than_a_year=False, ended_on=date(2026, 3, 1))
IN_FORCE = Contract(longer_than_a_year=True, ended_on=None)


def until(fate: Fate, *contracts: Contract, dated: object = None, on: date = TODAY) -> date | str | None:
    kept = keeping(RULES, fate, contracts, dated, on=on)
    if kept is None:
        return None
    return "open" if kept.is_open else kept.until


@pytest.mark.parametrize("fate", [ERASED, KEPT_WITH_CONTRACT, KEPT_AS_IDENTITY])
def test_nothing_is_kept_of_a_client_without_a_contract(fate: Fate) -> None:
    assert until(fate) is None


def test_a_contract_keeps_its_papers_for_five_years_and_a_long_one_for_ten() -> None:
    assert until(KEPT_WITH_CONTRACT, SHORT) == date(2031, 3, 1)
    assert until(KEPT_WITH_CONTRACT, LONG) == date(2036, 3, 1)
    assert until(ERASED, LONG) is None


def test_identity_is_kept_for_ten_years_after_the_last_contract() -> None:
    later = Contract(longer_than_a_year=False, ended_on=date(2027, 6, 30))
    assert until(KEPT_AS_IDENTITY, SHORT, later, on=date(2027, 7, 1)) == date(2037, 6, 30)


def test_while_a_contract_is_in_force_the_last_day_is_open() -> None:
    assert until(KEPT_WITH_CONTRACT, LONG, IN_FORCE) == "open"
    assert until(ERASED, IN_FORCE) is None


def test_the_last_day_itself_still_keeps_and_the_next_does_not() -> None:
    assert until(KEPT_WITH_CONTRACT, SHORT, on=date(2031, 3, 1)) == date(2031, 3, 1)
    assert until(KEPT_WITH_CONTRACT, SHORT, on=date(2031, 3, 2)) is None


def test_suitability_and_records_of_processing_count_from_their_own_date() -> None:
    at = datetime(2026, 3, 1, 17, tzinfo=UTC)
    assert until(KEPT_AS_SUITABILITY, dated=at) == date(2031, 3, 2)
    assert until(KEPT_AS_SUITABILITY, LONG, dated=at) == date(2036, 3, 1)
    assert until(processing_record("at"), dated=at) == date(2029, 3, 2)
    assert until(KEPT_AS_SUITABILITY, dated=date(2026, 1, 31)) is None, "before the rule was in force"


def test_every_reason_names_its_rule_and_source() -> None:
    kept = keeping(RULES, KEPT_AS_IDENTITY, [LONG], None, on=TODAY)
    assert kept is not None
    assert [because.rule for because in kept.because] == ["retention.contract", "retention.identity"]
    assert "保险法 2015 第87条" in kept.because[0].source
    assert "反洗钱法 2024 第34条" in kept.because[1].source
