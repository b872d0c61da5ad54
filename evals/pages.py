"""Turns reports into pages: one HTML file that needs nothing else, and Markdown for a pull request.

Every text of the HTML is escaped by Jinja, and a page names by its hash the only script that it may run: an answer or a
question that holds HTML stays text.
"""

import base64
import hashlib
import re
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from evals.errors import RunError
from evals.report import Report
from evals.significance import Estimate
from evals.summary import METRICS
from evals.tables import format_value

_FAILURES_IN_MARKDOWN = 20
_OFF = ["link", "image", "autolink", "reference"]
VERDICTS = {"right": "答对", "wrong": "答错", "declined": "拒答"}
SETUP = {
    "answerer": "问的是", "version": "版本", "commit": "提交", "settings": "设置", "index_fingerprint": "索引指纹", "corpus": "资料",
}  # fmt: skip
FLAWS = {"wrong": "答错", "declined": "该答而拒答", "error": "程序出错", "uncited": "答对，出处有误"}


def render_html(template: str, **values: Any) -> str:
    """A page from one of `evals/templates/*.html.j2`."""
    folder = files("evals") / "templates"
    style, script = ((folder / name).read_text(encoding="utf-8") for name in ("style.css", "filter.js"))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    shared = {"style": Markup(style), "script": Markup(script), "script_hash": digest}
    return _environment().get_template(template).render(**shared, **values)


def render_report(report: Report) -> str:
    """The page of a run."""
    return render_html("report.html.j2", report=report)


def render_markdown(report: Report) -> str:
    """The report for a pull request: the figures, the categories, and the first failures folded."""
    shown = report.failures[:_FAILURES_IN_MARKDOWN]
    return _environment().get_template("report.md.j2").render(report=report, shown=shown)


def write_page(path: Path, text: str) -> None:
    """Write a page where it is wanted.

    Raises:
        RunError: that is not possible.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RunError(f"写不了 {path}（{error.strerror}）：请换一个位置。") from error


def show_value(value: float | None, name: str) -> str:
    """A figure for a reader: shares as percentages, all else as the tables of the terminal have it."""
    if value is not None and METRICS[name].bounds == (0.0, 1.0):
        return f"{100 * value:.1f}%"
    return format_value(name, value)


def show_interval(found: Estimate, name: str) -> str:
    """The confidence interval of a figure."""
    return f"{show_value(found.low, name)} – {show_value(found.high, name)}"


def show_moment(text: str) -> str:
    """An ISO time as one reads it, at its own offset; anything else as it is."""
    try:
        return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M:%S %z}".strip()
    except ValueError:
        return text


def show_milliseconds(edge: float) -> str:
    """An edge of the histogram of latencies."""
    return f"{edge / 1000:g} 秒" if edge >= 1000 else f"{edge:g} 毫秒"


def render_answer(text: str) -> Markup:
    """The Markdown of an answer, whose HTML stays text and whose links and pictures are off."""
    return Markup(_markdown().render(text))


def fence(text: str) -> str:
    """A text as a block of code of Markdown that nothing in it can close."""
    ticks = "`" * max([3, *(len(run) + 1 for run in re.findall(r"`+", text))])
    return f"{ticks}text\n{text}\n{ticks}"


def in_cell(text: str) -> str:
    """A text that may stand in a table or a line of Markdown without meaning anything there."""
    plain = " ".join(text.split())
    return re.sub(r"([\\`*_\[\]<>#!|~&@])", r"\\\1", plain)


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable(_OFF)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("evals"), autoescape=lambda name: bool(name) and name.endswith(".html.j2"),
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    shown = (show_value, show_interval, show_moment, show_milliseconds, render_answer, fence, in_cell)
    environment.filters |= {function.__name__: function for function in shown}
    environment.globals |= {"FLAWS": FLAWS, "METRICS": METRICS, "SETUP": SETUP, "VERDICTS": VERDICTS}
    return environment
