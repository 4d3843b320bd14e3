"""What `leads` refuses about what agents know, note down and say at first contact."""

from shared.problems import BrokenRule, Malformed


class UnknownCode(Malformed):
    """There is no such code here: {known}."""

    code = "UNKNOWN_CODE"
    zh = "没有该代码，可用：{known}。"


class InTheFuture(Malformed):
    """What has happened has a day that is not in the future."""

    code = "IN_THE_FUTURE"
    zh = "已发生的事情，日期不能晚于今天。"


class TwoOccasions(Malformed):
    """A contact has one occasion: a scene, or a life event."""

    code = "TWO_OCCASIONS"
    zh = "一次联系只能有一个由头：场景或人生大事。"


class WorriesFirst(BrokenRule):
    """The client's worries come first: record them before any product line."""

    code = "WORRIES_FIRST"
    zh = "请先记录客户的风险担忧，再谈任何险种。"


class DoNotContact(BrokenRule):
    """This client asked not to be contacted; only a new consent of his lifts that."""

    code = "DO_NOT_CONTACT"
    zh = "客户已要求停止联系；只有客户重新同意后方可联系。"


class SampleTooSmall(BrokenRule):
    """This figure is not shown: it rests on fewer than the {minimum} clients that are needed."""

    code = "SAMPLE_TOO_SMALL"
    zh = "样本不足{minimum}户，该数据不得展示。"


class EvidenceExpired(BrokenRule):
    """This figure was computed too long ago to be shown: have it computed again."""

    code = "EVIDENCE_EXPIRED"
    zh = "该数据已过有效期，请重新计算后再展示。"


class OutdatedText(BrokenRule):
    """This is not the version of the text that is in force: {current} is."""

    code = "OUTDATED_TEXT"
    zh = "该版本不是现行文本，现行版本为 {current}。"


class DisputeClosed(BrokenRule):
    """This dispute is closed already."""

    code = "DISPUTE_CLOSED"
    zh = "该纠纷已结案。"
