"""The tab of documents: what is indexed, and the administrator's part, which is bound in `admin.py`."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from bot.upload import KINDS, NEW_LIST
from bot.web.page import QUIET, Setting, show_html
from bot.web.sources_view import render_library


@dataclass(frozen=True)
class AdminPart:
    """The administrator's components; `admin` and `pending` (a change that has been looked at) are of one browser page."""

    admin: gr.State
    pending: gr.State
    password: gr.Textbox
    enter: gr.Button
    said: gr.HTML
    gate: gr.Column
    desk: gr.Column
    file: gr.File
    act: gr.Dropdown
    kind: gr.Dropdown
    title: gr.Textbox
    dated: gr.Textbox
    lists: gr.Dropdown
    edition: gr.Textbox
    look: gr.Button
    pick: gr.Dropdown
    remove: gr.Button
    report: gr.HTML
    go: gr.Button
    leave: gr.Button

    @property
    def form(self) -> list[gr.components.Component]:
        """What an administrator says of a document, in the order of `admin.read_form`."""
        return [self.act, self.kind, self.title, self.dated, self.lists, self.edition]


@dataclass(frozen=True)
class SourcesTab:
    """The components of the tab; without a password in the settings there is no part for administrators."""

    library: gr.HTML
    admin: AdminPart | None


def lay_out_sources(place: Setting) -> SourcesTab:
    """Create the components in the current tab."""
    library = show_html(render_library(place.desk.current(), place.language), "library")
    show_html(f"<h2>{place.say('admin.heading')}</h2>", "admin-title")
    if not place.settings.admin_password.get_secret_value():
        show_html(f'<p class="quiet">{place.say("admin.closed")}</p>', "admin-closed")
        return SourcesTab(library, None)
    return SourcesTab(library, _lay_out_admin(place))


def bind_library(place: Setting, tab: SourcesTab, app: gr.Blocks) -> None:
    """Show what is indexed anew whenever the page is opened."""
    app.load(lambda: render_library(place.desk.current(), place.language), None, tab.library, queue=False, **QUIET)


def source_choices(place: Setting) -> list[tuple[str, str]]:
    """The documents for a menu."""
    return [(f"{source.title}（{source.file}）", source.id) for source in place.desk.sources()]


def act_choices(place: Setting) -> list[tuple[str, str]]:
    """One more document, or one in the place of another."""
    replacing = [(place.say("admin.replace", title=title), source_id) for title, source_id in source_choices(place)]
    return [(place.say("admin.add"), ""), *replacing]


def list_choices(place: Setting) -> list[tuple[str, str]]:
    """The known lists, and a new one."""
    known = [(roster.title, roster.id) for roster in place.desk.current().rosters.lists.values()]
    return [*known, (place.say("admin.new_list"), NEW_LIST)]


def _lay_out_admin(place: Setting) -> AdminPart:
    with gr.Column(elem_id="admin-gate") as gate, gr.Row(elem_id="admin-row"):
        password = gr.Textbox(label=place.say("admin.password"), type="password", max_length=200, elem_id="password")
        enter = gr.Button(place.say("admin.enter"), scale=0, min_width=90, elem_id="enter")
    said = show_html("", "admin-said")
    with gr.Column(visible=False, elem_id="admin-desk") as desk:
        file = gr.File(label=place.say("admin.upload"), height=150, elem_id="document")
        act = gr.Dropdown(act_choices(place), value="", label=place.say("admin.act"), elem_id="act")
        with gr.Row():
            kinds = [(place.say(f"sources.{kind}"), kind) for kind in KINDS]
            kind = gr.Dropdown(kinds, value="roster", label=place.say("admin.kind"), min_width=120, elem_id="kind")
            dated = gr.Textbox(label=place.say("admin.dated"), max_length=60, min_width=120, elem_id="dated")
            edition = gr.Textbox(label=place.say("admin.edition"), max_length=20, min_width=120, elem_id="edition")
        title = gr.Textbox(label=place.say("admin.title"), max_length=200, elem_id="document-title")
        lists = gr.Dropdown(
            list_choices(place), value=[], label=place.say("admin.lists"), multiselect=True, elem_id="document-lists"
        )
        look = gr.Button(place.say("admin.look"), elem_id="look")
        report = show_html("", "report")
        go = gr.Button(place.say("admin.go"), variant="primary", visible=False, elem_id="go")
        with gr.Accordion(place.say("admin.remove"), open=False, elem_id="removal"):
            pick = gr.Dropdown(source_choices(place), value=None, label=place.say("admin.pick"), elem_id="removed")
            remove = gr.Button(place.say("admin.look"), elem_id="look-removal")
        leave = gr.Button(place.say("admin.leave"), size="sm", elem_id="leave")
    return AdminPart(
        gr.State(False), gr.State(None), password, enter, said, gate, desk, file, act, kind, title, dated, lists,
        edition, look, pick, remove, report, go, leave,
    )  # fmt: skip
