"""The business rules of claims that can be broken: one class a rule, with its stable code, in both
languages."""

from shared.problems import BrokenRule, Malformed


class UnknownClaimLine(Malformed):
    """There are no claims on that line; there are on: {known}."""

    code = "UNKNOWN_LINE"
    zh = "没有该险种的理赔规则；可选：{known}。"


class ClaimState(BrokenRule):
    """A claim that is {state} cannot become {following}."""

    code = "CLAIM_STATE"
    zh = "理赔当前状态为“{state}”，不能变为“{following}”。"


class ChecklistIncomplete(BrokenRule):
    """The file is not complete; missing: {missing}."""

    code = "CHECKLIST_INCOMPLETE"
    zh = "理赔资料不齐，缺少：{missing}。"


class MandateRequired(BrokenRule):
    """Speaking for a client in a dispute needs his written mandate."""

    code = "MANDATE_REQUIRED"
    zh = "代理客户投诉、协商须有客户的书面授权委托书。"


class PayeeNotOwnAccount(BrokenRule):
    """A benefit is paid to the payee's own account only; never to an agent or through one."""

    code = "PAYEE_NOT_OWN_ACCOUNT"
    zh = "理赔款只能支付到领款人本人账户，不得由业务员代收。"


class ReviewRequestTooLate(BrokenRule):
    """A review of the insurer's answer could be asked for until {last_day}."""

    code = "REVIEW_REQUEST_TOO_LATE"
    zh = "核查申请须在{last_day}前提出。"


class EscalationOrder(BrokenRule):
    """From {stage} a dispute goes on to: {following}."""

    code = "ESCALATION_ORDER"
    zh = "“{stage}”之后可选：{following}。"


class IncidentInTheFuture(Malformed):
    """What has not happened yet cannot be claimed."""

    code = "INCIDENT_IN_THE_FUTURE"
    zh = "出险日期不能晚于今天。"


class ItemNotAsked(BrokenRule):
    """The checklist of this claim does not ask for {item_code}."""

    code = "ITEM_NOT_ASKED"
    zh = "本次理赔的资料清单中没有“{item_code}”。"
