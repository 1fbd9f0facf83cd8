"""What the fonts of this machine can draw, so that a PDF shows no empty boxes."""

import ctypes
import unicodedata
from collections.abc import Callable
from ctypes.util import find_library
from dataclasses import replace
from functools import cache

from web_widget.downloads.sheet import Sheet, Words

# What only changes the emoji before it: its colour, its form, and the joints between several.
CHANGES_EMOJI = {"\u200d", "\ufe0e", "\ufe0f", *map(chr, range(0x1F3FB, 0x1F400)), *map(chr, range(0xE0020, 0xE0080))}
LETTERS = {"Ll", "Lu", "Lt", "Lo", "Lm", "Nd"}
FLAG_A = 0x1F1E6  # two such letters make a flag

Draws = Callable[[str], bool]


class UnknownLetters(Exception):
    """No font of this machine has letters of these words."""


def make_drawable(sheet: Sheet, draws: Draws) -> Sheet:
    """The sheet with pictures that cannot be drawn named in words. Raises UnknownLetters: a letter has no such name."""

    def named(words: Words) -> Words:
        return replace(words, text=name_pictures(words.text, draws))

    return replace(
        sheet,
        title=named(sheet.title),
        questions=tuple(replace(question, words=named(question.words)) for question in sheet.questions),
        notes=tuple(map(named, sheet.notes)),
        actions=tuple(
            replace(action, what=named(action.what), who=named(action.who), by=named(action.by))
            for action in sheet.actions
        ),
    )


def name_pictures(text: str, draws: Draws) -> str:
    """``[thumbs up sign]`` for a picture that cannot be drawn; what only changes a picture is left out."""
    missing = {character for character in set(text) if ord(character) > 0x7E and not draws(character)}
    if not missing:
        return text
    if any(unicodedata.category(character) in LETTERS for character in missing):
        raise UnknownLetters
    return "".join(_named(character) if character in missing else character for character in text)


def _named(character: str) -> str:
    if character in CHANGES_EMOJI or unicodedata.category(character)[0] == "M":
        return ""
    if 0 <= ord(character) - FLAG_A < 26:
        return chr(ord("A") + ord(character) - FLAG_A)
    name = unicodedata.name(character, "").lower()
    return f"[{name}]" if name else ""


class _FontSet(ctypes.Structure):
    _fields_ = (("count", ctypes.c_int), ("size", ctypes.c_int), ("fonts", ctypes.POINTER(ctypes.c_void_p)))


@cache
def installed_fonts() -> Draws:
    """Whether any font of this machine has a character. Asks fontconfig, as Pango does. Raises OSError without it."""
    library = ctypes.CDLL(find_library("fontconfig") or "libfontconfig.so.1")
    library.FcInitLoadConfigAndFonts.restype = ctypes.c_void_p
    library.FcConfigGetFonts.restype = ctypes.POINTER(_FontSet)
    library.FcConfigGetFonts.argtypes = [ctypes.c_void_p, ctypes.c_int]
    library.FcPatternGetCharSet.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p]
    library.FcCharSetHasChar.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
    # Kept as long as the process: the sets of characters belong to it.
    fonts = library.FcConfigGetFonts(library.FcInitLoadConfigAndFonts(), 0).contents
    charsets: list[int] = []
    for place in range(fonts.count):
        found = ctypes.c_void_p()
        if library.FcPatternGetCharSet(fonts.fonts[place], b"charset", 0, ctypes.byref(found)) == 0 and found.value:
            charsets.append(found.value)

    @cache
    def draws(character: str) -> bool:
        return any(library.FcCharSetHasChar(charset, ord(character)) for charset in charsets)

    return draws
