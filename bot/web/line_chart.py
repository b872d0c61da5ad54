"""A small line chart as inline SVG: one share over the runs of a series, its scale fitted to what it shows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 230, 140
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 12, 12, 24
_STEPS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
_MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class Point:
    """One run on the chart.

    Attributes:
        share: 0 to 1.
        label: under the axis, short.
        caption: what the pointer shows.
        interval: of the share; None draws no bar.
        fresh: the questions differ from those of the point before.
    """

    share: float
    label: str
    caption: str
    interval: tuple[float, float] | None = None
    fresh: bool = False


def render_line(points: Sequence[Point], label: str, kind: str = "") -> str:
    """The chart of one or more points, oldest first; `label` names it, `kind` is a class of its own."""
    low, high, step = fit_scale([bound for p in points for bound in (p.share, *(p.interval or ()))])
    across = [_LEFT + (_WIDTH - _LEFT - _RIGHT) * (i + 0.5) / len(points) for i in range(len(points))]

    def up(share: float) -> float:
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * (share - low) / (high - low)

    count = round((high - low) / step)
    grid = "".join(_grid_line(up(low + i * step), low + i * step) for i in range(count + 1))
    path = " ".join(f"{x:.1f},{up(p.share):.1f}" for x, p in zip(across, points, strict=True))
    marks = "".join(
        _mark(x, up(p.share), tuple(map(up, p.interval)) if p.interval else None, p)
        for x, p in zip(across, points, strict=True)
    )
    return (
        f'<svg class="{f"line-chart {kind}".strip()}" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{escape(label)}">{grid}<polyline points="{path}"/>{marks}{_dates(across, points)}</svg>'
    )


def fit_scale(shares: Sequence[float]) -> tuple[float, float, float]:
    """(lowest, highest, step) of an axis with few round lines that holds all shares; within 0 and 1."""
    least, most = max(min(shares), 0.0), min(max(shares), 1.0)
    for step in _STEPS:
        low, high = math.floor(least / step + 1e-9) * step, math.ceil(most / step - 1e-9) * step
        if high - low < step / 2:
            low, high = (low, high + step) if high + step <= 1 else (low - step, high)
        if (high - low) / step <= _MOST_LINES + 0.5:
            return low, high, step
    return 0.0, 1.0, _STEPS[-1]


def _grid_line(y: float, share: float) -> str:
    text = f"{100 * share:.1f}".removesuffix(".0")
    return (
        f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{text}%</text>'
    )


def _mark(x: float, y: float, interval: tuple[float, float] | None, point: Point) -> str:
    span = f'<path d="M{x:.1f} {interval[0]:.1f}V{interval[1]:.1f}"/>' if interval else ""
    fresh = ' class="fresh"' if point.fresh else ""
    return f'<g{fresh}>{span}<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/><title>{escape(point.caption)}</title></g>'


def _dates(across: Sequence[float], points: Sequence[Point]) -> str:
    """The first and the last date; where both are one, that."""
    shown = {0: "start", len(points) - 1: "end"} if len({points[0].label, points[-1].label}) > 1 else {0: "start"}
    if len(points) == 1:
        shown = {0: "middle"}
    return "".join(
        f'<text x="{across[i]:.1f}" y="{_HEIGHT - 6}" text-anchor="{anchor}">{escape(points[i].label)}</text>'
        for i, anchor in shown.items()
    )
