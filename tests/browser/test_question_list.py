"""The question list by hand: by keyboard, by touch, without script, in two windows, and with the service failing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Site, watch
from tests.browser.steps import ask, open_widget, tab_to
from tests.browser.test_access import check
from tests.browser.test_embedding import VIOLATIONS
from web_widget.schemas import ListQuestion, QuestionList


@pytest.fixture(params=("chat", "widget"))
def chat(page: Page, site: Site, request: pytest.FixtureRequest) -> Page:
    """The chat page, and the widget on a council's page, with three questions on the list."""
    if request.param == "chat":
        page.goto(f"{site.guide}/chat?area=devon")
    else:
        page.goto(site.council)
        open_widget(page)
    begin(page)
    return page


@pytest.fixture
def own_page(page: Page, site: Site) -> Page:
    """The list's page of its own, with three questions on the list."""
    page.goto(f"{site.guide}/chat?area=devon")
    begin(page)
    page.goto(page.url + "/list")
    expect(page.locator(".entry")).to_have_count(3)
    expect(page.locator(".save-state")).to_have_text("Saved")
    return page


def begin(page: Page) -> None:
    ask(page, "How often?")
    for number in range(3):
        page.get_by_role("button", name="Add to my list").nth(number).click()
        expect(page.locator("[data-list-count]")).to_have_text(str(number + 1))


def kept(site: Site) -> QuestionList:
    """The list that the bot holds; there is only one in these tests."""
    (questions,) = site.rasa._lists.values()
    return questions


def texts(page: Page) -> list[str]:
    return page.locator("[data-list-page] .entry > textarea, [data-editor] .entry > textarea").evaluate_all(
        "all => all.map(e => e.value)"
    )


def saved(page: Page) -> Locator:
    state = page.locator(".save-state")
    expect(state).to_have_text("Saved")
    return state


def test_the_list_opens_in_the_place_of_the_talk_and_closes_again(chat: Page, site: Site) -> None:
    opener = chat.get_by_role("link", name="My list (3)")
    opener.click()
    expect(chat.get_by_role("heading", name="My list for the meeting")).to_be_focused()
    expect(chat.locator(".entry")).to_have_count(3)
    expect(chat.locator(".log")).to_be_hidden()
    chat.get_by_label("Add a question").fill("Who will tell the dinner ladies?")
    chat.get_by_label("Add a question").press("Enter")
    expect(chat.get_by_label("Add a question")).to_be_focused()
    saved(chat)
    assert kept(site).questions[3] == ListQuestion(id="own-1", text="Who will tell the dinner ladies?", own=True)
    chat.get_by_role("button", name="Back to the conversation").click()
    opener = chat.get_by_role("link", name="My list (4)")
    expect(opener).to_be_focused()
    expect(chat.locator(".log")).to_be_visible()


def test_talk_and_hand_change_the_same_list(chat: Page, site: Site) -> None:
    chat.get_by_role("link", name="Change this list").last.click()
    chat.get_by_role("button", name="Remove: question 1").click()
    saved(chat)
    chat.get_by_role("button", name="Back to the conversation").click()
    chat.get_by_role("button", name="Add to my list").first.click()  # by talk
    expect(chat.locator("[data-list-count]")).to_have_text("3")
    chat.get_by_role("link", name="My list (3)").click()
    expect(chat.locator(".entry")).to_have_count(3)
    assert texts(chat) == [question.text for question in kept(site).questions]


