"""The sheet as a Word document: headings, list numbers and table are real, so that it can be edited and read aloud."""

from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from web_widget.downloads.sheet import EMPTY_QUESTIONS, Sheet, Words
from web_widget.wording import say

LANGUAGE = "en-GB"
FONT = "Arial"
LINE = "Line to write on"
BLACK = RGBColor(0, 0, 0)
GREY = "666666"
# Millimetres: which font a machine has in the place of ours is not known, and some are taller.
SPARE = 16


def render_word(sheet: Sheet, made: datetime, large: bool = False) -> bytes:
    """``large``: large print."""
    document = Document()
    _set_properties(document, sheet, made)
    _set_paper(document)
    _set_styles(document, large)
    _add_words(document.add_heading(level=1), sheet.title)
    _add_fact(document, say("sheet_date"), sheet.meeting_date or say("sheet_date_gap"))
    if sheet.stage:
        _add_fact(document, say("sheet_stage"), sheet.stage)
    room = sheet.room(large, SPARE)
    _add_questions(document, sheet, room.answers)
    _add_actions(document, sheet, room.actions, Mm(14 if large else 9))
    document.add_heading(say("sheet_notes"), level=2)
    for note in sheet.notes:
        paragraph = document.add_paragraph()
        _add_words(paragraph, note)
    if sheet.notes:
        # The date of the next meeting never stands alone on a page.
        paragraph.paragraph_format.keep_with_next = True
    else:
        _add_lines(document, room.notes, indented=False, together=True)
    _add_fact(
        document, say("sheet_next"), sheet.next_meeting or say("sheet_date_gap")
    ).paragraph_format.space_before = Pt(12)
    _add_footer(document, sheet)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _add_questions(document: WordDocument, sheet: Sheet, answers: int) -> None:
    document.add_heading(say("sheet_questions"), level=2)
    if sheet.asks_to_choose:
        document.add_paragraph(say("sheet_choose"))
    for question in sheet.questions:
        paragraph = document.add_paragraph(style="List Number")
        if question.important:
            paragraph.add_run(f"{say('sheet_important')}:", style="Strong")
            paragraph.add_run(" ")
        _add_words(paragraph, question.words)
        if question.words.direction == "rtl":
            # Some programs let the number hang beyond the margin on the right.
            line: Any = document.styles[LINE]
            paragraph.paragraph_format.left_indent = line.paragraph_format.left_indent + Mm(5)
        _add_lines(document, answers)
    if not sheet.questions:
        document.add_paragraph(say("sheet_empty"))
        for _ in range(EMPTY_QUESTIONS):
            document.add_paragraph(style="List Number")
            _add_lines(document, answers)


def _add_actions(document: WordDocument, sheet: Sheet, empty_rows: int, height: Length) -> None:
    document.add_heading(say("sheet_actions"), level=2)
    columns = ((say("sheet_action"), Mm(92)), (say("sheet_who"), Mm(43)), (say("sheet_by_when"), Mm(43)))
    table = document.add_table(rows=1 + len(sheet.actions) + empty_rows, cols=len(columns), style="Table Grid")
    table.autofit = False
    # Read out by a screen reader before the table.
    _add_element(table._tbl.tblPr, "w:tblCaption", val=say("sheet_actions"))
    # Its frame, and not the words in it, stands at the margin.
    table._tbl.tblPr.insert_element_before(
        _element("w:tblInd", w="108", type="dxa"), "w:tblLayout", "w:tblLook", "w:tblCaption"
    )
    for column, (_, width) in zip(table.columns, columns, strict=True):
        column.width = width
    for number, row in enumerate(table.rows):
        row.height = height if number else None
        _add_element(row._tr.get_or_add_trPr(), "w:cantSplit")
        if number == 0:
            _add_element(row._tr.get_or_add_trPr(), "w:tblHeader")
        for cell, (name, width) in zip(row.cells, columns, strict=True):
            cell.width = width
            # The table stays on one page where it has room there.
            cell.paragraphs[0].paragraph_format.keep_with_next = number + 1 < len(table.rows)
            if number == 0:
                cell.paragraphs[0].add_run(name, style="Strong")
    for row, action in zip(table.rows[1:], sheet.actions, strict=False):
        for cell, words in zip(row.cells, (action.what, action.who, action.by), strict=True):
            _add_words(cell.paragraphs[0], words)


