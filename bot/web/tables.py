"""The complete list behind an answer, as a table that `script.js` sorts and searches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from bot.rosters import print_level
from bot.sheets import Grid
from bot.voice import escape as escape_markdown
from bot.web.messages import LONG_LIST
from bot.web.texts import Language, say

if TYPE_CHECKING:
    from bot.answer import Answer

Record = Mapping[str, Any]

_COLUMNS = ("sequence", "name", "level", "level_before", "agreement_end", "list", "source", "line")
_SHOWN = ("sequence", "name", "level", "level_before", "agreement_end", "list")
FORMATS = ("xlsx", "csv")


def shows_long_list(answer: Answer) -> bool:
    """Whether the answer names rows of a list that is long enough for a table; a count has such rows, too, unnamed."""
    named = all(escape_markdown(record["name"]) in answer.text for record in answer.records[:2])
    return len(answer.records) >= LONG_LIST and named


def render_list(records: Sequence[Record], turn: object, titles: Mapping[str, str], language: Language = "zh") -> str:
    """The panel with all rows; a name opens its line.

    Args:
        records: the rows as the desk gives them.
        turn: index of the answer; a download sends it back.
        titles: of the lists, by id.
        language: of the page.
    """
    keys = [key for key in _used(records) if key in _SHOWN]
    heads = "".join(_head(position, key, language) for position, key in enumerate(keys))
    rows = "".join(f"<tr>{''.join(_cell(record, key, titles) for key in keys)}</tr>" for record in records)
    controls = render_controls(f'data-do="save" data-turn="{turn}"', language)
    return (
        f'<article class="card list"><h3>{say(language, "list.heading", count=f"{len(records):,}")}</h3>'
        f"{controls}"
        f'<p class="panel-hint">{say(language, "list.sort")}</p>'
        f'<table class="rows"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></article>'
    )


def render_controls(save: str, language: Language = "zh", between: str = "") -> str:
    """The search box and downloads of a table.

    Args:
        save: attributes of the buttons that download it.
        language: of the page.
        between: HTML between the two.
    """
    saves = "".join(
        f'<button type="button" class="plain" {save} data-format="{kind}">'
        f"{say(language, 'list.save', format=kind.upper())}</button>"
        for kind in FORMATS
    )
    search, shown = say(language, "list.search"), escape(say(language, "list.shown", count="#"))
    return (
        f'<div class="controls"><input type="search" placeholder="{search}" aria-label="{search}">'
        f'<span class="found" role="status" data-text="{shown}"></span>{between}{saves}</div>'
    )


def list_grid(records: Sequence[Record], titles: Mapping[str, str], language: Language = "zh") -> Grid:
    """The rows for a file: headings, then a row a record, with its place in the source."""
    keys = _used(records)
    headings = [say(language, f"list.{key}") for key in keys]
    return [headings, *([_value(record, key, titles) for key in keys] for record in records)]


def _used(records: Sequence[Record]) -> list[str]:
    """The columns in which anything stands; the list is one only where there are several."""
    several = len({record.get("list") for record in records}) > 1
    return [key for key in _COLUMNS if (several or key != "list") and any(record.get(key) for record in records)]


def _value(record: Record, key: str, titles: Mapping[str, str]) -> Any:
    value = record.get(key)
    if key == "list":
        return titles.get(str(value), value)
    return print_level(value) if value and key in ("level", "level_before") else value


def _head(position: int, key: str, language: Language) -> str:
    name = say(language, f"list.{key}")
    return f'<th aria-sort="none"><button type="button" data-do="sort" data-column="{position}">{name}</button></th>'


def _cell(record: Record, key: str, titles: Mapping[str, str]) -> str:
    value = _value(record, key, titles)
    text = "" if value is None else escape(str(value))
    if key != "name":
        return f"<td>{text}</td>"
    place = f'data-source="{escape(str(record.get("source", "")))}" data-line="{escape(str(record.get("line", "")))}"'
    return f'<td><button type="button" class="plain" data-do="open" {place}>{text}</button></td>'