def test_a_parent_edits_by_keyboard_alone(own_page: Page, site: Site) -> None:
    before = [question.id for question in kept(site).questions]
    down = own_page.get_by_role("button", name="Move down: question 1")
    tab_to(own_page, down)
    own_page.keyboard.press("Enter")
    moved = own_page.get_by_role("button", name="Move down: question 2")
    expect(moved).to_be_focused()  # it is the same button, one place lower
    expect(own_page.get_by_role("status").filter(has_text="Now question 2 of 3.")).to_be_attached()
    own_page.keyboard.press("Space")
    expect(own_page.get_by_role("button", name="Move down: question 3")).to_be_focused()
    own_page.keyboard.press("Space")  # already last
    saved(own_page)
    assert [question.id for question in kept(site).questions] == [before[1], before[2], before[0]]

    tab_to(own_page, own_page.get_by_role("button", name="Remove: question 3"))
    own_page.keyboard.press("Enter")
    expect(own_page.get_by_role("button", name="Undo")).to_be_focused()
    saved(own_page)
    assert len(kept(site).questions) == 2
    own_page.keyboard.press("Enter")
    expect(own_page.get_by_label("Question 3", exact=True)).to_be_focused()
    saved(own_page)
    assert [question.id for question in kept(site).questions] == [before[1], before[2], before[0]]

    tab_to(own_page, own_page.get_by_label("Add a question"))
    own_page.keyboard.type("Will they watch her at playtime?")
    own_page.keyboard.press("Enter")
    expect(own_page.locator(".entry")).to_have_count(4)
    own_page.keyboard.type("Will they watch her at playtime?")
    own_page.keyboard.press("Enter")
    expect(own_page.get_by_text("This question is on your list already.")).to_be_visible()
    tab_to(own_page, own_page.get_by_label("My notes"))
    own_page.keyboard.type("Ask for a copy.")
    tab_to(own_page, own_page.get_by_role("button", name="Add a line"))
    own_page.keyboard.press("Enter")
    expect(own_page.get_by_label("What will be done")).to_be_focused()
    own_page.keyboard.type("Start the reading group")
    own_page.keyboard.press("Tab")
    own_page.keyboard.type("the SENCO")
    own_page.keyboard.press("Tab")
    own_page.keyboard.type("after half term")
    expect(own_page.locator(".save-state")).to_have_text("Saved")
    own_page.wait_for_timeout(1500)
    saved(own_page)
    listed = kept(site)
    assert listed.notes == "Ask for a copy."
    assert [action.model_dump() for action in listed.actions] == [
        {"what": "Start the reading group", "who": "the SENCO", "by": "after half term"}
    ]


def test_a_parent_edits_by_touch_on_a_phone(visitor: Callable[..., Page], site: Site) -> None:
    page = visitor(320, 640, has_touch=True, is_mobile=True)
    page.goto(site.council)
    open_widget(page)
    begin(page)
    page.get_by_role("link", name="My list (3)").tap()
    page.get_by_role("button", name="Put first: question 3").tap()
    page.get_by_role("checkbox", name="Most important").nth(1).tap()
    saved(page)
    page.get_by_label("Question 2", exact=True).fill("When can we meet again?")
    page.get_by_label("Date of the meeting").first.fill("2027-03-15")
    page.get_by_label("Date of the next meeting").fill("2027-06-15")
    page.wait_for_timeout(1200)
    saved(page)
    listed = kept(site)
    assert (str(listed.meeting_date), str(listed.next_meeting)) == ("2027-03-15", "2027-06-15")
    assert [question.important for question in listed.questions] == [False, True, False]
    # Other words make a question of the bank the parent's own.
    assert listed.questions[1].model_dump(include={"id", "text", "own"}) == {
        "id": "own-1",
        "text": "When can we meet again?",
        "own": True,
    }
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.locator("sen-support-guide .list-view").evaluate(
        "view => [...view.querySelectorAll('button, a, textarea, .field, .check')].filter(e => e.checkVisibility())"
        ".map(e => [e.textContent, e.getBoundingClientRect().height]).filter(([_, height]) => height < 44)"
    )
    assert small == []


