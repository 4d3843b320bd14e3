"""The business rules of servicing that can be broken: one class a rule, with its stable code, in both
languages."""

from shared.problems import BrokenRule, Malformed


class PolicyState(BrokenRule):
    """A policy that is {state} cannot {action}."""

    code = "POLICY_STATE"
    zh = "保单当前状态为“{state}”，不能执行“{action}”。"


class ReceiptSignedByAnother(BrokenRule):
    """Only the policyholder signs the receipt of the policy."""

    code = "RECEIPT_SIGNED_BY_ANOTHER"
    zh = "保单回执只能由投保人本人签收。"


class CancellationHeld(BrokenRule):
    """A claim on this policy is open: it cannot be cancelled until the claim is settled."""

    code = "CANCELLATION_HELD"
    zh = "该保单有未结案的理赔，结案前不能退保。"


class ReinstatementExpired(BrokenRule):
    """A suspended policy can be reinstated until {last_day}."""

    code = "REINSTATEMENT_EXPIRED"
    zh = "中止的保单只能在{last_day}前申请复效。"


class ReinstatementRefused(BrokenRule):
    """The insurer refused: the risk rose clearly during the suspension."""

    code = "REINSTATEMENT_REFUSED"
    zh = "中止期间危险程度显著增加，保险公司拒绝恢复效力。"


class RenewalTooEarly(BrokenRule):
    """The renewal premium may not be taken before {earliest}."""

    code = "RENEWAL_TOO_EARLY"
    zh = "续期保险费不得早于{earliest}收取。"


class WaitingPeriodCap(BrokenRule):
    """A waiting period of {days} days is longer than the {cap} allowed."""

    code = "WAITING_PERIOD_CAP"
    zh = "等待期{days}天，超过允许的{cap}天。"


class PolicyLoanLimit(BrokenRule):
    """At most {available} can be borrowed on this policy."""

    code = "POLICY_LOAN_LIMIT"
    zh = "该保单最多可借款{available}元。"


class EventBeforeIssue(Malformed):
    """A receipt cannot be signed before the policy is issued."""

    code = "EVENT_BEFORE_ISSUE"
    zh = "签收时间不能早于承保时间。"


class ReceiptSigned(BrokenRule):
    """The receipt of this policy is signed already."""

    code = "RECEIPT_SIGNED"
    zh = "该保单回执已签收。"


class FollowUpIncomplete(BrokenRule):
    """The call must ask everything that the rule names; missing: {missing}."""

    code = "FOLLOW_UP_INCOMPLETE"
    zh = "回访必须包含规定的全部确认事项，缺少：{missing}。"


class MoneyRoute(BrokenRule):
    """Premiums are paid from the policyholder's own account; cash and agents' accounts are not accepted."""

    code = "CASH_NOT_ALLOWED"
    zh = "保险费须由投保人本人账户支付，不得使用现金或业务员账户。"


class PremiumNotDue(BrokenRule):
    """The next premium of this policy is due on {next_due_on}."""

    code = "PREMIUM_NOT_DUE"
    zh = "该保单下期保险费应交日为{next_due_on}。"


class TaskClosed(BrokenRule):
    """The task is {status} already."""

    code = "TASK_CLOSED"
    zh = "该任务已处于“{status}”状态。"


class ReviewNotDue(BrokenRule):
    """The review is {status}."""

    code = "REVIEW_NOT_DUE"
    zh = "该年度检视当前状态为“{status}”。"
