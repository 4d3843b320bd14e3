"""A plan for a firm that cannot be made or acted on so: one class a reason."""

from shared.problems import BrokenRule


class HeadcountNotAccepted(BrokenRule):
    """This product takes groups of {minimum} to {maximum} heads, not {heads}."""

    code = "HEADCOUNT_NOT_ACCEPTED"
    zh = "该产品承保人数须在 {minimum} 至 {maximum} 人之间，现为 {heads} 人。"


class AnnuityCeilingReached(BrokenRule):
    """The firm already contributes the {ceiling} of its wages that the law allows it."""

    code = "ANNUITY_CEILING_REACHED"
    zh = "企业缴费已达工资总额 {ceiling} 的法定上限。"


class LineNotOffered(BrokenRule):
    """This proposal offers nothing of the line {line}."""

    code = "LINE_NOT_OFFERED"
    zh = "该方案没有险种“{line}”可选。"


class NotChargedByHeads(BrokenRule):
    """This product is not charged by heads, so joiners and leavers change nothing in its premium."""

    code = "NOT_CHARGED_BY_HEADS"
    zh = "该产品不按人数计收保费，人员增减不影响保费。"
