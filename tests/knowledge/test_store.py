"""What the store finds, for which area, and what it says when it cannot be read."""

import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from knowledge.build import build
from knowledge.card import AnswerCard, plain_text
from knowledge.curated import Curated, load
from knowledge.store import KnowledgeUnavailable, ParentFacts, Store
from tests.knowledge.conftest import Folder

# The contract's fields; what the card adds stands beside them.
CARD = {
    "title", "short", "duty", "detail", "steps", "questions", "sources", "local", "see_also",
    "reviewed", "review_by", "notice",
}  # fmt: skip
CONTACT = {"name", "phone", "url", "email", "hours", "area"}
# Words that only parents of one area may meet.
LOCAL_WORDS = {
    "newcastle": re.compile(r"Newcastle|Pyramid|outreach service", re.IGNORECASE),
    "rutland": re.compile(r"Rutland|07977|SendiassR", re.IGNORECASE),
    "devon": re.compile(r"\bDevon|\bDIAS\b|OAIP|about an hour|enabler", re.IGNORECASE),
}


@pytest.fixture
def store(tiny_database: Path, tmp_path: Path) -> Store:
    return Store(Path(shutil.copy(tiny_database, tmp_path / "k.db")))


def card(store: Store, topic: str, area: str | None = None) -> AnswerCard:
    found = store.card(topic, area)
    assert found is not None
    return found


def test_a_card_holds_all_that_the_contract_names(store: Store) -> None:
    found = card(store, "often", "devon").model_dump(mode="json")
    assert set(found) >= CARD
    assert found["duty"] == "should"
    assert found["reviewed"] == "2026-11-22"
    assert found["see_also"] == ["notes", "told"]
    assert found["notice"] == {
        "title": "The law has not changed",
        "text": "These are only plans.",
        "dated": "2026-11-22",
    }
    assert found["sources"][0] == {
        "title": "The Code",
        "reference": "paragraph 6.65",
        "url": "https://example.org/code",
        "force": "should",
    }
    assert found["questions"][0] == {"id": "often-dates", "text": "What dates can we set now?"}
    assert set(found["local"]["contacts"][0]) >= CONTACT


def test_sources_and_questions_keep_the_order_of_the_files(store: Store) -> None:
    found = card(store, "often")
    assert [source.reference for source in found.sources] == ["paragraph 6.65", "section 68"]
    assert [question.id for question in found.questions] == ["often-dates", "often-time", "often-who"]


def test_a_local_fact_bears_its_source_and_date_and_no_editors_note(store: Store) -> None:
    local = card(store, "often", "devon").local
    assert local is not None
    assert local.text == ("In Devon, a meeting takes an hour. (Devon factsheet, May 2025.)",)
    assert "Only for editors" not in local.model_dump_json()
    assert local.contacts[0].area == "devon"
    assert not local.contacts[0].confirmed


@pytest.mark.parametrize("area", [None, "england", "atlantis", "", "../devon", "DEVON", "' OR 1=1 --"])
def test_without_a_known_area_nothing_local_is_told(store: Store, area: str | None) -> None:
    assert card(store, "often", area).local is None
    assert [contact.name for contact in store.contacts(area)] == ["Your local advice service"]


def test_an_area_without_a_fact_still_gives_its_contacts(store: Store) -> None:
    local = card(store, "often", "rutland").local
    assert local is not None
    assert local.text == ()
    assert [contact.name for contact in local.contacts] == ["Rutland advice service"]


def test_the_contacts_of_an_area_stand_before_the_national_ones(store: Store) -> None:
    contacts = [(contact.area, contact.name) for contact in store.contacts("devon")]
    assert contacts == [("devon", "Devon advice service"), ("england", "Your local advice service")]


def test_areas_are_listed_with_the_whole_of_england_first(store: Store) -> None:
    assert [area.id for area in store.areas()] == ["england", "devon", "rutland"]


@pytest.mark.parametrize("unknown", ["", "nothing", "' OR 1=1 --", "OFTEN"])
def test_what_is_unknown_is_none(store: Store, unknown: str) -> None:
    assert store.topic(unknown) is None
    assert store.card(unknown) is None
    assert store.question(unknown) is None
    assert store.starter(unknown) is None
    assert store.danger(unknown) is None
    assert store.area(unknown) is None
    assert store.questions(unknown) == []


def test_an_unknown_danger_still_has_someone_to_call(store: Store) -> None:
    assert [contact.phone for contact in store.danger_contacts("unknown")] == ["999"]
    assert [contact.phone for contact in store.urgent_contacts()] == ["999"]


