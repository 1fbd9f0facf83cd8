"""Every mistake of shape is named by file, line and field, in a sentence, all at once."""

from datetime import date

import pytest

from knowledge.curated import load, read
from knowledge.mistakes import GuidanceError
from tests.knowledge.conftest import Folder

OFTEN = "topics/meetings/often.md"
DATE = "write the date as year-month-day in figures, for instance 2026-11-22"
CURLY = "the field's name holds a curly quote; type a straight one or none"
LIST = "expected a list here: one line each, beginning with a dash"
LINES = "expected lines of the form `name: value` here"
PLAIN = "write plain text: no bold, links, code or HTML"
EMPTY = "is empty; write something here or take it out"
TEXT = "is read as a number or yes/no, not as text; put straight quotes around it"


def test_good_guidance_has_no_mistake(folder: Folder) -> None:
    assert folder.shape() == []
    curated = load(folder.root)
    assert list(curated.guidance.topics) == ["often", "notes", "told"], "the order of topics.yml"
    often = curated.guidance.topics["often"]
    assert often.group == "meetings"
    assert often.review_by == date(2027, 5, 22)
    assert often.detail[1] == "School must tell you when help starts. (Act, section 68)"
    assert often.letters[0].text == "Dear [name],\n\ncould we meet on [date]?"


# What the editor changed, and what they are told: field and sentence, at the line of the change.
FRONT_MATTER = {
    "a date in words": ("reviewed: 2026-11-22", "reviewed: 22 November 2026", "reviewed", DATE),
    "a day that does not exist": ("reviewed: 2026-11-22", "reviewed: 2026-11-31", "reviewed", DATE),
    "an unknown field": (
        "see_also: [notes, told]",
        "see_also: []\nseealso: []",
        "seealso",
        "is not a known field; check its spelling",
    ),
    "a field that belongs in the text": (
        "notice: reform",
        "notice: reform\nsteps: []",
        "steps",
        "does not belong in the front matter; take it out",
    ),
    "an unknown duty": (
        "duty: should",
        "duty: shall",
        "duty",
        "input should be 'must', 'should' or 'good_practice'",
    ),
    "a reference without quotes": ('reference: "6.65"', "reference: 6.65", "sources.0.reference", TEXT),
    "an unknown work": (
        "work: code",
        "work: cod",
        "sources.0.work",
        "'cod' is not a work in works.yml",
    ),
    "one topic where a list is wanted": ("see_also: [notes, told]", "see_also: notes", "see_also", LIST),
    "a wrong letter in an id": (
        "see_also: [notes, told]",
        "see_also: [Notes]",
        "see_also.0",
        "has a wrong letter or sign in it; look at how the others are written",
    ),
    "a title that is too long": (
        "title: How often",
        f"title: {'How ' * 20}often",
        "title",
        "string should have at most 60 characters",
    ),
}


@pytest.mark.parametrize(("old", "new", "field", "sentence"), FRONT_MATTER.values(), ids=FRONT_MATTER)
def test_a_mistake_in_the_front_matter_is_named(folder: Folder, old: str, new: str, field: str, sentence: str) -> None:
    line = folder.change(OFTEN, old, new) + new.count("\n")
    assert folder.shape() == [f"{OFTEN}:{line}: {field}: {sentence}"]


@pytest.mark.parametrize("field", ["title", "duty", "sources", "see_also", "reviewed", "review_by"])
def test_a_missing_field_is_named(folder: Folder, field: str) -> None:
    text = (folder.root / OFTEN).read_text()
    start = text.index(f"\n{field}:")
    end = text.index("see_also:") - 1 if field == "sources" else text.index("\n", start + 1)
    folder.write(OFTEN, text[:start] + text[end:])
    assert folder.shape() == [f"{OFTEN}:2: {field}: is missing"]


@pytest.mark.parametrize("sources", ["[]", "The Code, 6.65", "5", "{work: code}"])
def test_sources_that_are_no_list_or_none_are_named(folder: Folder, sources: str) -> None:
    text = (folder.root / OFTEN).read_text()
    folder.write(OFTEN, text[: text.index("sources:")] + f"sources: {sources}\n" + text[text.index("see_also:") :])
    assert folder.shape() == [f"{OFTEN}:4: sources: {EMPTY if sources == '[]' else LIST}"]


