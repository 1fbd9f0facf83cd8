"""The public contract over HTTP: every status, every field, and nothing that repeats what was typed."""

import logging
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from knowledge.store import Store
from tests.web_widget.fakes import FakeRasa
from web_widget.app import LARGEST_BODY, create_app
from web_widget.errors import BadRequest
from web_widget.schemas import Message
from web_widget.settings import Settings
from web_widget.wording import say

TYPED = "Zebedee"  # what no error and no log may repeat
SITE = "https://www.devon.gov.uk"
CONVERSATIONS = "/api/conversations"

# What others rely on: it may grow, and nothing may go.
PATHS = {
    "/api/conversations": {"post"},
    "/api/conversations/{id}": {"delete"},
    "/api/conversations/{id}/messages": {"post"},
    "/api/conversations/{id}/question-list": {"get", "put"},
    "/api/conversations/{id}/question-list.docx": {"get"},
    "/api/conversations/{id}/question-list.pdf": {"get"},
    "/api/conversations/{id}/question-list.txt": {"get"},
    "/api/conversations/{id}/question-list.html": {"get"},
    "/api/conversations/{id}/meetings.ics": {"get"},
    "/api/topics": {"get"},
    "/api/topics/{topic}": {"get"},
    "/health/live": {"get"},
    "/health/ready": {"get"},
    "/widget.js": {"get"},
    "/": {"get"},
    "/chat": {"get"},
    "/topics": {"get"},
    "/t/{topic}": {"get"},
}
FIELDS = {
    "NewConversation": {"area", "topic", "starter"},
    "NewMessage": {"text", "choice"},
    "Started": {"conversation", "messages"},
    "Reply": {"messages"},
    "Message": {"kind", "text", "topic", "card", "options", "contacts", "questions", "translation", "part"},
    "Option": {"label", "choice", "topic"},
    "CardContact": {"name", "phone", "url", "email", "hours", "area"},
    "AnswerCard": {
        "title", "short", "duty", "detail", "steps", "questions", "sources", "local", "see_also",
        "reviewed", "review_by", "notice",
    },
    "CardSource": {"title", "reference", "url", "force"},
    "CardQuestion": {"id", "text"},
    "QuestionList": {"title", "meeting_date", "stage", "questions", "notes", "actions", "next_meeting"},
    "ListAction": {"what", "who", "by"},
    "ListQuestion": {"id", "text", "topic", "own", "important"},
    "Problem": {"detail"},
}  # fmt: skip
KINDS = {
    "answer", "clarify", "urgent", "out_of_scope", "medical", "human", "privacy", "help", "greeting", "prompt",
    "question_list", "notice", "unavailable",
}  # fmt: skip


@pytest.fixture
def messages(conversation: str) -> str:
    return f"{CONVERSATIONS}/{conversation}/messages"


@pytest.fixture
def questions(conversation: str) -> str:
    return f"{CONVERSATIONS}/{conversation}/question-list"


def with_settings(settings: Settings, rasa: FakeRasa, store: Store, **changes: Any) -> TestClient:
    changed = settings.model_copy(update=changes)
    return TestClient(create_app(changed, rasa, store), raise_server_exceptions=False)


# The documentation


def test_the_documentation_names_every_path(app: FastAPI, client: TestClient) -> None:
    documented = client.get("/openapi.json").json()["paths"]
    for path, methods in PATHS.items():
        if path.startswith(("/api", "/health")):
            assert methods <= set(documented[path]), path


@pytest.mark.parametrize("path", [path for path in PATHS if "{id}" not in path])
def test_every_path_answers(client: TestClient, store: Store, path: str) -> None:
    if path == CONVERSATIONS:
        assert client.post(path).status_code == 201
    else:
        assert client.get(path.replace("{topic}", store.topics()[0].id)).status_code == 200


def test_the_documentation_names_every_field(client: TestClient) -> None:
    shapes = client.get("/openapi.json").json()["components"]["schemas"]
    for shape, fields in FIELDS.items():
        # A shape that is both sent and received may be documented as two.
        found = [shapes[name] for name in (shape, f"{shape}-Input", f"{shape}-Output") if name in shapes]
        assert found, shape
        for documented in found:
            assert fields <= set(documented["properties"]), shape
    assert set(shapes["Message"]["properties"]["kind"]["enum"]) >= KINDS


# What is answered


