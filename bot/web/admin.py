"""What an administrator does: enter, look at what a change would change, and make it while the desk goes on answering."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import gradio as gr

from bot.errors import CalisError
from bot.upload import Form, compare_corpora, make_source, propose_form
from bot.web.gate import Attempts, same_secret
from bot.web.page import QUIET, Setting, guarded
from bot.web.sources_tab import AdminPart, SourcesTab, act_choices, list_choices, source_choices
from bot.web.sources_view import render_library, render_preview
from bot.web.status import render_problem, render_progress
from ingest.errors import LibraryError
from ingest.library import MOST_BYTES, Change, apply_change, safe_name, try_change
from ingest.manifest import load_manifest
from ingest.pipeline import IngestReport

logger = logging.getLogger(__name__)

_STEP_S = 0.3


def bind_admin(place: Setting, tab: SourcesTab, attempts: Attempts) -> None:
    """Bind the administrator's events; each but the first does nothing unless this page's session has entered."""
    part = tab.admin
    if part is None:
        return

    def enter(password: str, request: gr.Request) -> tuple:
        problem = check_password(place, password, request.client.host if request.client else "", attempts)
        opened = not problem
        return opened, "", render_problem(problem), gr.Column(visible=not opened), gr.Column(visible=opened)

    entered = [part.admin, part.password, part.said, part.gate, part.desk]
    gr.on([part.enter.click, part.password.submit], guarded(enter), part.password, entered, **QUIET)
    left = lambda: (False, None, "", gr.Column(visible=True), gr.Column(visible=False))  # noqa: E731
    part.leave.click(left, None, [part.admin, part.pending, part.report, part.gate, part.desk], **QUIET)
    part.file.upload(
        lambda admin, file: propose(place, admin, file), [part.admin, part.file],
        [part.report, part.kind, part.title, part.dated, part.lists, part.edition, part.pending, part.go], **QUIET,
    )  # fmt: skip
    shown = [part.report, part.pending, part.go]
    part.look.click(
        lambda admin, file, *form: _looked(look_at_upload(place, admin, file, Form(*read_form(*form)))),
        [part.admin, part.file, *part.form], shown, **QUIET,
    )  # fmt: skip
    part.remove.click(
        lambda admin, picked: _looked(look_at_removal(place, admin, picked)), [part.admin, part.pick], shown, **QUIET
    )
    _bind_making(place, tab, part)


def _bind_making(place: Setting, tab: SourcesTab, part: AdminPart) -> None:
    def make(admin: bool, pending: Change | None) -> Iterator[tuple]:
        yield from ((html, None, gr.Button(visible=False)) for html in make_change(place, admin, pending))

    def refresh() -> tuple:
        lists = gr.Dropdown(choices=list_choices(place), value=[])
        acts = gr.Dropdown(choices=act_choices(place), value="")
        picks = gr.Dropdown(choices=source_choices(place), value=None)
        return render_library(place.desk.current(), place.language), acts, lists, picks

    made = part.go.click(
        make, [part.admin, part.pending], [part.report, part.pending, part.go], concurrency_limit=1, **QUIET
    )
    made.then(guarded(refresh), None, [tab.library, part.act, part.lists, part.pick], **QUIET)


def check_password(place: Setting, password: str, who: str, attempts: Attempts) -> str:
    """Why somebody may not enter; empty where the password is right."""
    if attempts.exhausted(who):
        return place.say("admin.wait")
    if same_secret(password, place.settings.admin_password.get_secret_value()):
        return ""
    attempts.note_failure(who)
    return place.say("admin.wrong")


def read_form(act: str, kind: str, title: str, dated: str, lists: list[str] | None, edition: str) -> tuple:
    """The fields of the page in the order of `Form`."""
    return kind, title or "", dated or "", tuple(lists or ()), (edition or "").strip(), act or ""


def propose(place: Setting, admin: bool, file: str | None) -> tuple:
    """What can be read off an upload, for the fields of the form; a change looked at before is no longer meant."""
    kept = (gr.skip(),) * 5
    if not admin or not file:
        return render_problem("" if admin else place.say("admin.not_admin")), *kept, None, gr.Button(visible=False)
    try:
        form = propose_form(Path(file), place.desk.sources())
    except CalisError as error:
        return render_problem(str(error)), *kept, None, gr.Button(visible=False)
    except Exception:
        logger.exception("an upload could not be read")
        return render_problem(place.say("page.failed")), *kept, None, gr.Button(visible=False)
    said = f'<p class="quiet" role="status">{place.say("admin.read")}</p>'
    return said, form.kind, form.title, form.dated, list(form.lists), form.edition, None, gr.Button(visible=False)


def look_at_upload(place: Setting, admin: bool, file: str | None, form: Form) -> tuple[str, Change | None]:
    """What an upload would change, and the change; None with a sentence where it cannot be made."""
    if not admin:
        return render_problem(place.say("admin.not_admin")), None
    if not file:
        return render_problem(place.say("admin.no_file")), None

    def look() -> tuple[str, Change | None]:
        path = Path(file)
        if path.stat().st_size > MOST_BYTES:
            raise LibraryError(f"文件超过 {MOST_BYTES // 2**20} MB：请拆开或压小再传。")
        name = safe_name(path.name, place.settings.corpus)
        source = make_source(form, name, load_manifest(place.settings.corpus))
        return _look(place, Change(source, path, form.replaces))

    return _tried(place, look)


def look_at_removal(place: Setting, admin: bool, picked: str | None) -> tuple[str, Change | None]:
    """What the removal of a document would change, and the change."""
    if not admin or not picked:
        return render_problem(place.say("admin.no_file" if admin else "admin.not_admin")), None
    return _tried(place, lambda: _look(place, Change(removed=picked)))


def _tried(place: Setting, look: Callable[[], tuple[str, Change | None]]) -> tuple[str, Change | None]:
    """What a look gives, or a sentence and no change."""
    try:
        return look()
    except CalisError as error:
        return render_problem(str(error)), None
    except Exception:
        logger.exception("a change could not be looked at")
        return render_problem(place.say("page.failed")), None


def _look(place: Setting, change: Change) -> tuple[str, Change | None]:
    report, chunks = try_change(place.settings, change)
    preview = compare_corpora(place.desk.current().index.chunks, report, chunks)
    return render_preview(preview, place.language), change if preview.documents else None


def _looked(looked: tuple[str, Change | None]) -> tuple:
    html, change = looked
    return html, change, gr.Button(visible=change is not None)


def make_change(place: Setting, admin: bool, pending: Change | None) -> Iterator[str]:
    """Make a change that has been looked at, saying how far it has come; on failure all is as before."""
    if not admin or pending is None:
        yield render_problem(place.say("admin.no_file" if admin else "admin.not_admin"))
        return
    steps: queue.Queue[tuple[int, int] | Exception | IngestReport] = queue.Queue()

    def work() -> None:
        try:
            steps.put(apply_change(place.settings, pending, lambda done, total: steps.put((done, total))))
        except Exception as error:
            steps.put(error)

    threading.Thread(target=work, daemon=True).start()
    html = render_progress(place.say("admin.starting"), 0)
    while True:
        yield html
        try:
            step = steps.get(timeout=_STEP_S)
        except queue.Empty:
            continue
        if isinstance(step, tuple):
            done, total = step
            html = render_progress(place.say("admin.working", done=done, total=total), done / max(total, 1))
            continue
        yield _finished(place, step)
        return


def _finished(place: Setting, step: Exception | IngestReport) -> str:
    if isinstance(step, IngestReport):
        place.desk.refresh()
        logger.info("the corpus was changed from the page in %.1f s", step.seconds)
        done = f'<p class="quiet" role="status">{place.say("admin.done", seconds=f"{step.seconds:.1f}")}</p>'
        return done + "".join(map(render_problem, step.left_over))
    logger.error("a change of the corpus failed", exc_info=step)
    reason = str(step) if isinstance(step, CalisError) else place.say("page.failed")
    return render_problem(place.say("admin.kept", reason=reason))