def test_a_source_without_force_is_named_at_that_source(folder: Folder) -> None:
    folder.change(OFTEN, '    reference: "68"\n    force: must\n', '    reference: "68"\n')
    assert folder.shape() == [f"{OFTEN}:8: sources.1.force: is missing"]


def test_a_curly_quote_in_a_field_name_is_named_beside_the_other_mistakes(folder: Folder) -> None:
    folder.change(OFTEN, "duty: should", "\u2018duty\u2019: should")
    folder.change(OFTEN, "reviewed: 2026-11-22", "reviewed: today")
    folder.change("notices.yml", "reform:", "\u201creform\u201d:")
    assert folder.shape() == [
        f"notices.yml:1: \u201creform\u201d: {CURLY}",
        f"{OFTEN}:2: duty: is missing",
        f"{OFTEN}:3: \u2018duty\u2019: {CURLY}",
        f"{OFTEN}:13: reviewed: {DATE}",
    ]


BODY = {
    "bold text": ("You talk", "You **talk**", "More detail", PLAIN),
    "slanted text": ("You talk", "You *talk*", "More detail", PLAIN),
    "a link": ("You talk", "You [talk](https://example.org)", "More detail", PLAIN),
    "HTML": ("You talk", "You <b>talk</b>", "More detail", PLAIN),
    "bold text in a letter": ("could we meet", "could we **meet**", "Letter: Ask for a meeting", PLAIN),
    "a paragraph pushed in by four spaces": ("You talk", "    You talk", "More detail", PLAIN),
    "a citation in the middle": (
        "You talk",
        "You [code 6.65] talk",
        "More detail",
        "a citation may only stand at the very end, and not under steps or words",
    ),
    "a citation of an unknown work": (
        "[code 6.65]",
        "[cod 6.65]",
        "citation",
        "'cod' is not a work in works.yml",
    ),
    "a note for no setting": (
        "early_years: The number",
        "nursery: The number",
        "Nursery and college",
        "begin the item with early_years:, college: or age_16:",
    ),
}


@pytest.mark.parametrize(("old", "new", "field", "sentence"), BODY.values(), ids=BODY)
def test_a_mistake_in_the_text_is_named(folder: Folder, old: str, new: str, field: str, sentence: str) -> None:
    line = folder.change(OFTEN, old, new)
    assert folder.shape() == [f"{OFTEN}:{line}: {field}: {sentence}"]


def test_an_unknown_heading_is_named_with_the_known_ones(folder: Folder) -> None:
    line = folder.change(OFTEN, "## Nursery and college", "## Nursery")
    (told,) = folder.shape()
    assert told.startswith(f"{OFTEN}:{line}: Nursery: not a known heading; known are: Short answer, In simple words")


def test_a_heading_that_stands_twice_is_named(folder: Folder) -> None:
    text = (folder.root / OFTEN).read_text()
    folder.write(OFTEN, text + "\n## Short answer\n\nSomething else.\n")
    line = text.count("\n") + 2
    assert folder.shape() == [f"{OFTEN}:{line}: Short answer: this heading stands twice"]


@pytest.mark.parametrize("heading", ["Short answer", "More detail", "What you can do", "Words you can use"])
def test_a_missing_section_is_named_by_its_heading(folder: Folder, heading: str) -> None:
    before, after = _around(folder, heading)
    folder.write(OFTEN, before + after)
    assert folder.shape() == [f"{OFTEN}:2: {heading}: is missing"]


@pytest.mark.parametrize(
    "heading",
    [
        "Short answer",
        "More detail",
        "Nursery and college",
        "Your child's voice",
        "What you can do",
        "Words you can use",
        "Letter: Ask for a meeting",
    ],
)
def test_a_section_without_text_is_named(folder: Folder, heading: str) -> None:
    before, after = _around(folder, heading)
    folder.write(OFTEN, f"{before}## {heading}\n\n{after}")
    line = before.count("\n") + 1
    assert folder.shape() == [f"{OFTEN}:{line}: {heading}: {EMPTY}"]


