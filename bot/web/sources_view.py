"""The HTML of the tab of documents: what is indexed, and what a change would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

from bot.rosters import print_level
from bot.web.captions import describe_date
from bot.web.texts import Language, say

if TYPE_CHECKING:
    from bot.desk import Edition
    from bot.upload import ListChange, Preview

_COLUMNS = ("title", "kind", "date", "records", "chunks", "lines")
_NUMBERS = _COLUMNS[3:]
_NAMES_SHOWN = 8
_WARNINGS_SHOWN = 12
_CHECKSUM_SHOWN = 12


def render_library(edition: Edition, language: Language = "zh") -> str:
    """A table of all documents in the order of the manifest."""
    records, chunks = Counter(), Counter()
    for chunk in edition.index.chunks:
        if chunk.kind != "source":
            (records if chunk.row or chunk.figure else chunks)[chunk.source] += 1
    heads = "".join(_head(key, language) for key in _COLUMNS)
    rows = "".join(_row(edition, file, records[file], chunks[file], language) for file in edition.sources)
    built = datetime.fromisoformat(edition.index.info.built_at).astimezone()
    return (
        f"<h2>{say(language, 'sources.heading')}</h2>"
        f'<p class="quiet">{say(language, "sources.built", when=f"{built:%Y-%m-%d %H:%M}")}</p>'
        f'<div class="scroll"><table class="rows stack"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _head(key: str, language: Language) -> str:
    kind = ' class="number"' if key in _NUMBERS else ""
    return f"<th{kind}>{say(language, f'sources.{key}')}</th>"


def _row(edition: Edition, file: str, records: int, chunks: int, language: Language) -> str:
    source, whole, lines = edition.sources[file], edition.wholes[file], len(edition.lines[file])
    checksum = escape(str(whole.details.get("sha256", "")))
    title = (
        f'<button type="button" class="plain" data-do="read" data-source="{escape(file)}" data-start="1">'
        f'{escape(source.title)}</button><br><small class="quiet">{escape(file)} · '
        f'<span title="SHA-256 {checksum}">SHA-256 {checksum[:_CHECKSUM_SHOWN]}</span></small>'
    )
    date = escape(describe_date(source.date_stated, language))
    values = (title, say(language, f"sources.{source.kind}"), date, *(f"{n:,}" for n in (records, chunks, lines)))
    return f"<tr>{''.join(_cell(key, value, language) for key, value in zip(_COLUMNS, values, strict=True))}</tr>"


def _cell(key: str, value: str, language: Language) -> str:
    kind = ' class="number"' if key in _NUMBERS else ""
    return f'<td{kind} data-label="{say(language, f"sources.{key}")}">{value}</td>'


def render_preview(preview: Preview, language: Language = "zh") -> str:
    """What a change would change: documents, rows of lists, warnings."""
    if not preview.documents:
        return f'<p class="quiet" role="status">{say(language, "admin.nothing")}</p>'
    parts = [f'<h3 role="status">{say(language, "admin.preview")}</h3><ul class="changes">']
    for title, before, after in preview.documents:
        text = say(language, "admin.document", title=title, before=f"{before:,}", after=f"{after:,}")
        parts.append(f"<li>{escape(text)}</li>")
    parts += [_list_change(change, language) for change in preview.lists]
    parts.append("</ul>")
    if preview.warnings:
        parts.append(f"<h3>{say(language, 'admin.warnings')}</h3><ul class='changes'>")
        parts += [f"<li>{escape(warning)}</li>" for warning in preview.warnings[:_WARNINGS_SHOWN]]
        more = len(preview.warnings) - _WARNINGS_SHOWN
        parts.append(f"<li>……（+{more}）</li></ul>" if more > 0 else "</ul>")
    return "".join(parts)


def _list_change(change: ListChange, language: Language) -> str:
    numbers = {"before": f"{change.before:,}", "after": f"{change.after:,}"}
    counts = {key: len(getattr(change, key)) for key in ("joined", "left", "changed")}
    lines = [say(language, "admin.list", title=change.title, **numbers, **counts)]
    moved = [f"{name}（{_level(old, language)} → {_level(new, language)}）" for name, old, new in change.changed]
    for key, names in (("joined", change.joined), ("left", change.left), ("changed", moved)):
        if names:
            lines.append(say(language, f"admin.{key}", names=_join(names, language)))
    return f"<li>{'<br>'.join(map(escape, lines))}</li>"


def _level(level: str, language: Language) -> str:
    return print_level(level) if level and language == "zh" else level or "—"


def _join(names: Sequence[str], language: Language) -> str:
    text = "、".join(names[:_NAMES_SHOWN])
    return say(language, "admin.more", names=text, count=len(names)) if len(names) > _NAMES_SHOWN else text
