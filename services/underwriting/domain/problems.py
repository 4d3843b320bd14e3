"""The business rules of underwriting that can be broken: one class a rule, with its stable code, in both
languages.

No message repeats a name, a number of a document or a finding.
"""

from shared.problems import BrokenRule, Malformed


class UnknownLine(Malformed):
    """There is no underwriting for that line; there is for: {known}."""

    code = "UNKNOWN_LINE"
    zh = "没有该险种的核保规则；可选：{known}。"


class UnknownCondition(Malformed):
    """The condition "{condition}" is not in the table; give "other_condition" for what it does not list."""

    code = "UNKNOWN_CONDITION"
    zh = "预核保表中没有“{condition}”；未列出的情况请填“other_condition”。"


class InvalidGradingInput(Malformed):
    """ "{name}" of "{condition}" must be {expected}."""

    code = "INVALID_GRADING_INPUT"
    zh = "“{condition}”的“{name}”应为：{expected}。"


class ConditionSexMismatch(Malformed):
    """The condition "{condition}" does not occur in the sex given."""

    code = "CONDITION_SEX_MISMATCH"
    zh = "“{condition}”与所填性别不符。"


class BeneficiaryShares(BrokenRule):
    """Shares must add up to exactly 100% within each order, not {total}%; for example: {split}."""

    code = "BENEFICIARY_SHARES"
    zh = "同一顺序受益人的份额之和须恰为100%，现为{total}%；可改为：{split}。"


class BeneficiaryIncomplete(BrokenRule):
    """A beneficiary needs a name, an identity number and a relation to the insured: {missing} is missing."""

    code = "BENEFICIARY_INCOMPLETE"
    zh = "受益人须写明姓名、证件号码和与被保险人的关系，缺少：{missing}。"


class BeneficiaryMissing(BrokenRule):
    """Cover that pays on death needs a beneficiary, with name, identity number and relation."""

    code = "BENEFICIARY_MISSING"
    zh = "含身故责任的保险须指定受益人，并写明姓名、证件号码和关系。"


class TooManyBeneficiaries(BrokenRule):
    """At most {most} beneficiaries may be designated."""

    code = "TOO_MANY_BENEFICIARIES"
    zh = "最多可指定{most}名受益人。"


class BeneficiaryOrder(BrokenRule):
    """Orders of beneficiaries count 1, 2, 3 without a gap."""

    code = "BENEFICIARY_ORDER"
    zh = "受益顺序须从1开始连续编号。"


class BeneficiaryConsent(BrokenRule):
    """The insured designates the beneficiaries, or consents to those that the policyholder designates."""

    code = "BENEFICIARY_CONSENT"
    zh = "受益人由被保险人指定；投保人指定受益人须经被保险人同意。"


class BeneficiaryOfEmployee(BrokenRule):
    """An employer may name only the insured and the insured's close relatives, not "{relation}"."""

    code = "BENEFICIARY_OF_EMPLOYEE"
    zh = "用人单位投保的，只能指定被保险人及其近亲属为受益人，不能指定“{relation}”。"


class MinorDeathCap(BrokenRule):
    """Death cover on a minor of {age} is capped at {cap} over all insurers; at most {max_new} more may be
    taken."""

    code = "MINOR_DEATH_CAP"
    zh = "{age}周岁未成年人的身故保险金额（各公司合计）不得超过{cap}元，最多还可投保{max_new}元。"


class ParentConsentRequired(BrokenRule):
    """Only a parent may take death cover on a minor, or another with a parent's consent."""

    code = "PARENT_CONSENT_REQUIRED"
    zh = "为未成年人投保含身故责任的保险，投保人须为其父母，或经其父母同意。"


class InsuredConsentRequired(BrokenRule):
    """Death cover needs the consent of the insured, and the acceptance of its sum."""

    code = "INSURED_CONSENT_REQUIRED"
    zh = "以死亡为给付条件的合同，须经被保险人同意并认可保险金额。"


class NoInsurableInterest(BrokenRule):
    """The policyholder has no insurable interest in the insured, and the insured has not consented."""

    code = "NO_INSURABLE_INTEREST"
    zh = "投保人对被保险人没有保险利益，且被保险人未同意投保。"


class CashRefused(BrokenRule):
    """Premiums are paid in the insurer's app, by bank debit or by transfer; never in cash."""

    code = "CASH_REFUSED"
    zh = "保险费须通过保险公司官方渠道或银行转账支付，不收取现金。"


class NotOwnAccount(BrokenRule):
    """Money moves only between the insurer and the party's own account; never through an agent's."""

    code = "NOT_OWN_ACCOUNT"
    zh = "款项只能在保险公司与当事人本人账户之间往来，不得经由业务员账户。"


