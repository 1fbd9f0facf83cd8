"""The database is built beside the old one and swapped in whole, or not at all."""

import os
from pathlib import Path

import pytest
from sqlalchemy.engine import Connection

from knowledge import build as building
from knowledge.build import build
from knowledge.curated import Curated, load
from knowledge.models import Guidance
from knowledge.store import Store
from tests.knowledge.conftest import Folder


@pytest.fixture
def guidance(tiny: Curated) -> Guidance:
    return tiny.guidance


def test_what_was_built_is_found(guidance: Guidance, tmp_path: Path) -> None:
    build(guidance, tmp_path / "k.db")
    store = Store(tmp_path / "k.db")
    assert [topic.id for topic in store.topics()] == ["often", "notes", "told"]
    assert store.topic("often") == guidance.topics["often"]
    assert store.question_bank() == list(guidance.questions.values())
    assert store.starters() == list(guidance.starters.values())
    assert store.area("devon") == guidance.areas["devon"]
    assert store.danger("danger_now") == guidance.dangers["danger_now"]


def test_the_folder_is_made_and_nothing_else_is_left_in_it(guidance: Guidance, tmp_path: Path) -> None:
    build(guidance, tmp_path / "new" / "var" / "k.db")
    assert [path.name for path in (tmp_path / "new" / "var").iterdir()] == ["k.db"]


def test_a_second_build_takes_the_place_of_the_first(folder: Folder, guidance: Guidance, tmp_path: Path) -> None:
    build(guidance, tmp_path / "k.db")
    folder.change("topics/rights/told.md", "title: The right to be told", "title: Told")
    build(load(folder.root).guidance, tmp_path / "k.db")
    assert [topic.title for topic in Store(tmp_path / "k.db").topics()][-1] == "Told"


def test_a_build_that_fails_leaves_the_old_database(
    guidance: Guidance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(guidance, tmp_path / "k.db")
    before = (tmp_path / "k.db").read_bytes()

    def fails(*_: object) -> None:
        raise RuntimeError("no more")

    monkeypatch.setattr(building, "_json", fails)
    with pytest.raises(RuntimeError, match="no more"):
        build(guidance, tmp_path / "k.db")
    assert (tmp_path / "k.db").read_bytes() == before
    assert [path.name for path in tmp_path.glob("k.db*")] == ["k.db"]


def test_a_full_disk_is_an_os_error_and_leaves_the_old_database(
    guidance: Guidance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(guidance, tmp_path / "k.db")
    before = (tmp_path / "k.db").read_bytes()

    def fills_the_disk(_: Guidance, connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
        connection.exec_driver_sql("CREATE TABLE more AS SELECT randomblob(100000)")

    monkeypatch.setattr(building, "_write", fills_the_disk)
    with pytest.raises(OSError, match="full"):
        build(guidance, tmp_path / "k.db")
    assert (tmp_path / "k.db").read_bytes() == before
    assert [path.name for path in tmp_path.glob("k.db*")] == ["k.db"]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_folder_is_an_os_error(guidance: Guidance, tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o555)
    with pytest.raises(OSError, match="unable to open"):
        build(guidance, folder / "k.db")


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="only Linux has a folder that root cannot write")
def test_a_folder_in_which_no_file_can_be_made_is_an_os_error(guidance: Guidance) -> None:
    with pytest.raises(OSError, match="unable to open"):
        build(guidance, Path("/proc/self/k.db"))


def test_a_folder_that_is_a_file_is_an_os_error(guidance: Guidance, tmp_path: Path) -> None:
    (tmp_path / "var").write_text("not a folder")
    with pytest.raises(OSError, match="exists"):
        build(guidance, tmp_path / "var" / "k.db")