def test_a_build_swapped_in_while_the_store_is_open_is_used_from_the_next_call(folder: Folder, store: Store) -> None:
    assert card(store, "often").title == "How often school should meet you"
    folder.change("topics/meetings/often.md", "title: How often school should meet you", "title: How often")
    build(load(folder.root).guidance, store.database)
    assert card(store, "often").title == "How often"


def test_one_edit_of_a_notice_changes_every_card_that_carries_it(folder: Folder, store: Store) -> None:
    folder.change("notices.yml", "These are only plans.", "The law changed today.")
    build(load(folder.root).guidance, store.database)
    told = {topic.id: card(store, topic.id).notice for topic in store.topics()}
    assert {topic: notice and notice.text for topic, notice in told.items()} == {
        "often": "The law changed today.",
        "notes": None,
        "told": "The law changed today.",
    }


def test_reading_never_writes(store: Store) -> None:
    store.database.chmod(0o444)
    before = store.database.stat().st_mtime_ns
    card(store, "often", "devon")
    assert store.database.stat().st_mtime_ns == before
    assert not list(store.database.parent.glob("k.db?*"))


def test_a_path_with_odd_signs_can_be_read(tiny: Curated, tmp_path: Path) -> None:
    database = tmp_path / "a folder #1 100%20" / "k.db"
    build(tiny.guidance, database)
    assert card(Store(database), "often").topic == "often"


def test_a_missing_database_is_unavailable_and_found_again_once_built(tiny: Curated, tmp_path: Path) -> None:
    store = Store(tmp_path / "later.db")
    with pytest.raises(KnowledgeUnavailable, match="missing"):
        store.topics()
    assert not store.database.exists()
    build(tiny.guidance, store.database)
    assert len(store.topics()) == 3


def _garbage(database: Path) -> None:
    database.write_bytes(b"not a database at all" * 100)


def _empty(database: Path) -> None:
    database.write_bytes(b"")