class ApplicationState(BrokenRule):
    """An application that is {state} cannot {action}."""

    code = "APPLICATION_STATE"
    zh = "投保申请当前状态为“{state}”，不能执行“{action}”。"


class NotADecision(BrokenRule):
    """ "{outcome}" is no decision: a person has yet to decide."""

    code = "NOT_A_DECISION"
    zh = "“{outcome}”不是核保结论，尚待人工核保。"


class NotInsurable(BrokenRule):
    """The insurer decided {outcome}: no policy can be issued on this application."""

    code = "NOT_INSURABLE"
    zh = "核保结论为{outcome}，本申请不能承保。"


class IdentityUnchecked(BrokenRule):
    """The identity numbers of the policyholder and the insured must be checked first."""

    code = "IDENTITY_UNCHECKED"
    zh = "请先核对投保人和被保险人的身份证号码。"


class DisclosureUnanswered(BrokenRule):
    """The health questionnaire has {unanswered} unanswered questions."""

    code = "DISCLOSURE_UNANSWERED"
    zh = "健康告知还有{unanswered}个问题未回答。"


class DeclarationUnconfirmed(BrokenRule):
    """The policyholder must read the notice and confirm the declaration."""

    code = "DECLARATION_UNCONFIRMED"
    zh = "投保人须阅读投保须知并确认投保声明。"


class ConfirmedByAnother(BrokenRule):
    """Nobody may sign or confirm for the policyholder."""

    code = "CONFIRMED_BY_ANOTHER"
    zh = "任何人不得代投保人签字或确认。"


class RecordingMissing(BrokenRule):
    """This sale must be recorded, with the policyholder's consent, before the application is submitted."""

    code = "RECORDING_MISSING"
    zh = "本次销售须在投保人同意后录音录像，完成后方可提交。"


class DocumentsMissing(BrokenRule):
    """Documents are missing: {documents}."""

    code = "DOCUMENTS_MISSING"
    zh = "缺少资料：{documents}。"


class BornInTheFuture(Malformed):
    """Nobody is insured before birth."""

    code = "BORN_IN_THE_FUTURE"
    zh = "出生日期不能晚于该日期。"


class DatedInTheFuture(Malformed):
    """A document cannot be dated in the future."""

    code = "DATED_IN_THE_FUTURE"
    zh = "资料日期不能晚于今天。"


class UnreadableTerm(Malformed):
    """The coverage term "{coverage_term}" means nothing for a life of {age}."""

    code = "UNREADABLE_TERM"
    zh = "保险期间“{coverage_term}”对{age}周岁的被保险人无意义。"


class SexMismatch(BrokenRule):
    """The identity number says another sex than the application; the price rests on it: correct the household first."""

    code = "SEX_MISMATCH"
    zh = "身份证号码与投保申请中的性别不符；保险费以性别为准，请先更正家庭资料。"


class BirthdateMismatch(BrokenRule):
    """The identity number says another date of birth than the application; the price rests on it: correct the household
    first."""

    code = "BIRTHDATE_MISMATCH"
    zh = "身份证号码与投保申请中的出生日期不符；保险费以年龄为准，请先更正家庭资料。"


class UnknownOccupation(Malformed):
    """There is no such occupation; there are: {known}."""

    code = "UNKNOWN_OCCUPATION"
    zh = "没有该职业；可选：{known}。"


class OccupationMismatch(BrokenRule):
    """The occupation is of class {occupation_class}, but the price rests on class {priced_class}."""

    code = "OCCUPATION_MISMATCH"
    zh = "该职业为{occupation_class}类，而保险费按{priced_class}类计算。"


class PolicyholderMinor(BrokenRule):
    """A policyholder must be of age: say what the insured is to the policyholder, and who that is."""

    code = "POLICYHOLDER_MINOR"
    zh = "投保人须为成年人：请填写被保险人与投保人的关系及投保人信息。"


class LegalHeirsOrNamed(Malformed):
    """Beneficiaries are either named or the legal heirs, not both."""

    code = "LEGAL_HEIRS_OR_NAMED"
    zh = "受益人或为指定，或为法定，不能两者兼有。"


class DeclarationOutdated(BrokenRule):
    """Another text of the declaration is in use by now ({current}): read that one and confirm it."""

    code = "DECLARATION_OUTDATED"
    zh = "投保声明已更新（{current}），请阅读新版后确认。"


class ApplicationIncomplete(BrokenRule):
    """The application cannot go to the insurer yet: {codes}."""

    code = "APPLICATION_INCOMPLETE"
    zh = "投保申请尚不能提交：{codes}。"


class MaterialAlreadyReceived(BrokenRule):
    """This has been handed in already."""

    code = "MATERIAL_ALREADY_RECEIVED"
    zh = "该资料已提交。"
