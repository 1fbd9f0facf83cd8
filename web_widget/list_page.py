"""The page on which a parent writes the question list by hand: by a form alone; static/js/list.js takes it over."""

from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from knowledge.store import KnowledgeUnavailable
from web_widget import turns
from web_widget.api import limit_rate
from web_widget.conversations import Conversation
from web_widget.errors import ListChanged, Refusal, Unavailable, UnknownConversation
from web_widget.list_draft import Draft, draft_of, is_same, read_draft
from web_widget.page_templates import read_words, render
from web_widget.schemas import Message
from web_widget.wording import say

router = APIRouter(tags=["pages"], default_response_class=HTMLResponse)


@router.get("/chat/{id}/list")
async def show_list(request: Request, id: str, saved: bool = False) -> Response:
    conversation = await turns.find_conversation(request.app.state, id)
    try:
        stands = await turns.read_question_list(request.app.state, conversation)
    except Unavailable as refusal:
        return await _refused(request, id, refusal, Draft(), conversation)
    state = read_words().editor.saved if saved else ""
    return _page(request, id, draft_of(stands), conversation=conversation, state=state)


@router.post("/chat/{id}/list")
async def take_list(request: Request, id: str) -> Response:
    """Save the whole form, after doing what its button says. Whatever goes wrong, what was typed comes back."""
    form = await request.form()
    draft, pressed = read_draft(form), str(form.get("do") or "save")
    state = request.app.state
    conversation: Conversation | None = None
    try:
        conversation = await turns.find_conversation(state, id)
        limit_rate(request)
        stands = await turns.read_question_list(state, conversation)
        if pressed in ("use_mine", "add_mine") and draft.version == stands.version:
            mine, about = draft.do("save", stands)
            after = mine if pressed == "use_mine" else mine.added_to(draft_of(stands))
        else:
            after, about = draft.do(pressed, stands)
        wanted = after.to_list(stands)
        urgent: list[Message] = []
        if is_same(wanted, stands):
            # Also where the form comes again, by a reload or a double press, and has been saved already.
            kept = stands
        elif draft.version != stands.version:
            raise ListChanged
        else:
            urgent = await turns.urgent_in_list(state, wanted)
            kept = await turns.change_question_list(state, conversation, wanted)
    except ListChanged:
        return await _changed_elsewhere(request, id, draft, conversation)
    except (Refusal, KnowledgeUnavailable) as error:
        refusal = error if isinstance(error, Refusal) else Unavailable()
        return await _refused(request, id, refusal, draft, conversation)
    if pressed == "add" and not about:
        words = read_words().editor
        trouble = words.already if draft.new else words.write_first
        shown = replace(draft_of(kept), new=after.new)
        return _page(request, id, shown, conversation=conversation, urgent=urgent, trouble=trouble)
    if urgent or after.gone:
        # These can't be led to by an address: nothing that was typed may stand in one.
        shown = replace(draft_of(kept), gone=after.gone)
        return _page(request, id, shown, conversation=conversation, urgent=urgent, state=read_words().editor.saved)
    return RedirectResponse(f"/chat/{id}/list?saved=true#{f'entry-{about}' if about else 'top'}", 303)


async def _changed_elsewhere(request: Request, id: str, draft: Draft, conversation: Conversation | None) -> Response:
    """The list as it now stands, and beside it all that the parent had typed."""
    assert conversation
    try:
        stands = await turns.read_question_list(request.app.state, conversation)
    except Refusal as refusal:
        return await _refused(request, id, refusal, draft, conversation)
    return _page(request, id, draft_of(stands), ListChanged.status, conversation=conversation, mine=draft)


async def _refused(
    request: Request, id: str, refusal: Refusal, draft: Draft, conversation: Conversation | None
) -> Response:
    """The form once more as it was sent, with the refusal's sentence."""
    contacts = []
    if isinstance(refusal, Unavailable):
        contacts = (await turns.unavailable_message(request.app.state)).contacts
    page = _page(
        request,
        id,
        draft,
        refusal.status,
        conversation=conversation,
        trouble=say(refusal.sentence, **refusal.values),
        contacts=contacts,
        gone_for_good=isinstance(refusal, UnknownConversation),
    )
    page.headers.update(refusal.headers)
    return page


def _page(
    request: Request,
    id: str,
    draft: Draft,
    status: int = 200,
    conversation: Conversation | None = None,
    **context: Any,
) -> Response:
    parts = {
        "id": id,
        "draft": draft,
        "area": conversation.area if conversation else "england",
        "files": f"/api/conversations/{id}",
        "today": date.today().isoformat(),
        "state": "",
        "trouble": "",
        "contacts": [],
        "urgent": [],
        "mine": None,
        "gone_for_good": False,
    }
    return render(request, "list.html", status, **{**parts, **context})
