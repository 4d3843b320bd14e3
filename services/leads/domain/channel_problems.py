"""What `leads` refuses about campaigns, content, events and the self-assessment."""

from shared.problems import BrokenRule, Forbidden, Malformed


class CampaignClosed(BrokenRule):
    """This campaign takes nobody in any more, or not yet."""

    code = "CAMPAIGN_CLOSED"
    zh = "该活动尚未开始或已经结束。"


class EndsBeforeItStarts(Malformed, ValueError):
    """The last day comes before the first."""

    code = "ENDS_BEFORE_IT_STARTS"
    zh = "结束日期早于开始日期。"


class NotYours(Forbidden):
    """An agent changes what is his own; managers and operations change all of it."""

    code = "NOT_YOURS"
    zh = "代理人只能修改本人的内容。"


class NotTheAuthor(Forbidden):
    """Only its author edits and submits a piece of content."""

    code = "NOT_THE_AUTHOR"
    zh = "只有作者可以修改并提交该内容。"


class OwnContent(BrokenRule):
    """Nobody approves what he wrote himself (Sales Measures 18)."""

    code = "OWN_CONTENT"
    zh = "不得审批自己撰写的内容。"


class ContentSettled(BrokenRule):
    """Content that is {status} takes no such step."""

    code = "CONTENT_SETTLED"
    zh = "内容当前状态为 {status}，不能进行该操作。"


class NotApproved(BrokenRule):
    """Only approved content may be published (Sales Measures 18); this is {status}."""

    code = "NOT_APPROVED"
    zh = "只有经审批的内容才可发布；当前状态为 {status}。"


class ApprovalExpired(BrokenRule):
    """The approval of this content ran out on {expires_on}: have it approved again."""

    code = "APPROVAL_EXPIRED"
    zh = "该内容的审批已于 {expires_on} 到期，请重新提交审批。"


class ApprovalTooLong(Malformed):
    """An approval holds from today for at most {longest_days} days."""

    code = "APPROVAL_TOO_LONG"
    zh = "审批有效期自今日起最长 {longest_days} 天。"


class ReasonMissing(Malformed, ValueError):
    """Say why it is rejected, so that the author can mend it."""

    code = "REASON_MISSING"
    zh = "请说明退回原因，便于作者修改。"


class NoticeIncomplete(Malformed, ValueError):
    """Of the insurer's notice, give both its reference and its day."""

    code = "NOTICE_INCOMPLETE"
    zh = "保险公司公告须同时填写编号和日期。"


class ClosingSoonClaim(BrokenRule):
    """ "{words}" says that something is about to end; no notice of the insurer shows it (Sales Measures 19)."""

    code = "CLOSING_SOON_CLAIM"
    zh = "“{words}”暗示产品即将停售或涨价，但未见保险公司已发布的公告（保险销售行为管理办法第十九条），不得发布。"


class UnprovenStatistic(BrokenRule):
    """ "{words}" is a statistic; name the evidence for it, or leave it out (Sales Measures 17(3))."""

    code = "UNPROVEN_STATISTIC"
    zh = "“{words}”属于统计数据，请注明证据编号，否则请删除（保险销售行为管理办法第十七条第三项）。"


class EventCancelled(BrokenRule):
    """This event does not take place."""

    code = "EVENT_CANCELLED"
    zh = "该活动已取消。"


class EventFull(BrokenRule):
    """All {capacity} places are taken."""

    code = "EVENT_FULL"
    zh = "{capacity} 个名额已满。"


class CapacityTooSmall(BrokenRule):
    """{registered} guests are registered already."""

    code = "CAPACITY_TOO_SMALL"
    zh = "已有 {registered} 人报名，名额不能少于此数。"


class AlreadyRegistered(BrokenRule):
    """This guest is registered for the event already."""

    code = "ALREADY_REGISTERED"
    zh = "该来宾已报名此活动。"


class NotYetHeld(BrokenRule):
    """Who came is known when the event has begun."""

    code = "NOT_YET_HELD"
    zh = "活动开始后才能登记到场情况。"


class FirmOfNoSalon(Malformed, ValueError):
    """Only a salon at a firm has a firm."""

    code = "FIRM_OF_NO_SALON"
    zh = "只有企业员工福利沙龙才填写企业客户。"


class NotAFirm(BrokenRule):
    """A salon is held at a firm, and this client is a person."""

    code = "NOT_A_FIRM"
    zh = "员工福利沙龙须选择企业客户，该客户为个人。"


class NoFollowUpDue(BrokenRule):
    """Only a guest who came is followed up."""

    code = "NO_FOLLOW_UP_DUE"
    zh = "仅对到场来宾进行跟进。"


class GuestUnclear(Malformed, ValueError):
    """Name either a client who is known, or a new guest with his phone and consent."""

    code = "GUEST_UNCLEAR"
    zh = "请选择已有客户，或填写新来宾的姓名、电话及同意事项。"


class HouseholdWithoutConsent(BrokenRule):
    """Household finances are taken only with a consent of their own (PIPL 28, 29)."""

    code = "HOUSEHOLD_WITHOUT_CONSENT"
    zh = "家庭财务信息属于敏感个人信息，须取得单独同意（个人信息保护法第二十八、二十九条）。"


class BreadwinnerMissing(Malformed, ValueError):
    """A household has a breadwinner."""

    code = "BREADWINNER_MISSING"
    zh = "家庭中应有一位主要收入者。"


class ChildWithoutBirthDate(Malformed, ValueError):
    """A child needs a birth date."""

    code = "CHILD_WITHOUT_BIRTH_DATE"
    zh = "子女需填写出生日期。"


class AmountOutOfRange(Malformed, ValueError):
    """An amount here lies between 0.00 and 9999999999.99 yuan."""

    code = "OUT_OF_RANGE"
    zh = "金额应在 0.00 至 9999999999.99 元之间。"
