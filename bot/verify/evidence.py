"""What a text may be written from: the statements of answers, numbered, each with the citations that back it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from bot.answer import Answer, Citation
from bot.name_forms import core_of
from bot.rosters import print_level
from bot.verify.sentences import Sentence, cut_sentences
from bot.verify.surroundings import Surroundings
from bot.vocabulary import load_vocabulary

_ESCAPE = re.compile(r"\\([\\`*_\[\]<>#|])")
# A source that the text names behind a statement; the citation says it, too.
_NAMED_SOURCE = re.compile(r"\s*[（(]《[^》]*》.*[)）]\s*$")
_ROWS_SHOWN = 20
_LONGEST_HEADING = 20
# What is as long as this is a table, and its quote but its first row.
_TABLE_LINES = 25


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered piece of evidence.

    Attributes:
        n: its number, which the markers of a text name.
        citations: the places that back it, all of them.
        units: statements that it makes; the words of one are said of the same thing.
        rows: of a list, its organisations by what their names are compared by.
        kinds: words for what its sources are (幻灯片, 文章, 名单).
        listed: the answer lists its organisations, and does not only count them.
        headings: of its sources above the cited places; what is under them may be called so.
        beside: passages around the cited places, whose words a text may take over from the question.
    """

    n: int
    citations: tuple[Citation, ...]
    units: tuple[str, ...]
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    listed: bool = False
    headings: str = ""
    beside: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """Where it is from, and of when."""
        first = self.citations[0]
        return f"《{first.title}》" + (f"（截至 {first.as_of}）" if first.as_of else "")

    def print(self) -> str:
        """The item as a model reads it, on one line."""
        rows = list(self.rows.values()) if self.listed else []
        names = "、".join(_print_row(row) for row in rows[:_ROWS_SHOWN])
        listed = f" 名单：{names}{'等' if len(rows) > _ROWS_SHOWN else ''}" if rows else ""
        told = [unit for k, unit in enumerate(self.units) if not any(_repeats(unit, other) for other in self.units[:k])]
        return f"[{self.n}] {' '.join(told)}{listed}（出自{self.source}）".replace("\n", " ")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Numbered items, from 1."""

    items: tuple[Item, ...] = ()

    def __getitem__(self, n: int) -> Item | None:
        return next((item for item in self.items if item.n == n), None)

    def with_answer(
        self, answer: Answer, kinds: Mapping[str, str] = MappingProxyType({}), around: Surroundings | None = None
    ) -> "Evidence":
        """These and what another answer states, numbered on; what is there already is not there twice."""
        known = {(item.units[:1], item.citations and item.citations[0].first_line) for item in self.items}
        read = evidence_of(answer, kinds, around).items
        added = [i for i in read if (i.units[:1], i.citations[0].first_line) not in known]
        start = len(self.items)
        return Evidence((*self.items, *(replace(item, n=start + k) for k, item in enumerate(added, start=1))))


def evidence_of(
    answer: Answer, kinds: Mapping[str, str] = MappingProxyType({}), around: Surroundings | None = None
) -> Evidence:
    """What an answer states, an item for each place or group of places that it cites.

    What stands in front of the first marker, as a result of all that follows, is backed by all citations. A line without
    a marker belongs to the one before it.

    Args:
        answer: of the default path.
        kinds: the kind of each source by its file name, as the manifest has it.
        around: what the sources say around the cited places; without it no more than the answer counts.
    """
    by_number = {citation.n: citation for citation in answer.citations}
    groups: list[tuple[tuple[int, ...], list[str]]] = []
    heads: list[str] = []
    heading = ""
    for sentence in cut_sentences(_plain(answer.text)):
        heading = "" if sentence.statements and not sentence.bullet else heading
        for statement in sentence.statements:
            text = statement.text.strip()
            if statement.markers:
                groups.append((statement.markers, [heading + text]))
                heading = _heading_of(text) if sentence.opens else heading
            elif groups:
                groups[-1][1].append(text)
            elif not sentence.opens:
                heads.append(text)
    if heads and groups and any(re.search(r"\d", head) for head in heads):
        groups.insert(0, (tuple(by_number), ["".join(heads)]))
    elif heads and groups:
        groups[0][1].insert(0, "".join(heads))
    items = [
        _item(n, tuple(by_number[m] for m in dict.fromkeys(markers) if m in by_number), texts, answer, kinds)
        for n, (markers, texts) in enumerate(_merge(groups), start=1)
    ]
    return Evidence(tuple(_surround(item, around) if around else item for item in items if item.citations))


def _surround(item: Item, around: Surroundings) -> Item:
    """An item with what its sources say around it."""
    if item.rows:
        return item
    columns = around.columns(item.citations)
    units = tuple(u for u in item.units if not (columns and _is_row(u, columns)))
    return replace(
        item,
        units=(*units, *columns),
        headings=around.headings(item.citations),
        beside=around.beside(item.citations),
    )


def _heading_of(text: str) -> str:
    """A short line over a list, which says what its items are of; none where it states something itself."""
    return text if len(text) <= _LONGEST_HEADING and not re.search(r"\d", text) else ""


def _plain(text: str) -> str:
    """Markdown as text; a marker that a document prints is none of ours."""
    return _ESCAPE.sub(lambda match: {"[": "（", "]": "）"}.get(match[1], match[1]), text)


def _merge(groups: Sequence[tuple[tuple[int, ...], list[str]]]) -> list[tuple[tuple[int, ...], list[str]]]:
    """Groups of the same markers as one."""
    merged: dict[tuple[int, ...], list[str]] = {}
    for markers, texts in groups:
        merged.setdefault(markers, []).extend(texts)
    return list(merged.items())


def _item(n: int, citations: tuple[Citation, ...], texts: list[str], answer: Answer, kinds: Mapping[str, str]) -> Item:
    table = len(answer.records) > 1 and any(_covers(c, answer.records) for c in citations)
    names = tuple(record["name"] for record in answer.records) if table else ()
    texts = [_NAMED_SOURCE.sub("", text) for text in texts]
    units = [text for text in texts if text and not (names and text.startswith(names))]
    if all(citation.last_line - citation.first_line < _TABLE_LINES for citation in citations):
        # A sentence of an article may go on behind a page's end; lines of slides and rows of lists are apart.
        between = "" if any(kinds.get(c.source) == "article" for c in citations) else "\n"
        quote = between.join(re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", citation.quote) for citation in citations)
        units += [quote] if quote not in units else []
    if answer.groups and table:
        most, least = answer.groups[0], answer.groups[-1]
        units += [f"{print_level(most[0])}最多，{most[1]} 家", f"{print_level(least[0])}最少，{least[1]} 家"]
    rows = {core_of(record["name"]): record for record in answer.records} if table else {}
    documents = load_vocabulary("search")["documents"]
    words = [word for c in citations for word in documents.get(kinds.get(c.source, ""), ())]
    listed = any(text.startswith(names) for text in texts) if names else False
    return Item(n, citations, tuple(units), rows, tuple(dict.fromkeys(words)), listed)


def _covers(citation: Citation, records: Sequence[dict[str, Any]]) -> bool:
    """Whether a citation is of the table that records are from, and not of one row."""
    return citation.last_line > citation.first_line and any(
        record["source"] == citation.source and citation.first_line <= record["line"] <= citation.last_line
        for record in records
    )


def _repeats(unit: str, other: str) -> bool:
    """Whether a statement says nothing that another one does not."""
    own, told = (re.sub(r"[\s；;。，,]", "", text) for text in (unit, other))
    return own in told


def row_unit(record: dict[str, Any]) -> str:
    """A row as a statement."""
    parts = [record["name"]]
    if record.get("level"):
        parts.append(print_level(record["level"]))
    if record.get("agreement_end"):
        parts.append(f"协议到期时间 {record['agreement_end']}")
    if record.get("sequence"):
        parts.append(f"第 {record['sequence']} 号")
    return "，".join(parts)


def _print_row(record: dict[str, Any]) -> str:
    told = print_level(record["level"]) if record.get("level") else record.get("agreement_end") or ""
    return f"{record['name']}（{told}）" if told else record["name"]


def sentences_of(text: str) -> list[Sentence]:
    """The sentences of a model's text that say anything."""
    return [sentence for sentence in cut_sentences(text) if sentence.statements]


def _is_row(unit: str, columns: Sequence[str]) -> bool:
    """Whether a statement is a table's row as it stands, whose numbers nothing tells apart."""
    told = re.sub(r"\s", "", unit)
    return all(column.rsplit(" ", 1)[-1] in told for column in columns)
