"""A file of leads: which column is which, and what a row says. Headers are Chinese or English, cells are text."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.leads.domain.import_problems import (
    BirthDateMismatch,
    CellEmpty,
    CodeUnacceptable,
    ColumnMissing,
    ColumnTwice,
    DateUnreadable,
    IdUnreadable,
    NameUnacceptable,
    SegmentUnreadable,
    SexMismatch,
    SexUnreadable,
)
from services.leads.domain.problems import BornInTheFuture
from shared.contracts import Sex
from shared.contracts.leads import Segment
from shared.identity_number import IdentityNumber
from shared.phone import normalise_phone
from shared.problems import Problem


class Column(StrEnum):
    """What a file may say of a lead."""

    NAME = "name"
    PHONE = "phone"
    BIRTH_DATE = "birth_date"
    SEX = "sex"
    ID_NUMBER = "id_number"
    SEGMENT = "segment"
    SOURCE = "source"
    CHANNEL = "channel"
    AGENT_ID = "agent_id"
    TEAM_ID = "team_id"


REQUIRED = (Column.NAME, Column.PHONE)
HEADERS: Mapping[Column, Collection[str]] = {
    Column.NAME: (
        "name",
        "fullname",
        "clientname",
        "姓名",
        "客户姓名",
        "名称",
        "客户名称",
        "企业名称",
        "联系人",
    ),
    Column.PHONE: (
        "phone",
        "mobile",
        "phonenumber",
        "tel",
        "手机",
        "手机号",
        "手机号码",
        "电话",
        "电话号码",
        "联系电话",
    ),
    Column.BIRTH_DATE: ("birthdate", "dateofbirth", "birthday", "出生日期", "生日", "出生年月日"),
    Column.SEX: ("sex", "gender", "性别"),
    Column.ID_NUMBER: ("idnumber", "identitynumber", "idno", "身份证", "身份证号", "身份证号码", "证件号码"),
    Column.SEGMENT: ("segment", "clienttype", "类型", "客户类型"),
    Column.SOURCE: ("source", "来源", "客户来源"),
    Column.CHANNEL: ("channel", "渠道", "获客渠道"),
    Column.AGENT_ID: ("agentid", "agent", "代理人", "代理人标识", "业务员"),
    Column.TEAM_ID: ("teamid", "team", "团队", "团队标识"),
}
COLUMN_BY_HEADER = {written: column for column, ways in HEADERS.items() for written in ways}

_BESIDE_THE_WORD = re.compile(r"\(.*?\)|[\s_*:\-'\"]+")
_NAME = re.compile(r"[^\x00-\x1f\x7f<>]{1,60}")
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_DATE = re.compile(r"(\d{4})(?:-|/|\.|年)?(\d{1,2})(?:-|/|\.|月)?(\d{1,2})日?(?:[ T]00:00(?::00)?)?")
_SEXES = {"男": Sex.MALE, "男性": Sex.MALE, "male": Sex.MALE, "m": Sex.MALE} | {
    "女": Sex.FEMALE,
    "女性": Sex.FEMALE,
    "female": Sex.FEMALE,
    "f": Sex.FEMALE,
}
_SEGMENTS = {"个人": Segment.PERSON, "person": Segment.PERSON, "企业": Segment.FIRM, "firm": Segment.FIRM}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row, read: the phone is normalised; what the file leaves out is None."""

    name: str
    phone: str
    birth_date: date | None = None
    sex: Sex | None = None
    id_number: str | None = field(default=None, repr=False)
    segment: Segment = Segment.PERSON
    source: str | None = None
    channel: str | None = None
    agent_id: UUID | None = None
    team_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A cell that cannot be taken, and why."""

    column: Column
    problem: Problem


@dataclass(frozen=True, slots=True)
class Header:
    """Where each column stands in a row, counted from 0."""

    places: tuple[tuple[Column, int], ...]

    @classmethod
    def read(cls, cells: Sequence[str]) -> "Header":
        """The header in `cells`; columns that are none of ours are left out. Raises ColumnMissing, ColumnTwice."""
        places: dict[Column, int] = {}
        for place, cell in enumerate(cells):
            column = COLUMN_BY_HEADER.get(_word(cell))
            if column in places:
                raise ColumnTwice(column=column)
            if column is not None:
                places[column] = place
        for column in REQUIRED:
            if column not in places:
                raise ColumnMissing(column=column)
        return cls(tuple(places.items()))

    def check(self, cells: Sequence[str], today: date) -> Entry | list[Refused]:
        """What the row says, or every cell of it that cannot be taken."""
        values: dict[str, Any] = {}
        refused: list[Refused] = []
        for column, place in self.places:
            text = cells[place].strip().lstrip("'").strip() if place < len(cells) else ""
            if not text:
                if column in REQUIRED:
                    refused.append(Refused(column, CellEmpty()))
                continue
            try:
                values[column] = READERS[column](text, today)
            except Problem as problem:
                refused.append(Refused(column, problem))
        if Column.ID_NUMBER in values:
            refused += _settle_identity(values)
        return refused or Entry(**values)


def _settle_identity(values: dict[str, Any]) -> list[Refused]:
    """The number stands for itself; sex and birth date follow from it where the row does not say them."""
    number: IdentityNumber = values[Column.ID_NUMBER]
    values[Column.ID_NUMBER] = number.reveal()
    sex, born = (
        values.setdefault(Column.SEX, Sex(number.sex)),
        values.setdefault(Column.BIRTH_DATE, number.birth_date),
    )
    mismatches = number.cross_check(sex=sex.value, birth_date=born)
    refused = []
    if "SEX_MISMATCH" in mismatches:
        refused.append(Refused(Column.SEX, SexMismatch()))
    if "BIRTHDATE_MISMATCH" in mismatches:
        refused.append(Refused(Column.BIRTH_DATE, BirthDateMismatch()))
    return refused


def _word(cell: str) -> str:
    return _BESIDE_THE_WORD.sub("", unicodedata.normalize("NFKC", cell).lower())


def _name(text: str, _today: date) -> str:
    if not _NAME.fullmatch(text):
        raise NameUnacceptable
    return text


def _phone(text: str, _today: date) -> str:
    return normalise_phone(text)


def _birth_date(text: str, today: date) -> date:
    found = _DATE.fullmatch(text)
    if not found or (not text.isascii() and not any(mark in text for mark in "年月日")):
        raise DateUnreadable
    try:
        born = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise DateUnreadable from None
    if born > today:
        raise BornInTheFuture
    return born


def _sex(text: str, _today: date) -> Sex:
    try:
        return _SEXES[text.lower()]
    except KeyError:
        raise SexUnreadable from None


def _segment(text: str, _today: date) -> Segment:
    try:
        return _SEGMENTS[text.lower()]
    except KeyError:
        raise SegmentUnreadable from None


def _code(text: str, _today: date) -> str:
    if not _CODE.fullmatch(text):
        raise CodeUnacceptable
    return text


def _id(text: str, _today: date) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise IdUnreadable from None


READERS: Mapping[Column, Callable[[str, date], Any]] = {
    Column.NAME: _name,
    Column.PHONE: _phone,
    Column.BIRTH_DATE: _birth_date,
    Column.SEX: _sex,
    Column.ID_NUMBER: IdentityNumber.parse,
    Column.SEGMENT: _segment,
    Column.SOURCE: _code,
    Column.CHANNEL: _code,
    Column.AGENT_ID: _id,
    Column.TEAM_ID: _id,
}
