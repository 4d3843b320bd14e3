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


class GuardianConsentNeeded(BrokenRule):
    """A parent or other guardian consents for a child under 14: say who it is."""

    code = "GUARDIAN_CONSENT_NEEDED"
    zh = "不满十四周岁的未成年人须由父母或其他监护人同意，请填写监护人。"


class MinorConsentMissing(BrokenRule):
    """The use of the data of a child under 14 needs a consent of its own, minor_data."""

    code = "MINOR_CONSENT_MISSING"
    zh = "处理不满十四周岁未成年人的个人信息须取得单独同意（minor_data）。"


class UnknownConsentText(Malformed):
    """There is no such version of the text for the purpose "{purpose}"."""

    code = "UNKNOWN_CONSENT_TEXT"
    zh = "用途“{purpose}”没有该版本的同意文本。"


class ErasureAlreadyRequested(BrokenRule):
    """This client has asked to be erased already."""

    code = "ERASURE_ALREADY_REQUESTED"
    zh = "该客户已申请删除个人信息。"


class WrittenRequestNeeded(BrokenRule):
    """Whoever asks in a client's stead says where his written request is kept."""

    code = "WRITTEN_REQUEST_NEEDED"
    zh = "代客户提出申请须注明其书面申请的存放位置。"


class AssessedInTheFuture(Malformed):
    """Nothing is assessed in the future."""

    code = "ASSESSED_IN_THE_FUTURE"
    zh = "评估日期不能晚于今天。"
