"""The embeddable widget: the modules of ``static/js`` and its style sheets, joined into one script.

One file needs one request on a slow phone and one integrity hash for the council that pins it. The modules stay
plain files that run as they are; joining only takes their import and export lines away.
"""

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

STATIC = Path(__file__).with_name("static")
VERSION = "0.1.0"
STYLES = ("colours.css", "conversation.css", "widget.css")
# Each module after those it imports.
MODULES = (
    "words.js",
    "elements.js",
    "contacts.js",
    "card.js",
    "leaving.js",
    "message.js",
    "copying.js",
    "reading.js",
    "service.js",
    "sizing.js",
    "skeleton.js",
    "conversation.js",
    "widget.js",
)
IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
EXPORT = re.compile(r"^export ", re.MULTILINE)
COMMENT = re.compile(r"^\s*/\*.*?\*/\n", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Widget:
    """``integrity`` is for the script element's attribute of that name."""

    script: str
    integrity: str


def build_widget(areas: dict[str, str], keep_days: int) -> Widget:
    """``areas``: names by id, for the area that the host page names."""
    sheet = "\n".join(COMMENT.sub("", (STATIC / "css" / name).read_text("utf-8")) for name in STYLES)
    modules = "\n".join(_strip((STATIC / "js" / name).read_text("utf-8")) for name in MODULES)
    script = (
        f"/* SEN support guide, widget {VERSION} */\n(() => {{\n'use strict';\n"
        f"const SHEET = {json.dumps(sheet)};\n"
        f"const SETTINGS = {json.dumps({'areas': areas, 'keepDays': keep_days})};\n"
        f"{modules}\n}})();\n"
    )
    digest = hashlib.sha384(script.encode()).digest()
    return Widget(script, "sha384-" + base64.b64encode(digest).decode())


def _strip(module: str) -> str:
    return EXPORT.sub("", IMPORT.sub("", COMMENT.sub("", module)))
