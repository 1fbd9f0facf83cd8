"""A council's logo: a picture file beside the area's own file, looked into before anybody is sent it."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageFile

from knowledge.models import Logo

LARGEST = 100 * 1024  # bytes
LONGEST_SIDE = 2000  # pixels
TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}


class LogoError(Exception):
    """Why a file cannot be a logo, said to an editor."""


def read_logo(path: Path) -> Logo:
    """The picture at ``path``. What the file holds decides what it is, not its name. Raises LogoError."""
    try:
        image = path.read_bytes()
    except OSError:
        raise LogoError(f"there is no file {path.name} in the folder {path.parent.name}") from None
    if len(image) > LARGEST:
        raise LogoError(f"{path.name} has {len(image) // 1024} KB; at most {LARGEST // 1024} are wanted")
    try:
        with _only_whole(), Image.open(io.BytesIO(image), formats=tuple(TYPES)) as picture:
            width, height = picture.size
            if max(width, height) > LONGEST_SIDE:
                raise LogoError(f"{path.name} has {width} by {height} pixels; at most {LONGEST_SIDE} are wanted")
            if getattr(picture, "is_animated", False):
                raise LogoError(f"{path.name} moves; take a picture that stands still")
            picture.load()
            media_type = TYPES[str(picture.format)]
    except LogoError:
        raise
    except Exception:  # Pillow raises a dozen kinds of error for a picture that is none
        raise LogoError(f"{path.name} is not a PNG, JPEG or WebP picture, or it is damaged") from None
    return Logo(media_type=media_type, width=width, height=height, image=image)


@contextmanager
def _only_whole() -> Iterator[None]:
    """Whoever makes PDFs in the same process tells Pillow to take pictures that are cut off; a logo has to be whole."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before
