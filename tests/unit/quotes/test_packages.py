"""Archives that anybody may have made: what is wrong is told in its place, and nothing else ever happens."""

import io
import stat
import struct
import zipfile
from collections.abc import Mapping
from secrets import token_hex
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.quotes.packages import archive, reading, sheets
from services.quotes.packages.archive import unpack
from services.quotes.packages.facts_file import FactsFile, product_of, read_facts_file
from services.quotes.packages.reading import Package, digest_of, read_package
from services.quotes.product_folder import SAMPLES
from shared.jurisdictions import Jurisdiction
from shared.language import LANGUAGES
from tests.unit.quotes.packages import both_catalogues, files_of, packed, term_life

FACTS = "term-life/product.yaml"
RATES = "term-life/rates.years_20.csv"
VALUES = "term-life/cash_values.years_10.csv"


def read(content: bytes) -> Package:
    """What is in an archive."""
    unpacked = unpack(io.BytesIO(content))
    return read_package(unpacked, digest_of(unpacked), Jurisdiction.load("cn"))


def faults(files: Mapping[str, bytes | str]) -> list[tuple[str, int | None, str | None, str]]:
    """The faults of a package of these files, each with its place."""
    return told(read(packed(files)))


def told(package: Package) -> list[tuple[str, int | None, str | None, str]]:
    return [(fault.file, fault.line, fault.column, fault.problem.code) for fault in package.faults]


def spoilt(name: str, old: str, new: str) -> list[tuple[int | None, str | None, str]]:
    """The faults of the sample term life in whose file `name` some text is replaced, all of them in that file."""
    files = term_life()
    content = files[name].decode()
    assert old in content
    found = faults(files | {name: content.replace(old, new, 1)})
    assert {file for file, *_ in found} <= {name}
    return [tuple(rest) for _, *rest in found]  # type: ignore[misc]


def facts(text: str) -> FactsFile:
    found = read_facts_file("product.yaml", text)
    product_of(found)
    return found


def yaml_faults(text: str) -> list[tuple[int | None, str]]:
    return [(fault.line, fault.problem.code) for fault in facts(text).faults]


def test_every_sample_is_a_package_without_faults() -> None:
    package = read(packed(both_catalogues()))
    assert told(package) == []
    assert len(package.products) == 16


