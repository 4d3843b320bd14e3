"""Why a gap cannot be computed, or not as asked: one class a reason."""

from shared.problems import BrokenRule, Malformed


class UnknownParameter(Malformed):
    """There is no parameter "{parameter}" to override."""

    code = "UNKNOWN_PARAMETER"
    zh = "没有可调整的参数“{parameter}”。"


class InvalidParameter(Malformed):
    """The parameter "{parameter}" cannot have this value."""

    code = "INVALID_PARAMETER"
    zh = "参数“{parameter}”不能取该值。"


class BirthDateNeeded(Malformed):
    """This method needs the member's birth date."""

    code = "BIRTH_DATE_NEEDED"
    zh = "此方法需要该成员的出生日期。"


class BornLater(Malformed):
    """The member is born after the day that is assessed."""

    code = "BORN_LATER"
    zh = "该成员的出生日期晚于评估日期。"


class NoSuchMember(Malformed):
    """The household has no member "{member}"."""

    code = "NO_SUCH_MEMBER"
    zh = "家庭中没有成员“{member}”。"


class FigureTooLarge(Malformed):
    """With these inputs a figure grows past ten trillion yuan."""

    code = "FIGURE_TOO_LARGE"
    zh = "按所填数据计算的金额超出上限。"


class AnnuityCeiling(BrokenRule):
    """Contributions to an enterprise annuity are limited to {ceiling} of wages."""

    code = "ANNUITY_CEILING"
    zh = "企业年金缴费不得超过工资总额的 {ceiling}。"
