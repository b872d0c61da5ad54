"""The page in one language: its head, its tabs, the source panel beside them, and the wire that carries clicks."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr

from bot.web.conversation import open_place
from bot.web.panel import render_hint, render_source, render_sources
from bot.web.texts import Language, say

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.llm.assistant import Assistant
    from bot.settings import BotSettings
    from bot.suggest import Suggester

logger = logging.getLogger(__name__)

_SCRIPT = Path(__file__).with_name("script.js")


@dataclass(frozen=True)
class Setting:
    """What every part of a page works with.

    Attributes:
        desk: answers, shared by all sessions.
        settings: of the bot.
        suggester: shared by all sessions.
        language: of this page.
        assistant: the desk with a language model, where one is configured.
    """

    desk: Desk
    settings: BotSettings
    suggester: Suggester
    language: Language
    assistant: Assistant | None = None

    def say(self, key: str, **values: object) -> str:
        """A phrase in the page's language."""
        return say(self.language, key, **values)


# What our own HTML asks for, and the event of the hidden component that carries it.
_EVENTS = {
    "ask": "submit",
    "edit": "edit",
    "undo": "undo",
    "cite": "click",
    "list": "double_click",
    "open": "select",
    "read": "expand",
    "rate": "like",
    "save": "download",
    "find": "input",
    "save_sheet": "copy",
}


@dataclass(frozen=True)
class Frame:
    """What all tabs share: the source panel, and the wire, a hidden component.

    `script.js` sends clicks of HTML buttons through the wire as events, and saves the files that it is given.
    """

    panel: gr.HTML
    wire: gr.HTML

    def on(self, name: str) -> Callable[..., gr.events.Dependency]:
        """What binds a handler to something that our own HTML asks for."""
        return getattr(self.wire, _EVENTS[name])


QUIET = {"show_progress": "hidden", "api_visibility": "private"}


def render_head(place: Setting) -> str:
    """Title, what the desk covers and of when, and the way to the other language."""
    sources = place.desk.sources()
    covers = place.say("page.covers", count=len(sources))
    other = "en/" if place.language == "zh" else "../"
    lang = "en" if place.language == "zh" else "zh-CN"
    switch = f'<a id="switch" href="{other}" lang="{lang}" hreflang="{lang}">{place.say("page.switch")}</a>'
    title = f"<h1>{escape(place.say('page.title'))}</h1>"
    return f"<header>{title}{switch}</header><p>{covers}</p>{render_sources(sources, place.language)}"


def show_html(value: object, elem_id: str) -> gr.HTML:
    """A piece of our own HTML, which takes nothing of Gradio's looks and sends no events itself."""
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=None)


def build_wire() -> gr.HTML:
    """The hidden component behind all HTML buttons of the page."""
    script = _SCRIPT.read_text(encoding="utf-8").replace("EVENT_NAMES", json.dumps(_EVENTS))
    return gr.HTML("", elem_id="wire", visible="hidden", html_template="", js_on_load=script)


def bind_panel(place: Setting, frame: Frame) -> None:
    """Open lines of a source, or a page of it, in the panel."""

    def show_place(event: gr.EventData) -> str:
        return open_place(
            place.desk, field(event, "source"), field(event, "line"), field(event, "last"), place.language
        )

    def show_source(event: gr.EventData) -> str:
        source = place.desk.current().sources.get(field(event, "source"))
        if source is None:
            return render_hint("lost", place.language)
        return render_source(source, place.desk.source_lines(source.file), field(event, "start"), place.language)

    frame.on("open")(guarded(show_place), None, frame.panel, queue=False, trigger_mode="multiple", **QUIET)
    frame.on("read")(guarded(show_source), None, frame.panel, queue=False, trigger_mode="multiple", **QUIET)


def field(event: gr.EventData, name: str) -> object:
    """What the browser sent under a name; None where it sent nothing."""
    data = event._data if isinstance(event._data, dict) else {}
    return data.get(name)


def guarded(handler: Callable) -> Callable:
    """An event handler whose failure is a traceback in the log and leaves the page as it is."""

    @wraps(handler)
    def calm(*arguments: object, **named: object) -> object:
        try:
            return handler(*arguments, **named)
        except Exception:
            logger.exception("an event of the page failed")
            return gr.skip()

    return calm


def page_script(language: Language) -> str:
    """The head of the page: its style, the language that it is in, and what keeps the conversations."""
    style = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
    lang = json.dumps("zh-CN" if language == "zh" else "en")
    keep = Path(__file__).with_name("keep.js").read_text(encoding="utf-8")
    return f"<style>{style}</style><script>document.documentElement.lang = {lang};\n{keep}</script>"
