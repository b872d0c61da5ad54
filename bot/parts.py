"""Finds the sets that a question puts side by side: 江苏的和 D 级的, C 级比 B 级, D 级 1024 家、C 级 209 家."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.conditions import Condition, EndsAmong, EndsBetween, InPlace, LevelIn, NameTest
from bot.days import periods_of
from bot.frame import Frame, Said
from bot.query import Part, Query
from bot.rosters import Rosters

# What a set is told apart by, in the order of a question.
_KINDS = {LevelIn: "level", InPlace: "place", EndsBetween: "date", EndsAmong: "date"}
_APART = ("beside", "against")


def alternatives(query: Query, goal: str) -> tuple[Part, ...]:
    """A condition that names several things, or several of a kind, taken one by one.

    A sum over levels is one count by level; so it is no comparison.
    """
    conditions = query.conditions
    levels = [c for c in conditions if isinstance(c, LevelIn)]
    if goal == "difference" and {c.negated for c in levels} == {False, True}:  # C 级的家数减去 Dr 级的家数
        rest = tuple(c for c in conditions if c not in levels)
        return tuple(Part(query.lists[0], (LevelIn(c.levels), *rest)) for c in levels)
    for condition in conditions:
        several = one_by_one(condition)
        if len(several) > 1 and not condition.negated and not (goal == "sum" and isinstance(condition, LevelIn)):
            rest = tuple(other for other in conditions if other is not condition)
            return tuple(Part(query.lists[0], (one, *rest)) for one in several)
    same = [c for c in conditions if isinstance(c, NameTest) and not c.negated]
    if len(same) > 1:
        rest = tuple(other for other in conditions if other not in same)
        return tuple(Part(query.lists[0], (one, *rest)) for one in same)
    return ()


def one_by_one(condition: Condition) -> list[Condition]:
    """A condition on each of the things that it names."""
    if isinstance(condition, LevelIn):
        return [LevelIn((level,)) for level in condition.levels]
    if isinstance(condition, InPlace):
        return [InPlace((place,)) for place in condition.places]
    if isinstance(condition, NameTest):
        return [replace(condition, texts=(text,)) for text in condition.texts]
    return [condition]


def all_of(conditions: Sequence[Condition]) -> Condition:
    """One condition of a kind that is met by whatever meets one of some: the opposite of `one_by_one`."""
    first = conditions[0]
    if isinstance(first, LevelIn):
        return LevelIn(tuple(level for c in conditions if isinstance(c, LevelIn) for level in c.levels))
    if isinstance(first, InPlace):
        return InPlace(tuple(place for c in conditions if isinstance(c, InPlace) for place in c.places))
    if isinstance(first, NameTest):
        return replace(first, texts=tuple(text for c in conditions if isinstance(c, NameTest) for text in c.texts))
    return first


def parts_beside(query: Query, frame: Frame) -> tuple[Part, ...]:
    """Sets that are joined by 和, 比 and the like and differ in more than one way: 江苏的和 D 级的, 江苏的 C 级和浙江的 D 级.

    Each says all by itself, or each has something of every kind that one of them has; else one thing is said of all.
    """
    pieces = [
        [said for said in piece if said.kind in ("list", "level", "place")] for piece in _split_beside(frame.said)
    ]
    pieces = [piece for piece in pieces if piece]
    kinds = [{said.kind for said in piece if not _is_common(said, frame)} for piece in pieces]
    alike = all(found == kinds[0] for found in kinds) and len(kinds[0]) > 1 if kinds else False
    apart = len(set.union(*kinds)) == sum(map(len, kinds)) and all(kinds) if kinds else False
    if len(pieces) < 2 or not (alike or apart) or any(said.negated for said in frame.said):
        return ()
    rest = [c for c in query.conditions if type(c) not in _KINDS]
    lists = [_list_of(piece) or query.lists[0] for piece in pieces]
    return tuple(Part(list_id, (*_conditions_of(piece), *rest)) for list_id, piece in zip(lists, pieces, strict=True))


def parts_claimed(query: Query, frame: Frame, rosters: Rosters) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """(sets, the number that is stated of each, empty where none is): D 级 1024 家、C 级 209 家; empty unless there are several.

    Args:
        query: with all lists and conditions of the question.
        rosters: for the list that is meant where none is named.
    """
    claims = [str(said.value) for said in frame.said if said.kind == "claim"]
    if len(claims) < 2 or any(said.negated for said in frame.said):
        return (), ()
    rest = tuple(c for c in query.conditions if type(c) not in _KINDS)
    pieces = list(_split_at_claims(frame))
    if all(piece or not claim for piece, claim in pieces):
        parts, before = [], (rosters.levelled, (), frozenset())
        for piece, _ in pieces:
            before = _carry(piece, before, rosters)
            parts.append(Part(before[0], (*before[1], *rest)))
        return tuple(parts), tuple(claim for _, claim in pieces)
    named = dict.fromkeys(said.value for said in frame.said if said.kind == "list")
    if tuple(named) == query.lists and len(named) == len(claims):  # 成员馆和商业用户分别有 1329 家、30 家
        return tuple(Part(list_id, query.conditions) for list_id in query.lists), tuple(claims)
    found = alternatives(replace(query, lists=query.lists or (rosters.levelled,)), "")
    return (found, tuple(claims)) if len(found) == len(claims) else ((), ())


def left_of(parts: Sequence[Part], frame: Frame) -> int:
    """How many of some sets stand before 比; 0 where there is no such word or it does not part them."""
    start = next((n for n, said in enumerate(frame.said) if said.joined == "against"), 0)
    before = Frame()
    before.said = frame.said[:start]
    count = sum(_is_said(part, before) for part in parts)
    return count if count < len(parts) else 0


def _is_said(part: Part, frame: Frame) -> bool:
    """Whether what tells a set apart was named."""
    lists = [said.value for said in frame.said if said.kind == "list"]
    conditions = [c for c in part.conditions if type(c) in _KINDS and not c.negated]
    found = {c for condition in _conditions_of(frame.said) for c in one_by_one(condition)}
    named = [all(one in found for one in one_by_one(condition)) for condition in conditions]
    return any(named) if conditions else part.list_id in lists


def _is_common(said: Said, frame: Frame) -> bool:
    """Whether something is said of all sets: the only list that is named."""
    return said.kind == "list" and len({other.value for other in frame.said if other.kind == "list"}) == 1


def _split_beside(said: Sequence[Said]) -> Iterator[list[Said]]:
    piece: list[Said] = []
    for one in said:
        if one.joined in _APART and piece:
            yield piece
            piece = []
        piece.append(one)
    yield piece


def _split_at_claims(frame: Frame) -> Iterator[tuple[list[Said], str]]:
    """What each number is stated of, and the number; what stands behind the last one has none.

    Where the question ends with what a number is of, numbers stand before it (1024 家 D 级、209 家 C 级). Days count where they
    are those on which agreements end.
    """
    by_end = frame.has("attribute", "agreement_end")
    said = [one for one in frame.said if one.kind != "date" or (by_end and not one.value.as_of)]
    ahead = said[-1].kind != "claim" and not frame.has("operation", "count")
    piece, claim = [], ""
    for one in said:
        if one.kind != "claim":
            piece.append(one)
        elif ahead:
            if claim:
                yield piece, claim
                piece = []
            claim = str(one.value)
        else:
            yield piece, str(one.value)
            piece = []
    if piece or claim:
        yield piece, claim


_Carried = tuple[str, tuple[Condition, ...], frozenset[str]]


def _carry(piece: Sequence[Said], before: _Carried, rosters: Rosters) -> _Carried:
    """(list, conditions, kinds of what was said) of a set, completed from the set before it.

    A list stands until another one is named; of the conditions those of other kinds stay where the set is said to be a part
    of the one before (其中) or takes the place of something in it (江苏的 D 级 54 家、C 级 14 家).
    """
    kinds = frozenset(said.kind for said in piece if said.kind != "inside")
    own = _conditions_of(piece)
    inside = any(said.kind == "inside" for said in piece)
    kept = [c for c in before[1] if _KINDS[type(c)] not in kinds] if inside or kinds & before[2] else []
    by_end = any(said.kind == "date" for said in piece)
    return (
        rosters.dated if by_end else _list_of(piece) or before[0],
        (*kept, *own),
        kinds | {_KINDS[type(c)] for c in kept},
    )


def _list_of(piece: Sequence[Said]) -> str:
    """The last list that is named; empty if none is."""
    return next((str(said.value) for said in reversed(piece) if said.kind == "list"), "")


def _conditions_of(piece: Sequence[Said]) -> tuple[Condition, ...]:
    """The conditions that some levels, places and days make up."""
    frame = Frame()
    for said in piece:
        if said.kind == "level":
            frame.add_level(said.value, said.negated)
        elif said.kind == "place":
            frame.add_place(said.value, said.negated, said.narrows)
    days = [said.value for said in piece if said.kind == "date"]
    ends = tuple(EndsBetween(first, last, "within") for first, last in periods_of(days))
    return (*frame.conditions, *(ends if len(ends) < 2 else [EndsAmong(ends)]))
