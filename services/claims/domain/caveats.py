"""What a reader must be told beside an answer, by key, in both languages; an `Answer.caveats` of claims lists
keys."""

from collections.abc import Mapping
from typing import Final

CAVEATS: Final[Mapping[str, Mapping[str, str]]] = {
    "NO_PROMISE": {
        "zh-CN": "是否赔付以保险公司的核定为准，任何人不得承诺理赔结果。",
        "en": "The insurer decides what is paid; nobody may promise an outcome.",
    },
    "INSURER_MAY_ASK_FOR_MORE": {
        "zh-CN": "保险公司可以要求补充资料，但应及时一次性通知。",
        "en": "The insurer may ask for more, but must do so at once and in one notice.",
    },
    "LATE_NOTICE_COSTS_LITTLE": {
        "zh-CN": "报案晚于约定期限，只影响因此无法确定的部分。",
        "en": "A late report only costs what can no longer be established because of it.",
    },
    "SUPPLEMENT_NOT_ONCE": {
        "zh-CN": "保险公司分次要求补充资料（应一次性通知），可据此提出异议。",
        "en": "The insurer asked for documents in a second notice although it must ask once: this can be objected to.",
    },
    "SIMPLE_CLOCK_PAUSED_BY_ANALOGY": {
        "zh-CN": "补充资料期间的扣除仅对30日核定期有明文规定，5个工作日期限系参照适用。",
        "en": "The pause while documents are supplied is written for the 30 days; for the 5 working days it is applied "
        "by analogy.",
    },
    "CALENDAR_PROVISIONAL": {
        "zh-CN": "该年度放假安排尚未公布，日期为暂定。",
        "en": "The holidays of that year are not published yet: the date is provisional.",
    },
    "LATE_PAYMENT_OWES_DAMAGES": {
        "zh-CN": "保险公司未按期履行义务的，应当赔偿因此造成的损失。",
        "en": "An insurer that is late owes damages for it.",
    },
    "BOUNDARY_DAY_IS_AMBIGUOUS": {
        "zh-CN": "等待期届满当日如何计算有争议，须人工审核；条款有两种解释的，应作有利于被保险人的解释。",
        "en": "Whether the last day of waiting counts is disputed and a person decides; of two readings the law takes "
        "the insured's.",
    },
    "ARREARS_ARE_DEDUCTED": {
        "zh-CN": "宽限期内出险，给付时扣除欠交的保险费。",
        "en": "A loss in the grace period is paid less the overdue premium.",
    },
    "REGULATOR_AWARDS_NO_MONEY": {
        "zh-CN": "监管部门处理违规行为，不直接裁决赔款金额。",
        "en": "The regulator looks into misconduct; it does not award money.",
    },
    "MEDIATION_STOPS_THE_CLOCK": {
        "zh-CN": "调解期间不计入投诉处理期限。",
        "en": "The time of a mediation does not count towards the complaint's clock.",
    },
}