def _half(database: Path) -> None:
    data = database.read_bytes()
    database.write_bytes(data[: len(data) // 2])


def _other_tables(database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("DROP TABLE topics")


def _broken_json(database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE topics SET document = '{\"id\": '")


def _other_version(database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute('UPDATE topics SET document = \'{"id": "often"}\'')


def _no_duties(database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("DELETE FROM duties")


def _a_folder(database: Path) -> None:
    database.unlink()
    database.mkdir()


@pytest.mark.parametrize(
    "spoil", [_garbage, _empty, _half, _other_tables, _broken_json, _other_version, _no_duties, _a_folder]
)
def test_a_damaged_database_is_unavailable_and_nothing_worse(store: Store, spoil) -> None:  # type: ignore[no-untyped-def]
    card(store, "often")
    spoil(store.database)
    with pytest.raises(KnowledgeUnavailable):
        store.card("often", "devon")
    if spoil is not _no_duties:
        with pytest.raises(KnowledgeUnavailable):
            store.topics()


def test_a_database_without_england_is_unavailable(store: Store) -> None:
    with sqlite3.connect(store.database) as connection:
        connection.execute("DELETE FROM areas")
    with pytest.raises(KnowledgeUnavailable, match="england"):
        store.contacts("devon")


def test_plain_text_holds_the_whole_card(store: Store) -> None:
    text = plain_text(card(store, "often", "devon"))
    assert text == (Path(__file__).parent / "often.txt").read_text(encoding="utf-8").rstrip()


# The real guidance.


def test_no_local_word_reaches_a_parent_elsewhere(real: Curated, real_store: Store) -> None:
    areas = [area.id for area in real_store.areas()]
    assert set(areas) >= {"england", "newcastle", "rutland", "devon"}
    leaks = []
    for topic in real.guidance.topics:
        for area in [*areas, "atlantis"]:
            text = card(real_store, topic, area).model_dump_json()
            for home, words in LOCAL_WORDS.items():
                if area != home and words.search(text):
                    leaks.append(f"{topic} for {area}: a word of {home}")
    assert leaks == []


def test_the_search_for_local_words_can_fail(real_store: Store) -> None:
    assert any(
        LOCAL_WORDS["devon"].search(card(real_store, topic.id, "devon").model_dump_json())
        for topic in real_store.topics()
    )


def test_no_local_word_stands_in_what_every_parent_may_see(real: Curated) -> None:
    guidance = real.guidance
    shared = [
        *guidance.notices.values(), *guidance.dangers.values(), *guidance.contacts.values(),
        *guidance.starters.values(), *guidance.questions.values(), *guidance.duties.values(),
        guidance.areas["england"],
    ]  # fmt: skip
    leaks = [
        shape.model_dump_json()
        for shape in shared
        if any(words.search(shape.model_dump_json()) for words in LOCAL_WORDS.values())
    ]
    assert leaks == []


def test_plain_text_of_every_topic_is_whole_and_has_no_leftovers(real: Curated, real_store: Store) -> None:
    for topic in real.guidance.topics:
        for area in (None, "devon"):
            found = card(real_store, topic, area)
            text = plain_text(found)
            parts = [found.title, found.short, *found.detail, *found.steps, *found.words]
            parts += [question.text for question in found.questions]
            parts += [part for source in found.sources for part in (source.title, source.reference)]
            parts += [letter.text for letter in found.letters] + [note.text for note in found.other_settings]
            parts += [found.notice.text] if found.notice else []
            parts += list(found.local.text) if found.local else []
            assert [part for part in parts if part not in text] == [], topic
            assert not re.search(r"\{[{%#]|[%#}]\}|\bNone\b|\bUndefined\b|\n\n\n|<[a-z]", text), topic


def test_every_see_also_of_the_real_guidance_leads_to_a_card(real: Curated) -> None:
    topics = real.guidance.topics
    assert [other for topic in topics.values() for other in topic.see_also if other not in topics] == []


def test_what_the_parent_told_goes_first_and_is_shown(real_store: Store) -> None:
    plain = card(real_store, "who_attends")
    found = real_store.card("who_attends", None, ParentFacts(settings=("college", "age_16")))
    assert found is not None
    assert [note.setting for note in found.other_settings] == ["college", "age_16", "early_years"]
    assert {note.text for note in found.other_settings} == {note.text for note in plain.other_settings}
    assert plain.for_you == ()
    assert found.for_you[0].told == "You told me your child is at college or sixth form."
    text = plain_text(found)
    assert text.index(found.for_you[0].text) < text.index("What you can do:")
    assert text.count(found.for_you[0].text) == 1, "once, not again among the notes"


def test_a_role_adds_a_remark_only_where_it_matters(real_store: Store) -> None:
    facts = ParentFacts(role="foster_carer")
    consent, hours = (real_store.card(topic, None, facts) for topic in ("being_involved", "meeting_frequency"))
    assert consent is not None and "foster carer" in consent.for_you[0].told
    assert hours is not None and hours.for_you == ()


def test_what_concerns_two_remarks_is_said_once(real_store: Store) -> None:
    facts = ParentFacts(settings=("college", "age_16"), role="young_person")
    found = real_store.card("college_support", None, facts)
    assert found is not None and len(found.for_you) == 2
    assert [remark.told.count("it means you") for remark in found.for_you] == [1, 0]
    assert [bool(remark.correct) for remark in found.for_you] == [False, True]


def test_a_follow_up_means_a_topic_by_the_topic_before_it(store: Store) -> None:
    answers = store.follow_up("how_often")
    assert answers is not None
    assert [answers.after("notes", "meetings"), answers.after("told", "rights")] == ["often", "told"]
    assert answers.after("often", "meetings") is None
    assert store.follow_up("unheard_of") is None


def test_every_follow_up_leads_to_a_card_and_offers_few_choices(real: Curated) -> None:
    for kind, answers in real.guidance.follow_ups.items():
        assert len(answers.choices) in (0, 2, 3), kind


def test_a_language_is_answered_in_it_and_in_english(store: Store) -> None:
    languages = store.languages()
    assert languages is not None
    assert languages.reply("pl") == "Zadzwoń 999.\n\nYou write in Polish. Call 999."
    assert languages.reply("hu") == "You write in Hungarian. Call 999."
    assert languages.reply("unknown") == languages.unknown


def test_every_reply_in_another_language_names_999_and_the_way_to_a_person(real: Curated) -> None:
    languages = real.guidance.languages
    assert languages is not None
    wanted = {"pl", "ro", "ur", "pa", "pnb", "bn", "ar", "so", "pt", "uk", "cy"}
    assert wanted <= {code for code, reply in languages.languages.items() if reply.text}
    for reply in languages.languages.values():
        assert not reply.text or ("999" in reply.text and "SENDIASS" in reply.text and "interpreter?" in reply.text)
