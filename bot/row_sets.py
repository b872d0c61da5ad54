"""Reads a question for a set of rows: of which list, by which conditions, and what is done over them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import get_args

from bot.agreements import ends_beside, read_ends
from bot.conditions import AlsoIn, Condition, InPlace, LevelIn, NameTest
from bot.frame import Frame, about_agreements
from bot.lexicon import squeeze
from bot.operations import as_test, choose_operation, compare, goal_of
from bot.parts import parts_beside, parts_claimed
from bot.query import Edge, Part, Query
from bot.rosters import Rosters
from bot.vocabulary import load_vocabulary


def is_set(frame: Frame, rosters: Rosters, prose: str) -> bool:
    """Whether a set of rows is asked for: something to filter by that only lists have, or a list and something to do.

    Args:
        prose: squeezed text that is in no list.
    """
    if _asks_of_prose(frame, rosters, prose):
        return False
    named = frame.has("list") or frame.has("list_weak") or frame.has("list_reference")
    if frame.has("dimension") and not (frame.kinds or frame.conditions or frame.has("list") or frame.has("list_weak")):
        return False  # 它分布在几个省: of what else than rows
    operates = any(map(frame.has, ("operation", "claim", "dimension"))) or frame.count("comparative") > 1
    operates = operates or (frame.has("each") and frame.count("list") > 1)
    by_level = frame.has("attribute", "level") or any(frame.has("operation", o) for o in ("group", "most", "least"))
    if frame.levels or about_agreements(frame) or (operates and by_level) or frame.has("edge"):
        return True
    if frame.has("attribute", "as_of") and not frame.mentions:
        return True
    across = frame.has("also") or frame.has("both") or frame.has("list_not")
    if frame.count("list") > 1 and across and not frame.mentions:
        return True  # 商业用户里有没有也是联合主办单位的
    if frame.has("dimension") and not frame.mentions and (frame.kinds or named):
        return True
    if not (frame.conditions or frame.mentions):
        return bool(named and (operates or frame.has("attribute", "level") or frame.has("attribute", "as_of")))
    # 重点大学 is no part of any name; that no name holds it would be no answer.
    if not _all_hold(map(as_test, frame.mentions), rosters):
        return False
    if named or (operates and any(isinstance(condition, InPlace) for condition in frame.conditions)):
        return True
    return (operates or frame.tested) and _all_hold((c for c in frame.conditions if isinstance(c, NameTest)), rosters)


def read_set(query: Query, frame: Frame, rosters: Rosters) -> Query:
    """Complete the query of a question for a set of rows."""
    if not frame.tested:
        frame.conditions += [NameTest("contains", (text,), of_kind=True) for text in frame.characters]
    conditions = list(dict.fromkeys([*frame.conditions, *(as_test(mention) for mention in frame.mentions)]))
    if frame.parts:
        query = compare(query, frame, frame.parts)
        lists = _lists_of(frame.parts)
        return replace(query, lists=lists, conditions=tuple(conditions), left=0, goal=query.goal or "sum")
    ends = read_ends(frame, rosters)
    if claimed := _sets_claimed(frame, replace(query, conditions=tuple(conditions)), rosters):
        return claimed
    if parts := _lists_beside(frame, query, conditions):
        query = compare(query, frame, parts)
        claims = tuple(str(claim) for claim in frame.cues.get("claim", ()))
        return replace(query, asserted=claims, goal=query.goal or "sum") if len(claims) == 1 else query
    list_id = rosters.dated if ends else _base_list(query.lists, conditions, frame, rosters)
    others = [other for other in query.lists if other != list_id]
    also = [_also_in(other, frame, rosters) for other in others]
    conditions = [_before_library(condition, list_id, rosters) for condition in conditions]
    if also or list_id not in (rosters.levelled, rosters.dated):
        conditions = [_without_schools(condition) for condition in conditions]
        if frame.schools:
            conditions.append(NameTest("contains", _words_of_schools()))
    elif any(_tests_publics(condition) for condition in conditions):
        return replace(query, operation="unstated", lists=(list_id,))
    edges = tuple(edge for edge in get_args(Edge) if frame.has("edge", edge))
    lists, filters = (list_id, *others), (*conditions, *ends, *also)
    whole = replace(query, lists=lists, mentions=(), conditions=filters, edges=edges)
    if parts := ends_beside(frame, list_id, conditions, rosters):
        return compare(whole, frame, parts)
    chosen = choose_operation(whole, frame)
    return replace(chosen, operation="unstated") if _has_no_groups(chosen, frame, rosters) else chosen


def _has_no_groups(query: Query, frame: Frame, rosters: Rosters) -> bool:
    """Whether rows are to be grouped by what their list does not say of them: 联合主办单位哪个级别最多, 最大的成员馆."""
    if query.operation not in ("extreme", "group") or query.by:
        return False
    list_id, by_level = query.lists[0], frame.has("attribute", "level") or bool(frame.levels)
    if list_id == rosters.levelled:
        return query.operation == "extreme" and not (by_level or frame.has("operation", "group"))
    return by_level or list_id != rosters.dated


def _asks_of_prose(frame: Frame, rosters: Rosters, prose: str) -> bool:
    """Whether names are tested for something that none of them holds and the prose speaks of (“全面支撑”为什么排第一)."""
    tests = [c for c in frame.conditions if isinstance(c, NameTest) and not c.negated]
    in_prose = [c for c in tests if all(squeeze(text) in prose for text in c.texts)]
    return bool(in_prose) and not _all_hold(in_prose, rosters)


def _all_hold(tests: Iterable[NameTest], rosters: Rosters) -> bool:
    """Whether each of some tests holds for some name."""
    return all(any(test.holds(row) for row in rosters.rows) for test in tests)


def _lists_beside(frame: Frame, query: Query, conditions: Sequence[Condition]) -> tuple[Part, ...]:
    """Several lists counted one beside the other, not against each other: 三份名单各有多少家."""
    beside = frame.has("each") or goal_of(frame) or frame.has("operation", "count")
    against = any(map(frame.has, ("same_name", "both", "also", "list_not"))) or frame.has("operation", "list")
    against = against or any(said.joined == "within" for said in frame.said)
    if len(query.lists) < 2 or not beside or against:
        return ()
    if parts := parts_beside(replace(query, conditions=tuple(conditions)), frame):
        return parts  # 江苏的成员馆和北京的商业用户
    if any(isinstance(c, LevelIn) for c in conditions):
        return ()
    return tuple(Part(list_id, tuple(conditions)) for list_id in query.lists)


def _sets_claimed(frame: Frame, query: Query, rosters: Rosters) -> Query | None:
    """The comparison of sets of which a number each is stated, to be checked; None where something else is asked of them."""
    other = any(frame.has("operation", o) for o in ("list", "share", "group"))
    if other or any(map(frame.has, ("comparator", "dimension", "edge", "running", "ended"))):
        return None
    if frame.has("due") and not frame.dates:
        return None
    parts, claims = parts_claimed(query, frame, rosters)
    if not parts:
        return None
    return replace(compare(query, frame, parts), lists=_lists_of(parts), asserted=claims)


def _lists_of(parts: Sequence[Part]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.list_id for part in parts))


def _base_list(lists: Sequence[str], conditions: Sequence[Condition], frame: Frame, rosters: Rosters) -> str:
    """The list whose rows are counted: the one that has what is asked about, else the first one named."""
    by_level = frame.has("attribute", "level") or frame.has("operation", "group")
    levelled = any(isinstance(c, LevelIn) for c in conditions) or (by_level and rosters.levelled in lists)
    if levelled or not lists or (frame.has("also") and len(lists) == 1):  # 开头的馆里也做联合主办的
        return rosters.levelled
    return lists[0]


def _also_in(list_id: str, frame: Frame, rosters: Rosters) -> AlsoIn:
    """That rows are in another list, too, or in it alone not: as the same organisation, or under the very same name."""
    same, roster = frame.has("same_name"), rosters.lists[list_id]
    return AlsoIn(list_id, roster.printed if same else roster.keys, list_id in frame.cues.get("list_not", ()), same)


def _before_library(condition: Condition, list_id: str, rosters: Rosters) -> Condition:
    """A test of how names end, without their final 图书馆 where no name of the list ends so with it (“学院”结尾)."""
    if not isinstance(condition, NameTest) or condition.how != "ends":
        return condition
    literal = replace(condition, negated=False)
    ends = any(literal.holds(row) for row in rosters.lists[list_id].rows)
    return condition if ends else replace(condition, how="core_ends")


def _without_schools(condition: Condition) -> Condition:
    """公共图书馆 are the rows whose names say nothing of a school; any other condition stays as it is."""
    return NameTest("contains", _words_of_schools(), not condition.negated) if _tests_publics(condition) else condition


def _tests_publics(condition: Condition) -> bool:
    """Whether a condition asks for public libraries, a kind that no list states."""
    publics = load_vocabulary("roster")["organisations"]["publics"]
    return isinstance(condition, NameTest) and set(condition.texts) <= set(publics)


def _words_of_schools() -> tuple[str, ...]:
    return tuple(load_vocabulary("roster")["organisations"]["schools"])
