"""What `leads` refuses."""

from shared.problems import BrokenRule, Malformed


class ConsentMissing(BrokenRule):
    """Nobody may be contacted without his consent to being contacted."""

    code = "CONSENT_MISSING"
    zh = "未取得联系同意，不得联系客户。"


class ConsentInForce(BrokenRule):
    """This consent is in force already."""

    code = "CONSENT_IN_FORCE"
    zh = "该项同意已生效。"


class NoConsentInForce(BrokenRule):
    """There is no such consent in force."""

    code = "NO_CONSENT_IN_FORCE"
    zh = "没有生效的该项同意。"


class BornInTheFuture(Malformed):
    """Nobody is born in the future."""

    code = "BORN_IN_THE_FUTURE"
    zh = "出生日期不能晚于今天。"
