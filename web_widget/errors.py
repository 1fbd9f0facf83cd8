"""Why a request is refused: a status and the id of a sentence in ``wording.yml``, never what was typed."""

from typing import Any


class Refusal(Exception):
    """``sentence`` is an id of wording.yml; ``values`` fill in its braces; ``urgent`` is said all the same."""

    status = 400
    sentence = "bad_request"

    def __init__(self, sentence: str | None = None, headers: dict[str, str] | None = None, **values: object):
        self.sentence = sentence or self.sentence
        self.headers = headers or {}
        self.values = values
        self.urgent: list[Any] = []
        super().__init__(self.sentence)


class UnknownConversation(Refusal):
    status = 404
    sentence = "unknown_conversation"


class UnknownTopic(Refusal):
    status = 404
    sentence = "unknown_topic"


class UnknownStarter(Refusal):
    status = 404
    sentence = "unknown_starter"


class UnknownLink(Refusal):
    status = 404
    sentence = "unknown_link"


class TurnUnderWay(Refusal):
    status = 409
    sentence = "turn_under_way"


class ListChanged(Refusal):
    status = 409
    sentence = "changed_list"


class BadRequest(Refusal):
    status = 422


class TooFast(Refusal):
    """``seconds``: how long to wait."""

    status = 429
    sentence = "too_fast"

    def __init__(self, seconds: int):
        super().__init__(headers={"Retry-After": str(seconds)}, seconds=seconds)


class Unavailable(Refusal):
    """Answered with the urgent contacts, since nobody else will answer the parent."""

    status = 503
    sentence = "unavailable"
