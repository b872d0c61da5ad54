"""Reads on which days the agreements that a question asks for end."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.conditions import Condition, EndsAmong, EndsBetween
from bot.days import periods_of
from bot.frame import Frame
from bot.operations import goal_of
from bot.query import Part
from bot.rosters import Rosters

_DAY = timedelta(days=1)
# Goals for which sets are told apart; a sum over several days is one count by day.
_APART = ("difference", "most", "least")


def read_ends(frame: Frame, rosters: Rosters) -> list[EndsBetween | EndsAmong]:
    """The condition on the end of agreements that a question sets; none if it says nothing of it."""
    days = frame.days_asked[0] if frame.days_asked else None
    running, ended = frame.has("running"), frame.has("ended")
    if days and ((days.side in ("from", "after") and not ended) or (days.side in ("until", "before") and not running)):
        return _any_of(_periods(frame))  # 2023 年以后到期, 还有效
    if edges := _edges(frame, rosters):
        return _any_of(edges)
    if frame.has("due") and not frame.dates and not frame.has("each"):
        return [EndsBetween(None, date.today() - _DAY, "ended")]
    if running:
        return [EndsBetween(days.last if days else date.today(), None, "running")]
    if ended:
        return [EndsBetween(None, (days.first if days else date.today()) - _DAY, "ended")]
    if days and (frame.has("attribute", "agreement_end") or rosters.dated in frame.cues.get("list", ())):
        return _any_of(_periods(frame))
    return []


def ends_beside(frame: Frame, list_id: str, conditions: Sequence[Condition], rosters: Rosters) -> tuple[Part, ...]:
    """Sets of agreements that are counted one beside the other: 过期的和没过期的各几家, 2023 和 2024 年到期的各几家.

    Args:
        list_id: the list whose rows are asked for; only the one with days has such sets.
        conditions: that all of them meet.
    """
    apart = frame.has("each") or goal_of(frame) in _APART
    if list_id != rosters.dated or not (apart or frame.has("operation", "count")):
        return ()
    days = frame.days_asked[0] if frame.days_asked else None
    first, last = (days.first, days.last) if days else (date.today(), date.today())
    ends: list[EndsBetween] = []
    if frame.has("running") and (frame.has("ended") or (frame.has("due") and apart)):
        ends = [EndsBetween(None, first - _DAY, "ended"), EndsBetween(last, None, "running")]
    elif apart and not (frame.has("running") or frame.has("ended")):
        ends = _edges(frame, rosters) or _periods(frame)
    return tuple(Part(list_id, (end, *conditions)) for end in ends) if len(ends) > 1 else ()


def _periods(frame: Frame) -> list[EndsBetween]:
    """A condition for each period that the question names."""
    periods = dict.fromkeys(periods_of(frame.days_asked))
    return [EndsBetween(first, last, "within") for first, last in periods]


def _edges(frame: Frame, rosters: Rosters) -> list[EndsBetween]:
    """A condition for the first and the last day on which agreements end, in the order of the question."""
    ends = [row.row.agreement_end for row in rosters.lists[rosters.dated].rows if row.row.agreement_end]
    pick = {"earliest": min, "latest": max}
    edges = dict.fromkeys(edge for edge in frame.cues.get("edge", ()) if edge in pick)
    return [EndsBetween(day, day, "within") for day in (pick[edge](ends) for edge in edges)] if ends else []


def _any_of(ends: Sequence[EndsBetween]) -> list[EndsBetween | EndsAmong]:
    """One condition that is met by whatever ends in one of some periods."""
    return [EndsAmong(tuple(ends))] if len(ends) > 1 else list(ends)
