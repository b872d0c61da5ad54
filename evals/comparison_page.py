"""The page of two runs: what got better, what got worse, and in words whether it is more than chance."""

from dataclasses import dataclass
from typing import Literal

from evals.compare import Comparison, Difference, Flip
from evals.excerpts import Excerpt, SourceLines
from evals.pages import render_html, show_value
from evals.report import Side, make_side
from evals.summary import METRICS
from evals.tables_compare import conclude

_SENTENCES = {
    "一样": "没有差别",
    "说明不了什么": "这点差别说明不了什么，可能只是偶然",
    "变好": "变好了，不像是偶然",
    "变差": "变差了，不像是偶然",
}


@dataclass(frozen=True, slots=True)
class ShownFlip:
    """A question that ended in another way, with both answers and the lines that hold the right one."""

    kind: Literal["better", "worse"]
    first: Side
    second: Side
    evidence: tuple[Excerpt, ...]


def render_comparison(found: Comparison, sources: SourceLines) -> str:
    """The page of a comparison; what got worse comes first."""
    flips = [
        *(_show_flip("worse", flip, sources) for flip in found.worse),
        *(_show_flip("better", flip, sources) for flip in found.better),
    ]
    headline = next((d for d in found.differences if d.name == "correctness"), None)
    changed = sources.changed_since(found.first.corpus | found.second.corpus)
    words = {"show_change": show_change, "say_difference": say_difference, "conclude": conclude}
    return render_html(
        "compare.html.j2", found=found, flips=flips, headline=headline, changed=changed, **words
    )  # fmt: skip


def _show_flip(kind: Literal["better", "worse"], flip: Flip, sources: SourceLines) -> ShownFlip:
    return ShownFlip(kind, make_side(flip.first), make_side(flip.second), sources.excerpts(flip.second.case))


def say_difference(difference: Difference) -> str:
    """What a difference means, in a sentence for someone who knows no statistics."""
    short = conclude(difference)
    return _SENTENCES.get(short, short)


def show_change(difference: Difference) -> str:
    """How much, with its interval where there is one: shares in points of a percent, else in the metric's own unit."""
    change = difference.change
    shown = _signed(difference.name, change.value)
    if difference.p is None or change.low == change.high:
        return shown
    return f"{shown}（{_signed(difference.name, change.low)} – {_signed(difference.name, change.high)}）"


def _signed(name: str, value: float) -> str:
    if value == 0:
        return "0"
    if METRICS[name].bounds == (0.0, 1.0):
        return f"{100 * value:+.1f}"
    return ("+" if value > 0 else "") + show_value(value, name)
