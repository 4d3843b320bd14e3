"""A product that may not be: one class a reason."""

from shared.problems import BrokenRule


class CoreDiseasesMissing(BrokenRule):
    """A critical-illness product for adults must contain {missing}."""

    code = "CORE_DISEASES_MISSING"
    zh = "成人重疾险必须包含以下核心重度疾病：{missing}。"


class MildDiseasesMissing(BrokenRule):
    """A product with lesser diseases must also contain {missing}."""

    code = "MILD_DISEASES_MISSING"
    zh = "包含较轻疾病的产品还必须包含以下轻度疾病：{missing}。"


class MildBenefitTooHigh(BrokenRule):
    """The benefit for {disease} is {share} of the sum insured; at most {limit} is allowed."""

    code = "MILD_BENEFIT_TOO_HIGH"
    zh = "{disease} 的给付比例为 {share}，不得超过 {limit}。"


class SurvivalBenefitNotAllowed(BrokenRule):
    """A product of the line {line} may not carry a survival benefit."""

    code = "SURVIVAL_BENEFIT_NOT_ALLOWED"
    zh = "“{line}”产品不得包含生存给付责任。"


class DeathBenefitTooHigh(BrokenRule):
    """The death benefit ({share} of the sum insured) exceeds the highest disease benefit ({limit})."""

    code = "DEATH_BENEFIT_TOO_HIGH"
    zh = "身故给付比例 {share} 高于疾病最高给付比例 {limit}。"


class WaitingPeriodTooLong(BrokenRule):
    """A waiting period of {days} days exceeds {limit}."""

    code = "WAITING_PERIOD_TOO_LONG"
    zh = "等待期 {days} 天超过上限 {limit} 天。"


class GeneticTestAsked(BrokenRule):
    """A health product may neither ask for genetic tests nor price them."""

    code = "GENETIC_TEST_ASKED"
    zh = "健康险不得询问基因检测结果，也不得据此定价。"


class HealthServicesTooCostly(BrokenRule):
    """Health services take {share} of the net premium; at most {limit} is allowed."""

    code = "HEALTH_SERVICES_TOO_COSTLY"
    zh = "健康管理服务占净保费 {share}，不得超过 {limit}。"


class AutomaticAddOn(BrokenRule):
    """The add-on {add_on} is included or ticked without being asked for."""

    code = "AUTOMATIC_ADD_ON"
    zh = "附加产品 {add_on} 不得默认勾选或自动搭售。"


class DeathMultipleTooLow(BrokenRule):
    """From age {age} the death benefit must be at least {least} of the premiums paid."""

    code = "DEATH_MULTIPLE_TOO_LOW"
    zh = "自 {age} 周岁起，身故给付不得低于已交保费的 {least}。"


class RateAboveCap(BrokenRule):
    """The pricing rate {rate} exceeds the cap of {cap} for products sold from {sale_from}."""

    code = "RATE_ABOVE_CAP"
    zh = "预定利率 {rate} 超过 {sale_from} 起销售产品的上限 {cap}。"


class CoolingOffTooShort(BrokenRule):
    """A cooling-off period of {days} days is too short: at least {least} are owed."""

    code = "COOLING_OFF_TOO_SHORT"
    zh = "犹豫期 {days} 天过短，不得少于 {least} 天。"


class RenewalNarrowed(BrokenRule):
    """Renewal is guaranteed for {years} years: the insurer may not cut benefits or add exclusions when it comes."""

    code = "RENEWAL_NARROWED"
    zh = "保证续保 {years} 年，续保时不得减少保险责任或增加责任免除。"


class RenewalIndividuallyRated(BrokenRule):
    """Renewal is guaranteed for {years} years: nobody's renewal premium is set by his own health or claims."""

    code = "RENEWAL_INDIVIDUALLY_RATED"
    zh = "保证续保 {years} 年，不得因单个被保险人的健康或理赔情况调整续保保费。"
