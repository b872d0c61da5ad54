"""Reads off an uploaded document what its entry in the manifest may be, and says what a change of the corpus would change."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import get_args

from bot.rosters import Roster, Rosters
from ingest.chunks import Chunk
from ingest.errors import LibraryError
from ingest.grids import read_grid
from ingest.library import free_id
from ingest.manifest import RosterList, Source
from ingest.normalise import normalise_name
from ingest.pipeline import IngestReport
from ingest.readers import read_lines

KINDS: tuple[str, ...] = get_args(Source.model_fields["kind"].annotation)
# A list that none of those known is.
NEW_LIST = ""

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
# The issue of a journal as its running heads print it, on a line of its own but for a page number.
_ISSUE = re.compile(r"\s*(\d{4}\s*年\s*第\s*\d+\s*期(?:\s*[（(]总第?\s*\d+\s*期[)）])?)[\s·\d]*")
# Titles and dates stand at the beginning.
_LINES_READ = 40


@dataclass(frozen=True, slots=True)
class Form:
    """What an administrator says of a document.

    Attributes:
        replaces: id of the entry whose place it takes; empty for one more.
        dated: a day (2024-12-31), or an issue in words.
        lists: ids of the lists in it, known ones or `NEW_LIST`.
        edition: of those lists.
    """

    kind: str = "roster"
    title: str = ""
    dated: str = ""
    lists: tuple[str, ...] = ()
    edition: str = ""
    replaces: str = ""


def propose_form(path: Path, sources: Sequence[Source]) -> Form:
    """What can be read off a document: known lists by their headings, a date, the year, a title.

    A text that prints the issue of a journal is an article; all else that is no list is a document, which every format may be.

    Raises:
        CalisError: it cannot be read at all.
    """
    lines = _first_lines(path)
    known = {item.id: item for source in sources for item in source.lists}
    texts = [normalise_name(line.replace("\t", "")) for line in lines]
    lists = tuple(i for i, item in known.items() if any(t.startswith(normalise_name(item.heading)) for t in texts))
    stated = next((found for line in lines[:_LINES_READ] if (found := _DATE.search(line))), None)
    dated = _iso(stated) if stated else ""
    year = dated[:4] or next(iter(_YEAR.findall(path.stem)), "")
    issue = next((found[1] for line in lines if (found := _ISSUE.fullmatch(line))), "")
    kind = "document"
    if lists or path.suffix.lower() in (".csv", ".xlsx"):
        kind = "roster"
    elif issue and path.suffix.lower() == ".txt":
        kind, dated = "article", issue
    title = next((line.strip() for line in lines if line.strip()), path.stem)[:80]
    if lists:
        title = next((source.title for source in sources if any(item.id == lists[0] for item in source.lists)), title)
    if not lists and kind == "roster":
        title = path.stem
    return Form(kind, title, dated, lists, year if kind == "roster" else "")


def _first_lines(path: Path) -> list[str]:
    if path.suffix.lower() in (".csv", ".xlsx", ".docx"):
        return read_grid(path).lines
    return read_lines(path) if path.suffix.lower() == ".txt" else []


def _iso(found: re.Match) -> str:
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError:
        return ""


def make_source(form: Form, file: str, sources: Sequence[Source]) -> Source:
    """The manifest's entry for a form.

    Raises:
        LibraryError: something is missing or impossible.
    """
    title = " ".join("".join(char if char.isprintable() else " " for char in form.title).split())
    if not title:
        raise LibraryError("还没有题名：请照文件上印的写。")
    if form.kind not in KINDS:
        raise LibraryError("还没有选文件的类型：请选一种。")
    if form.kind == "roster" and not form.lists:
        raise LibraryError("还没有选这份文件里是哪份名单：请选一份，没有的选“新名单”。")
    wanted = Path(file).stem if Path(file).stem.isascii() else f"{form.kind}-{_digest(title)}"
    others = [source for source in sources if source.id != form.replaces]
    source_id = form.replaces or free_id(wanted, list(sources))
    day = _parse_day(form.dated)
    issue = "" if day else form.dated.strip()
    headings = {item.id: item.heading for source in sources for item in source.lists}
    lists = [_make_list(list_id, form, title, others, headings) for list_id in form.lists if form.kind == "roster"]
    return Source(id=source_id, file=file, title=title, kind=form.kind, as_of=day, issue=issue, lists=tuple(lists))


def _make_list(
    list_id: str, form: Form, title: str, others: Sequence[Source], headings: Mapping[str, str]
) -> RosterList:
    if list_id == NEW_LIST:
        return RosterList(id=f"list-{_digest(title)}", heading=title, edition=form.edition)
    if any((item.id, item.edition) == (list_id, form.edition) for source in others for item in source.lists):
        raise LibraryError(f"这份名单已有“{form.edition or '没有写版次'}”的一版：请改版次，或选“替换”。")
    return RosterList(id=list_id, heading=headings.get(list_id, title), edition=form.edition)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _parse_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class ListChange:
    """How the newest edition of a list would differ from the newest one now.

    Attributes:
        changed: (name, level now, level then).
    """

    title: str
    before: int
    after: int
    joined: tuple[str, ...]
    left: tuple[str, ...]
    changed: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would change: (title, records before, after) of each document, lists, and warnings that are new."""

    documents: tuple[tuple[str, int, int], ...]
    lists: tuple[ListChange, ...]
    warnings: tuple[str, ...]


def compare_corpora(old: Sequence[Chunk], report: IngestReport, new: Sequence[Chunk]) -> Preview:
    """Compare what is indexed with what a changed corpus gives.

    Args:
        old: the chunks in use.
        report: of the changed corpus.
        new: its chunks.
    """
    before, after = _count_chunks(old), _count_chunks(new)
    titles = {chunk.id: chunk.text for chunk in (*new, *old) if chunk.kind == "source"}
    same = _content(old), _content(new)
    changed = [i for i in titles if same[0].get(i) != same[1].get(i)]
    documents = tuple((titles[i], before.get(i, 0), after.get(i, 0)) for i in changed)
    rosters = Rosters(old), Rosters(new)
    lists = [_compare_lists(*(r.lists.get(i) for r in rosters)) for i in {**rosters[0].lists, **rosters[1].lists}]
    files = tuple(item.source.file for item in report.sources if item.source.id in changed)
    warnings = tuple(warning for warning in report.warnings if warning.startswith(files))
    return Preview(documents, tuple(found for found in lists if found), warnings)


def _count_chunks(chunks: Sequence[Chunk]) -> dict[str, int]:
    ids = {chunk.source: chunk.id for chunk in chunks if chunk.kind == "source"}
    counts = dict.fromkeys(ids.values(), 0)
    for chunk in chunks:
        if chunk.kind != "source":
            counts[ids[chunk.source]] += 1
    return counts


def _content(chunks: Sequence[Chunk]) -> dict[str, object]:
    return {c.id: (c.details["lines"], c.details["manifest"]) for c in chunks if c.kind == "source"}


def _compare_lists(old: Roster | None, new: Roster | None) -> ListChange | None:
    before, after = (roster.by_key if roster else {} for roster in (old, new))
    joined = tuple(row.row.name for key, row in after.items() if key not in before)
    left = tuple(row.row.name for key, row in before.items() if key not in after)
    changed = tuple(
        (row.row.name, before[key].row.level, row.row.level)
        for key, row in after.items()
        if key in before and before[key].row.level != row.row.level
    )
    if not (joined or left or changed):
        return None
    counts = [len(roster.rows) if roster else 0 for roster in (old, new)]
    return ListChange((new or old).title, *counts, joined, left, changed)