class TestArchives:
    def test_names_that_lead_out_are_never_files(self) -> None:
        names = ["../evil.yaml", "/etc/passwd", "a/../../b", "a//b", "./c", "c:d", "a\\b", "x" * 300]
        unpacked = unpack(io.BytesIO(packed(dict.fromkeys(names, b"x"))))
        assert unpacked.files == {}
        assert [fault.problem.code for fault in unpacked.faults] == ["PATH_ESCAPES"] * len(names)

    def test_a_link_is_not_followed(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            entry = zipfile.ZipInfo("term-life/product.yaml")
            entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            made.writestr(entry, "/etc/passwd")
        assert told(read(out.getvalue())) == [(FACTS, None, None, "LINK_IN_ARCHIVE")]

    def test_a_bomb_is_told_by_its_ratio_and_never_unpacked(self) -> None:
        bomb = packed({RATES: b"0" * 4_000_000})
        assert len(bomb) < 10_000
        assert told(read(bomb)) == [(RATES, None, None, "PACKED_TOO_TIGHTLY")]

    def test_a_file_that_is_larger_than_it_says_is_damaged(self) -> None:
        honest = packed({RATES: b"0123456789" * 1_000})
        directory = honest.index(b"PK\x01\x02")
        lie = bytearray(honest)
        for place in (22, directory + 24):
            lie[place : place + 4] = struct.pack("<L", 10)
        assert told(read(bytes(lie))) == [(RATES, None, None, "FILE_CORRUPT")]

    def test_too_much_of_anything_is_refused_as_a_whole(self, monkeypatch: pytest.MonkeyPatch) -> None:
        many = packed({f"{number}/product.yaml": b"x" for number in range(archive.FILES_AT_MOST + 1)})
        assert told(read(many)) == [("", None, None, "TOO_MANY_FILES")]
        crowd = packed({f"{number:0200}": b"" for number in range(3_000)})
        assert told(read(crowd)) == [("", None, None, "TOO_MANY_FILES")]
        monkeypatch.setattr(archive, "UNPACKED_BYTES", 1_000)
        assert told(read(packed({RATES: bytes(range(256)) * 8}))) == [("", None, None, "UNPACKED_TOO_LARGE")]
        monkeypatch.setattr(archive, "UNPACKED_BYTES", 100_000)
        monkeypatch.setattr(archive, "FILE_BYTES", 1_000)
        assert told(read(packed({RATES: bytes(range(256)) * 8}))) == [
            (RATES, None, None, "UNPACKED_TOO_LARGE")
        ]
        monkeypatch.setattr(reading, "PRODUCTS_AT_MOST", 1)
        assert ("", None, None, "TOO_MANY_PRODUCTS") in faults(
            {"a/product.yaml": "a: 1", "b/product.yaml": "a: 1"}
        )

    def test_files_packed_in_other_ways_or_with_a_password_are_not_read(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as made:
            made.writestr(FACTS, "code: x")
        assert told(read(out.getvalue())) == [(FACTS, None, None, "FILE_CORRUPT")]
        locked = bytearray(packed({FACTS: b"code: x"}))
        locked[locked.index(b"PK\x01\x02") + 8] |= 1
        assert told(read(bytes(locked))) == [(FACTS, None, None, "FILE_ENCRYPTED")]

    def test_what_is_no_archive_or_holds_no_product_says_so(self) -> None:
        assert told(read(b"PK\x03\x04 and nothing more")) == [("", None, None, "NOT_AN_ARCHIVE")]
        assert faults({"readme.txt": "hello"}) == [("", None, None, "NO_PRODUCT")]
        ignored = term_life() | {"__MACOSX/._x": b"x", "term-life/.DS_Store": b"x", "README.md": b"x"}
        assert faults(ignored) == []

    def test_the_same_content_has_the_same_digest_however_it_is_packed(self) -> None:
        files = term_life()
        again = unpack(io.BytesIO(packed(dict(reversed(files.items())))))
        assert digest_of(unpack(io.BytesIO(packed(files)))) == digest_of(again)
        assert digest_of(unpack(io.BytesIO(packed(files | {FACTS: b"x"})))) != digest_of(again)

    def test_files_that_are_missing_twice_or_unknown_are_named(self) -> None:
        files = term_life()
        block = files.pop(RATES)
        assert faults(files) == [(RATES, None, None, "FILE_MISSING")]
        both = files | {RATES: block, RATES.replace(".csv", ".xlsx"): block}
        assert faults(both) == [(RATES, None, None, "FILE_TWICE")]
        more = term_life() | {"term-life/rates.to_99.csv": block, "elsewhere/rates.csv": block}
        assert faults(more) == [
            ("term-life/rates.to_99.csv", None, None, "FILE_UNKNOWN"),
            ("elsewhere/rates.csv", None, None, "FILE_UNKNOWN"),
        ]
        twice = packed({FACTS: "code: x", FACTS.upper(): "code: x"})
        assert (FACTS.upper(), None, None, "FILE_TWICE") in told(read(twice))


class TestFacts:
    def test_a_file_may_begin_with_a_mark_but_is_utf_8(self) -> None:
        files = term_life()
        text = files[FACTS].decode()
        assert faults(files | {FACTS: text.encode("utf-8-sig")}) == []
        line = text[: text.index("示例")].count("\n") + 1
        for encoding in ("gbk", "utf-16"):
            where = 1 if encoding == "utf-16" else line
            assert faults(files | {FACTS: text.encode(encoding)}) == [(FACTS, where, None, "NOT_UTF8")]
        package = read(packed(files | {FACTS: text.encode("gbk")}))
        assert "GBK" in package.faults[0].problem.message("en")

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("code: [", [(1, "YAML_UNREADABLE")]),
            ("- code\n- version", [(1, "NOT_ONE_MAPPING")]),
            ("", [(1, "NOT_ONE_MAPPING")]),
            ("code: x\n---\ncode: y", [(2, "NOT_ONE_MAPPING")]),
            ("code: &a x\nname: *a", [(1, "YAML_ALIAS")]),
            ("code: x\nversion: !!python/object/apply:os.system ['true']", [(2, "YAML_TAG")]),
            ("code: x\nsum: !!float 1", [(2, "YAML_TAG")]),
            ("a: " + "[" * 5_000, [(1, "YAML_TOO_LARGE")]),
            ("a: [" + "1, " * 30_000 + "1]", [(1, "YAML_TOO_LARGE")]),
            ("a: x\n" + "#" * 300_000, [(None, "YAML_TOO_LARGE")]),
            ("code: x\x00y", [(1, "YAML_UNREADABLE")]),
        ],
    )
    def test_yaml_that_is_more_than_plain_facts_is_refused_at_its_line(
        self, text: str, expected: list[tuple[int | None, str]]
    ) -> None:
        assert yaml_faults(text) == expected

    def test_a_bomb_of_aliases_is_stopped_at_the_first(self) -> None:
        lines = ["a0: &a0 [x, x, x, x]"]
        lines += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 30)]
        assert yaml_faults("\n".join(lines)) == [(1, "YAML_ALIAS")]

    def test_a_key_that_stands_twice_and_characters_that_no_text_may_hold_are_told(self) -> None:
        found = spoilt(FACTS, "waiting_days: 90", "waiting_days: 90\nwaiting_days: 30")
        assert [(column, code) for _, column, code in found] == [("waiting_days", "YAML_KEY_TWICE")]
        assert (2, "YAML_CHARACTER") in yaml_faults('code: x\nname: "a\\0b"')
        ((line, code),) = yaml_faults('code: "\\ud800"')
        assert (line, code) in ((1, "YAML_CHARACTER"), (1, "YAML_UNREADABLE"))

    @pytest.mark.parametrize(
        "number",
        ["1e400", ".inf", ".nan", "NaN", "-1", "0x10", "9" * 5_000, "1:30", "=1+1", "''", "~"],
    )
    def test_a_number_that_is_none_is_told_with_its_line(self, number: str) -> None:
        for old in ("maximum: 3000000.00", "waiting_days: 90", "pricing_rate: 0.020"):
            found = spoilt(FACTS, old, f"{old.split(':')[0]}: {number}")
            if (old, number) != ("pricing_rate: 0.020", "~"):
                assert {code for *_, code in found} <= {"FACT_INVALID", "WAITING_PERIOD_TOO_LONG"}
                assert found, (old, number)
                assert all(line for line, *_ in found)

    def test_every_fact_that_is_wrong_or_missing_is_told_at_once_in_both_languages(self) -> None:
        found = facts("code: Not A Code\nversion: 1\nline: fire\nsurplus: 1\n")
        places = {(fault.line, fault.column) for fault in found.faults}
        assert {(1, "/code"), (3, "/line"), (4, "/surplus")} <= places
        assert len(found.faults) > 8
        for language in LANGUAGES:
            assert all(fault.problem.message(language) for fault in found.faults)
        assert "Not A Code" not in "".join(fault.problem.message("en") for fault in found.faults)

    def test_what_is_wrong_with_one_fact_hides_nothing_that_is_wrong_elsewhere(self) -> None:
        files = term_life()
        text = files[FACTS].decode().replace("waiting_days: 90", "waiting_days: 9x").replace("0.020", "0.035")
        rates = files[RATES].decode().replace("\n30,", "\n31,")
        told_at_once = faults(files | {FACTS: text, RATES: rates})
        assert {code for *_, code in told_at_once} == {"FACT_INVALID", "RATE_ABOVE_CAP", "AGE_TWICE"}
        unknown_terms = faults(files | {FACTS: text.replace("years_10, years_20", "years_0"), RATES: rates})
        assert {code for *_, code in unknown_terms} == {"FACT_INVALID"}

    def test_limits_of_the_law_are_told_at_the_line_of_the_fact(self) -> None:
        ((line, column, code),) = spoilt(FACTS, "pricing_rate: 0.020", "pricing_rate: 0.025")
        assert (column, code) == ("/pricing_rate", "RATE_ABOVE_CAP")
        text = term_life()[FACTS].decode()
        assert text.splitlines()[(line or 0) - 1] == "pricing_rate: 0.020"


