"""Reads the questionnaires of a folder of TOML files, one a version: `<code>.<version>.toml`.

Invariant: of one questionnaire at most one version is in force on a day, and each version is there once.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from services.needs.domain.questionnaire import Questionnaire
from shared.problems import NotFound


class InvalidQuestionnaires(ValueError):
    """The versions of a questionnaire contradict each other; says which."""


@dataclass(frozen=True)
class Questionnaires:
    """Every version of every questionnaire, by code and then by version."""

    versions: tuple[Questionnaire, ...]

    def of(self, code: str, version: int) -> Questionnaire:
        """That version, in force or not; raises NotFound."""
        for questionnaire in self.versions:
            if (questionnaire.code, questionnaire.version) == (code, version):
                return questionnaire
        raise NotFound

    def in_force(self, on: date) -> list[Questionnaire]:
        """The version of each questionnaire that may be begun on the day."""
        return [questionnaire for questionnaire in self.versions if questionnaire.in_force(on)]

    def now(self, code: str, on: date) -> Questionnaire:
        """The version of this questionnaire that may be begun on the day; raises NotFound."""
        for questionnaire in self.in_force(on):
            if questionnaire.code == code:
                return questionnaire
        raise NotFound


@cache
def read_questionnaires(folder: Path) -> Questionnaires:
    """The questionnaires in `folder`; raises InvalidQuestionnaires, and ValidationError for a file that holds none."""
    read = [_read(path) for path in folder.glob("*.toml")]
    versions = tuple(sorted(read, key=lambda one: (one.code, one.version)))
    _refuse_overlaps(versions)
    return Questionnaires(versions)


def _read(path: Path) -> Questionnaire:
    document: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    blocks = [{"questions": block.pop("question", ()), **block} for block in document.pop("block", ())]
    return Questionnaire.model_validate({**document, "blocks": blocks})


def _refuse_overlaps(versions: Iterable[Questionnaire]) -> None:
    for earlier, later in pairwise(versions):
        if earlier.code != later.code:
            continue
        if earlier.version == later.version:
            raise InvalidQuestionnaires(f"{later.code} has version {later.version} twice")
        if earlier.in_force(later.effective_from) or later.effective_from < earlier.effective_from:
            raise InvalidQuestionnaires(
                f"version {earlier.version} of {later.code} is in force when version {later.version} begins"
            )
