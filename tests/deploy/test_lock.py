"""The locked requirements: names, versions and hashes of everything, and no address of where to get it."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).parents[2]
FILES = ("requirements.txt", "requirements-dev.txt")


def locked(file: str) -> dict[str, str]:
    """Versions by canonical name; every entry must carry at least one hash."""
    entries = re.split(r"\n(?=[A-Za-z0-9])", (PROJECT / file).read_text("utf-8"))[1:]
    versions: dict[str, str] = {}
    for entry in entries:
        pinned = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", entry)
        assert pinned is not None, entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]
        versions[canonicalize_name(pinned[1])] = pinned[2]
    return versions


def declared(*, extra: str | None = None) -> list[Requirement]:
    project: dict[str, Any] = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("file", FILES)
def test_a_lock_carries_no_address(file: str) -> None:
    text = (PROJECT / file).read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-[-\w]*(index|find-links|trusted-host)", text, re.MULTILINE)


@pytest.mark.parametrize(("file", "extra"), [(FILES[0], None), (FILES[1], None), (FILES[1], "test")])
def test_whatever_the_project_asks_for_is_locked_in_its_range(file: str, extra: str | None) -> None:
    versions = locked(file)
    for requirement in declared(extra=extra):
        assert versions[canonicalize_name(requirement.name)] in requirement.specifier, requirement


def test_tests_run_on_the_versions_that_are_deployed() -> None:
    assert locked(FILES[0]).items() <= locked(FILES[1]).items()
