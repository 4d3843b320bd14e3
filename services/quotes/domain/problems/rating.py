"""A way of paying, a premium or a group that a product does not take: one class a reason."""

from shared.problems import BrokenRule, Malformed


class PaymentFrequencyNotOffered(BrokenRule):
    """This product is not paid {frequency}; it is: {offered}."""

    code = "PAYMENT_FREQUENCY_NOT_OFFERED"
    zh = "该产品不提供 {frequency} 缴费；可选：{offered}。"


class PremiumOutOfRange(BrokenRule):
    """The yearly premium must be between {minimum} and {maximum}."""

    code = "PREMIUM_OUT_OF_RANGE"
    zh = "年交保费须在 {minimum} 至 {maximum} 之间。"


class PremiumNotInSteps(BrokenRule):
    """The yearly premium must be {minimum} or more in steps of {step}."""

    code = "PREMIUM_NOT_IN_STEPS"
    zh = "年交保费须从 {minimum} 起以 {step} 为单位递增。"


class PremiumNotNamed(BrokenRule):
    """Of this product the client names the sum insured, and the premium follows from it."""

    code = "PREMIUM_NOT_NAMED"
    zh = "该产品由客户选择保险金额，保费据此计算，不能按保费倒算。"


class NotAGroupProduct(BrokenRule):
    """This product insures single lives, not groups."""

    code = "NOT_A_GROUP_PRODUCT"
    zh = "该产品为个人产品，不能按团体报价。"


class HeadsOutOfRange(BrokenRule):
    """A group of this product has at least {minimum} people, and at most {maximum} where that says a number; not {heads}."""

    code = "HEADS_OUT_OF_RANGE"
    zh = "该产品的团体人数下限为 {minimum}，上限为 {maximum}（无上限时为 -），现为 {heads} 人。"


class SexNeeded(BrokenRule):
    """The rates of this product differ by sex: say how many of each sex there are."""

    code = "SEX_NEEDED"
    zh = "该产品费率区分性别，请按性别分别填写人数。"


class TooManyPremiums(Malformed):
    """Lives times choices are {asked} premiums; at most {limit} are computed at once."""

    code = "TOO_MANY_PREMIUMS"
    zh = "人数乘以方案数共 {asked} 笔保费，一次最多计算 {limit} 笔。"


class SnapshotTooLarge(BrokenRule):
    """The catalogue is {size} bytes, more than the {limit} that a phone is given at once: ask line by line."""

    code = "SNAPSHOT_TOO_LARGE"
    zh = "产品目录共 {size} 字节，超过一次下载上限 {limit} 字节，请按险种下载。"
