"""The editor's three commands: what they print and the exit code."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from knowledge.__main__ import main
from knowledge.store import Store
from tests.knowledge.conftest import Folder

OFTEN = "topics/meetings/often.md"
NOTES = "topics/meetings/notes.md"
TOLD = "topics/rights/told.md"


@pytest.fixture
def here(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """The guidance folder, seen from the folder above it, as reviewed today."""
    monkeypatch.chdir(folder.root.parent)
    today = date.today()
    for name, old, days in ((OFTEN, "2027-05-22", 90), (NOTES, "2027-05-22", 60), (TOLD, "2027-01-22", 10)):
        folder.change(name, f"review_by: {old}", f"review_by: {today + timedelta(days=days)}")
        folder.change(name, "reviewed: 2026-11-22", f"reviewed: {today - timedelta(days=1)}")
    return folder


def run(*arguments: str) -> int:
    return main(["--root", "guidance", *arguments])


def test_check_says_that_all_is_well(here: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check") == 0
    assert capsys.readouterr().out == "All well: 3 topics, 9 questions, 3 areas.\n"


def test_check_names_mistakes_of_shape_and_of_content_together(
    here: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    here.write(NOTES, "---\ntitle: Notes\n   duty: should\n---\n")
    here.change(OFTEN, "see_also: [notes, told]", "see_also: [notes, tolt]")
    here.change(OFTEN, "You talk", "They must talk")
    here.change(TOLD, "notice: reform", "\u2018notice\u2019: reform")
    here.change("areas/devon.yml", "dated: 2025-05-01", "dated: May 2025")
    assert run("check") == 1
    out = capsys.readouterr().out
    assert [": ".join(line.split(": ")[:2]) for line in out.splitlines()] == [
        "guidance/areas/devon.yml:15: topics.often.0.dated",
        "guidance/topics/meetings/notes.md:3: layout",
        "guidance/topics/meetings/often.md:11: see_also",
        "guidance/topics/meetings/often.md:23: detail.0",
        "guidance/topics/rights/told.md:9: \u2018notice\u2019",
        "5 mistakes to mend.",
    ]


def test_check_says_one_mistake_as_one(here: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    here.change(OFTEN, "Bring your own list.", "Bring your favorite list.")
    assert run("check") == 1
    assert capsys.readouterr().out.splitlines() == [
        "guidance/topics/meetings/often.md:17: short: 'favorite' is spelt 'favourite' in British English",
        "1 mistake to mend.",
    ]


def test_check_of_a_folder_without_guidance_names_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--root", str(tmp_path), "check"]) == 1
    out = capsys.readouterr().out
    assert f"{tmp_path}/works.yml:1: file: cannot be read (No such file or directory)" in out


def test_build_writes_the_database(here: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("build", "--database", "var/k.db") == 0
    assert capsys.readouterr().out == "Built var/k.db: 3 topics.\n"
    assert len(Store(Path("var/k.db")).topics()) == 3


def test_build_refuses_guidance_with_a_mistake_and_keeps_the_last_good_database(
    here: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    run("build", "--database", "k.db")
    before = Path("k.db").read_bytes()
    here.change(OFTEN, "work: code", "work: cod")
    assert run("build", "--database", "k.db") == 1
    assert "often.md:5: sources.0.work: 'cod' is not a work in works.yml\n" in capsys.readouterr().out
    assert Path("k.db").read_bytes() == before


def test_build_says_in_one_sentence_that_it_cannot_write(here: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    Path("var").write_text("not a folder")
    assert run("build", "--database", "var/k.db") == 1
    assert capsys.readouterr().err == "The database var/k.db cannot be written: File exists.\n"


def stale(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str]]:
    """The exit code, and the pages listed."""
    code = run("stale", *arguments)
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == f"{len(lines) - 1} of 3 topics."
    return code, [line.split("  ")[1] for line in lines[:-1]]


def test_stale_lists_what_is_due_within_thirty_days(here: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert stale(capsys) == (0, [f"guidance/{TOLD}"])


@pytest.mark.parametrize(("days", "pages"), [("9", []), ("10", [TOLD]), ("60", [TOLD, NOTES])])
def test_stale_lists_what_is_due_within_so_many_days_the_earliest_first(
    here: Folder, capsys: pytest.CaptureFixture[str], days: str, pages: list[str]
) -> None:
    assert stale(capsys, "--days", days) == (0, [f"guidance/{page}" for page in pages])


def test_stale_ends_with_one_where_something_is_overdue(here: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    soon, past = (date.today() + timedelta(days=days) for days in (10, 0))
    here.change(TOLD, f"review_by: {soon}", f"review_by: {past - timedelta(days=1)}")
    assert stale(capsys, "--days", "0") == (1, [f"guidance/{TOLD}"])


def test_stale_lists_every_topic_that_carries_a_notice(here: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert stale(capsys, "--notice", "reform")[1] == [f"guidance/{TOLD}", f"guidance/{OFTEN}"]
    assert stale(capsys, "--notice", "other")[1] == []


@pytest.mark.parametrize(
    ("cites", "pages"),
    [
        ("act", [TOLD, OFTEN]),
        ("act 68", [TOLD, OFTEN]),
        ("code 6.65", [OFTEN]),
        ("code 6.71", [NOTES]),
        ("code 6.66", []),
        ("code 6.6", []),
    ],
)
def test_stale_lists_every_topic_that_cites_a_work_or_a_place(
    here: Folder, capsys: pytest.CaptureFixture[str], cites: str, pages: list[str]
) -> None:
    assert stale(capsys, "--cites", cites)[1] == [f"guidance/{page}" for page in pages]


def test_stale_finds_a_place_within_a_cited_range(here: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    here.change(NOTES, 'reference: "6.71"', 'reference: "6.70-6.75"')
    assert stale(capsys, "--cites", "code 6.71")[1] == [f"guidance/{NOTES}"]
    assert stale(capsys, "--cites", "code 6.76")[1] == []


def test_without_a_command_the_three_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([])
    assert "{check,build,stale}" in capsys.readouterr().err
