"""The panel beside the chat: the quoted lines of a source, highlighted in their surroundings, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from bot.web.captions import describe_date, describe_lines

if TYPE_CHECKING:
    from bot.answer import Citation
    from ingest.manifest import Source

EMPTY_PANEL = '<p class="panel-hint">点回答里的 <b>[1]</b>，这里会打开资料原文，并标出所引的几行。</p>'
NO_CITATION_PANEL = '<p class="panel-hint">上面这个回答没有引用资料。</p>'
_CHANGED = '<p class="panel-hint">原文已有变动，这是回答时的引文：</p>'
LOST_PANEL = '<p class="panel-hint">这一处出处已经打不开了：请把问题再问一遍。</p>'

_SURROUNDING = 4
# A whole table may be cited (1,329 rows): more lines than this are folded, all but both ends.
_UNFOLDED = 40
_SHOWN_HEAD, _SHOWN_TAIL = 16, 8


def render_panel(citation: Citation, lines: Sequence[str]) -> str:
    """Show where a citation points.

    Args:
        citation: its lines are counted from 1.
        lines: the whole source, item 0 being line 1; where the cited lines are gone, the quote is shown.
    """
    if citation.last_line > len(lines):
        return _card(citation, _CHANGED + _text_row("", f"<mark>{escape(citation.quote)}</mark>", "line quoted"))
    first = max(1, citation.first_line - _SURROUNDING)
    last = min(len(lines), citation.last_line + _SURROUNDING)
    spans = find_quote(lines, citation)
    rows = [_row(number, lines[number - 1], spans.get(number)) for number in range(first, last + 1)]
    label = f"原文{describe_lines(first, last)}"
    return _card(citation, f'<div class="lines" role="group" aria-label="{label}">{_fold(rows)}</div>')


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


def render_sources(sources: Sequence[Source]) -> str:
    """List what the desk knows, each source with its date, for the head of the page."""
    entries = [(escape(source.title), escape(describe_date(source.date_stated))) for source in sources]
    items = "".join(f"<li>{title} <small>{date}</small></li>" for title, date in entries)
    return f'<ul class="coverage">{items}</ul>'


def _card(citation: Citation, body: str) -> str:
    place = describe_lines(citation.first_line, citation.last_line, citation.page)
    return (
        f'<article class="card"><h3>[{citation.n}] {escape(citation.title)}</h3>'
        f'<p class="place"><span>{escape(describe_date(citation.as_of))}</span>'
        f"<span><code>{escape(citation.source)}</code> {place}</span></p>{body}</article>"
    )


def _row(number: int, line: str, span: tuple[int, int] | None) -> str:
    if span is None or span[0] == span[1]:
        return _text_row(str(number), escape(line), "line")
    start, end = span
    text = f"{escape(line[:start])}<mark>{escape(line[start:end])}</mark>{escape(line[end:])}"
    return _text_row(str(number), text, "line quoted")


def _text_row(number: str, text: str, kind: str) -> str:
    return f'<div class="{kind}"><span class="number">{number}</span><span class="text">{text}</span></div>'


def _fold(rows: Sequence[str]) -> str:
    if len(rows) <= _UNFOLDED:
        return "".join(rows)
    head, middle, tail = rows[:_SHOWN_HEAD], rows[_SHOWN_HEAD:-_SHOWN_TAIL], rows[-_SHOWN_TAIL:]
    folded = f"<details><summary>展开中间 {len(middle):,} 行</summary>{''.join(middle)}</details>"
    return "".join((*head, folded, *tail))
