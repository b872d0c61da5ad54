"""Suggests questions that have answers: made from the records and from the last answer, and asked before they are shown."""

import logging
from collections import Counter, OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

from bot.answer import Answer
from bot.desk import Desk, Edition
from bot.places import places_of
from bot.rosters import print_level
from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk

logger = logging.getLogger(__name__)

# A question about a figure names it, which a clause of a sentence does not.
_LONGEST_SUBJECT = 10
# A level that is asked for as a list must be one that a reader can take in.
_READABLE = range(4, 40)
_REMEMBERED = 2048
# So many candidates are asked at most for one set of suggestions.
_MOST_ASKED = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question, and the place that its answer must cite: any line of it."""

    question: str
    source: str
    first_line: int
    last_line: int

    def answered_by(self, answer: Answer) -> bool:
        """Whether an answer rests on the place that the question was made from."""
        return not answer.refused and any(
            c.source == self.source and c.first_line <= self.last_line and c.last_line >= self.first_line
            for c in answer.citations
        )


class Suggester:
    """Suggests what to ask next; remembers which questions have answers, build by build.

    Args:
        desk: is asked each question before it is suggested.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: OrderedDict[tuple[str, Candidate], bool] = OrderedDict()
        self._lock = Lock()

    def suggest(
        self, answer: Answer | None, asked: tuple[str, ...] = (), language: str = "zh", limit: int = 4
    ) -> list[str]:
        """Questions to go on with, the nearest to the last answer first; without one, questions to begin with.

        Args:
            answer: the last answer of the conversation.
            asked: questions of the conversation, which are not suggested again.
            language: "zh" or "en".
            limit: at most so many.
        """
        edition = self._desk.current()
        maker = _Maker(edition, language)
        found: list[str] = []
        tried = 0
        for candidate in maker.candidates(answer):
            if candidate.question in (*asked, *found):
                continue
            if len(found) == limit or tried == _MOST_ASKED:
                break
            tried += 1
            if self._has_answer(edition.index.build, candidate):
                found.append(candidate.question)
        return found

    def _has_answer(self, build: str, candidate: Candidate) -> bool:
        key = (build, candidate)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        try:
            answer = self._desk.ask_at_once(candidate.question)
        except Exception:
            logger.exception("a suggestion could not be tried")
            answer = None
        if answer is None:  # the model is not loaded yet: it may have an answer later
            return False
        with self._lock:
            self._known[key] = candidate.answered_by(answer)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
            return self._known[key]


