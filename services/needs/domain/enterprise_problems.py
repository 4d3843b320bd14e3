"""What `needs` refuses of a firm: why it cannot be recorded, assessed or agreed on."""

from shared.problems import BrokenRule, Malformed


class UnknownIndustry(Malformed):
    """ "{industry}" is no code of the industry classification in force."""

    code = "UNKNOWN_INDUSTRY"
    zh = "“{industry}”不是现行行业分类的代码。"


class MixIsNotHeadcount(Malformed, ValueError):
    """The heads of all occupation classes together are the headcount."""

    code = "MIX_IS_NOT_HEADCOUNT"
    zh = "各职业类别人数之和应等于员工总数。"


class NoEnterprise(BrokenRule):
    """There is no firm yet to assess."""

    code = "NO_ENTERPRISE"
    zh = "尚未登记企业情况，无法评估。"


class FirmNotAssessed(Malformed):
    """The risk "{risk}" was not assessed for this firm."""

    code = "NOT_ASSESSED"
    zh = "未对该企业评估风险“{risk}”。"