def test_two_windows_are_put_together_and_nothing_is_lost(own_page: Page, site: Site) -> None:
    other = own_page.context.new_page()
    faults = watch(other)
    other.goto(own_page.url)
    expect(other.locator(".entry")).to_have_count(3)
    first = other.get_by_label("Question 1", exact=True)
    stands = kept(site)
    # Changed elsewhere, while this window knows nothing of it.
    elsewhere = [
        stands.questions[0].model_copy(update={"text": "Theirs", "own": True}),
        stands.questions[2],
        ListQuestion(id="own-1", text="Added elsewhere", own=True),
    ]
    site.rasa._keep(
        next(iter(site.rasa._lists)), stands.model_copy(update={"questions": elsewhere, "notes": "Their note"})
    )
    first.fill("Mine")
    other.get_by_label("My notes").fill("My note")
    other.get_by_label("Add a question").fill("Added here")
    other.get_by_role("button", name="Add", exact=True).click()
    expect(other.locator(".entry")).to_have_count(5)
    saved(other)
    listed = kept(site)
    assert {"Theirs", "Mine", "Added elsewhere", "Added here"} < {question.text for question in listed.questions}
    assert stands.questions[1].text not in {question.text for question in listed.questions}  # taken off elsewhere
    assert listed.notes == "Their note\nMy note"
    assert len({question.id for question in listed.questions}) == 5
    assert not faults
    # The first window shows it as soon as it is looked at again.
    own_page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(own_page.locator(".entry")).to_have_count(5)


def test_what_is_not_saved_is_kept_and_saved_once_the_service_is_back(own_page: Page, site: Site) -> None:
    own_page.route("**/question-list", lambda route: route.abort())
    own_page.get_by_label("Question 1", exact=True).fill("Kept while offline")
    expect(own_page.locator(".save-state")).to_contain_text("Not saved yet. The connection was lost.")
    own_page.get_by_role("button", name="Move down: question 1").click()
    own_page.unroute("**/question-list")
    own_page.get_by_role("button", name="Save now").click()
    saved(own_page)
    assert kept(site).questions[1].text == "Kept while offline"
    site.rasa.down = True
    own_page.get_by_label("My notes").fill("Kept while the bot is down")
    expect(own_page.locator(".save-state")).to_contain_text("cannot answer just now")
    site.rasa.down = False
    expect(own_page.locator(".save-state")).to_have_text("Saved", timeout=8_000)  # by itself
    assert kept(site).notes == "Kept while the bot is down"


def test_a_conversation_that_is_gone_keeps_the_words_in_the_fields(own_page: Page, site: Site) -> None:
    gone = '{"detail": "This conversation is not there any more."}'

    def refuse(route: Route) -> None:
        route.fulfill(status=404, content_type="application/json", body=gone)

    own_page.route("**/question-list", refuse)
    own_page.get_by_label("My notes").fill("Still here")
    expect(own_page.locator(".save-state")).to_contain_text("cannot be saved")
    expect(own_page.get_by_label("My notes")).to_have_value("Still here")


def test_an_empty_question_is_told_and_keeps_its_last_words(own_page: Page, site: Site) -> None:
    before = kept(site).questions[0].text
    own_page.get_by_label("Question 1", exact=True).fill("")
    expect(own_page.locator(".save-state")).to_contain_text("This question is empty.")
    expect(own_page.get_by_label("Question 1", exact=True)).to_have_attribute("aria-invalid", "true")
    assert kept(site).questions[0].text == before


def test_private_details_go_out_of_the_field_too(own_page: Page, site: Site) -> None:
    own_page.get_by_label("My notes").fill("ring 07700 900123")
    expect(own_page.get_by_label("My notes")).to_have_value("ring [phone]")
    expect(own_page.locator(".save-state")).to_contain_text("We took out")


@pytest.mark.parametrize("down", (False, True))
def test_a_sign_of_danger_in_the_list_is_answered_at_once(own_page: Page, site: Site, down: bool) -> None:
    site.rasa.down = down
    own_page.get_by_label("My notes").fill("I want to kill myself")
    expect(own_page.get_by_role("alert").get_by_role("link", name="Call 999").first).to_be_visible()
    expect(own_page.get_by_role("link", name="Leave this page quickly")).to_be_visible()


