"""Chooses what is to be done over the rows that a question asks for: list, count, group, share, extreme or comparison."""

from collections.abc import Sequence
from dataclasses import replace

from bot.conditions import Condition, EndsAmong, EndsBetween, InPlace, LevelIn, NameTest
from bot.frame import Frame
from bot.name_forms import core_of
from bot.parts import all_of, alternatives, left_of, one_by_one, parts_beside
from bot.query import Mention, Part, Query


def as_test(mention: Mention) -> NameTest:
    """An organisation's name as a filter: 师范大学有多少家; a short name stands for the one that it means."""
    short = mention.match.how == "alias" and len(mention.match.names) == 1
    return NameTest("contains", (core_of(mention.match.names[0]) if short else mention.text,))


def choose_operation(query: Query, frame: Frame) -> Query:
    """Choose the operation over a set of rows."""
    operations = frame.cues.get("operation", [])
    by = frame.first("dimension") or ""
    claims = tuple(str(claim) for claim in frame.cues.get("claim", ()))
    # 超过 100 家的级别; R 级 3 家、S1 级 11 家，都是谁
    told = frame.has("comparator") or ("list" in operations and ("count" in operations or len(claims) > 1))
    query = replace(query, asserted=() if told else claims, by=by)
    if frame.universal and not by and (claim := _claimed(query, frame)):
        rest = tuple(c for c in query.conditions if not isinstance(c, type(claim)))
        return replace(query, operation="group", conditions=rest, claimed=claim)
    if query.edges:
        return replace(query, operation="list")
    goal = goal_of(frame)
    beside = not by and bool(goal or frame.has("each")) and "list" not in operations[1:]
    if beside and (parts := parts_beside(query, frame) or alternatives(query, goal)):
        return compare(query, frame, parts)
    compared = frame.first("comparative") if by else None  # 哪个省多
    if compared or "most" in operations or "least" in operations:
        kept = tuple(c for c in query.conditions if by or not isinstance(c, LevelIn) or len(c.levels) > 1)
        return replace(query, operation="extreme", most="most" in (*operations, compared), conditions=kept)
    if "share" in operations:
        if parts := _part_and_whole(query, frame.wholes):
            return replace(query, operation="compare", parts=parts, goal="share")
        base, conditions = _share_base(query.conditions, frame)
        if not conditions:  # 统一认证的使用率: no rows are the part
            return replace(query, operation="search")
        return replace(query, operation="share", conditions=conditions, base=base)
    asks_levels = frame.has("attribute", "level") and not frame.levels
    by_end = frame.has("attribute", "agreement_end") and frame.has("each") and not (frame.dates or query.conditions)
    by_level = asks_levels and ("list" not in operations or not query.conditions)
    if by or "group" in operations or "ascending" in operations or by_end or by_level:
        return replace(query, operation="group", most="ascending" not in operations)
    asks_end = frame.has("attribute", "agreement_end") and query.conditions and not frame.dates
    if asks_end and not (frame.has("due") or frame.has("running") or frame.has("ended")):
        return replace(query, operation="list")  # 湖南有几个商业用户，都什么时候到期
    if "count" in operations and "list" not in operations:
        return replace(query, operation="count")
    if "sum" in operations or frame.has("attribute", "as_of") or (claims and "list" not in operations):
        return replace(query, operation="count")
    return replace(query, operation="list")


def _claimed(query: Query, frame: Frame) -> Condition | None:
    """What all rows are said to meet: the end of agreements if days are named, else the level; None for anything else."""
    ends = [c for c in query.conditions if isinstance(c, EndsBetween | EndsAmong)]
    if frame.dates and ends:
        days, told = frame.days_asked[0], ends[0]
        # 全都 2023 年到期了: that they have ended says no more than the year does.
        ended = isinstance(told, EndsBetween) and told.how == "ended"
        return EndsBetween(days.first, days.last, "within") if ended else told
    levels = [c for c in query.conditions if isinstance(c, LevelIn)]
    # R 级的三家都是北京的吗 says it of the place.
    said_last = bool(levels) and query.conditions[-1] is levels[-1]
    return levels[0] if said_last and len(levels) == 1 and not levels[0].negated else None


def compare(query: Query, frame: Frame, parts: tuple[Part, ...]) -> Query:
    """The comparison of some sets, with what it is to tell."""
    summed = frame.has("operation", "sum")
    left = left_of(parts, frame)
    return replace(query, operation="compare", parts=parts, goal=goal_of(frame), left=left, summed=summed, mentions=())


def goal_of(frame: Frame) -> str:
    """What several numbers are to be told for, beside themselves."""
    operations = frame.cues.get("operation", [])
    told = next((goal for goal in ("difference", "most", "least", "sum") if goal in operations), "")
    asks_which = "list" in operations or "count" in operations or frame.count("comparative") > 1
    return told or (frame.first("comparative") or "" if asks_which else "")


def _part_and_whole(query: Query, wholes: Sequence[Condition]) -> tuple[Part, ...]:
    """C 级占 D 级的几分之几, 江苏占浙江的: two sets side by side, for the one is no part of the other."""
    for condition in query.conditions:
        if not isinstance(condition, LevelIn | InPlace) or condition.negated:
            continue
        said = one_by_one(condition)
        named = [one for one in said if any(one in one_by_one(whole) for whole in wholes)]
        apart = [one for one in said if one not in named]
        if named and apart and not _lie_within(apart, named):
            rest = tuple(c for c in query.conditions if c is not condition)
            return tuple(Part(query.lists[0], (all_of(several), *rest)) for several in (apart, named))
    return ()


def _lie_within(apart: Sequence[Condition], named: Sequence[Condition]) -> bool:
    """Whether places lie in others, so that their share is one of a whole: 深圳占广东的."""
    wholes = [place for one in named if isinstance(one, InPlace) for place in one.places]
    parts = [place for one in apart if isinstance(one, InPlace) for place in one.places]
    return bool(parts) and all(any(whole.holds(place) for whole in wholes) for place in parts)


def _share_base(conditions: tuple[Condition, ...], frame: Frame) -> tuple[int, tuple[Condition, ...]]:
    """(number of conditions that make up the whole, all conditions with those in front).

    The whole is what the question names as such (占江苏馆的多少, 占全部成员馆); else, of a level or of a test of names
    beside something else, all that meet the something else (江苏的 C 级馆占比); else the list.
    """
    if frame.whole_list or not conditions:
        return 0, conditions
    conditions = tuple(part for c in conditions for part in _part_first(c, frame.wholes))
    named = [c for c in conditions if c in frame.wholes]
    levels = [c for c in conditions if isinstance(c, LevelIn) and not c.negated]
    places = [c for c in conditions if isinstance(c, InPlace)]
    base = named or ([c for c in conditions if c not in levels] if levels else places)
    if not base or len(base) == len(conditions):
        return 0, conditions
    return len(base), (*base, *(c for c in conditions if c not in base))


def _part_first(condition: Condition, wholes: Sequence[Condition]) -> list[Condition]:
    """A condition on places as two where some of them are what a share is of (深圳占广东的): part and whole, both to be met."""
    if not isinstance(condition, InPlace) or condition.negated:
        return [condition]
    said = one_by_one(condition)
    named = [one for one in said if any(one in one_by_one(whole) for whole in wholes)]
    apart = [one for one in said if one not in named]
    return [all_of(apart), all_of(named)] if named and apart else [condition]
