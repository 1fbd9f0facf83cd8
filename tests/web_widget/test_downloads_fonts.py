import pytest

from tests.web_widget.downloads_samples import sample
from web_widget.downloads.fonts import UnknownLetters, installed_fonts, make_drawable, name_pictures


def latin(character: str) -> bool:
    """A machine whose fonts have the letters of Europe and no pictures."""
    return ord(character) < 0x500


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Żółć, Який план?", "Żółć, Який план?"),
        ("He is happy \U0001f600", "He is happy [grinning face]"),
        ("\U0001f44d\U0001f3fd", "[thumbs up sign]"),
        ("\u2764\ufe0f at school", "[heavy black heart] at school"),
        ("\U0001f469\u200d\U0001f467", "[woman][girl]"),
        ("\U0001f1ec\U0001f1e7", "GB"),
        ("1\ufe0f\u20e3 first", "1 first"),
        ("\ue000 private", " private"),
    ],
)
def test_a_picture_that_cannot_be_drawn_is_named(text: str, shown: str) -> None:
    assert name_pictures(text, latin) == shown


def test_what_can_be_drawn_stays() -> None:
    text = "\U0001f469\u200d\U0001f467 \u2764\ufe0f হ"
    assert name_pictures(text, lambda _: True) == text


def test_a_letter_is_never_left_out() -> None:
    with pytest.raises(UnknownLetters):
        name_pictures("কে সাহায্য করে?", latin)


def test_all_words_of_the_sheet_are_looked_at() -> None:
    sheet = sample(
        ["One \u2b50"],
        title="Two \u2b50",
        notes="Three \u2b50",
        actions=[{"what": "Four \u2b50", "who": "Five \u2b50", "by": "Six \u2b50"}],
    )
    drawable = make_drawable(sheet, latin)
    assert "\u2b50" not in repr(drawable) and repr(drawable).count("[white medium star]") == 6


def test_fontconfig_tells_what_this_machine_can_draw() -> None:
    try:
        draws = installed_fonts()
    except OSError:
        pytest.skip("no fontconfig on this machine")
    assert draws("a") or not draws("b")
    assert not draws("\U0010fffd")
