"""The HTML of the tab of evaluations: how runs of the same questions came out over time, and the page of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from pathlib import Path

from bot.run_summaries import RunSummary, find_report, group_series
from bot.web.line_chart import Point, render_line
from bot.web.texts import Language, say

_MEASURES = ("right", "wrong", "declined")
_COLUMNS = ("when", "version", "cases", *_MEASURES, "report")
_NUMBERS = ("cases", *_MEASURES)
_SETS_NAMED = 4


def render_runs(summaries: Sequence[RunSummary], home: Path, language: Language = "zh") -> str:
    """All series, the newest open and the others folded; a sentence where there are no runs."""
    if not summaries:
        return f'<p class="quiet">{say(language, "runs.empty")}</p>'
    first, *others = (_series(runs, home, language) for runs in group_series(list(summaries)))
    folded = "".join(
        f'<details class="series"><summary>{title}</summary>{content}</details>' for title, content in others
    )
    return (
        f'<h2>{say(language, "runs.heading")}</h2><p class="quiet">{say(language, "runs.about")}</p>'
        f'<section class="series"><h3>{first[0]}</h3>{first[1]}</section>{folded}'
    )


def _series(runs: Sequence[RunSummary], home: Path, language: Language) -> tuple[str, str]:
    """(title, content) of runs of one series, newest first."""
    newest = runs[0]
    sets = " · ".join(newest.sets[:_SETS_NAMED])
    if len(newest.sets) > _SETS_NAMED:
        sets = say(language, "runs.many", sets=sets, count=len(newest.sets))
    title = say(language, "runs.series", answerer=_name_answerer(newest.answerer, language), sets=sets)
    if newest.limit:
        title += say(language, "runs.sample", limit=newest.limit, seed=newest.seed)
    oldest_first = list(reversed(runs))
    figures = "".join(_figure(oldest_first, measure, language) for measure in _MEASURES)
    marked = any(point.fresh for point in _points(oldest_first, "right", language))
    note = f'<p class="quiet">{say(language, "runs.fresh")}</p>' if marked else ""
    heads = "".join(f"<th{_number(key)}>{say(language, f'runs.{key}')}</th>" for key in _COLUMNS)
    rows = "".join(_row(run, home, language) for run in runs)
    table = f'<table class="rows stack"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    return escape(title), f'<div class="line-charts">{figures}</div>{note}<div class="scroll">{table}</div>'


def _name_answerer(answerer: str, language: Language) -> str:
    return say(language, f"runs.{answerer}") if answerer in ("desk", "baseline") else answerer


def _figure(runs: Sequence[RunSummary], measure: str, language: Language) -> str:
    name, share = say(language, f"runs.{measure}"), getattr(runs[-1], measure) / runs[-1].cases
    chart = render_line(_points(runs, measure, language), f"{name} {share:.1%}", measure)
    return f"<figure><figcaption>{name} <b>{share:.1%}</b></figcaption>{chart}</figure>"


def _points(runs: Sequence[RunSummary], measure: str, language: Language) -> list[Point]:
    """A point a run, oldest first."""
    points, before = [], runs[0].questions
    for run in runs:
        count = getattr(run, measure)
        values = {"when": _moment(run), "share": f"{count / run.cases:.1%}", "count": count, "cases": run.cases}
        caption = say(language, "runs.point", **values)
        interval = run.interval if measure == "right" else None
        points.append(Point(count / run.cases, _moment(run)[:10], caption, interval, run.questions != before))
        before = run.questions
    return points


def _moment(run: RunSummary) -> str:
    """The local time of a run; as it was written, where it is no time."""
    try:
        return f"{datetime.fromisoformat(run.started).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        return run.started


def _row(run: RunSummary, home: Path, language: Language) -> str:
    numbers = [getattr(run, measure) for measure in _MEASURES]
    counts = [say(language, "runs.count", count=f"{n:,}", share=f"{n / run.cases:.1%}") for n in numbers]
    cells = (escape(_moment(run)), escape(run.version), f"{run.cases:,}", *counts, _links(run, home, language))
    return f"<tr>{''.join(_cell(key, value, language) for key, value in zip(_COLUMNS, cells, strict=True))}</tr>"


def _links(run: RunSummary, home: Path, language: Language) -> str:
    """Ways to the page of a run, from the page of a language; nothing where there is no page."""
    if find_report(home, run.run_id) is None:
        return ""
    address = f"{'../' if language == 'en' else ''}evals/{escape(run.run_id)}"
    opened = f'<a href="{address}" target="_blank" rel="noopener">{say(language, "runs.open")}</a>'
    saved = f'<a href="{address}" download="{escape(run.run_id)}.html">{say(language, "runs.save")}</a>'
    return f"{opened} {saved}"


def _number(key: str) -> str:
    return ' class="number"' if key in _NUMBERS else ""


def _cell(key: str, value: str, language: Language) -> str:
    return f'<td{_number(key)} data-label="{say(language, f"runs.{key}")}">{value}</td>'
