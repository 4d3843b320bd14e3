"""The rows as the code declares them are the rows as the migrations make them; whatever is said has its words."""

from typing import get_args

from sqlalchemy import CheckConstraint

from services.quotes import tables
from services.quotes.domain import caveats, problems
from services.quotes.domain.alternatives import ADVISED
from services.quotes.domain.benefit import BenefitKind
from services.quotes.domain.family_offer import PLAN
from services.quotes.domain.plan import Tier
from services.quotes.domain.upgrade import Topic
from services.quotes.domain.wealth_plan import Goal
from services.quotes.domain.wealth_scores import DIMENSIONS
from services.quotes.texts import CAVEATS, TEXTS, term
from shared.contracts import Line
from shared.jurisdictions import Jurisdiction
from shared.problems import BrokenRule
from shared.rows import Row, table_of
from tests.services.fixtures import StartService
from tests.unit.quotes.products import TODAY

COLUMNS = """
    SELECT attname AS name, NOT attnotnull AS nullable, format_type(atttypid, atttypmod) AS type
    FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0
"""
CHECKS = "SELECT conname AS name FROM pg_constraint WHERE conrelid = $1::regclass AND contype = 'c'"
INDEXES = "SELECT indexname AS name FROM pg_indexes WHERE tablename = $1 AND indexname NOT LIKE '%_pkey'"
TYPES = {
    "CHAR(32)": "uuid",
    "INTEGER": "integer",
    "BOOLEAN": "boolean",
    "VARCHAR": "character varying",
    "DATE": "date",
    "JSONB": "jsonb",
    "NUMERIC(15, 2)": "numeric(15,2)",
    "DATETIME": "timestamp with time zone",
}
ROWS: tuple[type[Row], ...] = (
    tables.CatalogueProduct,
    tables.StoredRates,
    tables.StoredCashValues,
    tables.ProductPackage,
    tables.Proposal,
    tables.ProposalVersion,
    tables.ProposalOpening,
    tables.Readership,
    tables.SuitabilityRecord,
    tables.SuitabilityStatement,
    tables.EnterpriseProposal,
    tables.Outlook,
    tables.StoredWealthPlan,
    tables.StoredComparison,
    tables.StoredUpgradeComparison,
    tables.ProtectivePlan,
    tables.PlanSuggestion,
)
MISSING = (
    problems.NoProductForLine,
    problems.NotOnSale,
    problems.AgeOutOfRange,
    problems.OccupationNotAccepted,
    problems.SumOutOfRange,
    problems.SumNotInSteps,
    problems.CoverageTermNotOffered,
    problems.PaymentTermNotOffered,
    problems.NoRate,
    problems.MinorDeathCapReached,
    problems.HeadcountNotAccepted,
    problems.AnnuityCeilingReached,
)
"""Why a product is not sold as a tier asks for it."""


def suggested_codes() -> list[str]:
    rule = Jurisdiction.load("cn").rule("plan.adjustments", on=TODAY)
    return [entry["code"] for entry in (*rule["on_change"], *rule["at_age"])]


async def test_tables_and_migrations_agree(start_service: StartService) -> None:
    service = await start_service("quotes")
    for kind in ROWS:
        table = table_of(kind)
        declared = {column.name: (column.nullable, TYPES[str(column.type)]) for column in table.columns}
        made = await service.rows(COLUMNS, table.name)
        assert {row["name"]: (row["nullable"], row["type"]) for row in made} == declared, table.name
        checks = {row["name"] for row in await service.rows(CHECKS, table.name)}
        assert checks == {str(one.name) for one in table.constraints if isinstance(one, CheckConstraint)}
        indexes = {row["name"] for row in await service.rows(INDEXES, table.name)}
        assert indexes == {str(index.name) for index in table.indexes}


def test_everything_that_is_said_has_its_words() -> None:
    tiers = Tier.all_of(Jurisdiction.load("cn").rule("plan.protective_tiers", on=TODAY))
    keys = [
        *(f"tier.{tier.code}" for tier in tiers),
        f"tier.{PLAN}",
        *(f"adjustment.{code}.{part}" for code in suggested_codes() for part in ("text", "reason")),
        *(f"line.{line}" for line in Line),
        *(f"advice.{outcome}" for outcome in ADVISED),
        *(f"missing.{problem.code}" for problem in MISSING),
        *(f"benefit.{kind}" for kind in get_args(BenefitKind)),
        *(f"upgrade.topic.{topic}" for topic in get_args(Topic)),
        *(f"wealth.goal.{goal}" for goal in get_args(Goal)),
        *(f"score.{dimension}" for dimension in DIMENSIONS),
    ]
    assert all(TEXTS.say(key, language, number="1") for key in keys for language in ("zh-CN", "en"))
    codes = [code for name, code in vars(caveats).items() if name == code]
    assert len(codes) > 10
    assert all(CAVEATS.say(code, "en") for code in codes)
    assert all(issubclass(problem, BrokenRule) for problem in MISSING)


def test_a_term_reads_as_people_say_it() -> None:
    said = [term(one, "en") for one in ("years_1", "years_20", "to_70", "whole_life")]
    assert said == ["1 year", "20 years", "to age 70", "whole life"]
