"""Made by WeasyPrint, and looked at with poppler's tools where the machine has them."""

import re
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest

from tests.web_widget.downloads_samples import HOSTILE, QUESTIONS, longest, sample
from web_widget.downloads import pdf
from web_widget.downloads.pdf import PdfUnavailable, render_pdf
from web_widget.downloads.sheet import Sheet


def make_pdf(sheet: Sheet, large: bool = False) -> bytes:
    try:
        return render_pdf(sheet, large)
    except PdfUnavailable as error:
        pytest.skip(f"no PDF can be made on this machine: {error}")


def look(tool: str, file: Path, *options: str) -> str:
    if not shutil.which(tool):
        pytest.skip(f"{tool} is not installed (Debian: poppler-utils)")
    command = [tool, *options, str(file), *(["-"] if tool == "pdftotext" else [])]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def inflate(content: bytes) -> bytes:
    """A PDF as it is before its streams are packed."""
    return re.sub(rb"(?s)(?<=stream\n)x.*?(?=\nendstream)", lambda packed: zlib.decompress(packed[0]), content)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "list.pdf"
    path.write_bytes(make_pdf(sample(important=(0, 2, 4), title="Review in the autumn")))
    return path


def test_it_is_tagged_has_title_and_language_and_says_that_it_keeps_to_pdf_ua(file: Path) -> None:
    info = look("pdfinfo", file)
    content = inflate(file.read_bytes())

    assert "Tagged:          yes" in info
    assert "Title:           Review in the autumn" in info
    assert "A4" in info
    assert b"/Lang (en-GB)" in content
    assert b"/DisplayDocTitle true" in content
    assert b"pdfuaid" in content


def test_headings_list_and_table_are_real(file: Path) -> None:
    tags = [line.split()[0].rstrip(":") for line in look("pdfinfo", file, "-struct").splitlines() if line.strip()]

    counts = {tag: tags.count(tag) for tag in ("H1", "H2", "L", "LI", "Lbl", "LBody", "Table", "TH")}
    assert counts == {"H1": 1, "H2": 3, "L": 1, "LI": 8, "Lbl": 8, "LBody": 8, "Table": 1, "TH": 3}


def test_eight_questions_fit_on_one_page(file: Path) -> None:
    assert "Pages:           1\n" in look("pdfinfo", file)
    text = " ".join(look("pdftotext", file).split())
    assert all(question in text for question in QUESTIONS)


def test_an_empty_list_fits_on_one_page(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").write_bytes(make_pdf(sample([])))

    assert "Pages:           1\n" in look("pdfinfo", tmp_path / "empty.pdf")


def test_the_longest_list_in_large_print_is_there_whole(tmp_path: Path) -> None:
    (tmp_path / "long.pdf").write_bytes(make_pdf(longest(), large=True))

    text = "".join(look("pdftotext", tmp_path / "long.pdf").split())
    assert all("".join(question.words.text.split()) in text for question in longest().questions)


def test_nothing_is_fetched_or_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def refuse(url: str, **_: object) -> None:
        asked.append(url)
        raise ValueError

    monkeypatch.setattr(pdf, "_refuse", refuse)
    content = inflate(make_pdf(sample(HOSTILE, title=HOSTILE[0][:120], notes="\n".join(HOSTILE))))

    assert asked == []
    for action in (b"/JavaScript", b"/URI", b"/Launch", b"/EmbeddedFile", b"/OpenAction"):
        assert action not in content


def test_a_machine_without_fonts_gets_a_refusal_and_not_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_count_fonts", lambda: 0)

    with pytest.raises(PdfUnavailable):
        render_pdf(sample())