def test_a_conversation_from_its_beginning_to_its_end(client: TestClient, rasa: FakeRasa) -> None:
    started = client.post(CONVERSATIONS, json={"area": "devon"})
    assert started.status_code == 201
    assert started.json()["messages"][0]["kind"] == "greeting"
    address = f"{CONVERSATIONS}/{started.json()['conversation']}"

    reply = client.post(f"{address}/messages", json={"text": "What is SEN support?"})
    assert reply.status_code == 200
    assert [set(message) for message in reply.json()["messages"]] == [FIELDS["Message"]]
    assert client.post(f"{address}/messages", json={"choice": "help"}).status_code == 200

    assert client.delete(address).status_code == 204
    assert client.delete(address).status_code == 404
    assert client.post(f"{address}/messages", json={"text": "hello"}).status_code == 404


@pytest.mark.parametrize("body", [None, {}, {"area": None}, {"area": "devon", "topic": None, "starter": None}])
def test_a_conversation_begins_with_nothing_given(client: TestClient, body: Any) -> None:
    assert client.post(CONVERSATIONS, json=body).status_code == 201


def test_a_question_list_is_kept(client: TestClient, questions: str) -> None:
    assert client.get(questions).json()["questions"] == []
    body = {
        "title": "Review",
        "meeting_date": "2027-03-15",
        "stage": "review",
        "questions": [{"id": "own-1", "text": "Who helps?", "topic": None, "own": True, "important": True}],
        "notes": "ask for a copy",
    }
    changed = client.put(questions, json=body)
    assert changed.status_code == 200
    assert body.items() <= changed.json().items()
    assert client.get(questions).json() == changed.json()


def test_a_list_that_changed_since_is_not_overwritten(client: TestClient, questions: str) -> None:
    version = client.put(questions, json={"title": "one"}).json()["version"]
    assert client.put(questions, json={"title": "two", "version": version}).status_code == 200
    refused = client.put(questions, json={"title": "three", "version": version})
    assert (refused.status_code, refused.json()["detail"]) == (409, say("changed_list"))
    assert client.get(questions).json()["title"] == "two"


def test_topics(client: TestClient, store: Store) -> None:
    listed = client.get("/api/topics").json()["topics"]
    assert [topic["id"] for topic in listed] == [topic.id for topic in store.topics()]
    card = client.get(f"/api/topics/{listed[0]['id']}", params={"area": "devon"})
    assert card.status_code == 200
    assert set(card.json()) >= FIELDS["AnswerCard"]
    assert card.json()["local"]["area"] == "devon"
    assert client.get(f"/api/topics/{listed[0]['id']}").json()["local"] is None


def test_health(client: TestClient, app: FastAPI, rasa: FakeRasa, tmp_path: Path) -> None:
    assert client.get("/health/live").json()["status"] == "live"
    ready = client.get("/health/ready")
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")
    rasa.down = True
    assert client.get("/health/ready").status_code == 503
    assert client.get("/health/live").status_code == 200
    rasa.down = False
    app.state.store = Store(tmp_path / "missing.db")
    unready = client.get("/health/ready")
    assert unready.status_code == 503
    assert unready.json()["checks"] == {"rasa": True, "knowledge": False, "conversations": True}


# What is refused


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/conversations/nobody/messages"),
        ("GET", "/api/conversations/nobody/question-list"),
        ("PUT", "/api/conversations/nobody/question-list"),
        ("DELETE", "/api/conversations/nobody"),
        ("GET", "/api/conversations/nobody/question-list.txt"),
        ("GET", "/api/conversations/nobody/meetings.ics?date=2027-03-15"),
        ("GET", f"/api/topics/{TYPED}"),
        ("GET", f"/api/{TYPED}"),
    ],
)
def test_404(client: TestClient, method: str, path: str) -> None:
    body = {"text": TYPED} if path.endswith("messages") else {}
    answer = client.request(method, path, json=body if method in ("POST", "PUT") else None)
    assert answer.status_code == 404
    assert answer.json()["detail"] in (say("unknown_conversation"), say("unknown_topic"), say("not_found"))


def test_404_for_a_topic_to_begin_with(client: TestClient) -> None:
    answer = client.post(CONVERSATIONS, json={"topic": TYPED})
    assert (answer.status_code, answer.json()["detail"]) == (404, say("unknown_topic"))


def test_405(client: TestClient) -> None:
    answer = client.get(CONVERSATIONS)
    assert (answer.status_code, answer.json()["detail"]) == (405, say("wrong_method"))
    assert answer.headers["Allow"] == "POST"


