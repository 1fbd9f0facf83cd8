"""Read back by python-docx; opened by LibreOffice where the machine has it."""

import shutil
import subprocess
import zipfile
from datetime import datetime, timezone
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml import etree

from tests.web_widget.downloads_samples import ACTIONS, HOSTILE, QUESTIONS, longest, sample
from web_widget.downloads.sheet import Sheet
from web_widget.downloads.word import render_word

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=timezone.utc)


def read(sheet: Sheet, large: bool = False) -> WordDocument:
    return Document(BytesIO(render_word(sheet, NOW, large)))


def texts(document: WordDocument, style: str) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == style]


def test_headings_and_numbers_are_styles() -> None:
    document = read(sample(important=(1,)))

    assert texts(document, "Heading 1") == ["My questions for the meeting"]
    assert texts(document, "Heading 2") == ["My questions", "Who will do what, by when", "Notes"]
    numbered = texts(document, "List Number")
    assert numbered[0] == f"Most important: {QUESTIONS[1]}"
    assert sorted(numbered[1:]) == sorted(set(QUESTIONS) - {QUESTIONS[1]})
    assert texts(document, "Line to write on")


def test_the_table_has_a_head_that_is_read_out_and_empty_rows() -> None:
    (table,) = read(sample()).tables

    assert [cell.text for cell in table.rows[0].cells] == ["What will be done", "Who", "By when"]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert len(table.rows) >= 4 and not any(cell.text for row in table.rows[1:] for cell in row.cells)


def test_what_was_agreed_fills_the_table_and_rows_are_left_to_write() -> None:
    document = read(sample(actions=ACTIONS, next_meeting="2027-03-12"))
    (table,) = document.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows[1:]]

    assert rows[:2] == [["Test his reading", "the SENCO", "5 December"], ["A quiet place at lunch", "", ""]]
    assert len(rows) >= 4 and not any("".join(row) for row in rows[2:])
    assert "Date of the next meeting: Friday 12 March 2027" in [paragraph.text for paragraph in document.paragraphs]


def test_title_language_and_paper_are_set_and_no_person_is_named() -> None:
    document = read(sample(title="Review in the autumn"))
    properties = document.core_properties

    assert (properties.title, properties.language) == ("Review in the autumn", "en-GB")
    assert {properties.author, properties.last_modified_by} == {"SEN support guide"}
    assert properties.comments == ""
    assert (document.sections[0].page_width.mm, document.sections[0].page_height.mm) == pytest.approx((210, 297), 0.01)
    languages = {lang.get(qn("w:val")) for lang in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}


def test_an_empty_list_says_so_and_leaves_room_to_write() -> None:
    document = read(sample([]))

    assert any("There are no questions in your list yet." in paragraph.text for paragraph in document.paragraphs)
    assert len(texts(document, "List Number")) == 6


def test_what_a_parent_wrote_stays_text() -> None:
    sheet = sample(HOSTILE, title=HOSTILE[0][:120], notes="\n".join(HOSTILE))
    file = render_word(sheet, NOW)

    document = Document(BytesIO(file))
    assert texts(document, "List Number") == [question.words.text for question in sheet.questions]
    with zipfile.ZipFile(BytesIO(file)) as parts:
        body = parts.read("word/document.xml").decode()
        links = parts.read("word/_rels/document.xml.rels").decode()
        assert not [name for name in parts.namelist() if "vba" in name.lower() or "embed" in name.lower()]
    for active in ("w:instrText", "w:fldSimple", "w:hyperlink", "w:object"):
        assert active not in body
    assert "TargetMode" not in links


def test_right_to_left_words_run_from_the_right() -> None:
    document = read(sample(["هل يحصل ابني على المساعدة؟"]))

    (paragraph,) = (paragraph for paragraph in document.paragraphs if paragraph.style.name == "List Number")
    assert paragraph._p.pPr.find(qn("w:bidi")) is not None
    assert paragraph.runs[-1]._r.rPr.find(qn("w:rtl")) is not None


def test_the_longest_list_in_large_print_is_there_whole() -> None:
    document = read(longest(), large=True)

    assert texts(document, "List Number") == [question.words.text for question in longest().questions]
    assert document.styles["Normal"].font.size.pt == 18


def test_elements_stand_in_the_order_that_word_asks_for() -> None:
    # Word refuses a file whose elements are out of order, where LibreOffice does not mind.
    document = read(sample(["هل"], important=(0,)))
    orders = {
        "pPr": ["pStyle", "keepNext", "numPr", "pBdr", "tabs", "bidi", "spacing", "ind", "contextualSpacing", "jc"],
        "rPr": ["rStyle", "rFonts", "b", "bCs", "i", "color", "spacing", "kern", "sz", "szCs", "rtl", "lang"],
        "tblPr": ["tblStyle", "tblW", "jc", "tblInd", "tblLayout", "tblLook", "tblCaption"],
    }
    for part in (document.element, document.styles.element):
        for name, order in orders.items():
            for element in part.iter(qn(f"w:{name}")):
                found = [etree.QName(child).localname for child in element]
                known = [child for child in found if child in order]
                assert known == sorted(known, key=order.index), etree.tostring(element)


def test_libreoffice_opens_it(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not installed (Debian: libreoffice-writer)")
    (tmp_path / "list.docx").write_bytes(render_word(sample(important=(0, 1, 2)), NOW))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "list.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=60)

    text = (tmp_path / "list.txt").read_text("utf-8-sig")
    assert f"1. Most important: {QUESTIONS[0]}" in text
    assert f"8. {QUESTIONS[7]}" in text