def test_a_long_list_asks_for_the_three_that_matter_most(own_page: Page) -> None:
    hint = own_page.get_by_text("Mark the three questions that matter most to you")
    field = own_page.get_by_label("Add a question")
    for number in range(8):
        expect(hint).to_be_hidden()
        field.fill(f"Question of my own {number}")
        field.press("Enter")
    expect(hint).to_be_visible()
    own_page.get_by_role("checkbox", name="Most important").first.check()
    expect(hint).to_be_hidden()


def test_the_list_can_be_taken_along(own_page: Page, site: Site) -> None:
    own_page.get_by_label("Date of the meeting").first.fill("2027-03-15")
    expect(own_page.get_by_label("Date of the meeting").last).to_have_value("2027-03-15")
    question = "What dates can we set now for our three meetings this year?"
    for name, words in (
        ("Page to print", question),
        ("Large print", question),
        ("Email to send it ahead", question),
        ("Email to ask for the notes", "Ask for the notes"),
    ):
        with own_page.context.expect_page() as opened:
            own_page.get_by_role("link", name=name, exact=True).click()
        expect(opened.value.locator("body")).to_contain_text(words)
        opened.value.close()
    for name in ("Word file", "PDF file", "Plain text"):
        with own_page.expect_download() as download:
            own_page.get_by_role("link", name=name, exact=True).click()
        assert download.value.suggested_filename.startswith("question-list.")
    with own_page.expect_download() as download:
        own_page.get_by_role("button", name="Get the calendar file").click()
    assert download.value.suggested_filename == "meetings.ics"


def test_it_breaks_no_rule_of_the_policy_and_leaves_nothing_behind(page: Page, site: Site) -> None:
    page.add_init_script(VIOLATIONS)
    page.goto(f"{site.guide}/chat?area=devon")
    begin(page)
    for address in (page.url + "/list", site.council):
        page.goto(address)
        if address == site.council:
            open_widget(page)
            begin(page)
            page.get_by_role("link", name="My list (3)").click()
        page.get_by_role("button", name="Move down: question 1").click()
        page.get_by_label("My notes").fill("noted")
        page.wait_for_timeout(1200)
        saved(page)
        assert page.evaluate("violations") == []
        assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
        assert page.evaluate("indexedDB.databases()") == []
    assert page.context.cookies() == []


def test_at_320_pixels_and_in_the_largest_text_nothing_leaves_its_box(visitor: Callable[..., Page], site: Site) -> None:
    page = visitor(320, 640)
    page.goto(f"{site.guide}/chat?area=devon")
    begin(page)
    page.goto(page.url + "/list")
    page.get_by_role("button", name="Add a line").click()
    page.evaluate("document.documentElement.dataset.size = 2")
    outside = page.eval_on_selector_all(
        ".part *", "all => all.filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.outerHTML)"
    )
    assert outside == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_long_word_in_the_mail_draft_stays_on_a_narrow_screen(visitor: Callable[..., Page], site: Site) -> None:
    page = visitor(320, 640)
    page.goto(f"{site.guide}/chat?area=devon")
    begin(page)
    conversation, stands = next(iter(site.rasa._lists.items()))
    long = ListQuestion(id="own-1", text="a" * 300, own=True)
    site.rasa._keep(conversation, stands.model_copy(update={"questions": [long]}))
    page.goto(f"{site.guide}/api/conversations/{conversation}/question-list.mail")
    expect(page.locator("blockquote")).to_contain_text("a" * 300)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_no_state_of_the_list_has_a_violation(own_page: Page, site: Site) -> None:
    own_page.get_by_role("button", name="Remove: question 1").click()
    own_page.get_by_role("button", name="Add a line").click()
    own_page.get_by_role("checkbox", name="Most important").first.check()
    saved(own_page)
    check(own_page)
    own_page.get_by_label("Question 1", exact=True).fill("")
    own_page.get_by_role("button", name="Add", exact=True).click()
    expect(own_page.get_by_text("Please write your question first.")).to_be_visible()
    check(own_page)
    own_page.route("**/question-list", lambda route: route.abort())
    own_page.get_by_label("My notes").fill("offline")
    expect(own_page.locator(".save-state")).to_contain_text("Not saved yet")
    check(own_page)


