"""Which language a reader is answered in."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.language import LANGUAGES, Texts, negotiate


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "zh-CN"),
        ("", "zh-CN"),
        ("*", "zh-CN"),
        ("fr", "zh-CN"),
        ("en", "en"),
        ("en-GB", "en"),
        ("EN-us", "en"),
        ("zh", "zh-CN"),
        ("zh-Hans", "zh-CN"),
        ("zh-TW,en", "zh-CN"),
        ("en,zh", "en"),
        ("fr, en;q=0.1", "en"),
        ("en;q=0.8,zh;q=0.9", "zh-CN"),
        ("en; q=0.8, zh; q=0.1", "en"),
        ("zh;Q=0.1 , en;Q=0.8", "en"),
        ("en;q=0", "zh-CN"),
        ("en;q=0, zh;q=0", "zh-CN"),
        ("en;q=nan", "zh-CN"),
        ("en;q=inf, zh", "zh-CN"),
        ("en;q=2, zh;q=0.1", "zh-CN"),
        ("english", "zh-CN"),
    ],
)
def test_the_best_of_what_the_reader_takes_is_spoken(header: str | None, language: str) -> None:
    assert negotiate(header) == language


@given(st.text(max_size=300))
def test_any_header_gets_a_language(header: str) -> None:
    assert negotiate(header) in LANGUAGES


def test_a_text_without_one_of_the_languages_is_refused_when_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "texts.toml"
    path.write_text('["greeting"]\nen = "Hello {who}"\n', "utf-8")
    with pytest.raises(ValueError, match="greeting lacks zh-CN"):
        Texts.load(path)
    path.write_text('["greeting"]\nen = "Hello {who}"\nzh-CN = "{who}，您好"\n', "utf-8")
    assert Texts.load(path).say("greeting", "zh-CN", who="张先生") == "张先生，您好"
