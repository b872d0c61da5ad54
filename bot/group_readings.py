"""Readings over all figures of one slide: means, extremes, and sums whose result the slide itself prints."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from bot.cues import Cues, speaks_of_shares
from bot.figure_names import FigureNames, Named, undominated
from bot.known_figures import Known
from bot.reading import OWN_PLACES, Reading
from bot.sums import Sum, rounds_to, work_out
from bot.terms import Need


class GroupReadings:
    """Readings of one question that go over slides and sections.

    Args:
        need: the question.
        cues: what it wants computed.
        names: the stated figures.
        groups: those that may be meant, by slide or section.
        found: those that the question names.
    """

    def __init__(
        self,
        need: Need,
        cues: Cues,
        names: FigureNames,
        groups: Mapping[tuple[str, ...], Sequence[Known]],
        found: Sequence[Named],
    ) -> None:
        self._need, self._cues, self._names = need, cues, names
        self._groups, self._found = groups, found

    def over(self, operation: str) -> Iterator[Reading]:
        asks_share = operation == "mean" or speaks_of_shares(self._need.question)
        for members in self._groups.values():
            rated = [m for m in members if m.kind == "%" and "summary" not in m.roles] if asks_share else []
            counted = [m for m in members if m.kind == "家" and not m.figure.unit]
            for several in (rated, counted, *self._of_one_sentence(members)):
                if len(several) > 2:
                    summary = next((m for m in members if "summary" in m.roles and m.kind == several[0].kind), None)
                    yield from self._whole_group(operation, several, summary)

    @staticmethod
    def _of_one_sentence(members: Sequence[Known]) -> list[list[Known]]:
        """What one sentence of an article counts of several things in the same unit: 使用甲的有 1 家，使用乙的有 2 家."""
        sentences: dict[tuple[str, str], list[Known]] = defaultdict(list)
        for member in members:
            if member.document == "article" and member.kind == "家":
                sentences[member.chunk.parent, member.figure.unit].append(member)
        return list(sentences.values())

    def _whole_group(self, operation: str, several: Sequence[Known], summary: Known | None) -> Iterator[Reading]:
        titled = self._name(several[0]).heading
        owned = Counter(place for known in several for place in self._name(known).own)
        measure = frozenset(place for place, count in owned.items() if 2 * count >= len(several))
        places = titled | measure | (self._name(summary).places if summary else frozenset())
        of_sentence = several[0].document == "article"
        if of_sentence and len(measure) < OWN_PLACES:
            return
        if len(titled) < OWN_PLACES and not of_sentence and not (summary and _has_digit(self._need, places)):
            return
        counted = float(len({known.figure.subject for known in several}) in self._cues.counts)
        if operation == "mean":
            yield Reading("mean", "mean", tuple(several), places, summary, (counted,))
            return
        most = operation == "highest"
        ends = [f for f in several if f.figure.value == (max if most else min)(m.figure.value for m in several)]
        yield Reading(operation, "pick", tuple(ends), places, None, (counted, float(several[0].kind == "%")))

    def checks(self) -> Iterator[Reading]:
        """Sums that the source itself gives the result of."""
        ways = self._cues.ways
        for members in self._groups.values():
            summary = next((m for m in members if "summary" in m.roles), None)
            if summary and ("mean" in ways or _has_digit(self._need, self._name(summary).own)):
                rated = [m for m in members if m.kind == "%" and m is not summary]
                yield from self._whole_group("mean", rated, summary)
            by_record: dict[object, list[Known]] = defaultdict(list)
            for member in members:
                by_record[member.record].append(member)
            for record in by_record.values():
                yield from self._check_record(record, members)
            yield from self._check_parts(members)

    def _check_record(self, record: Sequence[Known], members: Sequence[Known]) -> Iterator[Reading]:
        by_role = {role: known for known in reversed(record) for role in known.roles if "within" not in known.roles}
        whole, part, base, more = (by_role.get(role) for role in ("whole", "done", "base", "increment"))
        printed = next((known for known in record if known.kind == "%" and "completed" in known.roles), None)
        if whole and base and more:
            yield from self._check("sum", [base, more], whole)
        if whole and part and printed:
            yield from self._check("ratio", [part, whole], printed)
        if part and base and more and printed:
            yield from self._check("increment", [part, base, more], printed)

    def _check_parts(self, members: Sequence[Known]) -> Iterator[Reading]:
        """A total of a slide and the named figures beside it, or all of them."""
        for whole in (m for m in members if not m.roles & {"base", "increment"} and not _has_columns(m, members)):
            beside = [m for m in members if m is not whole and m.kind == whole.kind and m.kind != "%"]
            named = undominated(n for n in self._found if n.known in beside)
            whole_places = self._name(whole).own
            own = [n.known for n in named if len(n.own - whole_places) >= OWN_PLACES]
            own.sort(key=lambda known: known.place)
            by_role = [m for m in beside if m.roles & {"part", "done"}]
            for parts in (own, by_role, beside):
                if len(parts) > 1 and all(p.figure.value < whole.figure.value for p in parts):
                    exact = sum(p.figure.value for p in parts) == whole.figure.value
                    if exact or (parts is own and "sum" in self._cues.ways and "whole" in whole.roles):
                        yield from self._check("sum", parts, whole)

    def _check(self, how: Sum, operands: Sequence[Known], printed: Known) -> Iterator[Reading]:
        """A sum with the result that the source prints; none where it would divide by a stated 0."""
        try:
            worked = work_out(how, [known.figure for known in operands])
        except ArithmeticError:
            return
        places = frozenset().union(*(self._name(known).places for known in (*operands, printed)))
        # The result must be named for itself: 总投资是不是 2.1 亿 asks for no sum, nor does a question without a way.
        named = self._name(printed).own - frozenset().union(*(self._name(known).own for known in operands))
        way = "ratio" if how == "increment" and "increment" not in self._cues.ways else how
        sums = how == "sum" and how in self._cues.ways
        fit = (
            float(sums),
            float(way in self._cues.ways),
            float(rounds_to(worked.value, printed.figure)),
            float(how == "ratio"),
        )
        yield Reading(
            "check", how, tuple(operands), places if named and way in self._cues.ways else frozenset(), printed, fit
        )

    def _name(self, known: Known) -> Named:
        return self._names.name(known, self._need)


def _has_digit(need: Need, places: frozenset[int]) -> bool:
    return any(need.question[place].isdigit() for place in places)


def _has_columns(known: Known, members: Sequence[Known]) -> bool:
    """Whether it stands in a row of a table whose columns tell what adds up to it."""
    return any(other.record == known.record and other.roles & {"base", "increment"} for other in members)