def _add_fact(document: WordDocument, name: str, value: str) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{name}:", style="Strong")
    paragraph.add_run(f" {value}")
    return paragraph


def _add_footer(document: WordDocument, sheet: Sheet) -> None:
    footer = document.sections[0].footer.paragraphs[0]
    footer.text = f"{sheet.origin} {say('sheet_nameless')} {say('sheet_page')} "
    _add_element(footer._p, "w:fldSimple", instr="PAGE")


def _add_words(paragraph: Paragraph, words: Words) -> None:
    """As plain text: a run holds no fields and no formulas."""
    run = paragraph.add_run(words.text)
    if words.direction == "rtl":
        _add_element(paragraph._p.get_or_add_pPr(), "w:bidi")
        _add_element(run._r.get_or_add_rPr(), "w:rtl")


def _add_lines(document: WordDocument, count: int, indented: bool = True, together: bool = False) -> None:
    """``together``: on one page with what follows; the lines themselves always are."""
    for number in range(1, count + 1):
        line = document.add_paragraph(style=LINE)
        line.paragraph_format.keep_with_next = together or number < count
        if not indented:
            line.paragraph_format.left_indent = Mm(0)


def _set_properties(document: WordDocument, sheet: Sheet, made: datetime) -> None:
    properties = document.core_properties
    properties.title = sheet.title.text[:255]  # the format allows no more
    properties.language = LANGUAGE
    properties.author = properties.last_modified_by = say("service_name")
    properties.comments = ""
    properties.created = properties.modified = made.replace(tzinfo=None)


def _set_paper(document: WordDocument) -> None:
    """A4."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(16)
    section.top_margin, section.bottom_margin = Mm(14), Mm(16)
    section.footer_distance = Mm(8)


def _set_styles(document: WordDocument, large: bool) -> None:
    styles = document.styles
    points = 18 if large else 11
    for name, size, before in (
        ("Normal", points, 0),
        ("Heading 1", points * 1.6, 0),
        ("Heading 2", points * 1.15, 10),
        ("List Number", points, 4),
        ("Footer", points * 0.8, 0),
    ):
        style = styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.color.rgb = BLACK
        _set_font(style, Pt(round(size)))
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(3)
        style.paragraph_format.line_spacing = 1.1
    _add_line_style(document, indent=Mm(14 if large else 8), height=Mm(12 if large else 7.5))
    for default in styles.element.iter(qn("w:lang")):
        default.set(qn("w:val"), LANGUAGE)


def _add_line_style(document: WordDocument, indent: Length, height: Length) -> None:
    """A line to write on, which begins where the words of a numbered question begin."""
    styles = document.styles
    number: Any = styles["List Number"]
    number.paragraph_format.keep_with_next = True
    line: Any = styles.add_style(LINE, WD_STYLE_TYPE.PARAGRAPH)
    line.base_style = styles["Normal"]
    line.paragraph_format.left_indent = indent
    line.paragraph_format.space_after = Pt(0)
    line.paragraph_format.line_spacing = height
    borders = _element("w:pBdr")
    # Word draws one box around neighbours of a style; "between" gives each of them its line.
    for side in ("w:bottom", "w:between"):
        _add_element(borders, side, val="single", sz="4", space="1", color=GREY)
    line.element.get_or_add_pPr().insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")
    # Where the words begin is told by the numbering and not by the style.
    level_style = document.part.numbering_part.element.xpath('.//w:pStyle[@w:val="ListNumber"]')[0]
    for element, attribute in (("w:tab", "w:pos"), ("w:ind", "w:left"), ("w:ind", "w:hanging")):
        found = next(level_style.getparent().iter(qn(element)))
        found.set(qn(attribute), str(round(indent.twips)))


def _set_font(style: ParagraphStyle, size: Length) -> None:
    """For every kind of script; the theme's fonts, which would go first, are taken out."""
    style.font.size = size
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    for old in properties.findall(qn("w:szCs")):
        properties.remove(old)
    points = properties.find(qn("w:sz"))
    points.addnext(_element("w:szCs", val=points.get(qn("w:val"))))


def _add_element(parent: Any, tag: str, **attributes: str) -> None:
    parent.append(_element(tag, **attributes))


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
