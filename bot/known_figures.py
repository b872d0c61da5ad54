"""The stated figures as things that can be computed with: their kind, their slide, and what they are to it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk, Figure
from ingest.manifest import Source
from ingest.normalise import normalise_text

# What a figure does not count is not what it is of (除中国台湾地区外).
_LEFT_OUT = re.compile(r"除[^,。除]{1,16}?外")


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A stated figure with the words that name it.

    Attributes:
        kind: what figures must share to be computed with: "%", "year", or a unit ("家" also for bare numbers).
        group: the slide or section that it stands in.
        own: the words that it is of, with its column.
        title: the headings above it.
        roles: what it is to its record or slide, see `vocabulary/arithmetic.toml`.
        document: the kind of its source, such as "slides".
    """

    chunk: Chunk
    kind: str
    group: tuple[str, ...]
    own: str
    title: str
    roles: frozenset[str]
    document: str

    @property
    def figure(self) -> Figure:
        assert self.chunk.figure
        return self.chunk.figure

    @property
    def record(self) -> tuple[object, ...]:
        """What it shares with the other figures of the same thing."""
        return (self.group, self.figure.subject)

    @property
    def place(self) -> tuple[str, int, int]:
        """Where it is printed."""
        return self.chunk.source, self.chunk.spans[0].first_line, int(self.chunk.id.rpartition("#")[2])


def know_figures(figures: Sequence[Chunk], sources: Mapping[str, Source]) -> tuple[Known, ...]:
    """All figures that can be computed with, in printed order.

    Args:
        figures: all stated figures.
        sources: what each file says about itself, by file name.
    """
    found = [_know(chunk, figures, sources[chunk.source].kind) for chunk in figures if _is_amount(chunk)]
    return tuple(sorted((_with_total(known, found) for known in found), key=lambda known: known.place))


def _is_amount(chunk: Chunk) -> bool:
    """A figure that can be computed with: those written in English words repeat others."""
    return bool(chunk.figure) and not (chunk.figure.text.isascii() and chunk.figure.text.isalpha())


def _know(chunk: Chunk, figures: Sequence[Chunk], document: str) -> Known:
    figure = chunk.figure
    beside = [f.figure for f in figures if f.parent == chunk.parent and f.figure and f is not chunk]
    subject = figure.subject
    if figure.measure and any(b.statement == subject and _kind(b) == _kind(figure) for b in beside):
        subject = ""  # what the clause before says is of the clause before
    dates = [b.text for b in beside if b.unit == "date" and not b.subject and figure.unit != "date"]
    own = _LEFT_OUT.sub("", " ".join([subject, figure.measure, *dates]))
    held = _roles(figure.measure) or _roles(figure.subject)
    if "summary" in held:
        own += " 完成度"
    group = (chunk.source, *chunk.section[:-1])
    title = normalise_text(" ".join(group[1:]))
    return Known(chunk, _kind(figure), group, normalise_text(own), title, frozenset(held), document)


def _roles(text: str) -> set[str]:
    roles = load_vocabulary("arithmetic")["roles"]
    return {role for role, words in roles.items() if any(word in text for word in words)}


def _with_total(known: Known, found: Sequence[Known]) -> Known:
    """A figure that is the sum of all others of its slide is their whole, and they are its parts."""
    beside = [other for other in found if other.group == known.group and other.kind == known.kind]
    total = max(beside, key=lambda other: other.figure.value).figure.value
    if len(beside) < 3 or known.kind == "%" or sum(other.figure.value for other in beside) != 2 * total:
        return known
    return replace(known, roles=known.roles | {"whole" if known.figure.value == total else "part"})


def _kind(figure: Figure) -> str:
    if figure.unit == "date":
        return "year" if figure.value >= 1000 and re.search(r"\d{4}年", figure.text) else "date"
    if figure.unit == "":
        return "amount" if re.search("[万亿]", figure.text) else "家"
    groups = load_vocabulary("search")["units"]["groups"]
    units = {unit: "家" if "家" in group else group[0] for group in groups for unit in group}
    return units.get(figure.unit) or units.get(figure.unit[0] if figure.unit[0] in "个" else "", figure.unit)
