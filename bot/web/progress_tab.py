"""The tab of charts: what the slides state of goals, services, resources and money, each bar with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby

import gradio as gr

from bot.progress import Bar, Chart, make_charts
from bot.web.captions import describe_date
from bot.web.charts import render_bar, render_chart
from bot.web.members_view import open_button
from bot.web.page import QUIET, Setting, show_html
from bot.web.texts import Language, say
from ingest.chunks import Chunk
from ingest.manifest import Source


def lay_out_progress(place: Setting) -> gr.HTML:
    """Create the component in the current tab."""
    return show_html(show_progress(place), "charts")


def bind_progress(place: Setting, charts: gr.HTML, app: gr.Blocks) -> None:
    """Draw anew whenever the page is opened: the index may have changed."""
    app.load(lambda: show_progress(place), None, charts, queue=False, **QUIET)


def show_progress(place: Setting) -> str:
    """All charts of the index in use."""
    edition = place.desk.current()
    return render_progress_charts(make_charts(edition.index.chunks, edition.sources), edition.sources, place.language)


def render_progress_charts(charts: Sequence[Chart], sources: Mapping[str, Source], language: Language = "zh") -> str:
    """The charts under the titles of their documents and parts."""
    if not charts:
        return f'<p class="quiet">{say(language, "progress.empty")}</p>'
    parts = [f'<p class="quiet">{say(language, "progress.about")}</p>']
    for file, of_source in groupby(charts, key=lambda chart: chart.source):
        date = describe_date(sources[file].date_stated, language)
        parts.append(
            f'<p class="quiet">{say(language, "progress.from", title=escape(sources[file].title), date=escape(date))}</p>'
        )
        for part, of_part in groupby(of_source, key=lambda chart: chart.part):
            parts.append(f"<h2>{escape(part)}</h2>")
            parts += [_chart(chart, sources, language) for chart in of_part]
    return "".join(parts)


def _chart(chart: Chart, sources: Mapping[str, Source], language: Language) -> str:
    kind = say(language, f"progress.{chart.kind}")
    bars = render_chart([_bar(bar, chart, sources, language) for bar in chart.bars], f"{chart.title} {kind}")
    notes = "".join(f'<p class="quiet">{note}</p>' for note in _notes(chart, language))
    return f"<section><h3>{escape(chart.title)} <small>{kind}</small></h3>{bars}{notes}</section>"


def _notes(chart: Chart, language: Language) -> list[str]:
    notes = []
    if chart.whole:
        whole = say(language, "progress.whole", text=escape(chart.whole.figure.text))
        notes.append(open_button(chart.whole, whole))
    for other in chart.others:
        text = say(language, "progress.others", subject=escape(other.figure.subject), text=escape(other.figure.text))
        notes.append(open_button(other, text))
    if chart.average:
        values = {"text": escape(chart.average.figure.text), "mean": f"{chart.mean:.1f}".removesuffix(".0")}
        mark = "⚠ " if chart.mean_differs else ""
        notes.append(_marked(chart.average, mark + say(language, "progress.average", **values), chart.mean_differs))
    return notes


def _bar(bar: Bar, chart: Chart, sources: Mapping[str, Source], language: Language) -> str:
    value = bar.figure.figure.text
    if bar.planned:
        value = say(language, "progress.of", reached=value, planned=bar.planned.figure.text)
    notes = [escape(bar.figure.figure.status)] if bar.figure.figure.status else []
    if bar.stated:
        key = "differs" if bar.differs else "stated"
        values = {"text": escape(bar.stated.figure.text), "quotient": f"{100 * bar.share:.1f}"}
        notes.append(_marked(bar.stated, say(language, f"progress.{key}", **values), bar.differs))
    notes += [_twin(twin, chart, sources, language) for twin in bar.twins]
    return render_bar(open_button(bar.figure, escape(bar.label)), bar.share, value, " · ".join(notes), chart.kind)


def _twin(twin: Chunk, chart: Chart, sources: Mapping[str, Source], language: Language) -> str:
    """What another place states; another document may speak of another time, so that it is named with its date."""
    text = escape(twin.figure.text)
    if twin.source == chart.source:
        return _marked(twin, say(language, "progress.twin", text=text), True)
    source = sources[twin.source]
    values = {"title": escape(source.title), "date": escape(describe_date(source.date_stated, language)), "text": text}
    return _marked(twin, say(language, "progress.elsewhere", **values), True)


def _marked(chunk: Chunk, text: str, doubtful: bool) -> str:
    button = open_button(chunk, text)
    return f'<span class="mark">{button}</span>' if doubtful else button
