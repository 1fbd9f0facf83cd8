"""The sheet as PDF: the page to print, made into a tagged document (PDF/UA)."""

import threading
from functools import cache
from typing import Any, NoReturn

from web_widget.downloads.fonts import UnknownLetters, installed_fonts, make_drawable
from web_widget.downloads.page import render_page
from web_widget.downloads.sheet import Sheet

# Pango, which sets the text, promises nothing to several threads at once.
ONE_AT_A_TIME = threading.Lock()


class PdfUnavailable(Exception):
    """What WeasyPrint asks of the system is missing: Pango, or any font."""


class LettersUnavailable(PdfUnavailable):
    """No font of the system has the letters of the list."""


def render_pdf(sheet: Sheet, large: bool = False) -> bytes:
    """Nothing is fetched from anywhere, not even from this machine. Raises PdfUnavailable."""
    with ONE_AT_A_TIME:
        try:
            # Here, since a system without Pango can do everything else.
            from weasyprint import HTML
        except OSError as error:
            raise PdfUnavailable(str(error)) from error
        if not _count_fonts():
            raise PdfUnavailable("the system has no fonts")
        try:
            sheet = make_drawable(sheet, installed_fonts())
        except UnknownLetters as error:
            raise LettersUnavailable from error
        document: Any = HTML(string=render_page(sheet, large), url_fetcher=_refuse)
        pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return pdf


@cache
def _count_fonts() -> int:
    """Pango without any font ends the whole process, where WeasyPrint only warns of ugly output."""
    from weasyprint.text.ffi import ffi, fontconfig

    configuration = ffi.gc(fontconfig.FcInitLoadConfigAndFonts(), fontconfig.FcConfigDestroy)
    fonts: int = fontconfig.FcConfigGetFonts(configuration, fontconfig.FcSetSystem).nfont
    return fonts


def _refuse(url: str, **_: Any) -> NoReturn:
    raise ValueError("the sheet is whole in itself")
