"""Files that the page hands out: lists as sheets, conversations as Markdown or as one page of HTML.

A file travels to the browser inside the event's own answer, so that none lies on the server for others to find.
"""

from __future__ import annotations

import base64
import json
import re
import tempfile
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from bot.sheets import Grid, write_sheet
from bot.web.captions import describe_date, describe_lines
from bot.web.messages import caption_of, render_text
from bot.web.tables import list_grid
from bot.web.texts import Language, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.answer import Answer, Citation
    from bot.web.session import Conversation

_TYPES = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".md": "text/markdown",
    ".html": "text/html",
}
_BUTTON = re.compile(r'<button type="button" class="cite" data-turn="(\d+)" data-n="(\d+)"[^>]*>(.*?)</button>')
_STYLE = """
body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:16px/1.7 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
h1{font-size:1.4rem}h2{font-size:1.05rem;margin-top:2rem;border-top:1px solid #ccc;padding-top:1rem;white-space:pre-wrap}
table{border-collapse:collapse;font-size:.9rem}td,th{border:1px solid #ccc;padding:.2rem .6rem;text-align:left}
.sources{font-size:.9rem;color:#333}blockquote{margin:.2rem 0 .6rem;padding-left:.8rem;border-left:3px solid #bbb;white-space:pre-wrap}
@media(prefers-color-scheme:dark){body{background:#15191f;color:#e5e9ef}.sources{color:#c5ccd6}a{color:#5eead4}}
"""


@dataclass(frozen=True)
class Parcel:
    """A file for the browser to save."""

    name: str
    data: bytes

    def pack(self) -> str:
        """As `script.js` unpacks it; two parcels are never the same text, or the second would go unnoticed."""
        kind = _TYPES[Path(self.name).suffix]
        data = base64.b64encode(self.data).decode("ascii")
        return json.dumps({"name": self.name, "type": kind, "data": data, "id": uuid4().hex}, ensure_ascii=False)


def pack_grid(grid: Grid, name: str, suffix: str, heading_row: int = 0) -> Parcel:
    """A grid as .csv or .xlsx, in which no text is taken for a formula."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"sheet{suffix}")
        write_sheet(path, grid, heading_row)
        return Parcel(f"{name}{suffix}", path.read_bytes())


def pack_list(answer: Answer, titles: Mapping[str, str], kind: str, language: Language = "zh") -> Parcel:
    """The complete list of an answer; `kind` is "csv" or "xlsx"."""
    return pack_grid(list_grid(answer.records, titles, language), say(language, "list.file"), f".{kind}")


def pack_conversation(
    conversation: Conversation, kind: str, titles: Mapping[str, str], language: Language = "zh"
) -> Parcel:
    """A conversation with its citations; `kind` is "md" or "html"."""
    text = to_html(conversation, titles, language) if kind == "html" else to_markdown(conversation, language)
    name = f"{say(language, 'export.file')}-{datetime.now():%Y%m%d-%H%M}.{kind}"
    return Parcel(name, text.encode("utf-8"))


def to_markdown(conversation: Conversation, language: Language = "zh") -> str:
    """Questions as headings, answers as the desk wrote them, and below each its sources with the quotes."""
    parts = [f"# {say(language, 'export.title')}", _made(language)]
    for turn in conversation.turns:
        parts.append(f"## {_markdown_line(turn.question)}")
        if turn.answer is None:
            parts.append(turn.notice or say(language, "chat.unfinished"))
            continue
        parts.append(turn.answer.text)
        if turn.answer.citations:
            parts.append(f"**{say(language, 'export.sources')}**")
            parts += [_markdown_source(citation, language) for citation in turn.answer.citations]
    return "\n\n".join(parts) + "\n"


def to_html(conversation: Conversation, titles: Mapping[str, str], language: Language = "zh") -> str:
    """One page that needs nothing else: markers jump to the sources below their answer."""
    parts = []
    for position, turn in enumerate(conversation.turns):
        parts.append(f"<h2>{escape(turn.question)}</h2>")
        if turn.answer is None:
            parts.append(f"<p>{escape(turn.notice or say(language, 'chat.unfinished'))}</p>")
        else:
            parts.append(_html_answer(turn.answer, position, titles, language))
    title = say(language, "export.title")
    return (
        f'<!doctype html><html lang="{"zh-CN" if language == "zh" else "en"}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title><style>{_STYLE}</style></head>'
        f"<body><h1>{title}</h1><p>{_made(language)}</p>{''.join(parts)}</body></html>"
    )


def _made(language: Language) -> str:
    return say(language, "export.made", when=f"{datetime.now():%Y-%m-%d %H:%M}")


def _markdown_line(text: str) -> str:
    """A question as a heading that shows it unchanged."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", " ".join(text.split()))


def _markdown_source(citation: Citation, language: Language) -> str:
    place = f"`{citation.source}` {describe_lines(citation.first_line, citation.last_line, language, citation.page)}"
    title = f"{_markdown_line(citation.title)}（{describe_date(citation.as_of, language)}）"
    return f"[{citation.n}] {title} {place}\n> {_markdown_line(citation.quote)}"


def _html_answer(answer: Answer, turn: int, titles: Mapping[str, str], language: Language) -> str:
    body = _BUTTON.sub(r'<a href="#a\1-\2">\3</a>', render_text(answer.text, answer.citations, turn, language))
    items = "".join(
        f'<li id="a{turn}-{citation.n}">{escape(caption_of(citation, language))} <code>{escape(citation.source)}</code>'
        f"<blockquote>{escape(citation.quote)}</blockquote></li>"
        for citation in answer.citations
    )
    sources = f'<ul class="sources">{items}</ul>' if items else ""
    return body + _html_rows(answer, titles, language) + sources


def _html_rows(answer: Answer, titles: Mapping[str, str], language: Language) -> str:
    if len(answer.records) < 2:
        return ""
    headings, *rows = list_grid(answer.records, titles, language)
    head = "".join(f"<th>{escape(str(heading))}</th>" for heading in headings)
    body = "".join(f"<tr>{''.join(map(_html_cell, row))}</tr>" for row in rows)
    summary = say(language, "export.rows", count=f"{len(rows):,}")
    return f"<details><summary>{summary}</summary><table><tr>{head}</tr>{body}</table></details>"


def _html_cell(cell: object) -> str:
    return f"<td>{'' if cell is None else escape(str(cell))}</td>"
