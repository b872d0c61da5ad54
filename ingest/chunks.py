"""The unit of the index: a chunk of a source that knows its lines; a row of a list is a chunk with typed fields."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

ChunkKind = Literal["source", "heading", "sentence", "item", "row", "figure"]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of whole lines of one file, 1-based, both ends included, and the words meant in them.

    `quote` is verbatim: the file's own characters from the first to the last one meant, only the line breaks left out.
    `page` is counted from 1; None for a file without pages. No span goes over the turn of a page.
    """

    first_line: int
    last_line: int
    quote: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation of one list, as the list prints it."""

    list_id: str
    edition: str
    name: str
    sequence: int | None = None
    level: str = ""
    agreement_end: date | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure that the prose states.

    Attributes:
        subject: what it is of, in the source's words.
        measure: which of the subject's figures it is, such as 完成度 or a column's head; empty where the subject says it.
        text: as printed, with limit and unit ("近千个馆", "6000余万条").
        value: in base units (2.1 亿 is 210,000,000, 90% is 90); the year, or else the month, of a date.
        high: the upper end of a range, in base units; None for any other figure.
        unit: without its multiple; "%" for per cent, "date" for a date, empty where none is printed.
        limit: what makes it inexact, as printed (近, 超过, 余, the ～ of a range); empty for an exact figure.
        statement: the shortest words of the source that state it.
        status: what the same item says besides figures (已建成，还需进一步完善).
    """

    subject: str
    measure: str
    text: str
    value: float
    high: float | None = None
    unit: str = ""
    limit: str = ""
    statement: str = ""
    status: str = ""

    @property
    def ends(self) -> tuple[float, ...]:
        """Its value, or both ends of a range."""
        return (self.value,) if self.high is None else (self.value, self.high)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A heading, sentence, slide item, list row, stated figure, or a source as a whole.

    Attributes:
        id: stable across rebuilds as long as the lines stay where they are.
        source: file name in the corpus folder.
        text: cleaned for reading and search (lines rejoined, running heads gone, "1 834" as 1834).
        spans: where it stands; more than one only where a running head or the turn of a page cuts it.
        label: the enumerator in front of it as printed, such as "（1）", "①", "1.2" or "4"; may be empty.
        parent: id of the heading or enumerated point that it belongs to; empty at the top.
        section: texts of the chunks above it, outermost first.
    """

    id: str
    source: str
    kind: ChunkKind
    text: str
    spans: tuple[Span, ...]
    label: str = ""
    parent: str = ""
    section: tuple[str, ...] = ()
    row: Row | None = None
    figure: Figure | None = None
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def passage(self) -> str:
        """The text as the embedding model reads it."""
        if self.row:
            return f"{self.row.name} {self.row.level}".strip()
        return f"{self.section[-1]}：{self.text}" if self.section else self.text


def chunk_to_metadata(chunk: Chunk) -> dict[str, str | int]:
    """Flatten a chunk for Chroma, whose metadata values are scalars; the nested rest travels as one JSON text."""
    body: dict[str, Any] = {
        "text": chunk.text,
        "spans": [[span.first_line, span.last_line, span.quote, span.page] for span in chunk.spans],
        "section": chunk.section,
        "details": chunk.details,
        "figure": asdict(chunk.figure) if chunk.figure else None,
    }
    flat: dict[str, str | int] = {
        "source": chunk.source,
        "kind": chunk.kind,
        "label": chunk.label,
        "parent": chunk.parent,
        "first_line": chunk.spans[0].first_line,
        "last_line": chunk.spans[-1].last_line,
    }
    if chunk.row:
        row = chunk.row
        flat |= {"list": row.list_id, "edition": row.edition, "name": row.name, "level": row.level}
        if row.sequence is not None:
            flat["sequence"] = row.sequence
        if row.agreement_end:
            flat["agreement_end"] = row.agreement_end.isoformat()
    return flat | {"body": json.dumps(body, ensure_ascii=False)}


def chunk_from_metadata(chunk_id: str, metadata: dict[str, Any]) -> Chunk:
    """The inverse of `chunk_to_metadata`."""
    body = json.loads(metadata["body"])
    row = None
    if metadata["kind"] == "row":
        end = metadata.get("agreement_end")
        row = Row(
            list_id=metadata["list"],
            edition=metadata["edition"],
            name=metadata["name"],
            sequence=metadata.get("sequence"),
            level=metadata["level"],
            agreement_end=date.fromisoformat(end) if end else None,
        )
    return Chunk(
        id=chunk_id,
        source=metadata["source"],
        kind=metadata["kind"],
        text=body["text"],
        spans=tuple(Span(*span) for span in body["spans"]),
        label=metadata["label"],
        parent=metadata["parent"],
        section=tuple(body["section"]),
        row=row,
        figure=Figure(**body["figure"]) if body["figure"] else None,
        details=body["details"],
    )