class TestTables:
    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ("age,male", "age;male", [(1, None, "HEADER_WRONG")]),
            ("male_pay10", "men_pay10", [(1, None, "COLUMN_UNKNOWN"), (1, None, "COLUMN_MISSING")]),
            ("male_pay10", "=male_pay10", [(1, None, "COLUMN_UNKNOWN"), (1, None, "COLUMN_MISSING")]),
            (
                "male_pay10,male_pay20",
                "male_pay10,male_pay10",
                [(1, "male_pay10", "COLUMN_TWICE"), (1, None, "COLUMN_MISSING")],
            ),
            (
                "male_pay20",
                "male_pay19",
                [(1, "male_pay19", "COLUMN_NOT_OFFERED"), (1, None, "COLUMN_MISSING")],
            ),
            ("\n20,", "\n20,1,", [(4, None, "ROW_WIDTH")]),
            ("\n20,12.75", "\n20,1e400", [(4, "male_pay10", "FIGURE_INVALID")]),
            ("\n20,12.75", "\n20,NaN", [(4, "male_pay10", "FIGURE_INVALID")]),
            ("\n20,12.75", "\n20,inf", [(4, "male_pay10", "FIGURE_INVALID")]),
            ("\n20,12.75", "\n20,0.00", [(4, "male_pay10", "FIGURE_INVALID")]),
            ("\n20,12.75", "\n20,12.755", [(4, "male_pay10", "FIGURE_INVALID")]),
            ("\n20,12.75", "\n20,99999999999", [(4, "male_pay10", "FIGURE_INVALID")]),
            ("\n20,12.75", "\n20,１２", [(4, "male_pay10", "FIGURE_INVALID")]),
            ("\n20,12.75", "\n20,", [(4, "male_pay10", "CELL_MISSING")]),
            ("\n20,12.75", "\n20,=CMD()", [(4, "male_pay10", "FORMULA_CELL")]),
            ("\n20,12.75", "\n20,-12.75", [(4, "male_pay10", "FORMULA_CELL")]),
            ("\n20,12.75", "\n20,@SUM(A1)", [(4, "male_pay10", "FORMULA_CELL")]),
            ("\n20,", "\n+20,", [(4, "age", "FORMULA_CELL")]),
            ("\n20,", "\n2O,", [(4, "age", "AGE_INVALID")]),
            ("\n20,", "\n19,", [(4, "age", "AGE_TWICE")]),
            ("\n20,", "\n17,", [(4, "age", "AGE_NOT_OFFERED")]),
            (
                "\n20,12.75",
                "\n20,1.00",
                [(4, "male_pay10", "RATE_FALLS"), (4, "male_pay20", "RATE_RISES_WITH_YEARS")],
            ),
        ],
    )
    def test_each_fault_of_a_rate_table_is_told_with_its_line_and_column(
        self, old: str, new: str, expected: list[tuple[int | None, str | None, str]]
    ) -> None:
        assert spoilt(RATES, old, new) == expected

    def test_gaps_in_ages_and_years_are_told_as_ranges(self) -> None:
        files = term_life()
        lines = files[RATES].decode().splitlines()
        kept = [line for line in lines if line.split(",")[0] not in ("25", "26", "27", "40")]
        package = read(packed(files | {RATES: "\n".join(kept)}))
        missing = {fault.file: fault.problem.values["ages"] for fault in package.faults}
        assert missing == {RATES: "25-27, 40"}
        assert spoilt(VALUES, "\n30,4,", "\n30,11,") == [(None, None, "YEARS_MISSING")]
        ((_, column, code),) = spoilt(VALUES, "\n30,4,", "\n30,3,")
        assert (column, code) == ("year", "YEAR_TWICE")

    def test_a_table_without_rows_or_with_too_many_is_unreadable(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert (RATES, None, None, "TABLE_UNREADABLE") in faults(term_life() | {RATES: "\n\n"})
        assert (RATES, None, None, "TABLE_UNREADABLE") in faults(
            term_life() | {RATES: 'age,"' + token_hex(70_000)}
        )
        monkeypatch.setattr(sheets, "ROWS_AT_MOST", 10)
        assert (RATES, None, None, "TABLE_UNREADABLE") in faults(term_life())

    def test_every_message_reads_in_both_languages(self) -> None:
        files = term_life()
        files[RATES] = files[RATES].replace(b"\n20,12.75", b"\n20,1.00")
        files[VALUES] = b"age,year\n"
        files[FACTS] = files[FACTS].replace(b"waiting_days: 90", b"waiting_days: 9000")
        package = read(packed(files | {"x.csv": b""}))
        assert len(package.faults) == 5
        files[FACTS] = term_life()[FACTS]
        package = read(packed(files | {"x.csv": b""}))
        assert len(package.faults) == 4
        assert all(fault.problem.message(language) for fault in package.faults for language in LANGUAGES)


def medical() -> dict[str, bytes]:
    """A product with one small table."""
    return files_of(SAMPLES / "sample-medical-million")


_TROUBLE = [b"\x00", b"&a *a", b"!!x", b"=1", b"1e400", b"\xff", b": [", b"\n- "]


def _mutations() -> Any:
    return st.tuples(
        st.sampled_from(sorted(medical())),
        st.integers(0, 4_000),
        st.integers(0, 40),
        st.one_of(
            st.binary(max_size=12),
            st.sampled_from(_TROUBLE),
        ),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_mutations())
def test_whatever_is_written_into_a_file_ends_in_a_product_or_in_faults(
    mutation: tuple[str, int, int, bytes],
) -> None:
    name, start, length, put = mutation
    files = medical()
    content = files[name]
    files[name] = content[:start] + put + content[start + length :]
    package = read(packed(files))
    assert bool(package.products) != bool(package.faults)
    assert all(fault.problem.message(language) for fault in package.faults for language in LANGUAGES)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 4_000), st.binary(min_size=1, max_size=30))
def test_whatever_is_written_into_an_archive_ends_in_files_or_in_faults(start: int, put: bytes) -> None:
    whole = packed({FACTS: term_life()[FACTS], RATES: term_life()[RATES]})
    unpacked = unpack(io.BytesIO(whole[:start] + put + whole[start + len(put) :]))
    assert all(len(name) <= 200 and ".." not in name.split("/") for name in unpacked.files)
    assert all(fault.problem.message("en") for fault in unpacked.faults)