def test_409(client: TestClient, app: FastAPI, conversation: str, messages: str, questions: str) -> None:
    app.state.conversations.begin_turn(conversation)
    for answer in (client.post(messages, json={"text": "hello"}), client.put(questions, json={})):
        assert (answer.status_code, answer.json()["detail"]) == (409, say("turn_under_way"))


def announced(body: bytes) -> dict[str, Any]:
    return {"content": body}


def in_pieces(body: bytes) -> dict[str, Any]:
    """Without a length that could be read beforehand."""
    return {"content": iter([body[:1000], body[1000:]])}


@pytest.mark.parametrize("send", [announced, in_pieces])
def test_413(client: TestClient, messages: str, send: Any) -> None:
    answer = client.post(messages, **send(b'{"text": "' + b"x" * LARGEST_BODY + b'"}'))
    assert (answer.status_code, answer.json()["detail"]) == (413, say("too_large"))


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"text": ""}, "empty_text"),
        ({"text": "  \n"}, "empty_text"),
        ({"text": (TYPED * 143)[:1_001]}, "long_text"),
        ({"text": (TYPED * 1_429)[:10_000]}, "long_text"),
        ({"text": TYPED, "choice": "help"}, "text_and_choice"),
        ({}, "no_text_or_choice"),
        ({"choice": TYPED}, "bad_choice"),
        ({"text": [TYPED]}, "bad_request"),
        ({"text": {TYPED: TYPED}}, "bad_request"),
        ([TYPED], "bad_request"),
        (TYPED, "bad_request"),
        (None, "bad_request"),
    ],
)
def test_422_for_a_message(client: TestClient, rasa: FakeRasa, messages: str, body: Any, sentence: str) -> None:
    answer = client.post(messages, json=body)
    assert (answer.status_code, answer.json()) == (422, {"detail": say(sentence)})
    assert len(rasa.asked) == 1  # the greeting


