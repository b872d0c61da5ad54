"""The panel beside the chat: the quoted lines of a source, highlighted in their surroundings, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from bot.web.captions import describe_date, describe_lines
from bot.web.texts import Language, say

if TYPE_CHECKING:
    from bot.answer import Citation
    from ingest.manifest import Source

_SURROUNDING = 4
# A whole table may be cited (1,329 rows): more lines than this are folded, all but both ends.
_UNFOLDED = 40
_SHOWN_HEAD, _SHOWN_TAIL = 16, 8


# So many lines of a source are shown at a time when it is read as a whole.
_PAGE = 300


def render_hint(key: str, language: Language = "zh") -> str:
    """A sentence of the panel itself, by its name in `texts.toml`."""
    return f'<p class="panel-hint">{say(language, f"panel.{key}")}</p>'


def render_panel(citation: Citation, lines: Sequence[str], language: Language = "zh") -> str:
    """Show where a citation points.

    Args:
        citation: its lines are counted from 1.
        lines: the whole source, item 0 being line 1; where the cited lines are gone, the quote is shown.
    """
    if citation.last_line > len(lines):
        quote = _text_row("", f"<mark>{escape(citation.quote)}</mark>", "line quoted")
        return _card(citation, render_hint("changed", language) + quote, language)
    first = max(1, citation.first_line - _SURROUNDING)
    last = min(len(lines), citation.last_line + _SURROUNDING)
    spans = find_quote(lines, citation)
    rows = [_row(number, lines[number - 1], spans.get(number)) for number in range(first, last + 1)]
    return _card(citation, _lines(_fold(rows, language), first, last, language), language)


def render_source(source: Source, lines: Sequence[str], start: object = 1, language: Language = "zh") -> str:
    """Show a source as a whole, a page of lines at a time.

    Args:
        source: what it says about itself.
        lines: all its lines, item 0 being line 1.
        start: the first line of the page; it comes from the browser and may be anything.
        language: of the page.
    """
    first = min(max(start, 1), max(len(lines), 1)) if isinstance(start, int) else 1
    last = min(len(lines), first + _PAGE - 1)
    rows = "".join(_row(number, lines[number - 1], None) for number in range(first, last + 1))
    before = _turn_page(source.file, max(1, first - _PAGE), "earlier", first - 1, language)
    after = _turn_page(source.file, last + 1, "later", len(lines) - last, language)
    body = before + _lines(rows, first, last, language) + after
    return _article(
        source.title, source.date_stated, source.file, describe_lines(first, last, language), body, language
    )


def _turn_page(file: str, start: int, key: str, left: int, language: Language) -> str:
    if left <= 0:
        return ""
    text = say(language, f"panel.{key}", count=f"{left:,}")
    return (
        f'<p><button type="button" class="plain" data-do="read" data-source="{escape(file)}" data-start="{start}">'
        f"{text}</button></p>"
    )


def _lines(rows: str, first: int, last: int, language: Language) -> str:
    label = say(language, "panel.text", lines=describe_lines(first, last, language))
    return f'<div class="lines" role="group" aria-label="{label}">{rows}</div>'


def find_quote(lines: Sequence[str], citation: Citation) -> dict[int, tuple[int, int]]:
    """Find the characters of each cited line that belong to the quote: line number to (start, end).

    A quote is verbatim but for its line breaks, so white space is left out of the comparison; a quote that is
    not found so (say, one that leaves something out) stands for its lines as a whole.
    """
    numbers = range(citation.first_line, citation.last_line + 1)
    places = [(n, at) for n in numbers for at, char in enumerate(lines[n - 1]) if not char.isspace()]
    needle = "".join(citation.quote.split())
    start = "".join(lines[n - 1][at] for n, at in places).find(needle)
    if start < 0 or not needle:
        return {n: (0, len(lines[n - 1])) for n in numbers}
    spans: dict[int, tuple[int, int]] = {}
    for n, at in places[start : start + len(needle)]:
        spans[n] = (spans[n][0] if n in spans else at, at + 1)
    return spans


def render_sources(sources: Sequence[Source], language: Language = "zh") -> str:
    """List what the desk knows, each source with its date, for the head of the page."""
    entries = [(escape(source.title), escape(describe_date(source.date_stated, language))) for source in sources]
    items = "".join(f"<li><span>{title}</span> <small>{date}</small></li>" for title, date in entries)
    return f'<ul class="coverage">{items}</ul>'


def _card(citation: Citation, body: str, language: Language) -> str:
    place = describe_lines(citation.first_line, citation.last_line, language, citation.page)
    title = f"[{citation.n}] {citation.title}" if citation.n else citation.title
    return _article(title, citation.as_of, citation.source, place, body, language)


def _article(title: str, as_of: object, file: str, place: str, body: str, language: Language) -> str:
    return (
        f'<article class="card"><h3>{escape(title)}</h3>'
        f'<p class="place"><span>{escape(describe_date(as_of, language))}</span>'
        f"<span><code>{escape(file)}</code> {place}</span></p>{body}</article>"
    )


def _row(number: int, line: str, span: tuple[int, int] | None) -> str:
    if span is None or span[0] == span[1]:
        return _text_row(str(number), escape(line), "line")
    start, end = span
    text = f"{escape(line[:start])}<mark>{escape(line[start:end])}</mark>{escape(line[end:])}"
    return _text_row(str(number), text, "line quoted")


def _text_row(number: str, text: str, kind: str) -> str:
    return f'<div class="{kind}"><span class="number">{number}</span><span class="text">{text}</span></div>'


def _fold(rows: Sequence[str], language: Language) -> str:
    if len(rows) <= _UNFOLDED:
        return "".join(rows)
    head, middle, tail = rows[:_SHOWN_HEAD], rows[_SHOWN_HEAD:-_SHOWN_TAIL], rows[-_SHOWN_TAIL:]
    label = say(language, "panel.fold", count=f"{len(middle):,}")
    folded = f"<details><summary>{label}</summary>{''.join(middle)}</details>"
    return "".join((*head, folded, *tail))
