"""Colours of the form ``#005ea5``: how well one is read upon another, and what two make when mixed."""

# The grounds of our pages that are hardest to read on, light and dark: --soft in web_widget's colours.css.
LIGHT_GROUND = "#e9f0f0"
DARK_GROUND = "#243036"
WHITE = "#ffffff"
BLACK = "#000000"
READABLE = 4.5  # the contrast that WCAG 2.2 AA wants between a text and its ground


def contrast(one: str, other: str) -> float:
    """1 (the same) to 21 (black on white), as WCAG 2 defines it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mix(colour: str, other: str, share: float) -> str:
    """``colour`` with a ``share`` (0 to 1) of ``other`` in it."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(255 * (a * (1 - share) + b * share)):02x}" for a, b in pairs)


def lighten(colour: str, ground: str) -> str:
    """``colour`` with as much white in it as it takes to be read on the dark ``ground``."""
    steps = (mix(colour, WHITE, step / 20) for step in range(21))
    return next((shade for shade in steps if contrast(shade, ground) >= READABLE), WHITE)


def _luminance(colour: str) -> float:
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour))
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue
