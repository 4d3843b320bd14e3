"""What `needs` refuses: why a household cannot be recorded, a gap not be computed, an assessment not be confirmed."""

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


class BornInTheFuture(Malformed):
    """Nobody is born in the future."""

    code = "BORN_IN_THE_FUTURE"
    zh = "出生日期不能晚于今天。"


class BreadwinnerMissing(Malformed, ValueError):
    """A household has a breadwinner: somebody the others live on."""

    code = "BREADWINNER_MISSING"
    zh = "家庭应有一位主要收入者。"


class ChildWithoutBirthDate(Malformed, ValueError):
    """A child needs a birth date."""

    code = "CHILD_WITHOUT_BIRTH_DATE"
    zh = "子女须填写出生日期。"


class MemberTwice(Malformed, ValueError):
    """Two members have the same id."""

    code = "MEMBER_TWICE"
    zh = "两位成员的标识相同。"


class OutOfRange(Malformed, ValueError):
    """An amount here is from 0.00 to 9999999999.99 yuan."""

    code = "OUT_OF_RANGE"
    zh = "此处金额应为 0.00 至 9999999999.99 元。"


class NoHousehold(BrokenRule):
    """There is no household yet to compute a gap for."""

    code = "NO_HOUSEHOLD"
    zh = "尚未登记家庭情况，无法计算缺口。"


class NotComputed(BrokenRule):
    """This assessment has no figures yet."""

    code = "NOT_COMPUTED"
    zh = "该评估尚未计算。"


class AssessmentSettled(BrokenRule):
    """This assessment is {status}: only figures of today's facts can be confirmed, and only once."""

    code = "ASSESSMENT_SETTLED"
    zh = "该评估的状态为 {status}：只能确认依据当前情况的评估，且只能确认一次。"


class NotAssessed(Malformed):
    """The risk "{risk}" was not assessed for this member."""

    code = "NOT_ASSESSED"
    zh = "未对该成员评估风险“{risk}”。"


class InsuredIncomplete(BrokenRule):
    """A plan needs the {field} of whom it is made for: record it first."""

    code = "INSURED_INCOMPLETE"
    zh = "制定方案需要被保险人的 {field}，请先登记。"


class BeyondMinorCap(BrokenRule):
    """A minor may be insured for at most {most} yuan more on his death."""

    code = "MINOR_DEATH_CAP"
    zh = "该未成年人的身故保险金最多可再增加 {most} 元。"


class AcknowledgementNeeded(BrokenRule):
    """We recommend that you stop here: to go on, acknowledge each of the reasons in writing."""

    code = "ACKNOWLEDGEMENT_NEEDED"
    zh = "我们建议暂停投保：如仍要继续，请逐项书面确认所列原因。"


class UnknownField(Malformed):
    """No input of a household is called "{path}"."""

    code = "UNKNOWN_FIELD"
    zh = "家庭情况中没有可更改的项目“{path}”。"


class ValueNeeded(Malformed):
    """This change needs a value."""

    code = "VALUE_NEEDED"
    zh = "此项更改需要填写数值。"


class SideTwice(Malformed):
    """Name one side by its assessment or by its day, not by both."""

    code = "SIDE_TWICE"
    zh = "对比的一方只能用评估或日期之一指定。"


class EarlierIsLater(Malformed):
    """The earlier day lies after the later one."""

    code = "EARLIER_IS_LATER"
    zh = "较早的日期晚于较晚的日期。"


class HouseholdOrClient(Malformed, ValueError):
    """Send either a household or a client's id."""

    code = "HOUSEHOLD_OR_CLIENT"
    zh = "请提供家庭情况或客户标识之一。"
