"""A carrier's products come in one archive: judged as a whole, loaded all or none (capability 1)."""

import asyncio
from pathlib import Path

from shared.caller import Role
from shared.ids import new_id
from tests.services.fixtures import StartService
from tests.services.leads.files import files_in
from tests.services.quotes.sending import PACKAGES, send
from tests.unit.quotes.packages import both_catalogues, packed, term_life, workbook_of


async def test_a_package_is_loaded_once_and_the_same_content_again_changes_nothing(
    start_service: StartService, tmp_path: Path
) -> None:
    """Capability 1: every sample product of two carriers, structured and versioned, by the way that carriers use."""
    quotes = await start_service("quotes", files=str(tmp_path))
    ops = quotes.client(Role.OPS)
    archive = packed(both_catalogues())

    tried = (await send(ops, archive, dry_run=True)).json()
    assert (tried["outcome"], tried["faults"], len(tried["products"])) == ("published", [], 16)
    assert {one["product_id"] for one in tried["products"]} == {None}
    assert await quotes.events() == []

    loaded = (await send(ops, archive)).json()
    assert (loaded["outcome"], loaded["digest"]) == ("published", tried["digest"])
    assert {envelope.type for envelope, _ in await quotes.events()} == {"product-published"}
    assert len(await quotes.events()) == 16

    otherwise_packed = packed(dict(reversed(both_catalogues().items())))
    again = (await send(ops, otherwise_packed)).json()
    assert (again["outcome"], again["digest"]) == ("unchanged", tried["digest"])
    assert [one["product_id"] for one in again["products"]] == [
        one["product_id"] for one in loaded["products"]
    ]
    assert len(await quotes.events()) == 16
    (listed,) = (await ops.get(PACKAGES)).json()["items"]
    assert (listed["digest"], len(listed["products"])) == (tried["digest"], 16)
    assert (await quotes.client(Role.CARRIER, carrier_id=new_id()).get(PACKAGES)).json()["items"] == []
    assert not files_in(tmp_path)


async def test_two_who_send_the_same_package_at_once_load_it_once(
    start_service: StartService, tmp_path: Path
) -> None:
    quotes = await start_service("quotes", files=str(tmp_path))
    ops = quotes.client(Role.OPS)
    answers = await asyncio.gather(*(send(ops, packed(term_life())) for _ in range(3)))
    assert [answer.text for answer in answers if answer.status_code != 200] == []
    assert sorted(answer.json()["outcome"] for answer in answers) == ["published", "unchanged", "unchanged"]
    assert len(await quotes.events()) == 1


async def test_every_fault_is_told_with_its_place_and_nothing_is_half_loaded(
    start_service: StartService, tmp_path: Path
) -> None:
    quotes = await start_service("quotes", files=str(tmp_path))
    ops = quotes.client(Role.OPS)
    files = both_catalogues()
    facts = files["sample-critical-illness/product.yaml"].decode()
    files["sample-critical-illness/product.yaml"] = facts.replace(
        "waiting_days: 90", "waiting_days: 200"
    ).encode()
    rates = files["sample-term-life/rates.years_20.csv"].decode().replace("\n30,", "\n130,")
    files["sample-term-life/rates.years_20.csv"] = rates.encode()
    del files["sample-property/rates.years_1.csv"]

    refused = await send(ops, packed(files))
    body = refused.json()
    assert (refused.status_code, body["code"]) == (422, "PACKAGE_REFUSED")
    line = facts[: facts.index("waiting_days: 90")].count("\n") + 1
    told = {(one["file"], one["line"], one["column"], one["code"]) for one in body["faults"]}
    assert told == {
        ("sample-critical-illness/product.yaml", line, "/waiting_days", "WAITING_PERIOD_TOO_LONG"),
        ("sample-term-life/rates.years_20.csv", 14, "age", "AGE_NOT_OFFERED"),
        ("sample-property/rates.years_1.csv", None, None, "FILE_MISSING"),
    }
    assert all(one["message"] for one in body["faults"])
    assert (await ops.get("/quotes/products")).json()["items"] == []
    assert await quotes.events() == []
    in_chinese = (await send(quotes.client(Role.OPS, language="zh-CN"), packed(files), dry_run=True)).json()
    assert in_chinese["outcome"] == "refused"
    assert "等待期 200 天超过上限 180 天。" in {one["message"] for one in in_chinese["faults"]}


async def test_a_table_may_be_a_workbook_whose_formulas_count_by_their_values(
    start_service: StartService, tmp_path: Path
) -> None:
    quotes = await start_service("quotes", files=str(tmp_path))
    ops = quotes.client(Role.OPS)
    as_csv, as_xlsx = term_life(), term_life()
    as_xlsx["term-life/rates.years_20.xlsx"] = workbook_of(
        as_xlsx.pop("term-life/rates.years_20.csv").decode()
    )
    assert (await send(ops, packed(as_csv))).json()["outcome"] == "published"
    assert (await send(ops, packed(as_xlsx))).json()["outcome"] == "unchanged"
    calculated = (
        as_csv["term-life/rates.years_20.csv"].decode().replace("\n20,12.75,7.02", "\n20,12.75,=7+0.02")
    )
    as_xlsx["term-life/rates.years_20.xlsx"] = workbook_of(calculated)
    differs = (await send(ops, packed(as_xlsx))).json()["faults"]
    assert [one["code"] for one in differs] == ["VERSION_DIFFERS"]
    as_text = as_csv | {"term-life/rates.years_20.csv": calculated.encode()}
    assert [one["code"] for one in (await send(ops, packed(as_text))).json()["faults"]] == ["FORMULA_CELL"]


