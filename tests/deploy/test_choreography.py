"""What is made of the choreography for readers: the diagram, the tables, and whether they are fresh."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.choreography import BEGIN, END, NoMarkers, stale_documents, write_documents
from deploy.choreography_tables import cycle_part, diagram, service_part, table
from deploy.cli import app
from shared.choreography import Choreography, Publishes, Reacts, Scheduled
from shared.client_directory import FOLLOWS_CLIENTS
from shared.contracts.leads import ClientAssigned, ConsentGranted, ConsentWithdrawn, LeadCaptured, LeadMerged
from shared.contracts.needs import GapComputed, GapConfirmed, HouseholdChanged
from shared.events import Event

PROJECT = Path(__file__).parents[2]


async def invite_assessment(_uow: object, _event: object) -> None:
    """An assessment is invited."""


async def remind(_uow: object, _due: object) -> None:
    """The client is reminded.

    More than once.
    """


def make_choreographies() -> list[Choreography]:
    leads = Choreography(
        "leads",
        publishes=(
            Publishes(LeadCaptured, "somebody is new"),
            Publishes(ClientAssigned, "another agent serves a client"),
            Publishes(ConsentGranted, "a client allows a purpose", public=True),
        ),
        reacts_to=(Reacts(GapComputed, invite_assessment, "a gap qualifies a lead"),),
    )
    needs = Choreography(
        "needs",
        publishes=(Publishes(GapComputed, "a gap | is known"),),
        reacts_to=(
            *FOLLOWS_CLIENTS,
            Reacts(LeadCaptured, invite_assessment, "a new client is invited"),
            Reacts(ConsentGranted, invite_assessment, "he may be asked now"),
        ),
        scheduled=(Scheduled("reminder", remind, "nobody answered for a week"),),
    )
    claims = Choreography("claims", reacts_to=FOLLOWS_CLIENTS)
    return [leads, needs, claims]


def test_the_diagram_has_one_arrow_from_a_publisher_to_a_reader_with_every_event_on_it() -> None:
    arrows = [line.strip() for line in diagram(make_choreographies()).splitlines() if "-->" in line]
    assert arrows == [
        'leads -->|"lead-captured<br/>consent-granted"| needs',
        'needs -->|"gap-computed"| leads',
    ]


def test_following_clients_is_one_dashed_arrow_for_all_services() -> None:
    lines = diagram(make_choreographies()).splitlines()
    assert [line.strip() for line in lines if "-.->" in line] == [
        'leads -.->|"lead-captured<br/>client-assigned"| everybody'
    ]


EVENTS = (
    ConsentGranted,
    ConsentWithdrawn,
    GapComputed,
    GapConfirmed,
    HouseholdChanged,
    LeadCaptured,
    LeadMerged,
)


def make_readers_of_everything(events: Sequence[type[Event]] = EVENTS) -> list[Choreography]:
    """`make_choreographies`, with a service that does one thing with all of `events`, and another with one."""
    carriers = Choreography(
        "carriers",
        reacts_to=(
            *(Reacts(event, remind, "partners may ask to be told") for event in events),
            Reacts(GapComputed, invite_assessment, "the carrier waits for it"),
        ),
    )
    return [*make_choreographies(), carriers]


def test_who_does_one_thing_with_every_event_gets_one_dashed_arrow_and_one_line() -> None:
    choreographies = make_readers_of_everything()
    lines = [line.strip() for line in diagram(choreographies).splitlines()]
    assert [line for line in lines if line.endswith("| carriers")] == [
        'needs -->|"gap-computed"| carriers',
        'everything -.->|"partners may ask to be told"| carriers',
    ]
    text = cycle_part(choreographies)
    assert text.endswith(
        "Beside these readers:\n\n"
        "- carriers reads every event of the others but `client-assigned`: partners may ask to be told (`remind`)"
    )
    assert text.count("partners may ask to be told") == 2
    part = service_part(choreographies[3], choreographies)
    assert (
        "`remind` reads every event of the others but `client-assigned`: partners may ask to be told." in part
    )
    assert part.count("`remind`") == 1


def test_one_reaction_to_a_few_events_is_drawn_as_what_it_is() -> None:
    lines = diagram(make_readers_of_everything(EVENTS[:6])).splitlines()
    assert not [line for line in lines if "everything" in line]
    assert len([line for line in lines if line.endswith("| carriers")]) == 2


def test_where_nobody_follows_clients_nothing_is_said_of_it() -> None:
    (leads, *_) = make_choreographies()
    assert "everybody" not in diagram([leads])


def test_the_table_of_events_names_publisher_and_readers_with_their_reasons() -> None:
    rows = cycle_part(make_choreographies()).splitlines()
    assert (
        "| `lead-captured` | [leads](services/leads/README.md) | somebody is new | needs: a new client is invited"
        "<br>every other service: whose client this is decides who may see him |"
    ) in rows
    assert (
        "| `consent-granted` | [leads](services/leads/README.md) | a client allows a purpose "
        "| needs: he may be asked now<br>*partners* |"
    ) in rows


def test_a_reason_with_a_bar_does_not_break_its_table() -> None:
    assert r"| a gap \| is known |" in cycle_part(make_choreographies())
    assert table(("a",), [("x|y",)]) == "| a |\n| - |\n| x\\|y |"


def test_a_service_s_part_tells_what_it_publishes_reacts_to_and_does_in_time() -> None:
    choreographies = make_choreographies()
    part = service_part(choreographies[1], choreographies)
    assert "### Publishes" in part
    assert "| `lead-captured` | leads | `invite_assessment` | a new client is invited |" in part
    assert "| `reminder` | The client is reminded. | nobody answered for a week |" in part
    assert part.count("Like every service, it follows whose client a client is") == 1
    assert "note_client" not in part


def test_what_a_service_does_not_do_has_no_heading() -> None:
    choreographies = make_choreographies()
    part = service_part(choreographies[2], choreographies)
    assert "### Publishes" not in part
    assert "time comes" not in part


def test_documents_are_written_once_and_fresh_after_it(tmp_path: Path) -> None:
    choreographies = make_choreographies()
    written = write_documents(choreographies, tmp_path)
    assert written == [
        Path("docs/asyncapi.yaml"),
        Path("README.md"),
        Path("services/leads/README.md"),
        Path("services/needs/README.md"),
        Path("services/claims/README.md"),
    ]
    assert stale_documents(choreographies, tmp_path) == []
    assert write_documents(choreographies, tmp_path) == []


def test_a_changed_reason_makes_stale_whatever_shows_it(tmp_path: Path) -> None:
    choreographies = make_choreographies()
    write_documents(choreographies, tmp_path)
    changed = Reacts(LeadCaptured, invite_assessment, "a new client is asked at once")
    needs = Choreography("needs", choreographies[1].publishes, (*FOLLOWS_CLIENTS, changed))
    assert stale_documents([choreographies[0], needs, choreographies[2]], tmp_path) == [
        Path("docs/asyncapi.yaml"),
        Path("README.md"),
        Path("services/leads/README.md"),
        Path("services/needs/README.md"),
    ]


def test_a_document_edited_by_hand_is_stale_and_what_is_written_around_it_stays(tmp_path: Path) -> None:
    choreographies = make_choreographies()
    write_documents(choreographies, tmp_path)
    readme = tmp_path / "services" / "leads" / "README.md"
    generated = readme.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]
    readme.write_text(f"# leads\n\nPeople \\1 and firms.\n\n{BEGIN}\nedited\n{END}\n\nThe end.\n", "utf-8")
    assert write_documents(choreographies, tmp_path) == [Path("services/leads/README.md")]
    assert (
        readme.read_text("utf-8")
        == f"# leads\n\nPeople \\1 and firms.\n\n{BEGIN}{generated}{END}\n\nThe end.\n"
    )


def test_a_readme_that_has_no_generated_part_yet_gets_it_at_its_end(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Coverloop\n\nWhat it is.\n\n", "utf-8")
    write_documents(make_choreographies(), tmp_path)
    text = (tmp_path / "README.md").read_text("utf-8")
    assert text.startswith(f"# Coverloop\n\nWhat it is.\n\n{BEGIN}\n```mermaid\n")
    assert text.endswith(f"|\n{END}\n")


@pytest.mark.parametrize("text", [f"{BEGIN}\n", f"{END}\n", f"{END}{BEGIN}", f"{BEGIN}{END}{BEGIN}{END}"])
def test_a_readme_without_one_pair_of_markers_is_refused_by_name(tmp_path: Path, text: str) -> None:
    choreographies = make_choreographies()
    write_documents(choreographies, tmp_path)
    readme = tmp_path / "services" / "leads" / "README.md"
    readme.write_text(text, "utf-8")
    with pytest.raises(NoMarkers, match=r"services/leads/README\.md needs one pair"):
        write_documents(choreographies, tmp_path)
    assert readme.read_text("utf-8") == text


def test_a_check_lists_what_is_stale_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.loading.choreographies", make_choreographies)
    before = {path: (PROJECT / path).read_bytes() for path in ("README.md", "docs/asyncapi.yaml")}
    done = CliRunner().invoke(app, ["choreography", "--check"])
    assert done.exit_code == 1
    assert "docs/asyncapi.yaml is stale: make choreography" in done.stdout.splitlines()
    assert "services/needs/README.md is stale: make choreography" in done.stdout.splitlines()
    assert {path: (PROJECT / path).read_bytes() for path in before} == before


def test_the_documents_of_this_project_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "deploy.cli", "choreography", "--check"],
        cwd=PROJECT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
