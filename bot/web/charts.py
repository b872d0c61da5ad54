"""Charts as plain HTML: bars made of boxes, each with its number in words beside it, so that nothing is told by length alone."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bot.rosters import print_level
from bot.web.texts import Language, say


def render_groups(groups: Sequence[tuple[str, int]], language: Language = "zh") -> str:
    """A distribution: a bar a level, with its number and its share."""
    total = sum(number for _, number in groups)
    largest = max(number for _, number in groups)
    bars = [
        render_bar(
            escape(_print_group(name, language)), number / largest, f"{number:,}", f"{100 * number / total:.1f}%"
        )
        for name, number in groups
    ]
    return render_chart(bars, say(language, "chart.groups"))


def _print_group(name: str, language: Language) -> str:
    return name if language == "en" else print_level(name)


def render_chart(bars: Sequence[str], label: str) -> str:
    """Bars under one another; `label` names the chart for those who do not see it."""
    return f'<ul class="bars" aria-label="{escape(label)}">{"".join(bars)}</ul>'


def render_bar(name: str, share: float, value: str, note: str = "", kind: str = "") -> str:
    """One bar.

    Args:
        name: HTML of what it is of.
        share: its length, 0 to 1.
        value: its number as text.
        note: HTML behind the number.
        kind: a class of its own.
    """
    width = 100 * min(max(share, 0.0), 1.0)
    return (
        f'<li class="{f"bar {kind}".strip()}"><span class="name">{name}</span>'
        f'<span class="track"><span class="fill" style="width:{width:.1f}%"></span></span>'
        f'<span class="value">{escape(value)}</span><span class="note">{note}</span></li>'
    )
