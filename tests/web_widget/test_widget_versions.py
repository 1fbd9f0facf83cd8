"""The widget's versions: what a council pins stays the same to the byte, also after an update."""

import base64
import hashlib
import re
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from knowledge.store import AreaEntry
from web_widget.widget import Shelf, Widget, build_widget

BROWSER = {"Accept": "text/html"}
LINE = re.compile(
    r'<script src="([^"]+)" integrity="([^"]+)" crossorigin="anonymous" data-area="devon" defer></script>'
)
OLD = build_widget((AreaEntry(id="england", name="England"),), keep_days=3)


def test_the_hash_that_councils_are_shown_is_that_of_the_script_they_are_shown(client: TestClient) -> None:
    shown = LINE.search(unescape(client.get("/councils?area=devon", headers=BROWSER).text))
    assert shown
    answer = client.get(shown[1].removeprefix("http://testserver"))
    assert answer.status_code == 200
    digest = base64.b64encode(hashlib.sha384(answer.content).digest()).decode()
    assert shown[2] == f"sha384-{digest}"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.content == client.get("/widget.js").content


def test_a_version_is_sent_for_good_after_an_update(client: TestClient, tmp_path: Path) -> None:
    Shelf(tmp_path / "widgets").keep(OLD)
    answer = client.get(f"/widget-{OLD.version}.js")
    assert answer.text == OLD.script
    assert answer.headers["etag"] == f'"{OLD.integrity}"'
    assert answer.content != client.get("/widget.js").content


def test_every_byte_makes_another_version(client: TestClient) -> None:
    other = build_widget((AreaEntry(id="england", name="England"),), keep_days=4)
    assert other.version != OLD.version
    assert other.integrity != OLD.integrity


@pytest.mark.parametrize(
    "version", ("0.1.0-0123456789abcdef", "latest", "..%2F..%2Fsecret", "0.1.0-", "../channel-secret")
)
def test_a_version_that_never_was_is_not_found(client: TestClient, version: str) -> None:
    assert client.get(f"/widget-{version}.js").status_code == 404


def test_a_kept_file_that_was_changed_is_not_sent(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.keep(OLD)
    assert shelf.find(OLD.version) == OLD
    (tmp_path / f"widget-{OLD.version}.js").write_text("alert()")
    assert shelf.find(OLD.version) is None


def test_a_shelf_that_cannot_be_written_to_keeps_no_page_from_its_widget(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    Shelf(tmp_path / "taken").keep(Widget("script", "0.1.0-0123456789abcdef", "sha384-x"))
    assert "cannot be kept" in caplog.text


def test_the_lines_name_the_public_address_and_a_frame_has_a_title(client: TestClient) -> None:
    page = unescape(client.get("/councils?area=devon", headers=BROWSER).text)
    assert '<script src="http://testserver/widget.js" data-area="devon" defer></script>' in page
    frame = re.search(r"<iframe [^>]+>", page)
    assert frame
    assert 'src="http://testserver/embed?area=devon"' in frame[0]
    assert 'title="SEN support guide"' in frame[0]


def test_a_page_in_a_frame_says_so_without_script(client: TestClient) -> None:
    assert "data-framed" in client.get("/embed?area=devon", headers=BROWSER).text
    framed = {**BROWSER, "Sec-Fetch-Dest": "iframe"}
    assert "data-framed" in client.get("/topics", headers=framed).text
    assert "data-framed" not in client.get("/topics", headers={**BROWSER, "Sec-Fetch-Dest": "document"}).text
