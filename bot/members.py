"""Checks many names against the lists: what each one is, where it stands, and what else it may be."""

import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.lexicon import squeeze
from bot.name_forms import core_of
from bot.rosters import Rosters, print_level
from bot.sheets import Cell, Grid, Sheet
from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk
from ingest.manifest import Source

logger = logging.getLogger(__name__)

Outcome = Literal["exact", "alias", "spelling", "romanised", "several", "none", "error"]

_LONGEST_NAME = 200
_CANDIDATES_SHOWN = 10
# #REF!, #N/A, #DIV/0!, #NAME? and the like.
_FORMULA_ERROR = re.compile(r"#(?:[A-Z0_/]+[!?]|N/A|GETTING_DATA)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Check:
    """What was found for one name.

    Attributes:
        written: the name as the sheet has it.
        rows: the rows of one organisation, one or more lists; empty unless it is certain which one is meant.
        score: 100 for a full or agreed name, less for a misspelt one; 0 without rows.
        candidates: other names that may be meant.
        problem: why the name could not be checked, one sentence; with the outcome `error` alone.
    """

    written: str
    outcome: Outcome
    rows: tuple[Chunk, ...] = ()
    score: float = 0.0
    candidates: tuple[str, ...] = ()
    problem: str = ""


def check_names(cells: Iterable[Cell], rosters: Rosters) -> Iterator[Check]:
    """One check a cell, in order; a cell that cannot be checked says why, and the rest go on."""
    for cell in cells:
        written = "" if cell is None else str(cell).strip()
        problem = find_problem(written)
        try:
            check = Check(written, "error", problem=problem) if problem else _check_name(written, rosters)
        except Exception:
            logger.exception("a row could not be checked")
            check = Check(written, "error", problem=_problem("unexpected"))
        yield check


def find_problem(written: str) -> str:
    """Why a cell holds no name that can be looked up; empty when it does."""
    if not squeeze(written):
        return _problem("empty")
    if len(written) > _LONGEST_NAME:
        return _problem("long", count=len(written), limit=_LONGEST_NAME)
    if _FORMULA_ERROR.fullmatch(written):
        return _problem("formula", found=written)
    return _problem("unevaluated") if written.startswith("=") else ""


def _problem(key: str, **values: Any) -> str:
    return load_vocabulary("sheets")["problems"][key].format(**values)


def _check_name(written: str, rosters: Rosters) -> Check:
    match = rosters.names.find(written)
    if not match.rows:
        nearest = tuple(row.row.name for row, _ in rosters.names.nearest(written))
        return Check(written, "none", candidates=nearest)
    # A name that is printed so is meant, even if another organisation bears it in brackets.
    rows = tuple(row for row in match.rows if core_of(row.row.name) == core_of(written)) or match.rows
    cores = {core_of(row.row.name) for row in rows}
    # One name an organisation: two lists may print it in two ways.
    names = {core_of(name): name for name in reversed(match.names)}
    if len(cores) > 1:
        return Check(written, "several", candidates=tuple(reversed(names.values())))
    others = tuple(name for core, name in names.items() if core not in cores)
    return Check(written, match.how, rows, match.score, others)


def dates_of(chunks: Iterable[Chunk]) -> dict[str, str]:
    """The date that each source states, by its file; empty text for one that states none."""
    wholes = (chunk for chunk in chunks if chunk.kind == "source")
    return {chunk.source: Source.model_validate(chunk.details["manifest"]).date_stated for chunk in wholes}


def write_results(checks: Sequence[Check], rosters: Rosters, dates: Mapping[str, str]) -> Grid:
    """The headings of the result, then a row a check.

    Args:
        checks: in the order of the sheet.
        rosters: for the titles of lists.
        dates: by source, see `dates_of`.
    """
    headings: list[Cell] = [*load_vocabulary("sheets")["columns"].values()]
    return [headings, *([*result_cells(check, rosters, dates).values()] for check in checks)]


def put_beside(sheet: Sheet, results: Grid) -> Grid:
    """The sheet's title rows, then its other columns as they are with the result behind them."""
    before, again = sheet.without_names(sheet.headings), load_vocabulary("sheets")["marks"]["again"]
    headings = [f"{heading}{again}" if heading in before else heading for heading in results[0]]
    rows = zip(sheet.rows, results[1:], strict=True)
    return [*sheet.above, [*before, *headings], *([*sheet.without_names(row), *found] for row, found in rows)]


def result_cells(check: Check, rosters: Rosters, dates: Mapping[str, str]) -> dict[str, Cell]:
    """What is written of a check, by the keys of `columns` in `sheets.toml`; values of several lists are joined.

    Dates, numbers and places stand in the order of the lists; levels and ends of agreements only where they are stated.
    """
    words = load_vocabulary("sheets")
    marks, how = words["marks"], words["how"][check.outcome]
    chunks = sorted(check.rows, key=lambda chunk: not (chunk.row.level or chunk.row.agreement_end))
    rows = [chunk.row for chunk in chunks]
    numbers = [row.sequence or marks["unnumbered"] for row in rows if any(other.sequence for other in rows)]
    return {
        "written": check.written,
        "how": f"{how}：{check.problem}" if check.problem else how,
        "name": _join(row.name for row in rows),
        "list": _join(rosters.lists[row.list_id].title for row in rows),
        "level": _join(print_level(row.level) for row in rows if row.level),
        "agreement_end": _join(row.agreement_end.isoformat() for row in rows if row.agreement_end),
        "sequence": numbers[0] if len(numbers) == 1 else marks["separator"].join(map(str, numbers)),
        "as_of": marks["separator"].join(dates.get(chunk.source) or marks["undated"] for chunk in chunks),
        "line": _join(marks["place"].format(source=c.source, line=c.spans[0].first_line) for c in chunks),
        "score": (int(check.score) if check.score.is_integer() else check.score) if rows else None,
        "candidates": _join_candidates(check.candidates),
    }


def _join(texts: Iterable[str]) -> str:
    return load_vocabulary("sheets")["marks"]["separator"].join(dict.fromkeys(texts))


def _join_candidates(names: Sequence[str]) -> str:
    """The first few names, and how many there are if that is not all."""
    more = load_vocabulary("sheets")["marks"]["more"].format(count=len(names))
    return _join(names[:_CANDIDATES_SHOWN]) + (more if len(names) > _CANDIDATES_SHOWN else "")


def summarise(sheet: Sheet, checks: Sequence[Check]) -> str:
    """How many names were matched in each way, and which worksheets were not read."""
    words = load_vocabulary("sheets")
    say, found = words["summary"], Counter(check.outcome for check in checks)
    counts = [say["count"].format(how=how, count=found[key]) for key, how in words["how"].items() if found[key]]
    text = say["counts"].format(count=len(checks), counts="，".join(counts))
    return text + (say["tab"].format(tab=sheet.tab, unread="、".join(sheet.unread)) if sheet.unread else "")
