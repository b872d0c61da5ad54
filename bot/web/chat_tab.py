"""The tab of questions and answers: its parts, and what its events do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

import gradio as gr

from bot.web.chat_events import LONGEST_QUESTION, choose_question, note_verdict, pack_wanted
from bot.web.conversation import View, ask, open_citation, open_list, show_turns
from bot.web.page import QUIET, Frame, Setting, field, guarded, show_html
from bot.web.panel import render_hint
from bot.web.session import Session, pack_session, unpack_session

if TYPE_CHECKING:
    from bot.web.session import Turn


@dataclass(frozen=True)
class ChatTab:
    """The components that events read or change; `session` is that of one browser page, `kept` what `keep.js` keeps of it."""

    session: gr.State
    kept: gr.HTML
    chat: gr.Chatbot
    box: gr.Textbox
    hint: gr.HTML
    next: gr.HTML
    pick: gr.Dropdown
    new: gr.Button
    delete: gr.Button
    by_model: gr.Checkbox


def lay_out_chat(place: Setting) -> ChatTab:
    """Create the components in the current tab."""
    session = gr.State(Session())
    keep = 'watch("value", () => calisKeep(props.value));'
    kept = gr.HTML("", elem_id="kept", visible="hidden", html_template="", js_on_load=keep)
    with gr.Row(elem_id="conversations"):
        pick = gr.Dropdown(
            [(place.say("chat.untitled"), "")], value="", label=place.say("chat.pick"), show_label=False,
            container=False, interactive=True, filterable=False, elem_id="pick", min_width=120, scale=1,
        )  # fmt: skip
        new = gr.Button(place.say("chat.new"), size="sm", min_width=80, elem_id="new-conversation", scale=0)
        delete = gr.Button(place.say("chat.delete"), size="sm", min_width=60, elem_id="delete-conversation", scale=0)
        show_html(_render_exports(place), "exports")
    # `messages.py` escapes the HTML; Gradio's own cleaning would take the buttons' data and labels away.
    chat = gr.Chatbot(
        elem_id="chat", label=place.say("chat.label"), show_label=False, height=None, buttons=[],
        placeholder=f'<p class="welcome">{place.say("chat.welcome")}</p>', sanitize_html=False, allow_tags=False,
        latex_delimiters=[], feedback_options=None, layout="bubble", autoscroll=False,
    )  # fmt: skip
    box = gr.Textbox(
        elem_id="box", label=place.say("chat.question"), show_label=False, container=False, lines=1, max_lines=6,
        placeholder=place.say("chat.box"), max_length=LONGEST_QUESTION, autofocus=True, submit_btn=place.say("chat.send"),
    )  # fmt: skip
    by_model = gr.Checkbox(
        value=place.assistant is not None, label=place.say("chat.use_model"), visible=place.assistant is not None,
        container=False, interactive=True, elem_id="by-model",
    )  # fmt: skip
    hint = show_html("", "hint")
    suggestions = show_html("", "next")
    return ChatTab(session, kept, chat, box, hint, suggestions, pick, new, delete, by_model)


def bind_chat(place: Setting, frame: Frame, tab: ChatTab, app: gr.Blocks) -> None:
    """Bind the events of the tab."""
    asking = _bind_asking(place, frame, tab)
    _bind_conversations(place, frame, tab, app, asking)
    _bind_editing(place, frame, tab)
    _bind_files(place, frame, tab)
    _bind_feedback(place, frame, tab)

    def show_citation(session: Session, event: gr.EventData) -> str:
        return open_citation(place.desk, session.turns, field(event, "turn"), field(event, "n"), place.language)

    def show_list(session: Session, event: gr.EventData) -> str:
        return open_list(place.desk, session.turns, field(event, "turn"), place.language)

    options = {"queue": False, "trigger_mode": "multiple", **QUIET}
    frame.on("cite")(guarded(show_citation), tab.session, frame.panel, **options)
    frame.on("list")(guarded(show_list), tab.session, frame.panel, **options)


def _bind_asking(place: Setting, frame: Frame, tab: ChatTab) -> gr.events.Dependency:
    """One event for the box, suggestions and retries, so that a session has one question at a time under way."""

    def answer(typed: str, session: Session, by_model: bool, event: gr.EventData) -> Iterator[tuple]:
        clicked = event._data if event.target is frame.wire else None
        question, turns = choose_question(session, typed, clicked)
        assistant = place.assistant if by_model else None
        told: tuple[Turn, ...] | None = None
        for step, view in enumerate(ask(place.desk, question, turns, place.language, assistant)):
            sent = step == 0 and clicked is None and not view.hint
            changed = session if view.hint else session.with_turns(view.turns)
            kept = pack_session(changed) if view.done else gr.skip()
            # What stays as it is is not sent again: a piece of an answer is the text alone.
            now = gr.skip() if view.turns == told and not view.hint else changed
            told = view.turns
            yield now, *_show(view), "" if sent else gr.skip(), kept

    shown = [tab.session, tab.chat, tab.hint, frame.panel, tab.box, tab.kept]
    asking = gr.on([tab.box.submit, frame.wire.submit], answer, [tab.box, tab.session, tab.by_model], shown, **QUIET)
    _bind_suggestions(place, tab, asking)
    return asking


def _bind_suggestions(place: Setting, tab: ChatTab, event: gr.events.Dependency) -> None:
    """After an event: the menu of conversations, and what to ask next."""

    def suggest(session: Session) -> tuple:
        choices = [(c.title or place.say("chat.untitled"), c.id) for c in session.conversations]
        answers = [turn.answer for turn in session.turns if turn.answer]
        asked = tuple(turn.question for turn in session.turns)
        questions = place.suggester.suggest(answers[-1] if answers else None, asked, place.language)
        return gr.Dropdown(choices=choices, value=session.current.id), _render_next(place, questions, bool(asked))

    # Past the queue: an event that joins it just as another leaves can miss its stream, and would wait for ever.
    event.then(guarded(suggest), tab.session, [tab.pick, tab.next], queue=False, **QUIET)


def _bind_conversations(
    place: Setting, frame: Frame, tab: ChatTab, app: gr.Blocks, asking: gr.events.Dependency
) -> None:
    shown = [tab.session, tab.chat, tab.hint, frame.panel, tab.kept]

    def open_session(session: Session, hint: str = "") -> tuple:
        messages = show_turns(session.turns, place.language)
        view = View(session.turns, messages, hint, panel=render_hint("empty", place.language))
        return session, *_show(view), pack_session(session)

    def drop(session: Session) -> tuple:
        session = session.without_current()
        return open_session(session, _render_undo(place, session.dropped.title) if session.dropped else "")

    options = {"queue": False, **QUIET}
    # What is kept is shown at once, before anybody can have asked.
    restored = app.load(
        guarded(lambda kept: open_session(unpack_session(kept))), tab.kept, shown, js="() => calisKept()", **options
    )
    options |= {"cancels": [asking]}
    begun = tab.new.click(guarded(lambda session: open_session(session.begun())), tab.session, shown, **options)
    dropped = tab.delete.click(guarded(drop), tab.session, shown, **options)
    undone = frame.on("undo")(guarded(lambda session: open_session(session.restored())), tab.session, shown, **options)
    picked = tab.pick.input(
        guarded(lambda pick, session: open_session(session.opened(pick))), [tab.pick, tab.session], shown, **options
    )
    for event in (restored, begun, dropped, undone, picked):
        _bind_suggestions(place, tab, event)


def _bind_editing(place: Setting, frame: Frame, tab: ChatTab) -> None:
    def edit(session: Session, event: gr.EventData) -> tuple:
        if field(event, "cancel") or not session.turns:
            return replace(session, editing=False), "", ""
        cancel = f'<button type="button" class="plain" data-do="cancel">{place.say("chat.cancel")}</button>'
        hint = f'<p role="status">{place.say("chat.editing")} {cancel}</p>'
        return replace(session, editing=True), session.turns[-1].question, hint

    frame.on("edit")(guarded(edit), tab.session, [tab.session, tab.box, tab.hint], queue=False, **QUIET)


def _bind_files(place: Setting, frame: Frame, tab: ChatTab) -> None:
    """What `script.js` saves: a list as a sheet, or the open conversation."""

    def pack(session: Session, event: gr.EventData) -> tuple:
        parcel = pack_wanted(place.desk, session, field(event, "format"), field(event, "turn"), place.language)
        if parcel is None:
            return gr.skip(), f'<p role="status">{place.say("chat.nothing")}</p>'
        return parcel.pack(), ""

    frame.on("save")(guarded(pack), tab.session, [frame.wire, tab.hint], queue=False, **QUIET)


def _bind_feedback(place: Setting, frame: Frame, tab: ChatTab) -> None:
    def note(session: Session, event: gr.EventData) -> tuple:
        turn, verdict, word = (field(event, name) for name in ("turn", "verdict", "word"))
        session, hint = note_verdict(place.settings.home, session, turn, verdict, word, place.language)
        shown = list(show_turns(session.turns, place.language))
        return session, shown, f'<p role="status">{hint}</p>', pack_session(session)

    shown = [tab.session, tab.chat, tab.hint, tab.kept]
    frame.on("rate")(guarded(note), tab.session, shown, queue=False, **QUIET)


def _render_next(place: Setting, questions: list[str], begun: bool) -> str:
    if not questions:
        return ""
    buttons = "".join(f'<button type="button" class="ask" data-do="ask">{escape(text)}</button>' for text in questions)
    label = place.say("chat.next" if begun else "chat.start")
    return f'<div class="asks" role="group" aria-label="{label}"><span>{label}</span>{buttons}</div>'


def _render_undo(place: Setting, title: str) -> str:
    undo = f'<button type="button" class="plain" data-do="undo">{place.say("chat.undo")}</button>'
    return f"{escape(place.say('chat.deleted', title=title))} {undo}"


def _render_exports(place: Setting) -> str:
    return "".join(
        f'<button type="button" class="plain" data-do="save" data-format="{kind}">{place.say(f"chat.export_{kind}")}</button>'
        for kind in ("md", "html")
    )


def _show(view: View) -> tuple:
    """The values for chat, hint and panel."""
    hint = f'<p role="status">{view.hint}</p>' if view.hint else ""
    return list(view.messages), hint, gr.skip() if view.panel is None else view.panel
