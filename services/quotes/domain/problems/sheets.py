"""What can be wrong with a table of rates or cash values that a carrier sends: one class a reason."""

from shared.problems import BrokenRule, Malformed


class TableUnreadable(Malformed):
    """This is no table of comma-separated cells, or has more than {limit} rows."""

    code = "TABLE_UNREADABLE"
    zh = "不是逗号分隔的表格，或超过 {limit} 行。"


class HeaderWrong(Malformed):
    """The first line of the table begins with {expected}."""

    code = "HEADER_WRONG"
    zh = "表格首行应以 {expected} 开头。"


class ColumnUnknown(Malformed):
    """A column is named male_pay<years>, female_pay<years> or unisex_pay<years>."""

    code = "COLUMN_UNKNOWN"
    zh = "列名应为 male_pay<年数>、female_pay<年数> 或 unisex_pay<年数>。"


class ColumnTwice(Malformed):
    """This column stands there twice."""

    code = "COLUMN_TWICE"
    zh = "列重复。"


class ColumnNotOffered(Malformed):
    """The product is not paid for over {payment_years} years."""

    code = "COLUMN_NOT_OFFERED"
    zh = "产品不提供 {payment_years} 年交费。"


class ColumnMissing(Malformed):
    """There is no column for what is paid over {payment_years} years: for both sexes, or for unisex."""

    code = "COLUMN_MISSING"
    zh = "缺少 {payment_years} 年交费的列（男女两列，或 unisex 一列）。"


class ColumnEmpty(Malformed):
    """This column holds nothing."""

    code = "COLUMN_EMPTY"
    zh = "该列为空。"


class RowWidth(Malformed):
    """This row has {found} cells, not {expected}."""

    code = "ROW_WIDTH"
    zh = "该行有 {found} 个单元格，应为 {expected} 个。"


class FormulaCell(Malformed):
    """A cell holds a value, no formula: it may not begin with = + - or @."""

    code = "FORMULA_CELL"
    zh = "单元格应为数值而非公式，不得以 = + - @ 开头。"


class AgeInvalid(Malformed):
    """An age is a whole number, or any."""

    code = "AGE_INVALID"
    zh = "年龄应为整数，或 any。"


class AgeTwice(Malformed):
    """This age stands there twice."""

    code = "AGE_TWICE"
    zh = "年龄重复。"


class AgeNotOffered(Malformed):
    """The product is not sold at {age}."""

    code = "AGE_NOT_OFFERED"
    zh = "产品不在 {age} 周岁销售。"


class AgesMissing(Malformed):
    """There is no row for the ages {ages}."""

    code = "AGES_MISSING"
    zh = "缺少年龄 {ages} 的行。"


class YearInvalid(Malformed):
    """A policy year is a whole number from 1 on."""

    code = "YEAR_INVALID"
    zh = "保单年度应为从1起的整数。"


class YearTwice(Malformed):
    """This age and policy year stand there twice."""

    code = "YEAR_TWICE"
    zh = "该年龄与保单年度重复。"


class YearsMissing(Malformed):
    """At the age {age} there is no row for the policy years {years}."""

    code = "YEARS_MISSING"
    zh = "{age} 周岁缺少保单年度 {years} 的行。"


class FigureInvalid(Malformed):
    """A figure is a plain number with at most two decimal places: a rate above 0, a cash value from 0 on."""

    code = "FIGURE_INVALID"
    zh = "应为最多两位小数的数字：费率大于0，现金价值不小于0。"


class CellMissing(Malformed):
    """This cell is blank between others that are not."""

    code = "CELL_MISSING"
    zh = "该单元格为空，而其上下均有数值。"


class RateFalls(BrokenRule):
    """The rate falls from {before} at {younger} to {rate} at {age}, where it must not."""

    code = "RATE_FALLS"
    zh = "费率从 {younger} 周岁的 {before} 降至 {age} 周岁的 {rate}，不应下降。"


class RateRisesWithYears(BrokenRule):
    """Paid over {payment_years} years the rate is {rate}, more than the {before} of {shorter} years."""

    code = "RATE_RISES_WITH_YEARS"
    zh = "{payment_years} 年交费率 {rate} 高于 {shorter} 年交的 {before}。"
