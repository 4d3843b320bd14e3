"""A catalogue that does not take a product: one class a reason."""

from shared.problems import BrokenRule


class ProductNotAllowed(BrokenRule):
    """The product {product} breaks limits of the law, listed in "faults"."""

    code = "PRODUCT_NOT_ALLOWED"
    zh = "产品 {product} 不符合监管要求，详见 faults。"


class ProductOfAnotherCarrier(BrokenRule):
    """The product {product} is in the catalogue already, of another carrier."""

    code = "PRODUCT_OF_ANOTHER_CARRIER"
    zh = "产品 {product} 已由另一家保险公司上架。"


class ProductIsWithdrawn(BrokenRule):
    """This version is withdrawn; it was sold until {last_sale_day}."""

    code = "PRODUCT_IS_WITHDRAWN"
    zh = "该版本产品已停售，最后销售日为 {last_sale_day}。"


class SaleDayPassed(BrokenRule):
    """A sale cannot be made undone: it ends on {earliest} or later."""

    code = "SALE_DAY_PASSED"
    zh = "已发生的销售不能追溯取消，停售日不得早于 {earliest}。"


class SaleEndsEarlier(BrokenRule):
    """This version is sold until {sale_to} anyway."""

    code = "SALE_ENDS_EARLIER"
    zh = "该版本产品原定销售至 {sale_to}。"


class NoSuchTable(BrokenRule):
    """This product has no such table for the term {coverage_term}; it has one for: {offered}."""

    code = "NO_SUCH_TABLE"
    zh = "该产品没有保障期间 {coverage_term} 的此类表；现有：{offered}。"
