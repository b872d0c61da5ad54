"""Reads a question for what rows say: those of organisations that it names, of printed numbers, or beside such rows."""

from dataclasses import replace
from datetime import date

from bot.conditions import InPlace, NameTest
from bot.frame import Frame
from bot.lexicon import squeeze
from bot.name_forms import core_of
from bot.names import NameIndex, NameMatch
from bot.query import Mention, Query
from bot.rosters import Rosters
from ingest.chunks import Chunk

# How a question ends or begins that wants a yes or no.
_ASKING_ENDS = ("吗", "吧", "不", "么", "嘛")
_ASKING_STARTS = ("is ", "are ", "does ")


def take_names_of_tests(frame: Frame, names: NameIndex) -> None:
    """We deal with Wenzhou-Kean University; at what level is it: a whole name is asked about, not tested for."""
    if not frame.has("attribute") or frame.has("operation") or frame.has("list") or frame.mentions:
        return
    for test in [c for c in frame.conditions if isinstance(c, NameTest) and c.how == "contains" and not c.negated]:
        match = names.find(test.texts[0])
        if len(test.texts) == 1 and match.rows:
            frame.mentions.append(Mention(test.texts[0], match))
            frame.conditions.remove(test)


def is_look_up(frame: Frame, names: NameIndex) -> bool:
    """Whether it is asked what some rows say, not which or how many there are."""
    if frame.has("sequence") and not frame.conditions:
        return True
    if not frame.mentions:
        return False
    if frame.has("neighbour"):
        return True
    known = any(mention.match.rows for mention in frame.mentions)
    about_lists = frame.has("attribute") or frame.has("list") or frame.has("list_weak") or frame.levels
    if not known and not about_lists:
        return False
    if frame.has("operation", "list") and not known:  # 军医大学都有哪些，各几级
        return not any(names.containing([mention.text]) for mention in frame.mentions)
    counted = frame.has("operation", "count") or frame.has("operation", "share") or frame.has("operation", "group")
    return not counted or frame.has("attribute")


def read_look_up(query: Query, frame: Frame, rosters: Rosters) -> Query:
    """Complete the query of a question for what some rows say."""
    _place_mentions(frame, rosters.names)
    query = replace(query, mentions=tuple(frame.mentions))
    if frame.has("neighbour"):
        return _read_neighbours(query, frame, rosters)
    attributes = [a for a in frame.cues.get("attribute", ()) if a not in ("membership", "as_of")]
    if attributes[:1] == ["level"] and query.lists and rosters.levelled not in query.lists:
        query = replace(query, lists=(*query.lists, rosters.levelled))  # 是联合主办吗，级别各是？
    asserted = tuple(frame.levels) if len(frame.levels) == 1 else ()
    state = next((state for state in ("running", "ended") if frame.has(state)), "")
    return replace(
        query,
        operation="look_up",
        everywhere=frame.has("list_reference", "all"),
        same_level=frame.has("same_level"),
        sequences=_numbers_asked(query, frame, rosters),
        attribute=attributes[0] if attributes else None,
        conditions=tuple(c for c in frame.conditions if isinstance(c, InPlace)),
        asserted=asserted,
        denied=frame.has("list_not") and not frame.has("attribute", "membership"),
        state=state,
        on_date=_day_meant(frame, state),
        verdict=frame.has("attribute", "membership") or bool(asserted) or _wants_verdict(query.search_text),
    )


def _place_mentions(frame: Frame, names: NameIndex) -> None:
    """What a name and a place beside it mean together: 哈工大（威海）, 佛学院，杭州那所."""
    beside = [c for c in frame.conditions if isinstance(c, InPlace | NameTest)]
    if not any(isinstance(c, InPlace) and not c.negated for c in beside):
        return
    for index, mention in enumerate(frame.mentions):
        rows = mention.match.rows
        if any(condition.holds(row) for row in rows for condition in beside):
            continue
        cores = {core_of(name) for name in mention.match.names} or {squeeze(mention.text)}
        named = [row for core in cores for row in names.containing([core])]
        found = [row for row in named if all(condition.holds(row) for condition in beside)]
        if found and len({core_of(row.row.name) for row in found}) == 1:
            frame.mentions[index] = Mention(mention.text, NameMatch(tuple(found), "alias", 100.0))
            frame.conditions = [c for c in frame.conditions if c not in beside]


def _read_neighbours(query: Query, frame: Frame, rosters: Rosters) -> Query:
    """The rows beside those of some numbers or organisations: 320 号后面那家."""
    values = set(frame.cues["neighbour"]) - ({"next"} if "previous" in frame.cues["neighbour"] else set())
    steps = [step for value, step in (("previous", -1), ("next", 1)) if values & {value, "both"}]
    if frame.mentions and frame.has("attribute", "sequence"):  # 它的序号是多少？下一号是哪家
        steps = sorted([0, *steps])
    asked = query.lists or (rosters.levelled,)
    named = [row for mention in frame.mentions for row in mention.match.rows]
    rows = [row for row in named if row.row.list_id in asked] or named
    own = [(row.row.list_id, _place_in_list(row, rosters)) for row in rows]
    places = _numbers_asked(query, frame, rosters) or own
    return replace(
        query,
        operation="look_up",
        lists=tuple(dict.fromkeys(list_id for list_id, _ in places)),
        mentions=(),
        sequences=tuple((list_id, number + step) for list_id, number in places for step in steps),
    )


def _numbers_asked(query: Query, frame: Frame, rosters: Rosters) -> tuple[tuple[str, int], ...]:
    """(list id, number) for every number named and every list that it belongs to: those before it, else all that are named.

    Of the numbers past the end of a list only the last one is kept, of those before its beginning only the first one.
    """
    asked: dict[str, list[int]] = {}
    for lists, number in frame.cues.get("sequence", ()):
        for list_id in [known for known in lists if known in rosters.lists] or query.lists or (rosters.levelled,):
            asked.setdefault(list_id, []).append(number)
    places: list[tuple[str, int]] = []
    for list_id, numbers in asked.items():
        count = len(rosters.edition(list_id, query.edition).rows)
        above, below = [n for n in numbers if n > count], [n for n in numbers if n < -count]
        shown = dict.fromkeys([n for n in numbers if abs(n) <= count] + below[:1] + above[-1:])
        places += [(list_id, number) for number in shown]
    return tuple(places)


def _place_in_list(row: Chunk, rosters: Rosters) -> int:
    """The number of a row in its list, counted where none is printed."""
    return row.row.sequence or 1 + rosters.lists[row.row.list_id].rows.index(row)


def _day_meant(frame: Frame, state: str) -> date | None:
    """The day that a date means: the last one that it may, but the first one where something is to have ended by it."""
    if not frame.dates:
        return None
    days = frame.days_asked[0]
    return days.first if state == "ended" else days.last


def _wants_verdict(question: str) -> bool:
    return question.rstrip("？?。 ").endswith(_ASKING_ENDS) or question.lower().startswith(_ASKING_STARTS)
