"""What a reader must be told beside an answer, by key, in both languages; `Answer.caveats` of servicing lists
keys."""

from collections.abc import Mapping
from typing import Final

CAVEATS: Final[Mapping[str, Mapping[str, str]]] = {
    "RECEIPT_HOURS_ARE_NO_LAW": {
        "zh-CN": "24小时内签收回执是服务标准，并非法律规定。",
        "en": "Signing the receipt within 24 hours is a service standard, not a law.",
    },
    "COOLING_OFF_MAY_BE_LONGER": {
        "zh-CN": "犹豫期以合同条款为准，条款可能更长。",
        "en": "The contract's own cooling-off period counts; it may be longer.",
    },
    "REMIND_ON_THE_EARLIER_DATE": {
        "zh-CN": "期限末日遇休息日顺延；部分条款按自然日计算，请按较早日期提醒。",
        "en": "The last day moves on from a rest day; some clauses count plain days, so remind on the earlier date.",
    },
    "COOLING_OFF_NOT_STARTED": {
        "zh-CN": "回执尚未签收，犹豫期尚未开始。",
        "en": "The receipt is not signed: the cooling-off period has not begun.",
    },
    "CALENDAR_PROVISIONAL": {
        "zh-CN": "该年度放假安排尚未公布，日期为暂定。",
        "en": "The holidays of that year are not published yet: the date is provisional.",
    },
    "COVER_GOES_ON_IN_GRACE": {
        "zh-CN": "宽限期内保障有效，理赔时扣除欠交保险费。",
        "en": "Cover goes on in the grace period; a benefit is paid less the overdue premium.",
    },
    "WAITING_RESTARTS": {
        "zh-CN": "复效后等待期和自杀免责期重新计算。",
        "en": "After reinstatement the waiting period and the suicide clause start again.",
    },
    "BOUNDARY_DAY_IS_AMBIGUOUS": {
        "zh-CN": "等待期届满当日如何计算有争议，须人工审核；条款有两种解释的，应作有利于被保险人的解释。",
        "en": "Whether the last day counts is disputed and a person decides; of two readings the law takes the "
        "insured's.",
    },
    "ACCIDENTS_DO_NOT_WAIT": {
        "zh-CN": "意外伤害不受等待期限制。",
        "en": "Accidents are covered without waiting.",
    },
    "WAITING_DAYS_ARE_THE_CONTRACTS": {
        "zh-CN": "等待期以合同条款为准。",
        "en": "The contract's own waiting period counts.",
    },
    "SURRENDER_LOSES_MONEY": {
        "zh-CN": "犹豫期后退保只退还现金价值，可能有较大损失。",
        "en": "A surrender after the cooling-off period returns the cash value only, which may be much less.",
    },
    "RETENTION_IS_A_MINIMUM": {
        "zh-CN": "以上为最短保存期限；争议、诉讼或监管要求可延长。",
        "en": "These are minimum periods; a dispute, a lawsuit or the regulator may prolong them.",
    },
}
