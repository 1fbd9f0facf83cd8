"""A council's look: its colour can be read, its logo is a picture, and a mistake is named by file and line."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageFile

from knowledge.build import build
from knowledge.colours import BLACK, DARK_GROUND, LIGHT_GROUND, WHITE, contrast, lighten, mix
from knowledge.curated import Curated, load
from knowledge.models import Look
from knowledge.store import Store
from tests.knowledge.conftest import Folder

RUTLAND = "areas/rutland.yml"
COLOUR = 'write it in quotes: # and six figures or letters from a to f, for instance "#005ea5"'
LOGO = "name a PNG, JPEG or WebP file in the folder areas, for instance devon.png"
PICTURE = "rutland.png is not a PNG, JPEG or WebP picture, or it is damaged"


def picture(kind: str = "PNG", size: tuple[int, int] = (80, 40), **options: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "#7a1f5c").save(file, kind, **options)
    return file.getvalue()


def test_contrast_is_what_wcag_says_it_is() -> None:
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    assert contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.005)
    assert contrast(WHITE, "#777777") == contrast("#777777", WHITE)
    assert contrast("#005ea5", "#005ea5") == 1
    assert mix("#000000", "#ffffff", 0.5) == "#808080"


@pytest.mark.parametrize("colour", ("#000000", "#005ea5", "#7a1f5c", "#0b3d0b", "#c00000"))
def test_a_shade_for_the_dark_is_found_for_every_colour(colour: str) -> None:
    look = Look(colour=colour)
    assert contrast(look.in_the_dark, DARK_GROUND) >= 4.5
    assert contrast(lighten(colour, DARK_GROUND), DARK_GROUND) >= 4.5
    # White stands on the colour as well.
    assert contrast(look.colour, WHITE) >= contrast(look.colour, LIGHT_GROUND) >= 4.5


def test_a_look_is_built_and_found(tiny: Curated, tmp_path: Path) -> None:
    build(tiny.guidance, tmp_path / "k.db")
    store = Store(tmp_path / "k.db")
    area = store.area("rutland")
    assert area and area.look
    assert (area.look.colour, area.look.name) == ("#7a1f5c", "Rutland SEN guide")
    logo = store.logo("rutland")
    assert logo
    assert (logo.media_type, logo.width, logo.height) == ("image/png", 300, 96)
    assert store.logo("devon") is None
    assert [entry.look is not None for entry in store.areas()] == [False, False, True]


@pytest.mark.parametrize(
    ("old", "new", "field", "sentence"),
    [
        ('colour: "#7a1f5c"', "colour: #7a1f5c", "look.colour", COLOUR),
        ('colour: "#7a1f5c"', "colour: purple", "look.colour", COLOUR),
        ('colour: "#7a1f5c"', 'colour: "#7a1"', "look.colour", COLOUR),
        ('colour: "#7a1f5c"', 'colour: "red; } body { x"', "look.colour", COLOUR),
        (
            'colour: "#7a1f5c"',
            'colour: "#f0a000"',
            "look.colour",
            "is too pale to read on our light pages (contrast 1.9; at least 4.5 is wanted). Choose a darker shade",
        ),
        (
            'colour: "#7a1f5c"',
            'colour: "#7a1f5c"\n  dark_colour: "#7a1f5c"',
            "look.dark_colour",
            "is too dark to read on our dark pages (contrast 1.4; at least 4.5 is wanted). "
            "Choose a lighter shade, or take this line out: then we find one",
        ),
        ("logo: rutland.png", "logo: rutland.svg", "look.logo", LOGO),
        ("logo: rutland.png", "logo: ../../secret.png", "look.logo", LOGO),
        ("logo: rutland.png", "logo: none.png", "look.logo", "there is no file none.png in the folder areas"),
        ("name: Rutland SEN guide", f"name: {'long ' * 9}", "look.name", "string should have at most 40 characters"),
        ("logo: rutland.png", "icon: rutland.png", "look.icon", "is not a known field; check its spelling"),
    ],
)
def test_a_mistake_in_a_look_is_named(folder: Folder, old: str, new: str, field: str, sentence: str) -> None:
    line = folder.change(RUTLAND, old, new) + new.count("\n")
    assert folder.shape() == [f"{RUTLAND}:{line}: {field}: {sentence}"]


@pytest.mark.parametrize(
    ("image", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", PICTURE),
        (b"<!doctype html><script>alert()</script>", PICTURE),
        (b"", PICTURE),
        (picture()[:-30], PICTURE),
        (picture("JPEG", (400, 400))[:-200], PICTURE),
        (picture("WEBP", (400, 400))[:-20], PICTURE),
        (picture("GIF"), PICTURE),
        (picture("BMP"), PICTURE),
        (picture(size=(2001, 10)), "rutland.png has 2001 by 10 pixels; at most 2000 are wanted"),
        (b"\x89PNG" + b"x" * 200_000, "rutland.png has 195 KB; at most 100 are wanted"),
    ],
)
@pytest.mark.parametrize("tolerant", [False, True])
def test_a_file_that_is_no_picture_of_ours_is_named(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, image: bytes, sentence: str, tolerant: bool
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", tolerant)  # as the library that makes PDFs does
    (folder.root / "areas/rutland.png").write_bytes(image)
    assert folder.shape() == [f"{RUTLAND}:10: look.logo: {sentence}"]


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", "image/jpeg"), ("WEBP", "image/webp"), ("PNG", "image/png")])
def test_what_the_file_holds_decides_its_type_not_its_name(folder: Folder, kind: str, media_type: str) -> None:
    (folder.root / "areas/rutland.png").write_bytes(picture(kind))
    assert load(folder.root).guidance.logos["rutland"].media_type == media_type


def test_a_logo_that_moves_is_refused(folder: Folder) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(folder.root / "areas/rutland.png", save_all=True, append_images=frames[1:])
    assert folder.shape() == [f"{RUTLAND}:10: look.logo: rutland.png moves; take a picture that stands still"]


def test_a_logo_needs_the_councils_name_for_those_who_cannot_see_it(folder: Folder) -> None:
    folder.change(RUTLAND, "council: Rutland County Council", "council: null")
    [told] = folder.shape()
    assert told.startswith(f"{RUTLAND}:10: look.logo: fill in council above")