def test_no_list_inside_chat_or_widget_has_a_violation(chat: Page) -> None:
    chat.get_by_role("link", name="My list (3)").click()
    expect(chat.locator(".entry")).to_have_count(3)
    check(chat)


def test_a_parent_edits_without_script(visitor: Callable[..., Page], site: Site) -> None:
    page = visitor(java_script_enabled=False)
    page.goto(f"{site.guide}/chat?area=devon")
    page.get_by_label("Your question", exact=True).fill("How often?")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("button", name="Add to my list").first.click()
    page.get_by_role("button", name="Add to my list").nth(1).click()
    page.get_by_role("link", name="My list (2)").click()
    bank = [question.id for question in kept(site).questions]

    page.get_by_label("Add a question").fill("Who tells the dinner ladies?")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_label("Question 3", exact=True)).to_have_value("Who tells the dinner ladies?")
    page.get_by_label("Question 3", exact=True).fill("Who tells the lunch staff?")
    page.get_by_role("button", name="Put first: question 3").click()  # also keeps the new words
    expect(page.get_by_label("Question 1", exact=True)).to_have_value("Who tells the lunch staff?")
    page.get_by_role("checkbox", name="Most important").first.check()
    page.get_by_label("Date of the meeting").first.fill("2027-03-15")
    page.get_by_label("My notes").fill("one\ntwo")
    page.get_by_label("What will be done").fill("Start the reading group")
    page.get_by_label("Who", exact=True).fill("the SENCO")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    listed = kept(site)
    assert [question.id for question in listed.questions] == ["own-1", *bank]
    assert listed.questions[0].important
    assert (str(listed.meeting_date), listed.notes, listed.actions[0].who) == ("2027-03-15", "one\ntwo", "the SENCO")

    page.get_by_role("button", name="Remove: question 2").click()
    expect(page.locator(".removed")).to_be_visible()
    assert len(kept(site).questions) == 2
    page.reload()  # sends the same form again, and takes nothing else away
    assert len(kept(site).questions) == 2
    page.get_by_role("button", name="Undo").click()
    assert [question.id for question in kept(site).questions] == ["own-1", *bank]

    site.rasa.down = True
    page.get_by_label("My notes").fill("while it is down")
    page.get_by_role("button", name="Save").first.click()
    expect(page.locator(".trouble")).to_contain_text("cannot answer just now")
    expect(page.get_by_label("My notes")).to_have_value("while it is down")
    site.rasa.down = False
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    assert kept(site).notes == "while it is down"


@pytest.mark.parametrize("answer", ("Add what I wrote to the list", "Use only what I wrote"))
def test_without_script_a_list_changed_elsewhere_is_shown_beside_what_was_typed(
    visitor: Callable[..., Page], site: Site, answer: str
) -> None:
    page = visitor(java_script_enabled=False)
    page.goto(f"{site.guide}/chat?area=devon")
    page.get_by_label("Your question", exact=True).fill("How often?")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("button", name="Add to my list").first.click()
    page.get_by_role("link", name="My list (1)").click()
    stands = kept(site)
    elsewhere = [*stands.questions, ListQuestion(id="own-1", text="Added elsewhere", own=True)]
    site.rasa._keep(next(iter(site.rasa._lists)), stands.model_copy(update={"questions": elsewhere}))
    page.get_by_label("Add a question").fill("Typed here")
    page.get_by_label("My notes").fill("Noted here")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Your list was changed somewhere else")).to_be_visible()
    expect(page.get_by_label("Question 2", exact=True)).to_have_value("Added elsewhere")
    for words in ("Typed here", "Noted here"):
        expect(page.locator(".mine").get_by_text(words)).to_be_visible()
    page.get_by_role("button", name=answer).click()
    texts = [question.text for question in kept(site).questions]
    assert "Typed here" in texts
    assert ("Added elsewhere" in texts) == answer.startswith("Add")
    assert kept(site).notes == "Noted here"
