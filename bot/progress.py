"""The figures that slides state, put together for charts: completion, plans and what is reached, parts of a whole, numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from bot.known_figures import Known, know_figures
from bot.twins import find_twins
from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk
from ingest.manifest import Source

Kind = Literal["completion", "plan", "parts", "numbers"]

# Fewer figures than this make no chart; more than this on one slide are not tried for parts of a whole.
_FEWEST, _MOST_PARTS = 3, 12
# The stated completion and the quotient of two stated figures differ when they are further apart, in points of per cent.
_ROUNDING = 1.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure of a chart.

    Attributes:
        label: what it is of.
        figure: where it is stated.
        share: its length, 0 to 1.
        planned: what it is measured against; None in other charts than plans.
        stated: the completion that the source states beside a plan.
        twins: what other places state of the same thing, with another value.
    """

    label: str
    figure: Chunk
    share: float
    planned: Chunk | None = None
    stated: Chunk | None = None
    twins: tuple[Chunk, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether the stated completion is not what its two figures give."""
        return self.stated is not None and abs(self.stated.figure.value - 100 * self.share) > _ROUNDING


@dataclass(frozen=True, slots=True)
class Chart:
    """The figures of one slide that belong together.

    Attributes:
        title: of the slide.
        part: of the document that the slide is in.
        source: its file.
        whole: what the bars are parts of.
        average: the average that the slide states.
        others: further figures of the slide that are of the same kind.
    """

    kind: Kind
    title: str
    part: str
    source: str
    bars: tuple[Bar, ...]
    whole: Chunk | None = None
    average: Chunk | None = None
    others: tuple[Chunk, ...] = ()

    @property
    def mean(self) -> float:
        """The mean of the bars' figures."""
        return sum(bar.figure.figure.value for bar in self.bars) / len(self.bars)

    @property
    def mean_differs(self) -> bool:
        """Whether the stated average is not what the bars give."""
        return self.average is not None and abs(self.average.figure.value - self.mean) > _ROUNDING


def make_charts(chunks: Sequence[Chunk], sources: Mapping[str, Source]) -> tuple[Chart, ...]:
    """The charts of all slides, in printed order.

    Args:
        chunks: every chunk of the index.
        sources: what each file says about itself, by file name.
    """
    maker = _Maker(chunks, sources)
    slides: dict[tuple[str, ...], list[Known]] = {}
    for known in know_figures(maker.figures, sources):
        if known.document == "slides" and len(known.group) > 2 and known.figure.high is None:
            slides.setdefault(known.group, []).append(known)
    return tuple(chart for figures in slides.values() for chart in maker.charts(figures))


class _Maker:
    """Makes the charts of one slide after another."""

    def __init__(self, chunks: Sequence[Chunk], sources: Mapping[str, Source]) -> None:
        self.figures = [chunk for chunk in chunks if chunk.figure]
        self._labels = {chunk.id: chunk.label for chunk in chunks if chunk.label}

    def charts(self, slide: Sequence[Known]) -> list[Chart]:
        """The charts of one slide: plans and completion, or else parts of a whole, or else plain numbers."""
        found = [chart for chart in (self._plan(slide), self._completion(slide)) if chart]
        if not found:
            chart = self._parts(slide) or self._numbers(slide)
            found = [chart] if chart else []
        return found

    def _completion(self, slide: Sequence[Known]) -> Chart | None:
        shares = [known for known in slide if known.kind == "%" and "summary" not in known.roles]
        average = next((known.chunk for known in slide if known.kind == "%" and "summary" in known.roles), None)
        if len(shares) < _FEWEST:
            return None
        bars = [self._bar(known, known.figure.value / 100) for known in self._numbered(shares)]
        return self._chart("completion", slide, bars, average=average)

    def _plan(self, slide: Sequence[Known]) -> Chart | None:
        """Subjects of which both what is planned and what is reached is stated, where most of the slide is of such."""
        subjects: dict[str, dict[str, Known]] = {}
        for known in slide:
            roles = subjects.setdefault(known.figure.subject, {})
            for role in ("whole", "done", "completed"):
                if role in known.roles and "within" not in known.roles and (role == "completed") == (known.kind == "%"):
                    roles.setdefault(role, known)
        pairs = [roles for roles in subjects.values() if {"whole", "done"} <= roles.keys()]
        pairs = [roles for roles in pairs if roles["whole"].figure.value]  # nothing is a share of 0
        if not pairs or 2 * len(pairs) < len(subjects):
            return None
        bars = [
            Bar(
                roles["done"].figure.subject,
                roles["done"].chunk,
                roles["done"].figure.value / roles["whole"].figure.value,
                roles["whole"].chunk,
                roles["completed"].chunk if "completed" in roles else None,
                tuple(find_twins(roles["done"].chunk, self.figures)),
            )
            for roles in pairs
        ]
        return self._chart("plan", slide, bars)

    def _parts(self, slide: Sequence[Known]) -> Chart | None:
        """Figures of one kind, most of which add up to the largest of them."""
        for kind in dict.fromkeys(known.kind for known in slide):
            alike = [known for known in slide if known.kind == kind]
            if not _FEWEST < len(alike) <= _MOST_PARTS:
                continue
            whole = max(alike, key=lambda known: known.figure.value)
            if not whole.figure.value:
                continue
            rest = [known for known in alike if known is not whole]
            for size in range(len(rest), _FEWEST - 1, -1):
                for parts in combinations(rest, size):
                    if sum(known.figure.value for known in parts) == whole.figure.value:
                        bars = [self._bar(known, known.figure.value / whole.figure.value) for known in parts]
                        others = tuple(known.chunk for known in rest if known not in parts)
                        return self._chart("parts", slide, bars, whole=whole.chunk, others=others)
        return None

    def _numbers(self, slide: Sequence[Known]) -> Chart | None:
        first = {known.chunk.parent: known for known in reversed(slide) if known.kind == "家"}
        alike = [known for known in slide if first.get(known.chunk.parent) is known]
        largest = max((known.figure.value for known in alike), default=0)
        if len(alike) < _FEWEST or not largest:
            return None
        return self._chart("numbers", slide, [self._bar(known, known.figure.value / largest) for known in alike])

    def _numbered(self, figures: Sequence[Known]) -> list[Known]:
        """In the order of the numbers in front of them, as slides are read; in printed order where some have none."""
        labels = [self._labels.get(known.chunk.parent, "") for known in figures]
        if not all(label.isdecimal() for label in labels):
            return [*figures]
        return [known for _, known in sorted(zip(map(int, labels), figures, strict=True), key=lambda pair: pair[0])]

    def _bar(self, known: Known, share: float) -> Bar:
        return Bar(_label(known), known.chunk, share, twins=tuple(find_twins(known.chunk, self.figures)))

    def _chart(self, kind: Kind, slide: Sequence[Known], bars: Sequence[Bar], **more: object) -> Chart:
        source, part, *_, title = slide[0].group
        return Chart(kind, title, part, source, tuple(bars), **more)


def _label(known: Known) -> str:
    """The thing that a figure is of: its measure where that is a state of the slide's things, as 在建 is."""
    parts = load_vocabulary("arithmetic")["roles"]["part"]
    figure = known.figure
    if figure.measure in parts:
        return figure.measure
    return figure.subject.removesuffix("完成") or figure.measure
