"""A wealth plan, an account or a comparison that cannot be made or acted on so: one class a reason."""

from shared.problems import BrokenRule, Malformed


class NotASavingsProduct(BrokenRule):
    """The product {product} builds up no value: it has no place in a table of returns."""

    code = "NOT_A_SAVINGS_PRODUCT"
    zh = "产品“{product}”不积累价值，不能测算内部收益率。"


class NotAnAccount(BrokenRule):
    """The product {product} has no account."""

    code = "NOT_AN_ACCOUNT"
    zh = "产品“{product}”没有账户。"


class NothingForTheGoal(BrokenRule):
    """Nothing on sale answers to this goal within the budget: see what each line lacks in "left_out"."""

    code = "NOTHING_FOR_THE_GOAL"
    zh = "在售产品中没有符合该目标和预算的，各险种原因见 left_out。"


class WealthPlanState(BrokenRule):
    """This wealth plan is {status}."""

    code = "WEALTH_PLAN_STATE"
    zh = "该理财方案当前状态为 {status}，不能执行此操作。"


class WealthPlanOutdated(BrokenRule):
    """Products or values have changed since this plan was made: have it made again."""

    code = "WEALTH_PLAN_OUTDATED"
    zh = "方案制作后产品或利益已变化，请重新制作。"


class WordingNotAllowed(BrokenRule):
    """This page may not be shown: it says "{words}"."""

    code = "WORDING_NOT_ALLOWED"
    zh = "页面含有不得使用的表述“{words}”，不予展示。"


class SameProductVersion(BrokenRule):
    """The policy is of this very version of the product: there is nothing to compare."""

    code = "SAME_PRODUCT_VERSION"
    zh = "保单即为该产品的同一版本，无需对比。"


class AnotherLine(BrokenRule):
    """A policy of the line {old} is not compared with a product of the line {new}."""

    code = "ANOTHER_LINE"
    zh = "“{old}”保单不与“{new}”产品对比。"


class ConcludedInTheFuture(Malformed):
    """A policy that is held was concluded today or before."""

    code = "CONCLUDED_IN_THE_FUTURE"
    zh = "所持保单的成立日期不得晚于今日。"


class BornInTheFuture(Malformed):
    """Whoever is insured was born today or before."""

    code = "BORN_IN_THE_FUTURE"
    zh = "被保险人的出生日期不得晚于今日。"


class TableEndsBeforeTheGoal(Malformed):
    """The tables go at least to {least}, the client's age at the goal."""

    code = "TABLE_ENDS_BEFORE_THE_GOAL"
    zh = "测算年龄至少为 {least} 周岁，即客户在目标年度的年龄。"
