"""The embeddable widget: the modules of ``static/js`` and its style sheets, joined into one script.

One file needs one request on a slow phone and one integrity hash for the council that pins it. The modules stay
plain files that run as they are; joining only takes imports, exports, comments and white space away.
"""

import base64
import hashlib
import json
import logging
import re
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from knowledge.store import AreaEntry
from web_widget.looks import write_sheet

log = logging.getLogger(__name__)

STATIC = Path(__file__).with_name("static")
VERSION = "0.1.0"
NAMED = re.compile(r"[0-9]+(\.[0-9]+)*-([0-9a-f]{16})")
STYLES = ("colours.css", "conversation.css", "editor.css", "widget.css")
# Each module after those it imports.
MODULES = (
    "words.js",
    "elements.js",
    "contacts.js",
    "helpful.js",
    "card.js",
    "leaving.js",
    "message.js",
    "copying.js",
    "reading.js",
    "service.js",
    "sizing.js",
    "merging.js",
    "taking.js",
    "editor.js",
    "skeleton.js",
    "conversation.js",
    "widget.js",
)
IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
EXPORT = re.compile(r"^export ", re.MULTILINE)
# Whole lines, and what follows a statement, so that nothing inside a string is taken for a comment.
COMMENT = re.compile(r"^\s*(?:/\*.*?\*/|//[^\n]*)\n|(?<=;) // [^\n]*$", re.MULTILINE | re.DOTALL)
# In a style sheet only; a space before a colon means something there.
SPACES = re.compile(r"/\*.*?\*/|(?<=[{};,:])\s+|\s+(?=[{}])|;\s*(?=})", re.DOTALL)
INDENTATION = re.compile(r"^\s+", re.MULTILINE)
# Where a line ends like this, its end means nothing to JavaScript. No string of ours goes over several lines.
LINE_END = re.compile(r"(?<=[{,;(\[])\n|\n(?=[})\]])")


@dataclass(frozen=True)
class Widget:
    """``version`` changes with every byte of the script. ``integrity``: the script element's attribute of that name."""

    script: str
    version: str
    integrity: str


class Shelf:
    """Every widget that was built here, by version: a page that pins one goes on working after an update."""

    def __init__(self, folder: Path):
        self._folder = folder

    def keep(self, widget: Widget) -> None:
        """A folder that cannot be written to only means that this version dies with the next one."""
        path = self._path(widget.version)
        if path.exists():
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(f".{threading.get_ident()}.new")
            fresh.write_text(widget.script, "utf-8")
            fresh.replace(path)
        except OSError as error:
            log.error("The widget %s cannot be kept: %s", widget.version, error.strerror)

    def find(self, version: str) -> Widget | None:
        """None also where the file is not any more what its version says."""
        if not NAMED.fullmatch(version):
            return None
        try:
            widget = _name(self._path(version).read_text("utf-8"), version.partition("-")[0])
        except (OSError, UnicodeDecodeError):
            return None
        return widget if widget.version == version else None

    def _path(self, version: str) -> Path:
        return self._folder / f"widget-{version}.js"


@lru_cache(maxsize=2)
def build_widget(areas: tuple[AreaEntry, ...], keep_days: int) -> Widget:
    """``areas``: those that a host page may name."""
    looks = {area.id: {"sheet": write_sheet(area.look), "name": area.look.name} for area in areas if area.look}
    settings = {"areas": {area.id: area.name for area in areas}, "looks": looks, "keepDays": keep_days}
    sheet = SPACES.sub("", "".join(_strip((STATIC / "css" / name).read_text("utf-8")) for name in STYLES))
    modules = LINE_END.sub("", "\n".join(_strip((STATIC / "js" / name).read_text("utf-8")) for name in MODULES))
    script = (
        f"/* SEN support guide, widget {VERSION} */\n(() => {{\n'use strict';\n"
        f"const SHEET = {json.dumps(sheet)};\n"
        f"const SETTINGS = {json.dumps(settings)};\n"
        f"{modules}\n}})();\n"
    )
    return _name(script, VERSION)


def _name(script: str, number: str) -> Widget:
    digest = hashlib.sha384(script.encode()).digest()
    return Widget(script, f"{number}-{digest.hex()[:16]}", "sha384-" + base64.b64encode(digest).decode())


def _strip(module: str) -> str:
    return INDENTATION.sub("", EXPORT.sub("", IMPORT.sub("", COMMENT.sub("", module))))
