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
