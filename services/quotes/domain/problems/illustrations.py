"""An illustration that would mislead: one class a reason."""

from shared.problems import BrokenRule


class GuaranteeNotAllowed(BrokenRule):
    """The benefits of a {design_type} product are not certain: they cannot be shown as guaranteed."""

    code = "GUARANTEE_NOT_ALLOWED"
    zh = "{design_type} 产品的利益不确定，不得按保证利益演示。"


class NoInternalRate(BrokenRule):
    """These payments have no internal rate of return."""

    code = "NO_INTERNAL_RATE"
    zh = "该现金流没有内部收益率。"