class _Maker:
    """Makes candidates from one edition of the index, in one language."""

    def __init__(self, edition: Edition, language: str) -> None:
        self._edition = edition
        self._rosters = edition.rosters
        self._phrases: dict[str, str] = load_vocabulary("suggestions")[language]
        self._chinese = language == "zh"

    def candidates(self, answer: Answer | None) -> Iterator[Candidate]:
        """Questions near an answer, then questions to begin with."""
        if answer and not answer.refused:
            if 1 <= len(answer.records) <= 3:
                yield from self._about_row(answer)
            elif answer.records:
                yield from self._about_set(answer)
            else:
                yield from self._about_place(answer)
        yield from self._beginnings()

    def _about_row(self, answer: Answer) -> Iterator[Candidate]:
        names = {record["name"] for record in answer.records}
        rows = [row for row in self._rosters.rows if row.row.name in names]
        for row in rows[:1]:
            if row.row.level:
                yield self._of_list("count_level", row.row.list_id, level=self._level(row.row.level))
            for place in places_of(row.row.name)[:1]:
                yield self._of_list("count_place", row.row.list_id, place=place.name)
            for other in self._rosters.lists.values():
                if other.id not in {row.row.list_id for row in rows} and row.row.name in other.printed:
                    yield self._of_list("in_list", other.id, name=row.row.name, list=other.title)
            yield from self._row(self._neighbour(row))

    def _neighbour(self, row: Chunk) -> Chunk:
        rows = self._rosters.lists[row.row.list_id].rows
        position = next((i for i, other in enumerate(rows) if other.id == row.id), 0)
        return rows[position - 1] if position else rows[min(1, len(rows) - 1)]

    def _about_set(self, answer: Answer) -> Iterator[Candidate]:
        counted = Counter(record.get("level", "") for record in answer.records)
        list_id = answer.records[0]["list"]
        if list_id in self._rosters.lists and len(counted) > 1:
            if not answer.groups:
                yield self._of_list("levels", list_id)
            for level, _ in reversed(self._readable_levels()):
                yield self._of_list("list_level", list_id, level=self._level(level))
                break
        names = {record["name"] for record in answer.records[:1]}
        for row in (row for row in self._rosters.rows if row.row.name in names):
            yield from self._row(row)
            break
        places = Counter(place.province for record in answer.records[:50] for place in places_of(record["name"])[:1])
        for place, _ in places.most_common(1):
            yield self._of_list("place_levels", self._rosters.levelled, place=place)

    def _about_place(self, answer: Answer) -> Iterator[Candidate]:
        """Other figures of the slide or section that the answer cites."""
        cited = {(c.source, c.first_line) for c in answer.citations}
        figures = [chunk for chunk in self._edition.index.chunks if chunk.figure]
        spoken = [f for f in figures if any((f.source, s.first_line) in cited for s in f.spans)]
        sections = {(f.source, *f.section[:-1]) for f in spoken}
        parents = {f.parent for f in spoken}
        for figure in figures:
            if (figure.source, *figure.section[:-1]) in sections and figure.parent not in parents:
                yield from self._figure(figure)

    def _beginnings(self) -> Iterator[Candidate]:
        levels = [level for level, _ in self._readable_levels() if level.isascii()]
        levelled = self._rosters.lists.get(self._rosters.levelled)
        if levelled:
            rows = [row for row in levelled.rows if row.row.level in levels[:1]] or levelled.rows
            yield from self._row(min(rows, key=lambda row: len(row.row.name)))
            if levels:
                yield self._of_list("list_level", levelled.id, level=self._level(levels[0]))
            yield self._of_list("levels", levelled.id)
        shares = [chunk for chunk in self._edition.index.chunks if chunk.figure and chunk.figure.unit == "%"]
        for figure in shares[:_MOST_ASKED]:
            yield from self._figure(figure)
        for heading in self._listings():
            yield self._of(heading, "members_of", subject=heading.text.rstrip("：:"))
        for roster in self._rosters.lists.values():
            yield self._of_list("count_list", roster.id, list=roster.title)

    def _readable_levels(self) -> list[tuple[str, int]]:
        rows = self._rosters.lists[self._rosters.levelled].rows if self._rosters.lists else ()
        counted = Counter(row.row.level for row in rows if row.row.level)
        return sorted(((k, n) for k, n in counted.items() if n in _READABLE), key=lambda item: item[1])

    def _listings(self) -> list[Chunk]:
        """Headings of prose with several points right below them."""
        below = Counter(chunk.parent for chunk in self._edition.index.chunks if chunk.kind == "item")
        return [
            chunk
            for chunk in self._edition.index.chunks
            if chunk.kind == "heading" and below[chunk.id] > 2 and len(chunk.text) <= _LONGEST_SUBJECT
        ]

    def _row(self, row: Chunk) -> Iterator[Candidate]:
        key = "level_of" if row.row.level else "end_of" if row.row.agreement_end else ""
        if key:
            yield self._of(row, key, name=row.row.name)

    def _figure(self, figure: Chunk) -> Iterator[Candidate]:
        """What a slide says of a thing by its name; the subjects of sentences are clauses, which make no questions."""
        if self._edition.sources[figure.source].kind != "slides":
            return
        stated = figure.figure
        titled = stated.subject in figure.section and stated.measure
        subject = stated.measure if titled and stated.unit != "%" else stated.subject.removesuffix("完成")
        if 2 <= len(subject) <= _LONGEST_SUBJECT and subject.isalnum() and figure.figure.unit != "date":
            yield self._of(figure, "completion" if figure.figure.unit == "%" else "amount", subject=subject)

    def _of_list(self, key: str, list_id: str, **values: str) -> Candidate:
        rows = self._rosters.lists[list_id].rows
        last = rows[-1].spans[-1].last_line
        return Candidate(self._phrases[key].format(**values), rows[0].source, rows[0].spans[0].first_line, last)

    def _of(self, chunk: Chunk, key: str, **values: str) -> Candidate:
        question = self._phrases[key].format(**values)
        return Candidate(question, chunk.source, chunk.spans[0].first_line, chunk.spans[-1].last_line)

    def _level(self, level: str) -> str:
        return print_level(level) if self._chinese else level
