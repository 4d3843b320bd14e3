"""What becomes of rows about a client who wants to be erased: said beside the columns of each table, as data.

A row class about a client names its `fate`: deleted at once, or kept while a rule of the jurisdiction keeps it. The
rules themselves, with their sources and years, are in `shared/jurisdictions/*/privacy.toml`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from shared.because import Because
from shared.calendar import add_years, local_date
from shared.jurisdictions import Jurisdiction, NoRuleInForce, Rule
from shared.retention import RetentionFacts, retention

Keeper = Literal["contract", "recording", "identity", "suitability", "processing_record"]
BY_CONTRACT: Final = frozenset({"contract", "recording", "identity"})


@dataclass(frozen=True, slots=True)
class Fate:
    """The rules that keep a row (`retention.<keeper>`); none: it is deleted.

    `dated_by` is the column that says when the clock of a rule starts that counts from the row and not from a contract.
    """

    kept_by: frozenset[Keeper] = frozenset()
    dated_by: str | None = None

    @property
    def serves_contract(self) -> bool:
        """Whether a contract needs the row: it is worked with while one is in force."""
        return "contract" in self.kept_by


ERASED: Final = Fate()
"""Nothing keeps it: it goes when its client wants it to."""
KEPT_WITH_CONTRACT: Final = Fate(frozenset({"contract"}))
"""The papers of a contract (保险法 87, 保险代理人监管规定 56)."""
KEPT_AS_IDENTITY: Final = Fate(frozenset({"contract", "identity"}))
"""Papers of a contract that say who its client is (反洗钱法 34)."""
KEPT_AS_APPLICATION: Final = Fate(frozenset({"contract", "identity", "recording"}))
"""An application also says where the recording of the sale lies (可回溯管理暂行办法 13)."""
KEPT_AS_SUITABILITY: Final = Fate(frozenset({"contract", "suitability"}), dated_by="assessed_at")
"""Whether what was sold fits is kept even where no contract came of it (产品适当性管理办法 17)."""


def processing_record(dated_by: str) -> Fate:
    """A record of what was done with a client's data (个人信息保护法 56)."""
    return Fate(frozenset({"processing_record"}), dated_by=dated_by)


@dataclass(frozen=True, slots=True)
class Contract:
    """One policy of a client, as far as retention goes; `ended_on` is None while it is in force."""

    longer_than_a_year: bool
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Keeping:
    """Why a row is kept, and the last day of it; None: as long as a contract is in force, and then some."""

    until: date | None
    because: tuple[Because, ...]

    @property
    def is_open(self) -> bool:
        """Whether the last day is decided only when a contract ends."""
        return self.until is None


def keeping(
    rules: Jurisdiction, fate: Fate, contracts: Sequence[Contract], row_dated: object, *, on: date
) -> Keeping | None:
    """What keeps a row of this fate on the day `on`, the latest that applies; None: nothing does.

    `row_dated` is the row's value of `fate.dated_by`.
    """
    if contracts and fate.serves_contract and any(one.ended_on is None for one in contracts):
        in_force = rules.rule("retention.contract", on=on)
        return Keeping(None, (Because.of(in_force, contract_in_force=True),))
    found = [*_after_contracts(rules, fate, contracts), *_after_own_date(rules, fate, row_dated)]
    lasting = [(until, because) for until, because in found if until >= on]
    if not lasting:
        return None
    return Keeping(max(until for until, _ in lasting), tuple(because for _, because in lasting))


def _after_contracts(
    rules: Jurisdiction, fate: Fate, contracts: Sequence[Contract]
) -> list[tuple[date, Because]]:
    wanted = fate.kept_by & BY_CONTRACT
    ended = [one.ended_on for one in contracts if one.ended_on is not None]
    if not wanted or not ended:
        return []
    found: list[tuple[date, Because]] = []
    for contract in contracts:
        if contract.ended_on is None:
            continue
        facts = RetentionFacts(
            longer_than_a_year=contract.longer_than_a_year,
            contract_ended_on=contract.ended_on,
            sale_recorded="recording" in wanted,
            relationship_ended_on=max(ended) if "identity" in wanted else None,
        )
        answer = retention(rules, facts)
        records = zip(answer.result.records, answer.because, strict=True)
        found += [(record.until, because) for record, because in records if record.kind in wanted]
    return found


def _after_own_date(rules: Jurisdiction, fate: Fate, row_dated: object) -> list[tuple[date, Because]]:
    if row_dated is None:
        return []
    start = local_date(row_dated) if isinstance(row_dated, datetime) else row_dated
    if not isinstance(start, date):
        raise TypeError(f"a clock of retention starts on a date, not a {type(row_dated).__name__}")
    found: list[tuple[date, Because]] = []
    for keeper in sorted(fate.kept_by - BY_CONTRACT):
        rule = _in_force(rules, f"retention.{keeper}", start)
        if rule is not None:
            found.append((add_years(start, rule["years"]), Because.of(rule, start=start)))
    return found


def _in_force(rules: Jurisdiction, rule_id: str, on: date) -> Rule | None:
    """The rule, where there was one on that day: what was done before it is kept by nothing."""
    try:
        return rules.rule(rule_id, on=on)
    except NoRuleInForce:
        return None
