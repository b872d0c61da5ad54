"""Reads on which days the agreements that a question asks for end."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.conditions import Condition, EndsBetween
from bot.frame import Frame
from bot.query import Part
from bot.rosters import Rosters

_DAY = timedelta(days=1)


def read_ends(frame: Frame, rosters: Rosters) -> list[EndsBetween]:
    """The condition on the end of agreements that a question sets; none if it says nothing of it."""
    first, last = frame.dates[0] if frame.dates else (None, None)
    if first and frame.side == "after" and not frame.has("ended"):  # 2023 年以后到期, 还有效
        return [EndsBetween(last + _DAY, None, "within")]
    if first and frame.side == "before" and not frame.has("running"):
        return [EndsBetween(None, first - _DAY, "within")]
    if frame.has("edge", "latest") or frame.has("edge", "earliest"):
        ends = [row.row.agreement_end for row in rosters.lists[rosters.dated].rows]
        day = (max if frame.has("edge", "latest") else min)(end for end in ends if end)
        return [EndsBetween(day, day, "within")]
    if frame.has("due") and not frame.dates and not frame.has("each"):
        return [EndsBetween(None, date.today() - _DAY, "ended")]
    if frame.has("running"):
        return [EndsBetween(last or date.today(), None, "running")]
    if frame.has("ended"):
        return [EndsBetween(None, (first or date.today()) - _DAY, "ended")]
    if frame.dates and (frame.has("attribute", "agreement_end") or rosters.dated in frame.cues.get("list", ())):
        return [EndsBetween(first, last, "within")]
    return []


def ends_beside(frame: Frame, list_id: str, conditions: Sequence[Condition], rosters: Rosters) -> tuple[Part, ...]:
    """Sets of agreements that are counted one beside the other: 过期的和没过期的各几家, 2023 和 2024 年到期的各几家.

    Args:
        list_id: the list whose rows are asked for; only the one with days has such sets.
        conditions: that all of them meet.
    """
    if list_id != rosters.dated or not (frame.has("each") or frame.has("operation", "count")):
        return ()
    first, last = frame.dates[0] if frame.dates else (date.today(), date.today())
    ends: list[Condition] = []
    if frame.has("running") and frame.has("ended"):
        ends = [EndsBetween(None, first - _DAY, "ended"), EndsBetween(last, None, "running")]
    elif len(frame.dates) > 1 and frame.has("each"):
        ends = [EndsBetween(first, last, "within") for first, last in frame.dates]
    return tuple(Part(list_id, (end, *conditions)) for end in ends)
