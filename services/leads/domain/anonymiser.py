"""What in a text still names a person: names, numbers, places and days, in Chinese and in English.

A claims case is told as 「XX客户因XX保障获赔XX」. What is found here is certainly to be replaced; what is not found may
still name somebody, for a name without a title, a role or an age beside it looks like any other word. So a person
reads what a program has passed.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from shared.because import Answer, Because
from shared.jurisdictions import Jurisdiction, Rule

CAVEATS: Final = ("read_it_yourself", "names_without_a_mark")
_HAN: Final = "\u4e00-\u9fff"
_ANONYMOUS: Final = "某ＸX"
_FULL_WIDTH: Final = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_COVER: Final = "\0"
_READINGS: Final = 6
_LEFT_OF_A_STREET: Final = 30
_DAY = r"(?:19|20)\d{2}\s{0,2}[年./-]\s{0,2}\d{1,2}\s{0,2}[月./-]\s{0,2}\d{1,2}\s?[日号]?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_OF_MONTH = r"\d{1,2}(?:st|nd|rd|th)?"
_ENGLISH_DAY = rf"(?:{_OF_MONTH}\s{_MONTH},?\s(?:19|20)\d{{2}}|{_MONTH}\s{_OF_MONTH},?\s(?:19|20)\d{{2}})"
_WORD = r"(?!X+\b)(?:[A-Z][a-z'’]+(?:-[A-Z]?[a-z]+)?|[A-Z]{2,})\b"

Language = Literal["zh-CN", "en"]


class NamedBy(StrEnum):
    """By what a person is named; in the order in which two readings of one place are decided."""

    EMAIL = "email"
    ID_NUMBER = "id_number"
    BIRTH_DATE = "birth_date"
    POLICY_NUMBER = "policy_number"
    PHONE = "phone"
    ACCOUNT_NUMBER = "account_number"
    PLATE = "plate"
    REFERENCE_NUMBER = "reference_number"
    ADDRESS = "address"
    NAME = "name"


_Place = tuple[int, int, NamedBy]
_ORDER: Final = {kind: place for place, kind in enumerate(NamedBy)}


class Finding(BaseModel):
    """A place that names a person: characters `start` to `end` (not included), counted from 0."""

    model_config = ConfigDict(frozen=True)

    kind: NamedBy
    start: int
    end: int


class Anonymised(BaseModel):
    """Whether nothing was found, what was found where, how often of each kind, and the text without it."""

    model_config = ConfigDict(frozen=True)

    anonymous: bool
    findings: list[Finding]
    counts: dict[NamedBy, int]
    suggested_text: str


Finder = Callable[[str], Iterable[tuple[int, int]]]


def anonymise(
    jurisdiction: Jurisdiction, text: str, *, names: Sequence[str], on: date, language: Language
) -> Answer[Anonymised]:
    """What names a person in `text`, and the text without it; `names` are known to be in it (PIPL art. 73)."""
    rule = jurisdiction.rule("case.anonymise", on=on)
    findings = find(rule, text, names)
    result = Anonymised(
        anonymous=not findings,
        findings=findings,
        counts=dict(Counter(finding.kind for finding in findings)),
        suggested_text=_replaced(rule, text, findings, language),
    )
    because = Because.of(rule, characters=len(text), names_given=len(names))
    return Answer(result=result, because=[because], caveats=list(CAVEATS))


def find(rule: Rule, text: str, names: Sequence[str] = ()) -> list[Finding]:
    """Every place in `text` that names a person, in order; what overlaps is one, of the kind that comes first.

    What was found is covered and the text read again: a number may hide in the shadow of another.
    """
    plain, found = text.translate(_FULL_WIDTH), list[_Place]()
    finders = (*_finders(rule), (NamedBy.NAME, _listed(names)))
    for _ in range(_READINGS):
        new = [(start, end, kind) for kind, finder in finders for start, end in finder(plain)]
        if not new:
            break
        found = _apart([*found, *new])
        plain = _covered(plain, found)
    return [Finding(kind=kind, start=start, end=end) for start, end, kind in found]


def _covered(text: str, places: Iterable[_Place]) -> str:
    parts, at = [], 0
    for start, end, _ in places:
        parts += [text[at:start], _COVER * (end - start)]
        at = end
    return "".join([*parts, text[at:]])


def _apart(places: Iterable[_Place]) -> list[_Place]:
    """In order, those that overlap made one."""
    apart: list[_Place] = []
    for place in sorted(places, key=lambda place: (place[0], -place[1])):
        apart.append(_united(apart.pop(), place) if apart and place[0] < apart[-1][1] else place)
    return apart


def _united(one: _Place, other: _Place) -> _Place:
    kind = min(one[2], other[2], key=_ORDER.__getitem__)
    return min(one[0], other[0]), max(one[1], other[1]), kind


def _replaced(rule: Rule, text: str, findings: Iterable[Finding], language: Language) -> str:
    parts, at = [], 0
    for finding in findings:
        parts += [text[at : finding.start], rule["replacements"][finding.kind.value][language]]
        at = finding.end
    return "".join([*parts, text[at:]])


def _listed(names: Sequence[str]) -> Finder:
    """The names that are given, however they are spaced or written large and small."""
    spelled = [
        r"\s{0,2}".join(map(re.escape, re.sub(r"\s", "", name.translate(_FULL_WIDTH)))) for name in names
    ]
    if not spelled:
        return lambda _text: ()
    bounded = [rf"(?<![A-Za-z0-9]){name}(?![A-Za-z0-9])" if name.isascii() else name for name in spelled]
    return _spans(re.compile("|".join(bounded), re.IGNORECASE | re.ASCII))


def _spans(*patterns: re.Pattern[str], group: int = 0) -> Finder:
    def spans(text: str) -> Iterator[tuple[int, int]]:
        for pattern in patterns:
            for found in pattern.finditer(text):
                yield found.span(group)

    return spans


@lru_cache(maxsize=8)
def _finders(rule: Rule) -> tuple[tuple[NamedBy, Finder], ...]:
    """For each kind what finds it, compiled once a version of the rule."""
    plates = rule["provinces_on_plates"]
    plate = re.compile(rf"[{plates}][A-HJ-NP-Z][·・. -]?[A-HJ-NP-Z0-9]{{5,6}}(?![A-Za-z0-9])")
    return (
        (NamedBy.EMAIL, _spans(re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}", re.ASCII))),
        (NamedBy.ID_NUMBER, _spans(_IDENTITY, _OLD_IDENTITY, _PASSPORT)),
        (NamedBy.BIRTH_DATE, _spans(*_BORN, group=1)),
        (NamedBy.POLICY_NUMBER, _spans(_POLICY_NUMBER, group=1)),
        (NamedBy.PHONE, _spans(_MOBILE, _LANDLINE, _FOREIGN)),
        (NamedBy.ACCOUNT_NUMBER, _spans(_ACCOUNT)),
        (NamedBy.PLATE, _spans(plate)),
        (NamedBy.REFERENCE_NUMBER, _spans(_LONG_NUMBER)),
        (NamedBy.ADDRESS, _addresses(rule)),
        (NamedBy.NAME, _chinese_names(rule)),
        (NamedBy.NAME, _english_names(rule)),
    )


_MONTH_AND_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}[ -]?(?:18|19|20)\d{2}[ -]?"
    rf"{_MONTH_AND_DAY}[ -]?\d{{3}}[ -]?[\dXx](?![0-9A-Za-z])"
)
_OLD_IDENTITY = re.compile(rf"(?<![0-9A-Za-z])[1-9]\d{{7}}{_MONTH_AND_DAY}\d{{3}}(?![0-9A-Za-z])")
_PASSPORT = re.compile(r"(?<![0-9A-Za-z])(?:[EGPSDH]\d{8}|E[A-HJ-NP-Z]\d{7})(?![0-9A-Za-z])")
_BORN = (
    re.compile(rf"(?:出生日期|出生年月日|出生于|出生|生日|生于)\s?(?:[:：]|是|为|在)?\s?({_DAY})"),
    re.compile(rf"({_DAY})\s?(?:出)?生"),
    re.compile(
        rf"(?i:born(?:\son)?|date\sof\sbirth|birth\s?date|birthday|dob)\s?(?:[:：]|is|was|on)?\s?({_ENGLISH_DAY}|{_DAY})"
    ),
)
_POLICY_NUMBER = re.compile(
    r"(?:保单|保险单|合同|保险合同|赔案|案件|报案|立案|(?i:policy|contract|claim|case))"
    r"(?:号码?|编号|\s?(?i:no\.?|number|#))\s?[:：是为#]?\s?((?=[A-Za-z0-9-]{0,29}\d{3})[A-Za-z0-9-]{6,30})"
)
_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{0,6}\d{10,30}(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(?:\(0\d{2,3}\)|0\d{2,3})[ -]?[2-9]\d{6,7}(?!\d)")
_FOREIGN = re.compile(r"\+\d(?:[ -]?\d){7,14}(?!\d)")
_ACCOUNT = re.compile(r"(?<![\dA-Za-z])\d(?:[ -]?\d){15,18}(?![\dA-Za-z])")


def _addresses(rule: Rule) -> Finder:
    """A street or an estate with a house number, with the places before it; or what follows a label."""
    streets, numbers = "|".join(rule["streets"]), "|".join(rule["house_numbers"])
    house = rf"\d{{1,5}}(?:[A-Za-z]|-\d{{1,4}})?\s?(?:{numbers})"
    street = re.compile(rf"(?:{streets})\s?{house}(?:\s?{house}){{0,5}}(?:\s?\d{{2,5}})?")
    labelled = re.compile(r"(?:住址|地址|(?i:address))\s?[:：]\s?(?!X|\[|［)([^，,。；;\n\[［\0]{4,60})")
    english = re.compile(
        r"(?:(?:Room|Flat|Unit|Apartment|Apt)\.?\s\w{1,6},?\s)?\b\d{1,5}\s(?:[A-Z][\w'’]{0,20}\s){1,4}"
        r"(?:Road|Street|Avenue|Lane|Boulevard|Drive|Rd|St|Ave)\b",
        re.ASCII,
    )
    before = re.compile("|".join(rule["before_an_address"]))
    left = re.compile(rf"[{_HAN}A-Za-z0-9]*")

    def spans(text: str) -> Iterator[tuple[int, int]]:
        for found in street.finditer(text):
            reach = text[max(0, found.start() - _LEFT_OF_A_STREET) : found.start()]
            name = left.match(reach[::-1])
            place = reach[len(reach) - (name.end() if name else 0) :]
            for mark in before.finditer(place):
                place = place[mark.end() :] if mark.end() <= len(place) else place
                break
            yield found.start() - len(place), found.end()
        yield from _spans(labelled, group=1)(text)
        yield from _spans(english)(text)

    return spans


def _chinese_names(rule: Rule) -> Finder:
    """A surname and up to two characters before a title or an age, or after a role."""
    surname = f"(?:{'|'.join(rule['compound_surnames'])}|[{rule['surnames']}])"
    given = f"(?![{_ANONYMOUS}])[{_HAN}]"
    titles, roles = "|".join(rule["titles"]), "|".join(rule["roles"])
    ends = r"(?=$|[^\u4e00-\u9fff]|因|于|在|的|已|购买|投保|确诊|患|获|向|与|和|是|今年|时年|不幸|被|为)"
    titled = re.compile(rf"({surname}(?:{given}){{0,2}})(?=\s?(?:{titles}))")
    aged = re.compile(rf"({surname}(?:{given}){{1,2}})(?=\s?[，,、(（]?\s?(?:男|女|\d{{1,3}}\s?岁))")
    after = re.compile(rf"(?:{roles})\s?(?:[:：]|是|为|叫)?\s?({surname}(?:{given}){{1,2}}?){ends}")
    none = re.compile("|".join(sorted(rule["not_names"], key=len, reverse=True)))

    def spans(text: str) -> Iterator[tuple[int, int]]:
        bare = none.sub(lambda word: _COVER * len(word[0]), text)
        yield from _spans(titled, aged, after, group=1)(bare)

    return spans


def _english_names(rule: Rule) -> Finder:
    """Capitalised words after a title or a role."""
    titled = re.compile(
        rf"\b(?:Mr|Mrs|Ms|Miss|Mdm|Madam|Dr|Prof)\b\.?\s({_WORD}(?:\s{_WORD}){{0,2}})", re.ASCII
    )
    roles = r"(?i:client|customer|insured|policyholder|beneficiary|patient|claimant|employee)"
    after = re.compile(rf"\b{roles}\s({_WORD}(?:\s{_WORD}){{1,2}})", re.ASCII)
    said = re.compile(
        rf"\b(?:{roles}|(?i:name))\s?(?:[:：]|(?:is|was)?\s?(?:named|called))\s?({_WORD}(?:\s{_WORD}){{0,2}})",
        re.ASCII,
    )
    none = re.compile(rf"\b(?:{'|'.join(rule['not_names_in_english'])})\b", re.ASCII)

    def spans(text: str) -> Iterator[tuple[int, int]]:
        bare = none.sub(lambda word: _COVER * len(word[0]), text)
        yield from _spans(titled, after, said, group=1)(bare)

    return spans
