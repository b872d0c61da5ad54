"""The member desk: finding members while typing, checking sheets of names, and the lists by level."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import gradio as gr

from bot.errors import CalisError
from bot.members import Check, check_names, dates_of, put_beside, write_results
from bot.sheets import Grid, Sheet, read_sheet
from bot.web.exports import pack_grid
from bot.web.members_view import render_lists, render_members, render_sheet
from bot.web.page import QUIET, Frame, Setting, field, guarded, show_html
from bot.web.status import render_problem, render_progress
from bot.web.tables import FORMATS

logger = logging.getLogger(__name__)

MOST_ROWS = 5000
_LONGEST_PASTE = 200_000
# So many steps of progress are shown.
_STEPS = 20


@dataclass(frozen=True)
class Checked:
    """What a download of a checked sheet is made from."""

    grid: Grid
    heading_row: int


@dataclass(frozen=True)
class MembersTab:
    """The components that events read or change; `checked` is the last sheet of one browser page."""

    found: gr.HTML
    paste: gr.Textbox
    file: gr.File
    column: gr.Textbox
    check: gr.Button
    result: gr.HTML
    checked: gr.State
    lists: gr.HTML


def lay_out_members(place: Setting) -> MembersTab:
    """Create the components in the current tab."""
    gr.Textbox(
        label=place.say("members.find"), placeholder=place.say("members.box"), elem_id="find", max_length=100, lines=1
    )
    found = show_html("", "found")
    show_html(f"<h2>{place.say('members.sheet')}</h2>", "sheet-title")
    with gr.Row(elem_id="sheet"):
        paste = gr.Textbox(
            label=place.say("members.paste"), lines=4, max_lines=8, max_length=_LONGEST_PASTE, elem_id="paste"
        )
        file = gr.File(
            label=place.say("members.upload"), file_types=[".txt", ".csv", ".xlsx"], height=150, elem_id="sheet-file"
        )
    with gr.Row(elem_id="sheet-go"):
        column = gr.Textbox(label=place.say("members.column"), max_length=100, lines=1, elem_id="column")
        check = gr.Button(place.say("members.check"), variant="primary", elem_id="check", scale=0, min_width=110)
    result = show_html("", "result")
    show_html(f"<h2>{place.say('members.levels')}</h2>", "lists-title")
    return MembersTab(
        found, paste, file, column, check, result, gr.State(None), show_html(render_all_lists(place), "lists")
    )


def bind_members(place: Setting, frame: Frame, tab: MembersTab, app: gr.Blocks) -> None:
    """Bind the events of the tab."""

    def find(event: gr.EventData) -> str:
        return find_members(place, field(event, "text"))

    def check(pasted: str, file: str | None, column: str) -> Iterator[tuple]:
        yield from check_sheet(place, pasted, file, column)

    def save(checked: Checked | None, event: gr.EventData) -> object:
        kind = field(event, "format")
        if checked is None or kind not in FORMATS:
            return gr.skip()
        return pack_grid(checked.grid, place.say("members.file"), f".{kind}", checked.heading_row).pack()

    # While one search runs only the latest of those that follow is kept.
    frame.on("find")(guarded(find), None, tab.found, trigger_mode="always_last", **QUIET)
    tab.check.click(check, [tab.paste, tab.file, tab.column], [tab.result, tab.checked], **QUIET)
    frame.on("save_sheet")(guarded(save), tab.checked, frame.wire, queue=False, **QUIET)
    app.load(lambda: render_all_lists(place), None, tab.lists, queue=False, **QUIET)


def render_all_lists(place: Setting) -> str:
    """The lists by level, from the index in use."""
    edition = place.desk.current()
    return render_lists(edition.rosters, dates_of(edition.wholes.values()), place.language)


def find_members(place: Setting, text: object) -> str:
    """What is shown of members for what was typed, which comes from the browser and may be anything."""
    if not isinstance(text, str) or not text.strip():
        return ""
    edition = place.desk.current()
    members, count = edition.members.find(text)
    return render_members(members, count, edition.rosters, dates_of(edition.wholes.values()), place.language)


def check_sheet(place: Setting, pasted: str, file: str | None, column: str) -> Iterator[tuple[str, Checked | None]]:
    """Check names, yielding progress and then the result with what its download is made from."""
    try:
        sheet = _read(pasted, file, column)
        if sheet is None:
            yield render_problem(place.say("members.nothing")), None
            return
        if len(sheet.rows) > MOST_ROWS:
            yield render_problem(place.say("members.too_many", limit=MOST_ROWS, count=len(sheet.rows))), None
            return
        edition = place.desk.current()
        checks: list[Check] = []
        stride = max(1, len(sheet.rows) // _STEPS)
        for check in check_names(sheet.names, edition.rosters):
            if len(checks) % stride == 0:
                yield (
                    render_progress(
                        place.say("members.checking", done=len(checks), total=len(sheet.rows)),
                        len(checks) / len(sheet.rows),
                    ),
                    None,
                )
            checks.append(check)
        results = write_results(checks, edition.rosters, dates_of(edition.wholes.values()))
        html = render_sheet(sheet, checks, place.language)
        yield html, Checked(put_beside(sheet, results), len(sheet.above))
    except CalisError as error:
        yield render_problem(str(error)), None
    except Exception:
        logger.exception("a sheet could not be checked")
        yield render_problem(place.say("page.failed")), None


def _read(pasted: str, file: str | None, column: str) -> Sheet | None:
    """The sheet that was uploaded, or else what was pasted; none when there is neither."""
    if file:
        return read_sheet(Path(file), column.strip() or None)
    if not pasted.strip():
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "paste.txt")
        path.write_text(pasted.encode("utf-8", "replace").decode("utf-8"), encoding="utf-8")
        return read_sheet(path, column.strip() or None)
