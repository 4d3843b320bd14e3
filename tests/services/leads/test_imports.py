"""A file of leads comes in: what becomes leads, what is merged, and what is refused, by line and column."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from shared.caller import Role
from shared.scheduler import Scheduler
from tests.services.fixtures import StartService
from tests.services.leads.files import (
    HEADER,
    begin,
    counts,
    errors,
    files_in,
    make_csv,
    make_xlsx,
    phone,
    send,
    shown,
)
from tests.services.leads.people import capture, lead_body
from tests.services.running import AGENT, OTHER_AGENT, TEAM, RunningService

ID_NUMBER = "11010519491231002X"


async def start_leads(start_service: StartService, folder: Path, **settings: Any) -> RunningService:
    return await start_service("leads", files=str(folder), **settings)


async def imported(service: RunningService, content: bytes, **different: Any) -> tuple[str, dict[str, Any]]:
    """Send the file as AGENT, and have all of it done."""
    client = service.client()
    import_id = await begin(client, content, **different)
    await service.tick()
    return import_id, await shown(client, import_id)


class TestRows:
    async def test_become_leads_each_with_a_touch_a_consent_and_one_event(
        self, start_service: StartService, tmp_path: Path
    ) -> None:
        service = await start_leads(start_service, tmp_path)
        content = make_csv([("张三", "138 0013 8000"), ("李四", phone(2))])
        _, done = await imported(service, content, consent_purposes="contact,marketing")
        assert (done["status"], done["total"], counts(done)) == ("done", 2, (2, 2, 0, 0))
        leads = (await service.client().get("/leads")).json()["items"]
        assert {(lead["name"], lead["phone"], lead["status"]) for lead in leads} == {
            ("张三", "+8613800138000", "new"),
            ("李四", "+8613900000002", "new"),
        }
        assert {lead["agent_id"] for lead in leads} == {str(AGENT)}
        assert {(lead["source"], lead["channel"]) for lead in leads} == {("expo", "offline")}
        assert [envelope.type for envelope, _ in await service.events()] == ["lead-captured"] * 2
        for lead in leads:
            touches = (await service.client().get(f"/leads/{lead['client_id']}/touches")).json()["items"]
            consents = (await service.client().get(f"/leads/{lead['client_id']}/consents")).json()["items"]
            assert [touch["source"] for touch in touches] == ["expo"]
            assert {(consent["purpose"], consent["text_version"]) for consent in consents} == {
                ("contact", "2026-01"),
                ("marketing", "2026-01"),
            }

    async def test_of_one_phone_are_one_lead_within_the_file_and_with_what_was_there(
        self, start_service: StartService, tmp_path: Path
    ) -> None:
        service = await start_leads(start_service, tmp_path)
        known = await capture(service, phone="13800138000")
        rows = [("张三", "+86 138-0013-8000"), ("李四", phone(2)), ("李先生", f"86 {phone(2)}")]
        _, done = await imported(service, make_csv(rows))
        assert counts(done) == (3, 1, 2, 0)
        assert len((await service.client().get("/leads")).json()["items"]) == 2
        assert [envelope.type for envelope, _ in await service.events()] == [
            "lead-captured",
            "lead-merged",
            "lead-captured",
            "lead-merged",
        ]
        touches = (await service.client().get(f"/leads/{known}/touches")).json()["items"]
        assert [touch["source"] for touch in touches] == ["mini-program", "expo"]

    async def test_with_a_known_identity_number_are_the_same_person_with_another_phone(
        self, start_service: StartService, tmp_path: Path
    ) -> None:
        service = await start_leads(start_service, tmp_path)
        header = (*HEADER, "身份证号码")
        _, first = await imported(service, make_csv([("张三", phone(1), ID_NUMBER)], header=header))
        _, second = await imported(
            service, make_csv([("张三", phone(2), ID_NUMBER.lower()), ("李四", phone(3), "")], header=header)
        )
        assert (counts(first), counts(second)) == ((1, 1, 0, 0), (2, 1, 1, 0))
        (kept,) = await service.rows(
            "SELECT id_number_sealed, birth_date::text, sex FROM lead WHERE id_number_digest IS NOT NULL"
        )
        assert service.kit.cipher.open(kept["id_number_sealed"]) == ID_NUMBER
        assert (kept["birth_date"], kept["sex"]) == ("1949-12-31", "female")

    async def test_whose_phone_and_identity_number_are_of_two_people_are_refused(
        self, start_service: StartService, tmp_path: Path
    ) -> None:
        service = await start_leads(start_service, tmp_path)
        header = (*HEADER, "id number")
        rows = [("张三", phone(1), ID_NUMBER), ("李四", phone(2), ""), ("王五", phone(2), ID_NUMBER)]
        import_id, done = await imported(service, make_csv(rows, header=header))
        assert counts(done) == (3, 2, 0, 1)
        assert await errors(service.client(), import_id) == [(4, "id_number", "TWO_PEOPLE")]

    async def test_of_existing_clients_are_won_also_those_that_were_leads(
        self, start_service: StartService, tmp_path: Path
    ) -> None:
        service = await start_leads(start_service, tmp_path)
        await capture(service, phone=phone(1))
        await imported(service, make_csv([("张三", phone(1)), ("李四", phone(2))]), kind="clients")
        leads = (await service.client().get("/leads")).json()["items"]
        assert [lead["status"] for lead in leads] == ["won", "won"]

    async def test_may_name_their_own_source_channel_segment_birth_and_sex(
        self, start_service: StartService, tmp_path: Path
    ) -> None:
        service = await start_leads(start_service, tmp_path)
        header = ("Full Name *", "Mobile", "类型", "Source", "Channel", "Date of birth", "Sex", "备注")
        rows = [
            ("某某有限公司", phone(1), "企业", "salon", "wechat", "", "", "x"),
            ("张三", phone(2), "", "", "", "1990年5月3日", "男", ""),
            ("李四", phone(3), "person", "", "", "1991/12/1", "F", ""),
        ]
        await imported(service, make_csv(rows, header=header))
        leads = {lead["name"]: lead for lead in (await service.client().get("/leads")).json()["items"]}
        assert [leads["某某有限公司"][name] for name in ("segment", "source", "channel")] == [
            "firm",
            "salon",
            "wechat",
        ]
        assert (leads["张三"]["birth_date"], leads["张三"]["sex"]) == ("1990-05-03", "male")
        assert (leads["李四"]["birth_date"], leads["李四"]["sex"]) == ("1991-12-01", "female")

    async def test_that_look_like_formulas_are_text(
        self, start_service: StartService, tmp_path: Path
    ) -> None:
        service = await start_leads(start_service, tmp_path)
        rows = [("=cmd|' /C calc'!A0", phone(1)), ("张三", '=HYPERLINK("x")')]
        import_id, done = await imported(service, make_csv(rows))
        assert counts(done) == (2, 1, 0, 1)
        assert await errors(service.client(), import_id) == [(3, "phone", "INVALID_PHONE")]
        (lead,) = (await service.client().get("/leads")).json()["items"]
        assert lead["name"] == "=cmd|' /C calc'!A0"


class TestRefusals:
    async def test_name_line_column_and_code_and_never_what_the_cell_holds(
        self, start_service: StartService, tmp_path: Path
    ) -> None:
        service = await start_leads(start_service, tmp_path)
        header = ("name", "phone", "birth date", "sex", "id number", "segment", "source", "agent id")
        rows = [
            ("张三", "12345", "", "", "", "", "", ""),
            ("", phone(1), "", "", "", "", "", ""),
            ("<b>李四</b>", "", "31.05.1990x", "?", "110105194912310021", "club", "Not A Code", "7"),
            ("王五", phone(2), "2099-01-01", "", "", "", "", ""),
            ("赵六", phone(3), "1950-01-01", "male", ID_NUMBER, "", "", ""),
            ("孙七", phone(4), "", "", "1101", "", "", ""),
            ("周八", phone(5), "1990-02-30", "", "", "", "", str(OTHER_AGENT)),
        ]
        import_id, done = await imported(service, make_csv(rows, header=header))
        assert counts(done) == (7, 0, 0, 7)
        assert await errors(service.client(), import_id) == [
            (2, "phone", "INVALID_PHONE"),
            (3, "name", "CELL_EMPTY"),
            (4, "name", "NAME_UNACCEPTABLE"),
            (4, "phone", "CELL_EMPTY"),
            (4, "birth_date", "DATE_UNREADABLE"),
            (4, "sex", "SEX_UNREADABLE"),
            (4, "id_number", "INVALID_CHECKSUM"),
            (4, "segment", "SEGMENT_UNREADABLE"),
            (4, "source", "CODE_UNACCEPTABLE"),
            (4, "agent_id", "ID_UNREADABLE"),
            (5, "birth_date", "BORN_IN_THE_FUTURE"),
            (6, "sex", "SEX_MISMATCH"),
            (6, "birth_date", "BIRTHDATE_MISMATCH"),
            (7, "id_number", "INVALID_LENGTH"),
            (8, "birth_date", "DATE_UNREADABLE"),
        ]
        told = (await service.client().get(f"/leads/imports/{import_id}/errors")).text
        kept = str(await service.rows("SELECT * FROM refused_cell"))
        for held in ("12345", "李四", "110105", "Not A Code", "club"):
            assert held not in told + kept

    async def test_are_told_in_the_readers_language(
        self, start_service: StartService, tmp_path: Path
    ) -> None:
        service = await start_leads(start_service, tmp_path)
        header = (*HEADER, "身份证号")
        import_id, _ = await imported(service, make_csv([("张三", phone(1), "1101")], header=header))
        path = f"/leads/imports/{import_id}/errors"
        (english,) = (await service.client().get(path)).json()["items"]
        (chinese,) = (await service.client(language="zh-CN").get(path)).json()["items"]
        assert english["message"] == "An identity number has 18 characters."
        assert chinese["message"] == "身份证号码应为 18 位。"

    async def test_are_paged(self, start_service: StartService, tmp_path: Path) -> None:
        service = await start_leads(start_service, tmp_path)
        import_id, _ = await imported(service, make_csv([("张三", "1")] * 5))
        path = f"/leads/imports/{import_id}/errors"
        first = (await service.client().get(path, params={"limit": 3})).json()
        second = (
            await service.client().get(path, params={"limit": 3, "cursor": first["next_cursor"]})
        ).json()
        assert [cell["line"] for cell in first["items"] + second["items"]] == [2, 3, 4, 5, 6]
        assert second["next_cursor"] is None


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    async def test_chinese_is_read_whatever_spreadsheet_wrote_it(
        self, start_service: StartService, tmp_path: Path, encoding: str, separator: str
    ) -> None:
        service = await start_leads(start_service, tmp_path)
        content = make_csv(
            [("张三丰", phone(1)), ("李四", phone(2))],
            encoding=encoding,
            separator=separator,
            line_end="\r\n",
        )
        _, done = await imported(service, content)
        assert (done["status"], counts(done)) == ("done", (2, 2, 0, 0))
        names = {lead["name"] for lead in (await service.client().get("/leads")).json()["items"]}
        assert names == {"张三丰", "李四"}

    async def test_quoted_cells_may_hold_separators_and_line_breaks_and_lines_are_still_counted(
        self, start_service: StartService, tmp_path: Path
    ) -> None:
        service = await start_leads(start_service, tmp_path)
        content = (
            '# a comment\n\n姓名,手机号,备注\n"张, 三",13900000001,"two\nlines"\n,,\n李四,1,x\n'.encode()
        )
        import_id, done = await imported(service, content)
        assert counts(done) == (2, 1, 0, 1)
        assert await errors(service.client(), import_id) == [(7, "phone", "INVALID_PHONE")]

    async def test_a_workbook_is_read_with_numbers_for_phones_and_dates_for_dates(
        self, start_service: StartService, tmp_path: Path
    ) -> None:
        service = await start_leads(start_service, tmp_path)
        rows = [
            ("张三", 13900000001, date(1990, 5, 31)),
            ("李四", phone(2), "1991-01-01"),
            ("王五", "1", ""),
        ]
        import_id, done = await imported(service, make_xlsx(rows, header=(*HEADER, "出生日期")))
        assert (done["format"], done["status"], counts(done)) == ("xlsx", "done", (3, 2, 0, 1))
        assert await errors(service.client(), import_id) == [(4, "phone", "INVALID_PHONE")]
        leads = {lead["name"]: lead for lead in (await service.client().get("/leads")).json()["items"]}
        assert leads["张三"]["phone"] == "+8613900000001"
        assert (leads["张三"]["birth_date"], leads["李四"]["birth_date"]) == ("1990-05-31", "1991-01-01")


class TestADryRun:
    async def test_says_what_an_import_would_and_leaves_nothing_behind_but_that(
        self, start_service: StartService, tmp_path: Path
    ) -> None:
        service = await start_leads(start_service, tmp_path)
        await capture(service, phone=phone(7))
        tables = ("lead", "touch", "consent", "client_directory", "outbox")

        async def rows() -> list[int]:
            return [len(await service.rows(f"SELECT id FROM {table}")) for table in tables]

        before = await rows()
        people = [(f"客户{number}", phone(number % 700)) for number in range(1200)] + [("张三", "1")]
        import_id, dry = await imported(service, make_csv(people), dry_run="true")
        assert (dry["dry_run"], dry["status"], counts(dry)) == (True, "done", (1201, 699, 501, 1))
        assert await errors(service.client(), import_id) == [(1202, "phone", "INVALID_PHONE")]
        assert await rows() == before
        _, real = await imported(service, make_csv(people))
        assert counts(real) == counts(dry)


class TestWhoseClients:
    async def test_a_managers_import_is_his_teams_and_may_name_agents(
        self, start_service: StartService, tmp_path: Path
    ) -> None:
        service = await start_leads(start_service, tmp_path)
        manager = service.client(Role.MANAGER)
        header = (*HEADER, "agent_id", "team_id")
        rows = [
            ("张三", phone(1), str(OTHER_AGENT), ""),
            ("李四", phone(2), "", str(TEAM)),
            ("王五", phone(3), "", str(AGENT)),
        ]
        import_id = await begin(manager, make_csv(rows, header=header))
        await service.tick()
        assert await errors(manager, import_id) == [(4, "team_id", "SERVED_BY_OTHERS")]
        leads = (await manager.get("/leads")).json()["items"]
        assert {(lead["name"], lead["agent_id"], lead["team_id"]) for lead in leads} == {
            ("张三", str(OTHER_AGENT), str(TEAM)),
            ("李四", None, str(TEAM)),
        }
        assert (await service.client().get(f"/leads/imports/{import_id}")).status_code == 404
        assert (await service.client(Role.OPS).get(f"/leads/imports/{import_id}")).status_code == 200

    async def test_each_sees_his_own_imports(self, start_service: StartService, tmp_path: Path) -> None:
        service = await start_leads(start_service, tmp_path)
        other = service.client(agent_id=OTHER_AGENT)
        mine = await begin(service.client(), make_csv([("张三", phone(1))]))
        his = await begin(other, make_csv([("李四", phone(2))]))

        async def listed(client: Any) -> list[str]:
            return [found["id"] for found in (await client.get("/leads/imports")).json()["items"]]

        assert await listed(service.client()) == [mine]
        assert await listed(other) == [his]
        assert set(await listed(service.client(Role.OPS))) == {mine, his}
        assert (await other.post(f"/leads/imports/{mine}/cancel")).status_code == 404


class TestCancelling:
    async def test_keeps_what_was_imported_and_forgets_the_file(
        self, start_service: StartService, tmp_path: Path
    ) -> None:
        service = await start_leads(start_service, tmp_path)
        client = service.client()
        import_id = await begin(client, make_csv([(f"客户{n}", phone(n)) for n in range(1200)]))
        scheduler = Scheduler(service.kit)
        await scheduler.tick()
        await scheduler.tick()
        answer = await client.post(f"/leads/imports/{import_id}/cancel")
        assert answer.status_code == 200
        await service.tick()
        cancelled = await shown(client, import_id)
        assert (cancelled["status"], counts(cancelled)) == ("cancelled", (500, 500, 0, 0))
        assert len(await service.rows("SELECT id FROM lead")) == 500
        assert not files_in(tmp_path)
        again = await client.post(f"/leads/imports/{import_id}/cancel")
        assert (again.status_code, again.json()["code"]) == (409, "IMPORT_ENDED")


async def test_a_lead_that_was_imported_is_one_with_the_same_phone_who_comes_later(
    start_service: StartService, tmp_path: Path
) -> None:
    service = await start_leads(start_service, tmp_path)
    await imported(service, make_csv([("张三", phone(1))]))
    answer = await service.client().post("/leads", json=lead_body(phone=phone(1)))
    assert answer.json()["outcome"] == "merged"


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_the_template_can_be_filled_in_and_sent_back(
    start_service: StartService, tmp_path: Path, format_: str, language: str
) -> None:
    service = await start_leads(start_service, tmp_path)
    client = service.client(language=language)
    template = await client.get("/leads/imports/template", params={"format": format_})
    assert template.status_code == 200
    assert template.headers["content-disposition"].endswith(f'.{format_}"')
    if format_ == "xlsx":
        answer = await send(client, template.content)
        await service.tick()
        assert (await shown(client, answer.json()["id"]))["failure"]["code"] == "NO_ROWS"
        return
    _, done = await imported(service, template.content + f"张三,{phone(1)}\r\n".encode())
    assert (done["status"], counts(done)) == ("done", (1, 1, 0, 0))
