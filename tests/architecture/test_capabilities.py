"""The map of capabilities names every one of them once, and nothing that is not there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "capabilities.md"
CAPABILITIES = range(1, 49)


def rows() -> dict[int, list[str]]:
    """The cells of each numbered row, by number."""
    found: dict[int, list[str]] = {}
    for line in PAGE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if cells[0].isdigit():
            assert int(cells[0]) not in found, f"{cells[0]} stands there twice"
            found[int(cells[0])] = cells
    return found


def test_every_capability_has_its_row_with_a_home_and_a_test_or_says_that_it_is_not_there_yet() -> None:
    assert list(rows()) == list(CAPABILITIES)
    for number, (_, _, home, tested) in rows().items():
        assert ("*not yet*" in home) == (not tested), number
        assert "*not yet*" in home or "`" in home, number


def test_every_path_on_the_map_leads_somewhere() -> None:
    text = PAGE.read_text("utf-8")
    paths = set(re.findall(r"`([\w/]+/[\w./]+)`", text)) | {
        f"docs/{link}" for link in re.findall(r"\]\(([\w./]+)\)", text)
    }
    assert len(paths) > 100
    assert sorted(path for path in paths if not (ROOT / path).exists()) == []