async def test_a_new_version_takes_over_from_the_earlier_one_which_is_told_by_events(
    start_service: StartService, tmp_path: Path
) -> None:
    quotes = await start_service("quotes", files=str(tmp_path))
    ops = quotes.client(Role.OPS)
    await send(ops, packed(term_life()))

    def version(number: int, sale_from: str) -> bytes:
        files = term_life()
        facts = files["term-life/product.yaml"].decode()
        facts = facts.replace("version: 1", f"version: {number}").replace("2026-01-01", sale_from)
        return packed(files | {"term-life/product.yaml": facts.encode()})

    too_early = (await send(ops, version(2, "2026-01-01"))).json()["faults"]
    assert [(one["code"], one["line"]) for one in too_early] == [("VERSION_NOT_LATER", 3)]
    assert (await send(ops, version(2, "2026-04-01"))).json()["outcome"] == "published"
    told = [(envelope.type, payload["product_version"]) for envelope, payload in await quotes.events()]
    assert told == [("product-published", 1), ("product-updated", 1), ("product-published", 2)]
    (listed,) = (await ops.get("/quotes/products", params={"on_sale_on": "2026-03-31"})).json()["items"]
    shown = (await ops.get(f"/quotes/products/{listed['id']}")).json()
    assert [(one["product_version"], one["sale_from"], one["sale_to"]) for one in shown["versions"]] == [
        (2, "2026-04-01", None),
        (1, "2026-01-01", "2026-03-31"),
    ]
    of_another = (await send(ops, version(3, "2026-05-01"), carrier_id=new_id())).json()["faults"]
    assert [one["code"] for one in of_another] == ["PRODUCT_OF_ANOTHER_CARRIER"]


async def test_only_operations_and_managers_send_packages(
    start_service: StartService, tmp_path: Path
) -> None:
    quotes = await start_service("quotes", files=str(tmp_path))
    for role in (Role.AGENT, Role.CLIENT, Role.CARRIER):
        assert (await send(quotes.client(role), packed(term_life()))).status_code == 403
    no_carrier = await send(quotes.client(Role.OPS), packed(term_life()), carrier_id="nobody")
    assert (no_carrier.status_code, no_carrier.json()["errors"][0]["pointer"]) == (422, "/carrier_id")
    no_archive = await send(quotes.client(Role.OPS), b"code: sample")
    assert (no_archive.status_code, no_archive.json()["code"]) == (422, "CONTENT_NOT_ACCEPTED")


async def test_hostile_archives_are_answered_with_what_is_wrong_and_leave_nothing(
    start_service: StartService, tmp_path: Path
) -> None:
    quotes = await start_service("quotes", files=str(tmp_path))
    ops = quotes.client(Role.OPS)
    facts = term_life()["term-life/product.yaml"].decode()
    yaml, workbook = "term-life/product.yaml", "term-life/rates.years_20.xlsx"
    without_rates = {name: content for name, content in term_life().items() if "rates.years_20" not in name}
    bomb_in_workbook = packed({"xl/workbook.xml": b"0" * 40_000_000})
    hostile: tuple[tuple[bytes, str], ...] = (
        (packed({"../../evil": b"x"} | term_life()), "PATH_ESCAPES"),
        (packed(term_life() | {yaml: b"0" * 10_000_000}), "PACKED_TOO_TIGHTLY"),
        (packed(term_life() | {yaml: facts.encode("gbk")}), "NOT_UTF8"),
        (packed(term_life() | {yaml: facts.replace("示例定期寿险", '"a\\0b"').encode()}), "YAML_CHARACTER"),
        (packed(term_life() | {yaml: facts.replace("0.020", "1e400").encode()}), "FACT_INVALID"),
        (packed(term_life() | {yaml: b"a: &a [*a, *a]"}), "YAML_ALIAS"),
        (packed(without_rates | {workbook: b"PK\x03\x04 no workbook"}), "WORKBOOK_UNREADABLE"),
        (packed(without_rates | {workbook: bomb_in_workbook}), "WORKBOOK_UNREADABLE"),
        (packed(term_life())[:-40], "NOT_AN_ARCHIVE"),
    )
    for archive, code in hostile:
        answer = await send(ops, archive)
        assert (answer.status_code, answer.json()["code"]) == (422, "PACKAGE_REFUSED"), code
        assert code in {one["code"] for one in answer.json()["faults"]}
    assert (await ops.get("/quotes/products")).json()["items"] == []
    assert (await ops.get(PACKAGES)).json()["items"] == []
    assert not files_in(tmp_path)


async def test_a_repeated_request_is_answered_as_the_first_was(
    start_service: StartService, tmp_path: Path
) -> None:
    quotes = await start_service("quotes", files=str(tmp_path))
    ops = quotes.client(Role.OPS)
    ops.headers["idempotency-key"] = "package-1"
    first, again = [await send(ops, packed(term_life())) for _ in range(2)]
    assert (first.json()["outcome"], again.json()) == ("published", first.json())
    other = await send(ops, packed(term_life() | {"README.md": b"x"}))
    assert (other.status_code, other.json()["code"]) == (409, "IDEMPOTENCY_KEY_REUSED")