def _around(folder: Folder, heading: str) -> tuple[str, str]:
    """The page before a section, and the page after it."""
    before, text = (folder.root / OFTEN).read_text().split(f"## {heading}\n")
    _, fence, after = text.partition("## ")
    return before, fence + after


def test_text_before_the_first_heading_is_named(folder: Folder) -> None:
    line = folder.change(OFTEN, "## Short answer", "Read me.\n\n## Short answer")
    assert folder.shape()[0].startswith(f"{OFTEN}:{line}: text: not a known heading")


FILES = {
    "a wrong indent": (
        "topics/meetings/notes.md",
        b"---\ntitle: Notes\n   duty: should\n---\n",
        "topics/meetings/notes.md:3: layout: check the spaces at the start of the line, the colons",
    ),
    "a tab": (
        "areas/devon.yml",
        b"name: Devon\ncontacts:\n\t- name: x\n",
        "areas/devon.yml:3: layout: check the spaces at the start of the line",
    ),
    "a field that stands twice": (
        "topics/meetings/notes.md",
        b"---\ntitle: One\nduty: must\ntitle: Two\n---\n",
        "topics/meetings/notes.md:4: layout: the same name stands twice",
    ),
    "a page that is not UTF-8": (
        "topics/meetings/notes.md",
        "---\ntitle: Caf\u00e9\n---\n".encode("latin-1"),
        "topics/meetings/notes.md:1: file: is not saved as UTF-8 text; save it again as UTF-8",
    ),
    "no first fence": (
        "topics/meetings/notes.md",
        b"title: Notes\n---\n",
        "topics/meetings/notes.md:1: front matter: the page must begin with a line of three dashes: ---",
    ),
    "no second fence": (
        "topics/meetings/notes.md",
        b"---\ntitle: Notes\n",
        "topics/meetings/notes.md:1: front matter: the second line of three dashes (---) is missing",
    ),
    "an empty page": (
        "topics/meetings/notes.md",
        b"",
        "topics/meetings/notes.md:1: front matter: the page must begin with a line of three dashes: ---",
    ),
    "an empty file": (
        "duties.yml",
        b"",
        "duties.yml:1: layout: expected lines of the form `name: value`",
    ),
    "a list where names are wanted": (
        "notices.yml",
        b"- title: One\n- title: Two\n",
        "notices.yml:1: layout: expected lines of the form `name: value`",
    ),
    "a control character": (
        "notices.yml",
        b"reform:\n  title: a\x00b\n",
        "notices.yml:1: layout: cannot be read as YAML (",
    ),
    "a number where a contact is wanted": (
        "contacts.yml",
        b"emergency: 999\n",
        "contacts.yml:1: emergency: expected lines of the form `name: value` here",
    ),
}


@pytest.mark.parametrize(("name", "data", "told"), FILES.values(), ids=FILES)
def test_a_file_that_cannot_be_read_is_named(folder: Folder, name: str, data: bytes, told: str) -> None:
    (folder.root / name).write_bytes(data)
    (mistake,) = folder.shape()
    assert mistake.startswith(told)
    assert "\n" not in mistake


def test_a_missing_file_is_named(folder: Folder) -> None:
    (folder.root / "duties.yml").unlink()
    assert folder.shape() == ["duties.yml:1: file: cannot be read (No such file or directory)"]


def test_a_missing_works_file_is_said_once_not_at_every_citation(folder: Folder) -> None:
    (folder.root / "works.yml").unlink()
    assert folder.shape() == ["works.yml:1: file: cannot be read (No such file or directory)"]


def test_a_byte_order_mark_does_no_harm(folder: Folder) -> None:
    page = folder.root / OFTEN
    page.write_bytes(b"\xef\xbb\xbf" + page.read_bytes())
    assert folder.shape() == []


def test_windows_line_ends_do_no_harm(folder: Folder) -> None:
    page = folder.root / OFTEN
    page.write_bytes(page.read_bytes().replace(b"\n", b"\r\n"))
    assert folder.shape() == []


def test_a_question_id_used_twice_is_named_with_the_first_place(folder: Folder) -> None:
    line = folder.change("questions/rights.yml", "id: told-what", "id: notes-who")
    assert folder.shape() == [
        f"questions/rights.yml:{line}: id: notes-who is already used at meetings.yml:6",
    ]


