"""The ways in which a question can be read as a sum of stated figures."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise

from bot.cues import Cues, speaks_of_shares
from bot.figure_names import FigureNames, Named, undominated
from bot.group_readings import GroupReadings
from bot.known_figures import Known
from bot.reading import OWN_PLACES, Reading
from bot.sums import Sum
from bot.terms import Need
from bot.vocabulary import load_vocabulary
from bot.wording import occurs_any, positions

# Figures of different documents are compared where this much of their subjects is said.
_FULLY_NAMED = 0.5
# Figures are only listed of which at least so much is said.
_LEAST_NAMED = 0.3
# The question itself says which figure came first: 从每年10万笔掉到4万笔.
_YEARS = re.compile(r"(?:19|20)\d{2}")
_RECENT = re.compile("近几年|近年|这几年|目前|现在|当下")
_FROM_TO = re.compile(r"从.+[到至成]|\bfrom .+ to ")


def _in_time(pair: Sequence[Named]) -> list[Named]:
    """Two figures, the earlier one first, by the years that they are of; by their places where these do not tell."""
    times = [
        9999 if _RECENT.search(n.known.own) else max(map(int, _YEARS.findall(n.known.own)), default=0) for n in pair
    ]
    told = all(times) and times[0] != times[1]
    return [pair[i] for i in sorted((0, 1), key=lambda i: times[i] if told else pair[i].known.place)]


class Readings:
    """All readings of one question.

    Args:
        need: the question.
        cues: what it wants computed.
        names: the stated figures.
    """

    def __init__(self, need: Need, cues: Cues, names: FigureNames) -> None:
        self._need, self._cues, self._names = need, cues, names
        wanted = need.documents
        self._all = [
            known
            for known in names.known
            if known.kind != "date"
            and (known.kind != "year" or cues.years)
            and (len(wanted) != 1 or known.document in wanted)
        ]
        self._several_documents = len(wanted) > 1
        found = {named.known.chunk.id: named for named in names.named(need)}
        self._found = [found[known.chunk.id] for known in self._all if known.chunk.id in found]
        self._groups: dict[tuple[str, ...], list[Known]] = defaultdict(list)
        for known in self._all:
            self._groups[known.group].append(known)

    def read(self) -> Iterator[Reading]:
        """Every reading, those of the likelier operations first."""
        groups = GroupReadings(self._need, self._cues, self._names, self._groups, self._found)
        for operation in self._cues.operations:
            if operation == "check":
                yield from groups.checks()
            elif not self._cues.asks:
                continue
            elif operation == "remainder":
                yield from self._remainders()
            elif operation in ("share", "growth") and self._need.unit:
                continue  # 占多少家 asks for a number
            elif operation == "each":
                yield from self._several("each", self._found)
            elif operation in ("mean", "highest", "lowest"):
                yield from groups.over(operation)
            else:
                yield from self._over_named(operation)

    def _over_named(self, operation: str) -> Iterator[Reading]:
        pools: dict[str, list[Named]] = defaultdict(list)
        for named in self._found:
            pools[named.known.kind].append(named)
        for pool in pools.values():
            best = undominated(pool)
            if operation in ("sum", "share"):
                yield from self._several(operation, pool)
            if operation == "share":
                yield from self._share_of_group(best)
            if operation != "sum":
                yield from (r for pair in combinations(best, 2) for r in self._pair(operation, pair))

    def _several(self, operation: str, pool: Sequence[Named]) -> Iterator[Reading]:
        """Figures of one slide or section, or of the whole where they stand under different ones."""
        by_group: dict[tuple[str, ...], list[Named]] = defaultdict(list)
        for named in pool:
            if not self._is_negated(named):
                by_group[named.known.group].append(named)
        for beside in by_group.values():
            members = undominated(beside)
            own = [m for m in members if _has_own(m, [o for o in members if o is not m])]
            parts = [m for m in own if "whole" not in m.known.roles]
            own = parts if operation == "sum" and len(parts) > 1 else own  # a whole is not added to its parts
            own.sort(key=lambda m: m.known.place)
            clear = all(m.share >= _LEAST_NAMED and not self._is_unclear(m) for m in own)
            if operation == "each" and len(own) > 1 and clear:
                yield self._reading("each", "pick", own)
            elif operation == "sum" and len(own) > 1 and ("sum" not in self._cues.loose or self._joined(own)):
                yield self._reading("sum", "sum", own)
            elif operation == "share" and len(own) > 2 and "sum" in self._cues.operations:
                whole = max(own, key=lambda m: m.known.figure.value)
                parts = [m for m in own if m is not whole]
                if sum(m.known.figure.value for m in parts) <= whole.known.figure.value:
                    yield self._reading("share", "ratio", [*parts, whole])

    def _is_negated(self, named: Named) -> bool:
        """Whether the words that name a figure are denied: 没部署的 is not 已部署."""
        before = self._need.question[: min(named.own)].rstrip()
        return before.endswith(tuple(load_vocabulary("arithmetic")["negations"]["words"]))

    def _is_unclear(self, named: Named) -> bool:
        """Whether another figure beside it is named by the very same words (在开发 and 待开发 by 开发)."""
        beside = (other for other in self._found if other.known.group == named.known.group and other is not named)
        return any(other.own >= named.own and other.known.record != named.known.record for other in beside)

    def _share_of_group(self, pool: Sequence[Named]) -> Iterator[Reading]:
        """A named part of what the heading names: its whole need not be named beside."""
        for part in pool:
            wholes = [k for k in self._groups[part.known.group] if "whole" in k.roles and k.kind == part.known.kind]
            if len(wholes) == 1 and part.known.roles & {"part", "done"}:
                whole = self._name(wholes[0])
                if len(whole.places - part.own) >= OWN_PLACES:
                    yield self._reading("share", "ratio", [part, whole])

    def _pair(self, operation: str, pair: Sequence[Named]) -> Iterator[Reading]:
        one, other = sorted(pair, key=lambda named: min(named.own))
        if not (_has_own(one, [other]) and _has_own(other, [one]) and self._comparable(one, other)):
            return
        if operation in ("difference", "compare", "growth", "multiple") and (
            self._straddles(one, other) or self._straddles(other, one)
        ):
            return
        larger, smaller = sorted(pair, key=lambda named: -named.known.figure.value)
        if operation == "share":
            two_parts = self._are_parts(larger.known, smaller.known)
            if larger.known.figure.value > smaller.known.figure.value and larger.known.kind != "%" and not two_parts:
                yield self._reading("share", "ratio", [smaller, larger])
        elif operation == "multiple":
            yield self._reading("multiple", "multiple", [larger, smaller])
        elif operation == "growth":
            said = _FROM_TO.search(self._need.question) is not None
            before_after = [one, other] if said else _in_time(pair)
            yield self._reading("growth", "growth", before_after)
        elif operation == "excluding":
            exact = not (larger.known.figure.limit or smaller.known.figure.limit)
            if exact and larger.known.figure.value > smaller.known.figure.value:
                yield self._reading("excluding", "difference", [larger, smaller])
        else:
            yield self._reading(operation, "difference", [larger, smaller])

    def _are_parts(self, one: Known, other: Known) -> bool:
        """Whether two figures are parts of a whole that stands on their slide: neither is a share of the other."""
        parts = all(known.roles & {"part", "done"} for known in (one, other))
        return parts and any("whole" in k.roles and k.kind == one.kind for k in self._groups[one.group])

    def _remainders(self) -> Iterator[Reading]:
        """A whole and its part, of which at least one is named, the part alone if it is denied (没部署的有几个); or what a
        completion lacks of 100%."""
        clear = {named.known.chunk.id for named in self._found}
        for named in undominated(self._found):
            known = named.known
            others = [o for o in self._groups[known.group] if o.kind == known.kind and o is not known]
            for other in others if known.kind != "%" else ():
                whole, part = (known, other) if "whole" in known.roles else (other, known)
                if "whole" not in whole.roles or "done" not in part.roles or whole.figure.value < part.figure.value:
                    continue
                if "within" in whole.roles ^ part.roles:
                    continue
                of_all = named.known is part and "part" in part.roles and self._is_negated(named)
                if known.record == other.record or other.chunk.id in clear or of_all:
                    yield self._reading("remainder", "difference", [self._name(whole), self._name(part)])
            if known.kind == "%" and known.roles & {"completed", "summary"}:
                yield self._reading("remainder", "complement", [named])

    def _reading(self, operation: str, how: Sum, named: Sequence[Named]) -> Reading:
        known = [one.known for one in named]
        places = frozenset().union(*(one.places for one in named))
        measures = {one.figure.measure for one in known}
        fit = (
            -float(sum(bool(one.figure.limit) for one in known)),
            float(len({one.group for one in known}) == 1),
            float(len(measures) == 1),
            sum(one.share for one in named),
        )
        return Reading(operation, how, tuple(known), places, None, fit)

    def _comparable(self, one: Named, other: Named) -> bool:
        """Bare amounts of different slides count different things; so may figures of two documents, if named loosely.

        Of completions it is not asked which of two has more users.
        """
        if one.known.kind == "%" and not speaks_of_shares(self._need.question):
            return False
        if one.known.group == other.known.group or one.known.document == other.known.document:
            return one.known.group == other.known.group or one.known.kind != "amount"
        return self._several_documents or min(one.share, other.share) >= _FULLY_NAMED

    def _straddles(self, named: Named, other: Named) -> bool:
        """Whether one figure's words stand on both sides of what joins two: then it is not figures that are joined."""
        own = named.places - other.places - other.heading
        joining = load_vocabulary("arithmetic")["joining"]["between"]
        free = [p for word in joining for p in positions(word, self._need.question) if p not in named.places]
        return any(sum(q < p for q in own) >= OWN_PLACES and sum(q > p for q in own) >= OWN_PLACES for p in free)

    def _joined(self, named: Sequence[Named]) -> bool:
        """Whether the question joins figures as by 和 or 、."""
        own = [m.places - frozenset().union(*(o.places for o in named if o is not m)) for m in named]
        own.sort(key=min)
        gaps = [range(max(p for p in a if p < min(b)) + 1, min(b)) for a, b in pairwise(own) if min(a) < min(b)]
        joining = load_vocabulary("arithmetic")["joining"]["words"]
        between = ["".join(self._need.question[p] for p in gap) for gap in gaps]
        # Of a translated question each word has blanks around it, also in front of the comma of an enumeration.
        return all(" ," in text or occurs_any(joining, text) for text in between)

    def _name(self, known: Known) -> Named:
        return self._names.name(known, self._need)


def _has_own(named: Named, others: Iterable[Named]) -> bool:
    others = list(others)
    rest = named.places - frozenset().union(*(other.places for other in others))
    columns = named.column - frozenset().union(*(other.column for other in others))
    of_record = any(other.known.record == named.known.record for other in others)
    # 在开发 and 待开发, both said whole, differ by one character.
    whole = named.share == 1.0 and bool(rest)
    return len(rest) >= OWN_PLACES or whole or (of_record and len(columns) >= OWN_PLACES)
