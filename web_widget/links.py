"""Short links that can be read out, typed and printed: ``/go/devon/meeting-frequency``.

They need no table of their own: a link names the area and the id of what it leads to, with hyphens. An id never
changes, so a printed link never dies. A starter list may bear the id of a topic, so its link says that it is a list:
``/go/devon/list-first-review``.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from fastapi import Request

from knowledge.store import DEFAULT_AREA, Store
from web_widget.page_templates import read_words

LIST = "list-"
LIKE = 0.6  # how alike a mistyped name and a real one have to be


@dataclass(frozen=True)
class Subject:
    """What a link leads to: the guide as a whole (``id`` is empty), a topic or a starter list."""

    kind: Literal["guide", "topic", "starter"]
    id: str
    title: str

    @property
    def name(self) -> str:
        """As it stands in a short link."""
        return f"{LIST}{self.id}" if self.kind == "starter" else self.id.replace("_", "-")

    def page(self, area: str) -> str:
        """The path of the page where the short link ends."""
        path = {"guide": "/chat", "topic": f"/t/{self.id}", "starter": f"/starters/{self.id}"}[self.kind]
        return path if area == DEFAULT_AREA else f"{path}?area={area}"

    def short(self, area: str) -> str:
        """The path of the short link."""
        return f"/go/{area}/{self.name}" if self.id else f"/go/{area}"


def the_guide() -> Subject:
    return Subject("guide", "", read_words().name)


def find_subjects(store: Store) -> list[Subject]:
    """All topics, then all starter lists."""
    topics = [Subject("topic", topic.id, topic.title) for topic in store.topics()]
    return topics + [Subject("starter", starter.id, starter.title) for starter in store.starters()]


def find_subject(store: Store, name: str) -> Subject | None:
    """What ``name`` stands for, however its hyphens and capitals were typed. No name: the whole guide."""
    if not name:
        return the_guide()
    name = _plain(name)
    return next((subject for subject in find_subjects(store) if subject.name == name), None)


def find_like(store: Store, name: str) -> list[Subject]:
    """Up to three that somebody who mistyped ``name`` may have meant, the likest first."""
    subjects = {subject.name: subject for subject in find_subjects(store)}
    return [subjects[like] for like in get_close_matches(_plain(name), subjects, n=3, cutoff=LIKE)]


def known_area(store: Store, area: str) -> str:
    """An area that is not known counts as the whole of England: a page is better than an error."""
    return area if store.area(area) else DEFAULT_AREA


def site_of(request: Request) -> str:
    """The address that parents reach us by, without a slash at its end. Behind a proxy only PUBLIC_URL knows it."""
    return request.app.state.settings.public_url or str(request.base_url).rstrip("/")


def _plain(name: str) -> str:
    # A mail program often takes the full stop after a link for a part of it.
    return name.strip(" .,;:)>").lower().replace("_", "-")[:100]