@pytest.mark.parametrize(
    ("questions", "told"),
    [
        ("told: What is the help?\n", f"questions/rights.yml:1: told: {LIST}"),
        ("told:\n", f"questions/rights.yml:1: told: {LIST}"),
        ("told: 5\n", f"questions/rights.yml:1: told: {LIST}"),
        ("told:\n  - What is the help?\n", f"questions/rights.yml:2: told: {LINES}"),
    ],
)
def test_questions_that_are_no_list_are_named(folder: Folder, questions: str, told: str) -> None:
    folder.write("questions/rights.yml", questions)
    assert folder.shape() == [told]


def test_an_unknown_theme_is_named_at_its_question(folder: Folder) -> None:
    folder.change("questions/rights.yml", "theme: support", "theme: other")
    assert folder.shape()[0].startswith("questions/rights.yml:3: theme: input should be 'needs', 'support'")


def test_a_duty_without_words_is_named(folder: Folder) -> None:
    folder.change("duties.yml", "should:\n", "shold:\n")
    assert folder.shape() == [
        "duties.yml:1: should: is missing",
        "duties.yml:5: shold: is not a known field; check its spelling",
    ]


@pytest.mark.parametrize("groups", ["", "groups: meetings\n", "groups:\n  meetings: often\n"])
def test_a_list_of_topics_without_its_form_is_named(folder: Folder, groups: str) -> None:
    folder.write("topics.yml", f"version: 1\n{groups}")
    (told,) = folder.shape()
    assert told.startswith("topics.yml:")
    assert told.endswith(("is missing", LINES))


def test_a_topic_with_two_pages_is_named(folder: Folder) -> None:
    text = (folder.root / OFTEN).read_text()
    folder.write("topics/rights/often.md", text)
    assert folder.shape() == [
        "topics/rights/often.md:1: file: the topic often has a page in the folder meetings already",
    ]


@pytest.mark.parametrize(
    ("old", "new", "field", "sentence"),
    [
        ("role: sendiass", "role: advice", "contacts.0.role", "input should be 'sendiass', "),
        ("checked: 2025-05-01", "checked: May 2025", "contacts.0.checked", DATE),
        ("https://example.org/devon", "example.org", "contacts.0.url", "has a wrong letter or sign"),
        ("phone: 01234 567890", "phone: 123", "contacts.0.phone", TEXT),
        ("dated: 2025-05-01", "date: 2025-05-01", "topics.often.0.date", "is not a known field"),
    ],
)
def test_a_mistake_in_an_area_is_named(folder: Folder, old: str, new: str, field: str, sentence: str) -> None:
    line = folder.change("areas/devon.yml", old, new)
    assert any(told.startswith(f"areas/devon.yml:{line}: {field}: {sentence}") for told in folder.shape())


def test_all_mistakes_are_named_at_once(folder: Folder) -> None:
    folder.write("topics/meetings/notes.md", "---\ntitle: Notes\n   duty: should\n---\n")
    folder.change(OFTEN, "review_by: 2027-05-22", "review_by: May 2027")
    folder.change(OFTEN, "duty: should", "duty: shall")
    folder.change(OFTEN, "You talk", "You **talk**")
    folder.change("areas/devon.yml", "council:", "counsil:")
    folder.change("questions/meetings.yml", "theme: people", "theme: folk")
    assert [": ".join(told.split(": ", 2)[:2]) for told in folder.shape()] == [
        "areas/devon.yml:1: council",
        "areas/devon.yml:2: counsil",
        "questions/meetings.yml:4: theme",
        "topics/meetings/notes.md:3: layout",
        "topics/meetings/often.md:3: duty",
        "topics/meetings/often.md:14: review_by",
        "topics/meetings/often.md:23: More detail",
    ]


def test_load_refuses_guidance_with_a_mistake_and_read_gives_the_rest(folder: Folder) -> None:
    folder.change(OFTEN, "duty: should", "duty: shall")
    with pytest.raises(GuidanceError, match=r"often\.md:3: duty"):
        load(folder.root)
    curated, mistakes = read(folder.root)
    assert list(curated.guidance.topics) == ["notes", "told"]
    assert len(mistakes) == 1
    assert not curated.whole
