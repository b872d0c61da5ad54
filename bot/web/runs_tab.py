"""The tab of evaluations, there only where there are any: readers who came to ask need not be bothered with it."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from bot.run_summaries import read_summaries
from bot.web.page import QUIET, Setting, show_html
from bot.web.runs_view import render_runs


@dataclass(frozen=True)
class RunsTab:
    """The components of the tab, and the tab itself."""

    tab: gr.Tab
    runs: gr.HTML


def lay_out_runs(place: Setting, tab: gr.Tab) -> RunsTab:
    """Create the components in the current tab."""
    return RunsTab(tab, show_html("", "runs"))


def bind_runs(place: Setting, part: RunsTab, app: gr.Blocks) -> None:
    """Look for runs whenever the page is opened."""
    app.load(lambda: show_runs(place), None, [part.tab, part.runs], queue=False, **QUIET)


def show_runs(place: Setting) -> tuple[gr.Tab, str]:
    """The tab, to be seen or not, and what is in it."""
    home = place.settings.home
    summaries = read_summaries(home)
    return gr.Tab(visible=bool(summaries)), render_runs(summaries, home, place.language)
