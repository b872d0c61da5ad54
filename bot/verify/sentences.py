"""Cuts a text into sentences with the markers that each carries, so that they can be checked one by one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_MARKER = re.compile(r"\[(\d{1,3})\]")
_MARKERS = r"(?:\s*\[\d{1,3}\])+"
# A sentence ends with a mark (and markers behind it) or with the line; "B+. [1]" is one, "3.5" none.
_END = re.compile(
    rf"(?:[。！？!?]+[”’」』\"]?|(?<!\d)(?<!\bNo)\.(?=\s|$)|(?<=\d)\.(?=\s*(?:\[\d|$)|\s+[A-Z]))(?:{_MARKERS})?|\n"
)
_BULLET = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.、)](?!\d))\s*")


@dataclass(frozen=True, slots=True)
class Statement:
    """What stands before one run of markers, or at the end of a sentence behind the last of them."""

    text: str
    markers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it was written.

    Attributes:
        raw: verbatim, with its markers, bullet and end.
        statements: its text cut at its markers; none for a blank line.
        bullet: it is an item of a list.
        opens: it ends with a colon, for what follows.
    """

    raw: str
    statements: tuple[Statement, ...]
    bullet: bool = False
    opens: bool = False

    @property
    def markers(self) -> tuple[int, ...]:
        """All its markers, in order, none twice."""
        return tuple(dict.fromkeys(n for statement in self.statements for n in statement.markers))


def tidy_markers(text: str) -> str:
    """A text in which the ways to write markers are one: 【1】, [1, 2], [^1] and [证据1] become [1] and [1][2]."""
    text = re.sub(r"【\s*(\d[\d\s,，、]*)】", r"[\1]", text)
    text = re.sub(
        r"\[\s*(?:\^|证据|来源|出处|evidence\s*)?\s*(\d[\d\s,，、]*)\]", lambda m: _separate(m[1]), text, flags=re.I
    )
    return re.sub(r"\*\*([^*\n]+)\*\*", r"\1", text)


def _separate(numbers: str) -> str:
    return "".join(f"[{n}]" for n in re.findall(r"\d+", numbers))


def cut_sentences(text: str) -> list[Sentence]:
    """The sentences of a text; joined, their raw texts are the text."""
    return list(_sentences(tidy_markers(text)))


def _sentences(text: str) -> Iterator[Sentence]:
    start = 0
    for match in _END.finditer(text):
        if match.start() < start or (_inside_quotes(text[start : match.start()]) and match[0] != "\n"):
            continue
        yield _read(text[start : match.end()])
        start = match.end()
    if start < len(text):
        yield _read(text[start:])


def _inside_quotes(text: str) -> bool:
    return text.count("“") > text.count("”") or text.count("《") > text.count("》")


def _read(raw: str) -> Sentence:
    bullet = _BULLET.match(raw)
    body = raw[bullet.end() :] if bullet else raw
    statements: list[Statement] = []
    position = 0
    for run in re.finditer(_MARKERS, body):
        markers = tuple(int(n) for n in _MARKER.findall(run[0]))
        piece = body[position : run.start()]
        if _says(piece) or not statements:
            statements.append(Statement(piece, markers))
        else:
            statements[-1] = replace(statements[-1], markers=statements[-1].markers + markers)
        position = run.end()
    rest = body[position:]
    if _says(rest):
        statements.append(Statement(rest, ()))
    opens = bool(re.search(rf"[:：]\s*(?:{_MARKERS})?\s*$", body))
    return Sentence(raw, tuple(s for s in statements if _says(s.text) or s.markers), bool(bullet), opens)


def _says(text: str) -> bool:
    return bool(re.search(r"\w", text))