@pytest.mark.parametrize(
    "body",
    [
        b'{"text": "Zebedee',
        b"Zebedee",
        b"",
        b'{"text": "Zebedee\xff"}',
        b"[" * 100_000,
        b'{"text": NaN}',
        b"\x00\x01",
    ],
)
def test_422_for_broken_json(client: TestClient, messages: str, body: bytes) -> None:
    answer = client.post(messages, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["detail"] in (say("broken_json"), say("bad_request"))


def test_half_a_character_is_no_fault(client: TestClient, rasa: FakeRasa, messages: str) -> None:
    """Phones send one where an emoji was cut in two. It could neither be sent on nor be stored."""
    as_json = {"Content-Type": "application/json"}
    assert client.post(messages, content=b'{"text": "thanks \\ud83d"}', headers=as_json).status_code == 200
    assert rasa.asked[-1][2] == "thanks"
    for name in ("topic", "starter"):
        body = b'{"%s": "\\ud83d"}' % name.encode()
        assert client.post(CONVERSATIONS, content=body, headers=as_json).status_code in (404, 422)


def test_422_for_another_type(client: TestClient, messages: str) -> None:
    answer = client.post(messages, data={"text": TYPED})
    assert (answer.status_code, answer.json()["detail"]) == (422, say("bad_request"))


@pytest.mark.parametrize(
    ("body", "sentence"),
    [({"starter": TYPED}, "unknown_starter"), ({"area": 7}, "bad_request")],
)
def test_422_for_a_beginning(client: TestClient, body: Any, sentence: str) -> None:
    answer = client.post(CONVERSATIONS, json=body)
    assert (answer.status_code, answer.json()["detail"]) == (422, say(sentence))


def test_an_unknown_area_gets_what_holds_in_england_and_is_told_so(client: TestClient) -> None:
    begun = client.post(CONVERSATIONS, json={"area": "nowhere"})
    assert begun.status_code == 201
    assert begun.json()["messages"][0]["text"] == say("unknown_area")
    assert client.get("/api/topics/sen_meaning", params={"area": "nowhere"}).json()["local"] is None


def test_422_for_an_area_that_is_no_word(client: TestClient) -> None:
    assert client.get("/api/topics/sen_meaning", params={"area": TYPED * 10}).status_code == 422


def test_422_for_a_choice_the_bot_does_not_know(client: TestClient, rasa: FakeRasa, messages: str) -> None:
    rasa.error = BadRequest("unknown_choice")
    answer = client.post(messages, json={"choice": "gone"})
    assert (answer.status_code, answer.json()["detail"]) == (422, say("unknown_choice"))


def test_422_names_the_question(client: TestClient, questions: str) -> None:
    body = {"questions": [{"id": "a", "text": TYPED}, {"id": "b", "text": TYPED * 50}]}
    answer = client.put(questions, json=body)
    assert (answer.status_code, answer.json()["detail"]) == (422, say("long_question", number=2, longest=300))


def test_422_says_how_many_questions_a_list_can_have_and_leaves_the_list(client: TestClient, questions: str) -> None:
    kept = client.put(questions, json={"questions": [{"id": "a", "text": "Who helps?"}]}).json()
    body = {"questions": [{"id": f"own-{number}", "text": "x" * 300} for number in range(500)]}
    answer = client.put(questions, json=body)
    assert (answer.status_code, answer.json()["detail"]) == (422, say("too_many_questions", most=40))
    assert client.get(questions).json() == kept


def test_429(web_settings: Settings, rasa: FakeRasa, store: Store) -> None:
    client = with_settings(web_settings, rasa, store, rate_limit_per_minute=2)
    address = f"{CONVERSATIONS}/{client.post(CONVERSATIONS).json()['conversation']}"
    assert client.post(f"{address}/messages", json={"text": "hello"}).status_code == 200
    answer = client.post(f"{address}/messages", json={"text": "hello"})
    assert answer.status_code == 429
    seconds = int(answer.headers["Retry-After"])
    assert 1 <= seconds <= 60
    assert answer.json()["detail"] == say("too_fast", seconds=seconds)
    # Whoever sent too much may still take everything away.
    assert client.delete(address).status_code == 204


def test_503(client: TestClient, rasa: FakeRasa, messages: str, questions: str) -> None:
    rasa.down = True
    for answer in (client.post(messages, json={"text": TYPED}), client.get(questions), client.put(questions, json={})):
        problem = answer.json()
        assert (answer.status_code, problem["detail"]) == (503, say("unavailable"))
        assert "999" in [contact["phone"] for contact in problem["contacts"]]
        (message,) = problem["messages"]
        assert message["kind"] == "unavailable"
        assert message["contacts"] == problem["contacts"]


def test_503_without_the_guidance(client: TestClient, app: FastAPI, tmp_path: Path) -> None:
    app.state.store = Store(tmp_path / "missing.db")
    answer = client.get("/api/topics")
    assert answer.status_code == 503
    assert "999" in answer.json()["detail"]
    assert str(tmp_path) not in answer.text


def test_503_for_a_deletion_that_is_not_finished(client: TestClient, rasa: FakeRasa, conversation: str) -> None:
    rasa.down = True
    answer = client.delete(f"{CONVERSATIONS}/{conversation}")
    assert (answer.status_code, answer.json()["detail"]) == (503, say("deletion_unfinished"))
    rasa.down = False
    assert client.get(f"{CONVERSATIONS}/{conversation}/question-list").status_code == 404


def test_danger_is_answered_while_the_bot_is_down(client: TestClient, rasa: FakeRasa) -> None:
    rasa.down = True
    started = client.post(CONVERSATIONS)
    assert (started.status_code, started.json()["messages"][0]["kind"]) == (201, "unavailable")
    address = f"{CONVERSATIONS}/{started.json()['conversation']}/messages"
    answer = client.post(address, json={"text": "I want to kill myself"})
    assert (answer.status_code, [message["kind"] for message in answer.json()["messages"]]) == (200, ["urgent"])


def test_500_says_where_to_turn(
    client: TestClient, rasa: FakeRasa, messages: str, caplog: pytest.LogCaptureFixture
) -> None:
    rasa.error = RuntimeError(f"the bot said {TYPED}")
    answer = client.post(messages, json={"text": TYPED})
    assert (answer.status_code, answer.json()) == (500, {"detail": say("error")})
    assert TYPED not in caplog.text
    assert "RuntimeError" in caplog.text


# What is never said, and what every answer carries


@pytest.mark.parametrize("fault", ["none", "down", "error"])
def test_no_error_and_no_log_repeats_what_was_typed(
    client: TestClient, rasa: FakeRasa, messages: str, questions: str, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    caplog.set_level(logging.DEBUG)
    rasa.down = fault == "down"
    rasa.error = RuntimeError(TYPED) if fault == "error" else None
    answers = [
        client.post(messages, json={"text": TYPED}),
        client.post(messages, json={"text": TYPED * 1_000}),
        client.post(messages, json={"text": TYPED, "choice": TYPED}),
        client.post(messages, json={TYPED: TYPED}),
        client.post(messages, content=TYPED.encode(), headers={"Content-Type": "application/json"}),
        client.post(messages, data={TYPED: TYPED}),
        client.post(CONVERSATIONS, json={"area": TYPED, "topic": TYPED, "starter": TYPED}),
        client.put(questions, json={"title": TYPED * 50}),
        client.put(questions, json={"questions": [{"id": TYPED, "text": TYPED * 100}], "stage": TYPED}),
        client.put(questions, json={"meeting_date": TYPED}),
        client.get(f"/api/topics/{TYPED}"),
        client.get(f"/api/topics/sen_meaning?area={TYPED}"),
        client.get(f"/{TYPED}", headers={"Accept": "text/html"}),
        client.get(f"/t/{TYPED}", headers={"Accept": "text/html"}),
    ]
    for answer in answers:
        if answer.status_code != 200:
            assert TYPED not in answer.text, answer.status_code
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore", "asyncio"))]
    assert not [record for record in ours if TYPED in record.getMessage() or TYPED in str(record.exc_info)]


def test_security_headers_stand_on_every_answer(client: TestClient, messages: str) -> None:
    answers = [
        client.get("/"),
        client.get("/api/topics"),
        client.get("/nowhere"),
        client.post(messages, json={}),
        client.post(messages, content=b"x" * (LARGEST_BODY + 1)),
    ]
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_conversations_are_not_cached(client: TestClient, conversation: str, messages: str, questions: str) -> None:
    for answer in (
        client.post(CONVERSATIONS),
        client.post(messages, json={"text": "hello"}),
        client.get(questions),
        client.get(f"/chat/{conversation}"),
        client.get(f"{CONVERSATIONS}/nobody/question-list"),
    ):
        assert answer.headers["Cache-Control"] == "no-store"


def test_no_cookie_is_set(client: TestClient, messages: str) -> None:
    for answer in (client.get("/"), client.post(messages, json={"text": "hello"})):
        assert "Set-Cookie" not in answer.headers


def test_frames_only_where_they_are_allowed(web_settings: Settings, rasa: FakeRasa, store: Store) -> None:
    client = with_settings(web_settings, rasa, store, frame_ancestors=(SITE,))
    assert f"frame-ancestors {SITE}" in client.get("/").headers["Content-Security-Policy"]


def test_other_sites_are_allowed_only_when_named(
    client: TestClient, web_settings: Settings, rasa: FakeRasa, store: Store
) -> None:
    asked = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "content-type,if-match"}
    allowing = with_settings(web_settings, rasa, store, allowed_origins=(SITE,))
    for site, open_to in ((client, ()), (allowing, (SITE,))):
        for origin in (SITE, "https://evil.example", "null"):
            answers = [
                site.options(CONVERSATIONS, headers={"Origin": origin, **asked}),
                site.post(CONVERSATIONS, headers={"Origin": origin}),
            ]
            for answer in answers:
                allowed = answer.headers.get("Access-Control-Allow-Origin")
                assert allowed == (origin if origin in open_to else None)
                assert "Access-Control-Allow-Credentials" not in answer.headers


def test_another_site_can_read_why_it_is_refused(web_settings: Settings, rasa: FakeRasa, store: Store) -> None:
    """Without these headers a browser keeps the sentence from the widget."""
    client = with_settings(web_settings, rasa, store, allowed_origins=(SITE,), rate_limit_per_minute=3)
    address = f"{CONVERSATIONS}/{client.post(CONVERSATIONS).json()['conversation']}/messages"
    rasa.error = RuntimeError()
    answers = [
        client.post(address, content=b"x" * (LARGEST_BODY + 1), headers={"Origin": SITE}),
        client.post(address, json={}, headers={"Origin": SITE}),
        client.post(address, json={"text": "hello"}, headers={"Origin": SITE}),
        client.post(address, json={"text": "hello"}, headers={"Origin": SITE}),
    ]
    assert [answer.status_code for answer in answers] == [413, 422, 500, 429]
    for answer in answers:
        assert answer.headers["Access-Control-Allow-Origin"] == SITE
    assert "Retry-After" in answers[-1].headers["Access-Control-Expose-Headers"]


def test_a_message_for_the_bot_is_not_in_the_log(
    client: TestClient, messages: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client.post(messages, json={"text": f"{TYPED}, ring 07700 900123"})
    assert TYPED not in caplog.text
    assert "900123" not in caplog.text


def test_two_answers_stay_two(client: TestClient, rasa: FakeRasa, messages: str) -> None:
    rasa.messages = [Message(kind="notice", text="one"), Message(kind="notice", text="two")]
    reply = client.post(messages, json={"text": "two questions"}).json()["messages"]
    assert [message["text"] for message in reply] == ["one", "two"]
