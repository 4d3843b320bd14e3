"""What a reader must be told beside an answer, by key, in both languages; an `Answer.caveats` of underwriting
lists keys."""

from collections.abc import Mapping
from typing import Final

CAVEATS: Final[Mapping[str, Mapping[str, str]]] = {
    "AUTOMATED_ADVICE": {
        "zh-CN": "以上为系统自动给出的预评意见，不是保险公司的核保决定。您可以要求人工复核，并要求说明理由。",
        "en": "This is automated advice, not an insurer's decision. You may ask for a person to review it, "
        "and for an explanation.",
    },
    "ILLUSTRATIVE_TABLE": {
        "zh-CN": "预核保表为通行做法的示例，并非任何保险公司的核保手册。",
        "en": "The pre-check table illustrates common practice; it is not any insurer's manual.",
    },
    "ANSWER_ONLY_WHAT_IS_ASKED": {
        "zh-CN": "如实告知以保险公司询问的内容为限；未询问的，无需告知。",
        "en": "Disclosure is limited to what the insurer asks; what is not asked need not be told.",
    },
    "DECLINE_MUST_BE_DISCLOSED": {
        "zh-CN": "被拒保、延期、加费或除外的记录，以后投保被询问时须如实告知；请按建议的先后次序投保。",
        "en": "A decline, postponement, rating or exclusion must be disclosed when a later "
        "application asks for it; apply in the order advised.",
    },
    "REPORT_DATE_UNKNOWN": {
        "zh-CN": "未提供检查日期；超过有效期的报告不能用于评估。",
        "en": "The date of an examination was not given; a report that is too old does not count.",
    },
    "OCCUPATION_CHANGE": {
        "zh-CN": "职业变更须及时通知保险公司，保险费或保险金可能按比例调整。",
        "en": "A change of occupation must be notified to the insurer; the premium or the "
        "benefit may change pro rata.",
    },
    "NOT_COUNTED_TOWARDS_THE_CAP": {
        "zh-CN": "所交保费、现金价值或账户价值、航空意外及重大自然灾害意外身故保险金不计入限额；"
        "疾病保险金不受此限。",
        "en": "Premiums paid, cash or account value, and air-accident and natural-disaster sums do not count "
        "towards the cap; disease benefits are not capped.",
    },
    "ILLUSTRATIVE_MULTIPLES": {
        "zh-CN": "收入倍数为通行做法的示例，以各保险公司规定为准。",
        "en": "The multiples of income illustrate common practice; each insurer has its own.",
    },
    "STATUTORY_HEIRS": {
        "zh-CN": "受益人仅写“法定”的，按法定继承人处理；理赔时须证明全部继承人。"
        "建议写明姓名、证件号码和关系。",
        "en": "A bare “statutory” beneficiary means the statutory heirs, all of whom must be proven in a "
        "claim. Better name them, with identity number and relation.",
    },
    "REVIEW_ON_DIVORCE": {
        "zh-CN": "身份关系变化（如离婚）后，原指定可能视为未指定，请及时变更受益人。",
        "en": "When a relation changes, as by divorce, the designation may count as none: change it in time.",
    },
    "TO_THE_ESTATE": {
        "zh-CN": "没有受益人时，保险金作为被保险人的遗产，由保险公司向其继承人给付。",
        "en": "Without a beneficiary the benefit is part of the insured's estate and paid to the heirs.",
    },
    "ONLINE_SALES_ARE_TRACED": {
        "zh-CN": "互联网销售按互联网保险可回溯规定留痕，不适用现场录音录像。",
        "en": "An online sale is traced under its own rule instead of being filmed.",
    },
    "RECORDING_NEEDS_CONSENT": {
        "zh-CN": "录音录像前须征得投保人同意；投保人不同意的，不得继续销售。",
        "en": "The policyholder must consent before the recording; without consent the sale does not go on.",
    },
}
