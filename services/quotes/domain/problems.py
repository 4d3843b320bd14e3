"""Why a product cannot be published, or not priced or sold as asked: one class a reason."""

from shared.problems import BrokenRule, Malformed

# --- A quote that a product does not give ---------------------------------------------------------------------------


class SumOutOfRange(BrokenRule):
    """The sum insured must be between {minimum} and {maximum}."""

    code = "SUM_OUT_OF_RANGE"
    zh = "保险金额须在 {minimum} 至 {maximum} 之间。"


class SumNotInSteps(BrokenRule):
    """The sum insured must be {minimum} or more in steps of {step}."""

    code = "SUM_NOT_IN_STEPS"
    zh = "保险金额须从 {minimum} 起以 {step} 为单位递增。"


class AgeOutOfRange(BrokenRule):
    """The insured must be between {minimum} and {maximum} years old, not {age}."""

    code = "AGE_OUT_OF_RANGE"
    zh = "被保险人年龄须在 {minimum} 至 {maximum} 周岁之间，现为 {age} 周岁。"


class CoverageTermNotOffered(BrokenRule):
    """This product is not sold for the term {coverage_term}; it is for: {offered}."""

    code = "COVERAGE_TERM_NOT_OFFERED"
    zh = "该产品不提供保障期间 {coverage_term}；可选：{offered}。"


class PaymentTermNotOffered(BrokenRule):
    """This product is not paid for over {payment_years} years; it is over: {offered}."""

    code = "PAYMENT_TERM_NOT_OFFERED"
    zh = "该产品不提供 {payment_years} 年交费；可选：{offered}。"


class OccupationNotAccepted(BrokenRule):
    """This product does not accept occupation class {occupation_class}."""

    code = "OCCUPATION_NOT_ACCEPTED"
    zh = "该产品不接受 {occupation_class} 类职业。"


class NoRate(BrokenRule):
    """There is no rate for age {age}, term {coverage_term}, paid over {payment_years} years."""

    code = "NO_RATE"
    zh = "{age} 周岁、保障期间 {coverage_term}、{payment_years} 年交费没有对应费率。"


class NotOnSale(BrokenRule):
    """This product is not on sale on {on}."""

    code = "NOT_ON_SALE"
    zh = "该产品在 {on} 不在售。"


class NoProductForLine(BrokenRule):
    """There is no product of the line {line} to choose from."""

    code = "NO_PRODUCT_FOR_LINE"
    zh = "没有可选的“{line}”产品。"


class PremiumTooLarge(Malformed):
    """With these inputs the premium grows past ten trillion yuan."""

    code = "PREMIUM_TOO_LARGE"
    zh = "按所填数据计算的保费超出上限。"


# --- A product that may not be ---------------------------------------------------------------------------------------


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


# --- A rate table that cannot be read --------------------------------------------------------------------------------


class UnreadableRates(Malformed):
    """The rate table {table} cannot be read at line {line}: {reason}."""

    code = "UNREADABLE_RATES"
    zh = "费率表 {table} 第 {line} 行无法读取：{reason}。"


# --- An illustration that would mislead ------------------------------------------------------------------------------


class GuaranteeNotAllowed(BrokenRule):
    """The benefits of a {design_type} product are not certain: they cannot be shown as guaranteed."""

    code = "GUARANTEE_NOT_ALLOWED"
    zh = "{design_type} 产品的利益不确定，不得按保证利益演示。"


class NoInternalRate(BrokenRule):
    """These payments have no internal rate of return."""

    code = "NO_INTERNAL_RATE"
    zh = "该现金流没有内部收益率。"


# --- A catalogue that does not take a product ------------------------------------------------------------------------


class ProductNotAllowed(BrokenRule):
    """The product {product} breaks limits of the law, listed in "faults"."""

    code = "PRODUCT_NOT_ALLOWED"
    zh = "产品 {product} 不符合监管要求，详见 faults。"


class ProductOfAnotherCarrier(BrokenRule):
    """The product {product} is in the catalogue already, of another carrier."""

    code = "PRODUCT_OF_ANOTHER_CARRIER"
    zh = "产品 {product} 已由另一家保险公司上架。"


# --- A proposal that cannot be acted on so ---------------------------------------------------------------------------


class ProposalState(BrokenRule):
    """This proposal is {status}."""

    code = "PROPOSAL_STATE"
    zh = "该计划书当前状态为 {status}，不能执行此操作。"


class TierNotOffered(BrokenRule):
    """This proposal offers no tier called {tier}."""

    code = "TIER_NOT_OFFERED"
    zh = "该计划书没有可选方案“{tier}”。"


class ProposalOutdated(BrokenRule):
    """Products or premiums have changed since this proposal was priced: have it priced again."""

    code = "PROPOSAL_OUTDATED"
    zh = "计划书报价后产品或保费已变化，请重新报价。"


class SuitabilityStatementRequired(BrokenRule):
    """The policyholder must sign a separate statement first, because of what "triggers" lists."""

    code = "SUITABILITY_STATEMENT_REQUIRED"
    zh = "须先由投保人另行签署声明，原因见 triggers。"


class WrittenConfirmationRequired(BrokenRule):
    """Stopping is recommended because of what "stop_for" lists; it goes on only with the client's written confirmation."""

    code = "WRITTEN_CONFIRMATION_REQUIRED"
    zh = "建议终止投保，原因见 stop_for；客户坚持的，须取得书面确认后方可继续。"
