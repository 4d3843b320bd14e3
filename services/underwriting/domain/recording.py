"""Recording of sales (双录): when a sale must be filmed, so that a client can later prove what he was
told."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.because import Answer, Because
from shared.jurisdictions import Jurisdiction, Rule

Channel = Literal["face_to_face", "bank", "part_time_agency", "phone", "online"]
Design = Literal["ordinary", "participating", "universal", "unit_linked"]
Reason = Literal[
    "INTERMEDIARY_LONG_TERM",
    "UNIT_LINKED",
    "ELDERLY_LONG_TERM",
    "PHONE",
    "GROUP",
    "NOT_PERSONAL",
    "ONLINE",
    "NONE",
]


class Sale(BaseModel):
    """What decides whether a sale is recorded. `term_years` is None for whole life; ages in whole years."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    channel: Channel
    line: str
    design: Design = "ordinary"
    term_years: int | None
    policyholder_age: int
    group: bool = False


class RecordingDuty(BaseModel):
    """Whether and how the sale is recorded, why, and how many percent of recordings are checked for quality.

    Where it is required the check is done inside the cooling-off period.
    """

    model_config = ConfigDict(frozen=True)

    required: bool
    medium: Literal["audio_and_video", "audio"] | None
    reason: Reason
    quality_check_percent: int


def recording_duty(rules: Jurisdiction, sale: Sale, *, on: date) -> Answer[RecordingDuty]:
    """Whether `sale`, made on the date `on`, must be recorded. 保监发〔2017〕54号 4-10."""
    rule = rules.rule("sales_recording", on=on)
    reason = _reason(rule, sale)
    audio, video = reason == "PHONE", reason in {"INTERMEDIARY_LONG_TERM", "UNIT_LINKED", "ELDERLY_LONG_TERM"}
    caveats = ["RECORDING_NEEDS_CONSENT"] if audio or video else []
    return Answer(
        result=RecordingDuty(
            required=audio or video,
            medium="audio" if audio else "audio_and_video" if video else None,
            reason=reason,
            quality_check_percent=rule["quality_check_percent"] if audio or video else 0,
        ),
        because=[Because.of(rule, **sale.model_dump())],
        caveats=[*caveats, *(["ONLINE_SALES_ARE_TRACED"] if reason == "ONLINE" else [])],
    )


def _reason(rule: Rule, sale: Sale) -> Reason:
    long_term = sale.term_years is None or sale.term_years > rule["longer_than_years"]
    exempt: list[tuple[bool, Reason]] = [
        (sale.group, "GROUP"),
        (sale.line in rule["not_personal_insurance"], "NOT_PERSONAL"),
        (sale.channel in rule["online_channels"], "ONLINE"),
    ]
    bound: list[tuple[bool, Reason]] = [
        (sale.channel in rule["audio_channels"], "PHONE"),
        (sale.channel in rule["intermediary_channels"] and long_term, "INTERMEDIARY_LONG_TERM"),
        (sale.design in rule["designs_always_recorded"], "UNIT_LINKED"),
        (sale.policyholder_age >= rule["from_age"] and long_term, "ELDERLY_LONG_TERM"),
    ]
    return next((reason for holds, reason in [*exempt, *bound] if holds), "NONE")
