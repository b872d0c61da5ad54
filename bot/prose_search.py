"""Answers questions in plain words from the prose: by computing with its figures, or by retrieval."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.arithmetic import Computation, read_computation
from bot.features import Candidate
from bot.figure_names import FigureNames
from bot.imprint import Imprints
from bot.leaning import asks_of_its_own, is_short, lean_on
from bot.lexicon import squeeze
from bot.outline import place_of
from bot.query import Query
from bot.results import Result
from bot.retrieve import HybridRetriever
from bot.selection import Selection, Selector
from bot.support import SupportScorer
from bot.telling import NEAR, Scored, Told
from bot.terms import Need, NeedReader
from bot.variants import Variants
from bot.vocabulary import load_vocabulary
from bot.wording import word_pairs, write_out
from ingest.chunks import Chunk
from ingest.index import Index
from ingest.manifest import Source
from ingest.normalise import normalise_text


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the prose has for a question, before it is decided whether that answers it.

    Attributes:
        ranked: candidates, best first.
        vector: (dim,) of the question.
        certain: evidence that needs no weighing; empty where there is none.
        computed: what is computed from stated figures; then nothing was searched.
        selection: what lists hold; then nothing was searched.
        nearest: what is near where nothing may answer, best first.
    """

    need: Need
    ranked: Sequence[Scored] = ()
    vector: Sequence[float] = ()
    spellings: Mapping[str, Chunk] = field(default_factory=dict)
    certain: tuple[Scored, ...] = ()
    computed: tuple[Computation, ...] = ()
    selection: Selection | None = None
    nearest: Sequence[Scored] = ()

    @property
    def is_open(self) -> bool:
        """Whether it is by its weight that the best candidate answers or not."""
        return bool(self.ranked) and not self.certain


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a search is made of."""

    reader: NeedReader
    retriever: HybridRetriever
    scorer: SupportScorer
    names: FigureNames
    selector: Selector


def _leans(turns: Sequence[str], leans: bool) -> bool:
    """Whether the last of some turns may lean on the one before it, as it opens or ends so or is short."""
    return len(turns) > 1 and (leans or is_short(turns[-1]))


def _search_text(need: Need, turns: Sequence[str], leans: bool) -> str:
    """The words that are searched for: of a follow-up with those of the turns that it leans on."""
    last = turns[-1]
    if not _leans(turns, leans):
        return last
    return need.question if len(need.question) > len(last) else f"{turns[-2]} {last}"


def _place_of_best(spoken_of: Sequence[tuple[Need, Sequence[Scored]]]) -> tuple[str, ...]:
    """Where the best candidate of the last of some turns stands; empty if it has none."""
    return place_of(spoken_of[-1][1][0].candidate.chunk) if spoken_of and spoken_of[-1][1] else ()


def _asks_how_written(need: Need) -> bool:
    return any(word in need.question for word in load_vocabulary("search")["written"]["words"])


def _computed(
    need: Need, question: str, names: FigureNames, spoken_of: Sequence[Chunk] = ()
) -> tuple[Computation, ...]:
    """What a question wants computed; nothing where that would divide by a stated 0, or take a range for one number."""
    try:
        found = read_computation(need, question, names, spoken_of)
    except ArithmeticError:
        return ()
    return () if any(map(_takes_range, found)) else found


def _takes_range(computation: Computation) -> bool:
    figures = (*computation.operands, *filter(None, (computation.printed,)))
    return computation.operation != "each" and any(chunk.figure.high is not None for chunk in figures)


def _speaks_of(scored: Scored, required: Sequence[Sequence[str]]) -> bool:
    """Whether evidence holds a word of every kind that it must."""
    text = squeeze(scored.candidate.text)
    return all(any(word in text for word in words) for words in required)


class ProseSearch:
    """Search over headings, sentences and slide items, set up when it is first needed."""

    def __init__(self, index: Index, sources: Mapping[str, Source]) -> None:
        self._index = index
        self._sources = sources
        self.figures = tuple(chunk for chunk in index.chunks if chunk.figure)
        self.variants = Variants(())
        self._imprints = Imprints((chunk for chunk in index.chunks if chunk.kind == "source"), index.prose)
        self._ready: _Parts | None = None

    def prepare(self) -> None:
        """Build the keyword index and the scorer; a fraction of a second, once."""
        if self._ready is None:
            prose = self._index.prose
            headings = [chunk.text for chunk in prose if chunk.kind == "heading"]
            reader = NeedReader((chunk.text for chunk in prose), self._sources.values(), headings)
            scorer = SupportScorer(
                prose, self.figures, self._sources, self._index.vectors, self._index.info.embedding_model
            )
            self.variants = Variants(prose)
            names = FigureNames(self.figures, self._sources)
            selector = Selector(prose, scorer.outline, names, self._documents())
            self._ready = _Parts(reader, HybridRetriever(self._index), scorer, names, selector)

    def _documents(self) -> dict[str, list[Chunk]]:
        """The documents that are read as prose, each as its one chunk, by the kind of document."""
        read, found = {chunk.source for chunk in self._index.prose}, defaultdict(list)
        for chunk in self._index.chunks:
            if chunk.kind == "source" and chunk.source in read:
                found[self.kind_of(chunk)].append(chunk)
        return found

    @property
    def scorer(self) -> SupportScorer:
        """What weighs candidates."""
        self.prepare()
        return self._ready.scorer

    def need(self, question: str) -> Need:
        """What a question by itself needs."""
        self.prepare()
        return self._need([question], leans=False)

    def weigh(self, query: Query) -> Weighed:
        """The candidates for a question in plain words, completed by those before it, with what needs no weighing."""
        turns = [*query.earlier, query.search_text]
        need = self._need(turns, query.leans)
        spoken_of = self._spoken_of(turns[:-1]) if _leans(turns, query.leans) else []
        if computed := self._compute(need, turns, spoken_of):
            return Weighed(need, computed=computed)
        if selection := self._ready.selector.read(need):
            return Weighed(need, selection=selection)
        several = need.is_quantity and self._ready.names.joins_subjects(need.question)
        need = replace(need, focus=_place_of_best(spoken_of), several=need.several or several)
        ranked, vector = self._rank(need, turns, query.leans)
        if need.leaned or query.leans:
            ranked = self._without_told(need, turns[-1], ranked, spoken_of)
        spellings = self.variants.of(need.question)
        certain = self._certain(need, ranked, spellings)
        if not ranked and not certain:
            return Weighed(need, nearest=self._nearest(need, query))
        return Weighed(need, ranked, vector, spellings, certain)

    def _nearest(self, need: Need, query: Query) -> list[Scored]:
        """What is near a question, answer or not, by how much of its words it has."""
        bare = replace(need, asks=(), unit=(), periods=(), documents=frozenset(), count=0, ordinals=(), several=False)
        return sorted(self._rank(bare, [*query.earlier, query.search_text], query.leans)[0], key=lambda one: -one.cover)

    def run(self, query: Query) -> Result:
        """A figure computed, or else what answers a question in plain words, or is nearest to it.

        What is refused beside the turns before it may be a question of its own, which those only distract from.
        """
        self.prepare()
        result = self._run(query)
        answered = result.supported or result.computation or result.selection
        if answered or not query.earlier or query.leans or not asks_of_its_own(self.need(query.search_text)):
            return result
        alone = self._run(replace(query, earlier=()))
        return alone if alone.supported else result

    def _run(self, query: Query) -> Result:
        weighed, scorer = self.weigh(query), self.scorer
        if weighed.computed:
            return Result(query, computation=weighed.computed)
        if weighed.selection:
            return Result(query, selection=weighed.selection)
        if weighed.nearest:
            return Result(query, evidence=tuple(weighed.nearest))
        need, ranked = weighed.need, list(weighed.ranked)
        speaking = [scored for scored in ranked if _speaks_of(scored, query.required)]
        told = scorer.teller.tell(need, speaking)
        fits = not need.is_quantity or self._tells_subjects(query.search_text, told)
        support = scorer.support(speaking, told, weighed.vector) if fits else 0.0
        ranked = speaking or ranked
        pieces = told.candidates
        if certain := weighed.certain:
            ranked, support = [*certain, *(scored for scored in ranked if scored not in certain)], 1.0
            pieces = tuple(scored.candidate for scored in certain)
        elif ranked and support < scorer.threshold and ranked[0].cover < NEAR:
            return Result(query, evidence=tuple(self._nearest(need, query)), support=support)
        if pieces:
            pieces = tuple(scorer.teller.complete(need, piece) for piece in pieces)
            ranked[0] = replace(ranked[0], candidate=pieces[0])
        return Result(
            query,
            evidence=tuple(ranked),
            told=pieces,
            twins=scorer.teller.twins_of_all(need, pieces),
            above=scorer.teller.above(pieces[0]) if pieces and "belongs" in need.asks else None,
            spellings=weighed.spellings,
            support=support,
            supported=support >= scorer.threshold,
        )

    def _certain(self, need: Need, ranked: Sequence[Scored], spellings: Mapping[str, Chunk]) -> tuple[Scored, ...]:
        """What needs no weighing: both spellings of a word that are asked about, a document's imprint, a definition …"""
        both = len(spellings) > 1 and (_asks_how_written(need) or all(word in need.question for word in spellings))
        found = (
            next(iter(spellings.values())) if both else self._imprints.find(need) or self._ready.selector.whole(need)
        )
        return (Scored(Candidate(found, (), 0.0, 0.0, 1), 0.0),) if found else self._ready.scorer.certain(need, ranked)

    def _tells_subjects(self, question: str, told: Told) -> bool:
        """Whether what is told speaks of all things that a question for a figure names in the words in which figures are
        stated of them; of a long one (联合目录书目数据) it need not say all."""
        said = word_pairs(" ".join(self.scorer.teller.all_text(candidate) for candidate in told.candidates))
        subjects = map(word_pairs, self._ready.names.subjects_in(question))
        return all(2 * len(pairs & said) >= len(pairs) for pairs in subjects)

    def kind_of(self, chunk: Chunk) -> str:
        """The kind of document that a chunk is from."""
        return self._sources[chunk.source].kind

    def figures_of(self, query: Query, kinds: Iterable[str]) -> tuple[Chunk, ...]:
        """For each kind of document the figure of its best candidate for a question; none of one that has none."""
        weighed = self.weigh(query)
        found: dict[str, Chunk] = {}
        for scored in weighed.ranked:
            kind = self.kind_of(scored.candidate.chunk)
            figure = self.scorer.teller.figure_of(weighed.need, scored.candidate)
            if figure and kind in kinds:
                found.setdefault(kind, figure)
        return tuple(found.values())

    def compute(self, question: str) -> tuple[Computation, ...]:
        """What a question by itself wants computed of stated figures; needs no vector."""
        self.prepare()
        return self._compute(self._need([question], leans=False), [question], [])

    def _rank(self, need: Need, turns: Sequence[str], leans: bool) -> tuple[list[Scored], list[float]]:
        """The candidates for the last of some turns, best first, and the vector of the question."""
        found = self._ready.retriever.search(_search_text(need, turns, leans), need)
        return self._ready.scorer.rank(need, found.hits, found.vector), found.vector

    def _spoken_of(self, turns: Sequence[str]) -> list[tuple[Need, list[Scored]]]:
        """What each of some turns needed, and its candidates, best first."""
        found: list[tuple[Need, list[Scored]]] = []
        for position in range(1, len(turns) + 1):
            own = self._ready.reader.read(turns[position - 1])
            if self._is_whole(own):
                found.append((own, self._rank(own, turns[position - 1 : position], leans=False)[0]))
                continue
            need = replace(self._need(turns[:position], leans=True), focus=_place_of_best(found))
            found.append((need, self._rank(need, turns[:position], leans=True)[0]))
        return found

    def _is_whole(self, need: Need) -> bool:
        """Whether an earlier turn needs nothing from those before it: it names something, or figures of one thing only."""
        words = [term.text for term in need.terms if term.role != "act"]
        return asks_of_its_own(need, with_measures=False) or (
            asks_of_its_own(need) and self._ready.names.are_of_one(words)
        )

    def _without_told(
        self,
        need: Need,
        question: str,
        ranked: list[Scored],
        spoken_of: Sequence[tuple[Need, Sequence[Scored]]],
    ) -> list[Scored]:
        """Candidates without the one figure that the turn before was answered with, if a follow-up asks for one and names
        something that this does not say (用掉了多少 after 总投资是多少)."""
        own = self._ready.reader.read(question)
        if not (need.is_quantity and own.terms and spoken_of and spoken_of[-1][1]):
            return ranked
        told = spoken_of[-1][1][0].candidate.chunk
        clauses = [figure for figure in self.figures if figure.parent == told.id]
        if len(clauses) > 1 and any(self._ready.scorer.says_any(own, f"{f.text} {f.figure.measure}") for f in clauses):
            return ranked  # another column of a row, another clause of a sentence
        others = [
            scored
            for scored in ranked
            if not any(told.id in (chunk.id, chunk.parent) for chunk in scored.candidate.chunks)
            or self._ready.scorer.says_any(own, scored.candidate.text)
        ]
        return others or ranked

    def _compute(
        self, need: Need, turns: Sequence[str], spoken_of: Sequence[tuple[Need, Sequence[Scored]]]
    ) -> tuple[Computation, ...]:
        """What is computed from figures that the question names, or that the turns before it were about."""
        scorer, names = self._ready.scorer, self._ready.names
        computed = _computed(need, turns[-1], names)
        if computed or not spoken_of or not is_short(turns[-1]):
            return computed
        best = [(earlier, ranked[0].candidate) for earlier, ranked in spoken_of if ranked]
        figures = tuple(filter(None, (scorer.teller.figure_of(earlier, candidate) for earlier, candidate in best)))
        return _computed(self._need(turns[-1:], leans=False), turns[-1], names, figures)

    def _need(self, turns: Sequence[str], leans: bool) -> Need:
        """What the last of some turns needs."""
        reader, scorer = self._ready.reader, self._ready.scorer
        last, *before = (write_out(normalise_text(turn)) for turn in reversed(turns))
        own = scorer.definitions.name_part(last, " ".join(before))
        need = self.variants.add_to(reader.read(turns[-1] if own == last else own))
        if own != last:
            return need
        if not _leans(turns, leans):
            return need
        before = reader.read(turns[-2])
        if not self._is_whole(before):
            before = self._need(turns[:-1], leans=True)
        leaned = lean_on(need, before, leans)
        named = [term.text for term in need.terms if term.role == "name"]
        other = not need.unit and self._ready.names.counts_otherwise(named, leaned.unit)
        return replace(leaned, unit=()) if other else leaned
