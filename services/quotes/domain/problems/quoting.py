"""A quote that a product does not give: one class a reason."""

from shared.problems import BrokenRule, Malformed


class SumOutOfRange(BrokenRule):
    """The sum insured must be between {minimum} and {maximum}."""

    code = "SUM_OUT_OF_RANGE"
    zh = "保险金额须在 {minimum} 至 {maximum} 之间。"


class SumNotInSteps(BrokenRule):
    """The sum insured must be {minimum} or more in steps of {step}."""

    code = "SUM_NOT_IN_STEPS"
    zh = "保险金额须从 {minimum} 起以 {step} 为单位递增。"


class AgeOutOfRange(BrokenRule):
    """The insured must be between {minimum} and {maximum} years old, not {age}."""

    code = "AGE_OUT_OF_RANGE"
    zh = "被保险人年龄须在 {minimum} 至 {maximum} 周岁之间，现为 {age} 周岁。"


class CoverageTermNotOffered(BrokenRule):
    """This product is not sold for the term {coverage_term}; it is for: {offered}."""

    code = "COVERAGE_TERM_NOT_OFFERED"
    zh = "该产品不提供保障期间 {coverage_term}；可选：{offered}。"


class PaymentTermNotOffered(BrokenRule):
    """This product is not paid for over {payment_years} years; it is over: {offered}."""

    code = "PAYMENT_TERM_NOT_OFFERED"
    zh = "该产品不提供 {payment_years} 年交费；可选：{offered}。"


class OccupationNotAccepted(BrokenRule):
    """This product does not accept occupation class {occupation_class}."""

    code = "OCCUPATION_NOT_ACCEPTED"
    zh = "该产品不接受 {occupation_class} 类职业。"


class NoRate(BrokenRule):
    """There is no rate for age {age}, term {coverage_term}, paid over {payment_years} years."""

    code = "NO_RATE"
    zh = "{age} 周岁、保障期间 {coverage_term}、{payment_years} 年交费没有对应费率。"


class NotOnSale(BrokenRule):
    """This product is not on sale on {on}."""

    code = "NOT_ON_SALE"
    zh = "该产品在 {on} 不在售。"


class NoProductForLine(BrokenRule):
    """There is no product of the line {line} to choose from."""

    code = "NO_PRODUCT_FOR_LINE"
    zh = "没有可选的“{line}”产品。"


class PremiumTooLarge(Malformed):
    """With these inputs the premium grows past ten trillion yuan."""

    code = "PREMIUM_TOO_LARGE"
    zh = "按所填数据计算的保费超出上限。"


class MinorDeathCapReached(BrokenRule):
    """Other policies on this minor's death leave no room for one of the line {line}."""

    code = "MINOR_DEATH_CAP_REACHED"
    zh = "该未成年人已有身故保额达到限额，不能再投保“{line}”。"
