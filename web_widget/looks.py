"""A council's look: its colours as a style sheet, for the pages and the widget alike, and its logo."""

import hashlib
from dataclasses import dataclass

from knowledge.colours import BLACK, WHITE, mix
from knowledge.models import Look
from knowledge.store import Store

# On the parts that bear the colours in colours.css.
SHEET = """\
:root, .panel, .launcher {{
  --brand: {light}; --main: {light}; --main-over: {light_over}; --on-main: #ffffff; --link: {light};
}}
@media (prefers-color-scheme: dark) {{
  :root, .panel, .launcher {{ --main: {dark}; --main-over: {dark_over}; --on-main: #0b1215; --link: {dark}; }}
}}
"""


@dataclass(frozen=True)
class PageLook:
    """What a page of ours needs of an area's look: addresses, and the name that goes in the place of our own.

    ``alt``: what the logo says. ``width`` and ``height`` keep its place free until it has come.
    """

    sheet: str
    name: str | None
    logo: str | None = None
    alt: str = ""
    width: int = 0
    height: int = 0


def find_look(store: Store, area_id: str) -> PageLook | None:
    """None for most areas: they look like the guide itself."""
    area = store.area(area_id)
    if area is None or area.look is None:
        return None
    sheet = f"/look/{area.id}.css?v={version_of(write_sheet(area.look).encode())}"
    logo = store.logo(area.id)
    if logo is None:
        return PageLook(sheet, area.look.name)
    address = f"/look/{area.id}/logo?v={version_of(logo.image)}"
    return PageLook(sheet, area.look.name, address, area.council or "", logo.width, logo.height)


def write_sheet(look: Look) -> str:
    """The colours of colours.css that a council's own go in the place of."""
    light, dark = look.colour, look.in_the_dark
    return SHEET.format(light=light, light_over=mix(light, BLACK, 0.25), dark=dark, dark_over=mix(dark, WHITE, 0.4))


def version_of(content: bytes) -> str:
    """Changes with the content: part of its address, so that a browser may keep it for good."""
    return hashlib.sha256(content).hexdigest()[:12]
