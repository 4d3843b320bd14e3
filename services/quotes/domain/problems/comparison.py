"""Why products cannot be put side by side: one class a reason."""

from shared.problems import BrokenRule


class ComparisonNeedsLicence(BrokenRule):
    """Only a licensed institution compares products on its platform; this one has no licence number."""

    code = "COMPARISON_NEEDS_LICENCE"
    zh = "只有持牌保险机构可以在自营平台开展产品比较，本机构未设置许可证编号。"


class OtherInsurersProduct(BrokenRule):
    """Agents of one insurer compare its products only; {product} is another insurer's."""

    code = "OTHER_INSURERS_PRODUCT"
    zh = "个人保险代理人只能比较所代理保险公司的产品，{product} 属于其他公司。"


class NothingToCompare(BrokenRule):
    """A comparison needs at least two products on sale; there are {found}."""

    code = "NOTHING_TO_COMPARE"
    zh = "比较至少需要两款在售产品，现有 {found} 款。"


class DifferentLines(BrokenRule):
    """Products of different lines do not stand side by side: {lines}."""

    code = "DIFFERENT_LINES"
    zh = "不同险种不能并列比较：{lines}。"


class TooManyToCompare(BrokenRule):
    """{found} products of this line are on sale, and at most {most} stand side by side: name them."""

    code = "TOO_MANY_TO_COMPARE"
    zh = "该险种有 {found} 款在售产品，最多并列 {most} 款，请指定产品。"
