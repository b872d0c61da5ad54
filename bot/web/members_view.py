"""The HTML of the member desk: members found, a checked sheet, and the lists by level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from bot.rosters import Roster, Rosters, print_level
from bot.web.captions import describe_date, describe_lines
from bot.web.charts import render_bar, render_chart
from bot.web.tables import render_controls
from bot.web.texts import Language, say

if TYPE_CHECKING:
    from bot.member_search import Member
    from bot.members import Check
    from bot.sheets import Sheet
    from ingest.chunks import Chunk

_SHEET_COLUMNS = ("written", "match", "how", "place")
_SURE = ("exact", "alias", "romanised")
_CANDIDATES_SHOWN = 5


def render_members(
    members: Sequence[Member], count: int, rosters: Rosters, dates: Mapping[str, str], language: Language = "zh"
) -> str:
    """Members found while typing, each with what every list says of it.

    Args:
        members: the first of them.
        count: of all that were found.
        rosters: for the titles of lists.
        dates: that each source states, by its file.
        language: of the page.
    """
    if not members:
        return f'<p class="quiet" role="status">{say(language, "members.none")}</p>'
    key = "near" if members[0].how == "near" else "found" if count == len(members) else "first"
    head = say(language, f"members.{key}", count=count, shown=len(members))
    cards = "".join(_member(member, rosters, dates, language) for member in members)
    return f'<p class="quiet" role="status">{head}</p><ul class="members">{cards}</ul>'


def _member(member: Member, rosters: Rosters, dates: Mapping[str, str], language: Language) -> str:
    rows = "".join(f"<p>{_row(row, rosters, dates, language)}</p>" for row in member.rows)
    how = say(language, f"how.{member.how}")
    return f"<li><h3>{escape(member.name)} <small>{how}</small></h3>{rows}</li>"


def _row(row: Chunk, rosters: Rosters, dates: Mapping[str, str], language: Language) -> str:
    parts = [f"<strong>{escape(_status(row, language))}</strong>", escape(rosters.lists[row.row.list_id].title)]
    if row.row.sequence is not None:
        parts.append(say(language, "members.sequence", number=row.row.sequence))
    parts += [escape(describe_date(dates.get(row.source), language)), _place(row, language)]
    return " · ".join(parts)


def _status(row: Chunk, language: Language) -> str:
    if row.row.level:
        return row.row.level if language == "en" else print_level(row.row.level)
    if row.row.agreement_end:
        return say(language, "members.agreement_end", date=row.row.agreement_end.isoformat())
    return say(language, "members.listed")


def _place(row: Chunk, language: Language) -> str:
    return open_button(
        row, f"{escape(row.source)} {describe_lines(row.spans[0].first_line, row.spans[-1].last_line, language)}"
    )


def open_button(chunk: Chunk, text: str) -> str:
    """A button that opens a chunk's lines in the panel; `text` is HTML."""
    first, last = chunk.spans[0].first_line, chunk.spans[-1].last_line
    return (
        f'<button type="button" class="plain" data-do="open" data-source="{escape(chunk.source)}"'
        f' data-line="{first}" data-last="{last}">{text}</button>'
    )


def is_doubtful(check: Check) -> bool:
    """Whether somebody should look at what was found for a name."""
    return check.outcome not in _SURE or check.score < 100 or bool(check.candidates)


def render_sheet(sheet: Sheet, checks: Sequence[Check], language: Language = "zh") -> str:
    """A checked sheet as a table, doubtful rows marked, with its downloads."""
    doubts = say(language, "members.doubts", count=sum(map(is_doubtful, checks)))
    controls = render_controls('data-do="sheet"', language, f'<label><input type="checkbox"> {doubts}</label>')
    heads = "".join(f"<th>{say(language, f'members.{key}')}</th>" for key in _SHEET_COLUMNS)
    rows = "".join(_sheet_row(check, language) for check in checks)
    return (
        f'<article class="list card"><h3>{say(language, "members.result", count=len(checks))}</h3>'
        f'<p class="quiet" role="status">{_summary(sheet, checks, language)}</p>{controls}<div class="scroll">'
        f'<table class="rows stack"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></article>'
    )


def _sheet_row(check: Check, language: Language) -> str:
    found = [f"{escape(row.row.name)} · {escape(_status(row, language))}" for row in check.rows]
    if check.candidates:
        found.append(f'<span class="quiet">{escape(_candidates(check, language))}</span>')
    places = "<br>".join(_place(row, language) for row in check.rows)
    how = say(language, f"how.{check.outcome}")
    note = escape(f"：{check.problem}") if check.problem else ""
    doubtful = is_doubtful(check)
    mark = f' <strong class="mark">{say(language, "members.doubt")}</strong>' if doubtful else ""
    values = (escape(check.written), "<br>".join(found), f"{how}{note}{mark}", places)
    labels = (say(language, f"members.{key}") for key in _SHEET_COLUMNS)
    cells = (f'<td data-label="{label}">{value}</td>' for label, value in zip(labels, values, strict=True))
    return f'<tr class="{"doubtful" if doubtful else "sure"}">{"".join(cells)}</tr>'


def _candidates(check: Check, language: Language) -> str:
    names = "、".join(check.candidates[:_CANDIDATES_SHOWN])
    more = "…" if len(check.candidates) > _CANDIDATES_SHOWN else ""
    return say(language, "members.others" if check.rows else "members.perhaps", names=names + more)


def _summary(sheet: Sheet, checks: Sequence[Check], language: Language) -> str:
    """How many names were found in each way, and which worksheets were not read; HTML."""
    found = Counter(check.outcome for check in checks)
    comma = say(language, "members.comma")
    counts = comma.join(f"{say(language, f'how.{key}')} {number}" for key, number in found.most_common())
    text = say(language, "members.summary", count=len(checks), counts=counts)
    if sheet.unread:
        text += say(language, "members.unread", tab=sheet.tab, unread=comma.join(sheet.unread))
    return escape(text)


def render_lists(rosters: Rosters, dates: Mapping[str, str], language: Language = "zh") -> str:
    """Every edition of every list, the largest list and its newest edition first: how many at each level or end."""
    size = {list_id: len(roster.rows) for list_id, roster in rosters.lists.items()}
    ordered = sorted(reversed(rosters.editions), key=lambda roster: -size[roster.id])
    return "".join(_list(roster, dates, language) for roster in ordered)


def _list(roster: Roster, dates: Mapping[str, str], language: Language) -> str:
    date = describe_date(dates.get(roster.heading.source), language)
    total = say(language, "members.total", count=f"{len(roster.rows):,}")
    title = open_button(roster.heading, escape(roster.title))
    head = f'<h3>{title}</h3><p class="quiet">{escape(date)} · {total}</p>'
    counted = Counter(_group_of(row, language) for row in roster.rows)
    if not any(row.row.level or row.row.agreement_end for row in roster.rows):
        return f'<section>{head}<p class="quiet">{say(language, "members.plain")}</p></section>'
    largest = max(counted.values())
    bars = [
        render_bar(escape(name), number / largest, f"{number:,}", kind="short")
        for name, number in counted.most_common()
    ]
    return f"<section>{head}{render_chart(bars, roster.title)}</section>"


def _group_of(row: Chunk, language: Language) -> str:
    return _status(row, language) if row.row.level or row.row.agreement_end else say(language, "members.unstated")
