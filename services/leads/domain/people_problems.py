"""What `leads` refuses about who somebody is, who serves him, and who referred him."""

from shared.problems import BrokenRule, Malformed


class LeadMerged(BrokenRule):
    """This lead was merged into another: go on with {merged_into}."""

    code = "LEAD_MERGED"
    zh = "该客户已合并，请使用 {merged_into}。"


class SameLead(Malformed):
    """A lead is not merged into itself."""

    code = "SAME_LEAD"
    zh = "不能将客户与其自身合并。"


class BothHavePolicies(BrokenRule):
    """Both leads have policies, which other services hold under each of them: they cannot be merged."""

    code = "BOTH_HAVE_POLICIES"
    zh = "两位客户均持有保单，其他服务分别以各自标识保存，不能合并。"


class MergeTheOtherWay(BrokenRule):
    """The lead that would be merged has a policy: merge the other one into it."""

    code = "MERGE_THE_OTHER_WAY"
    zh = "被合并的客户持有保单，请将另一位合并到该客户。"


class TwoIdentityNumbers(BrokenRule):
    """The two have different identity numbers: they are two people."""

    code = "TWO_IDENTITY_NUMBERS"
    zh = "两者身份证号码不同，是两个人。"


class DifferentSegments(BrokenRule):
    """One is a person and the other a firm."""

    code = "DIFFERENT_SEGMENTS"
    zh = "一方为个人，另一方为企业。"


class UndoTooLate(BrokenRule):
    """A merge can be undone until {until}."""

    code = "MERGE_UNDO_TOO_LATE"
    zh = "合并只能在 {until} 之前撤销。"


class MergeUndone(BrokenRule):
    """This merge was undone already."""

    code = "MERGE_UNDONE"
    zh = "该合并已撤销。"


class IdentityOfAnother(BrokenRule):
    """Another lead has this identity number: a manager can merge the two."""

    code = "IDENTITY_OF_ANOTHER_LEAD"
    zh = "该身份证号码属于另一位客户，可由主管合并。"


class FirmHasNoIdentityNumber(BrokenRule):
    """A firm has no citizen identity number."""

    code = "FIRM_HAS_NO_IDENTITY_NUMBER"
    zh = "企业没有公民身份号码。"


class AgentKnown(BrokenRule):
    """This agent is in the register already."""

    code = "AGENT_KNOWN"
    zh = "该代理人已登记。"


class AgentLeft(BrokenRule):
    """This agent has left."""

    code = "AGENT_LEFT"
    zh = "该代理人已离职。"


class TiedToOneInsurer(BrokenRule):
    """A tied agent may represent {insurers} life insurer only."""

    code = "TIED_AGENT_ONE_INSURER"
    zh = "个人保险代理人只能代理 {insurers} 家人寿保险公司。"


class LevelUnknown(Malformed):
    """Levels go from 1 to {highest}."""

    code = "LEVEL_UNKNOWN"
    zh = "等级应为 1 至 {highest}。"


class PeriodBackwards(Malformed):
    """The last day comes before the first."""

    code = "PERIOD_BACKWARDS"
    zh = "终止日期早于起始日期。"


class LeavesInTheFuture(Malformed):
    """A departure is told when the agent has left, not ahead."""

    code = "LEAVES_IN_THE_FUTURE"
    zh = "离职日期不能晚于今天。"


class SuccessorUnfit(BrokenRule):
    """The successor is not in the register, or has left."""

    code = "SUCCESSOR_UNFIT"
    zh = "接任代理人未登记或已离职。"


class PolicyReviewFirst(BrokenRule):
    """Ask for a referral only after a policy review: there is none of the last {days} days."""

    code = "POLICY_REVIEW_FIRST"
    zh = "请先为客户完成保单检视：最近 {days} 天内没有检视记录。"


class DemandCardFirst(BrokenRule):
    """The client has no demand card from after the policy review: hand one over first."""

    code = "DEMAND_CARD_FIRST"
    zh = "保单检视之后尚未向客户递交需求卡，请先递交。"


class ReviewInTheFuture(Malformed):
    """A policy review is recorded when it was held."""

    code = "REVIEW_IN_THE_FUTURE"
    zh = "保单检视日期不能晚于今天。"


class ReferralOfSelf(BrokenRule):
    """Nobody refers himself."""

    code = "REFERRAL_SELF"
    zh = "不能推荐自己。"


class ReferralCycle(BrokenRule):
    """This person is one of those by whom the referrer himself was referred."""

    code = "REFERRAL_CYCLE"
    zh = "被推荐人位于推荐人自身的推荐链上游。"


class RewardNotAllowed(BrokenRule):
    """Neither money nor a gift may be promised for a referral: a free upgrade consultation only."""

    code = "REWARD_NOT_ALLOWED"
    zh = "转介绍不得给予金钱或礼品，仅可提供免费保障升级咨询。"
