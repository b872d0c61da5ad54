"""Fills in what a follow-up question leaves out, from the turns before it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.conditions import AlsoIn, Condition, EndsAmong, EndsBetween, InPlace, LevelIn, NameTest
from bot.frame import Frame, about_agreements
from bot.name_forms import core_of
from bot.names import NameMatch
from bot.operations import goal_of
from bot.parts import all_of
from bot.places import gazetteer
from bot.query import Mention, Part, Query
from bot.rosters import Rosters
from ingest.chunks import Chunk


class FollowUps:
    """Completes frames; a question that needs nothing from before is left as it is.

    Args:
        rosters: the lists.
    """

    def __init__(self, rosters: Rosters) -> None:
        self._rosters = rosters

    def complete(self, frame: Frame, turns: Sequence[Query]) -> None:
        """Change the frame of a question in the light of the queries before it, of which there is at least one."""
        previous = turns[-1]
        references = set(frame.cues.pop("reference", []))
        spoken_of = [turn for turn in turns if turn.mentions or turn.sequences]
        sets = [turn for turn in turns if turn.is_set]
        if frame.mentions:
            self._ask_the_same(frame, previous)
        elif previous.is_set and (row := self._row_of_set(frame, references, previous)):
            self._take_row(frame, row, previous)
        elif frame.kinds and spoken_of and not frame.conditions and (part := self._part_of(spoken_of[-1], frame)):
            frame.mentions = [part]  # 资料室那个呢
            self._ask_the_same(frame, previous)
        elif (
            "pair" in references
            and len(spoken_of) > 1
            and not frame.has("operation", "sum")
            and not (frame.has("list") and sets)
        ):
            _take_both(frame, spoken_of[-2:])
        elif spoken_of and (references & {"first", "back", "organisation"} or _asks_about_it(frame, previous)):
            self._take_over(frame, _meant(references, spoken_of))
            self._ask_elsewhere(frame, previous)
        elif previous.operation == "look_up" and previous.mentions and _asks_of_list(frame):
            self._take_over(frame, previous)  # 那联合主办呢
        elif previous.is_set and previous.conditions and frame.has("rest") and not frame.conditions:
            _take_rest(frame, previous)
        elif (spoken := _sets_meant(frame, references, sets)) and not frame.conditions:
            _join_sets(frame, spoken)
        elif previous.is_set and not frame.left and (_narrows(frame) or _asks_of_rows(frame, references)):
            _carry_conditions(frame, previous, subset="inside" in references)
        elif previous.mentions and frame.conditions and not frame.has("operation") and not frame.has("list"):
            frame.mentions = list(previous.mentions)  # 威海的那个

    @staticmethod
    def _take_over(frame: Frame, turn: Query) -> None:
        """Whom an earlier turn was about, by name or by number in a list."""
        frame.mentions = list(turn.mentions)
        if turn.sequences:
            frame.cues["sequence"] = [((list_id,), number) for list_id, number in turn.sequences]
            frame.cues.setdefault("list", list(turn.lists))

    def _row_of_set(self, frame: Frame, references: set[str], previous: Query) -> Chunk | None:
        """第一个在成员名单里吗: the row of the set before, by its place in what was listed."""
        places = [1] if "first" in references else frame.cues.get("place_in_set", [])
        if not places or frame.conditions or not previous.conditions or previous.operation not in ("list", "count"):
            return None
        rows = [r for r in self._rosters.lists[previous.lists[0]].rows if all(c.holds(r) for c in previous.conditions)]
        return rows[places[0] - 1] if 0 < places[0] <= len(rows) else None

    @staticmethod
    def _take_row(frame: Frame, row: Chunk, previous: Query) -> None:
        frame.cues.pop("sequence", None)
        frame.cues.setdefault("list", [previous.lists[0]])
        frame.mentions = [Mention(row.row.name, NameMatch((row,), "exact", 100.0))]

    def _ask_the_same(self, frame: Frame, previous: Query) -> None:
        """那南开呢: what was asked of the one before."""
        if previous.operation != "look_up" or frame.has("attribute") or frame.has("list") or frame.has("unstated"):
            return
        if previous.attribute:
            frame.cues["attribute"] = [previous.attribute]
        frame.cues["list"] = list(previous.lists)

    def complete_parts(self, frame: Frame, turns: Sequence[Query]) -> None:
        """它下面的成贤学院: a part that is named alone belongs to a whole named before it, here or in an earlier turn."""
        here = [mention for mention in frame.mentions if mention.match.rows]
        wholes = here + [m for turn in reversed(turns) for m in turn.mentions if m.match.rows]
        for index, mention in enumerate(frame.mentions):
            for whole in wholes if not mention.match.rows else ():
                core = core_of(whole.match.names[0])
                rows = self._rosters.names.containing([core, mention.text])
                rows = (
                    rows or self._rosters.names.find(core + mention.text).rows
                )  # 威海校区 of one printed with （威海）
                if rows:
                    frame.mentions[index] = Mention(mention.text, NameMatch(rows, "alias", 100.0))
                    break

    def _part_of(self, turn: Query, frame: Frame) -> Mention | None:
        """A part of the organisation that a turn was about, named by its kind only."""
        for mention in turn.mentions:
            for name in mention.match.names:
                text = core_of(name) + frame.kinds[0]
                match = self._rosters.names.find(text)
                if match.rows and match.how != "spelling" and match.names != mention.match.names:
                    return Mention(text, match)
        return None

    def _ask_elsewhere(self, frame: Frame, previous: Query) -> None:
        """它在另一份名单里吗: in the lists of organisations that the turn before was not about."""
        if "other" not in frame.cues.get("list_reference", ()):
            return
        dated = self._rosters.dated
        asked = set(previous.lists) or {self._rosters.levelled}
        frame.cues["list"] = [list_id for list_id in self._rosters.lists if list_id not in asked and list_id != dated]
        frame.cues["attribute"] = ["membership"]


def _asks_about_it(frame: Frame, previous: Query) -> bool:
    """Whether a turn asks something of whom the one before was about: 序号呢, 什么时候到期, 明年还有效吗."""
    state = any(map(frame.has, ("running", "ended", "no_day"))) and not (frame.has("operation") or frame.has("list"))
    asks = (
        state
        or frame.has("attribute")
        or frame.has("unstated")
        or frame.has("neighbour")
        or frame.has("same_level")
        or frame.has("when")
        or frame.has("list_reference", "other")
    )
    return bool(
        asks and not frame.conditions and not frame.has("sequence") and (previous.mentions or previous.sequences)
    )


def _take_both(frame: Frame, turns: Sequence[Query]) -> None:
    """这俩序号各是多少: whom the last two turns were about, and what was asked of the last one."""
    if frame.has("list"):  # 它俩有谁在联合主办单位里吗
        frame.cues.pop("operation", None)
    frame.mentions = list({mention.text: mention for turn in turns for mention in turn.mentions}.values())
    if not frame.has("attribute") and turns[-1].attribute:
        frame.cues["attribute"] = [turns[-1].attribute]


def _meant(references: set[str], spoken_of: Sequence[Query]) -> Query:
    """The turn whose organisation a reference means: the first one, the last but one (回到刚才那家), or the last one."""
    if "first" in references:
        return spoken_of[0]
    others = [turn for turn in spoken_of if turn.mentions != spoken_of[-1].mentions]
    return others[-1] if "back" in references and others else spoken_of[-1]


def _sets_meant(frame: Frame, references: set[str], sets: Sequence[Query]) -> Sequence[Query]:
    """The sets spoken of before that a question is about: 这两个差多少, 三个加起来; all of a kind in 加起来; none, or two and more."""
    count = frame.first("several") or (2 if "pair" in references else 0)
    if not count and frame.has("operation", "sum"):
        kinds = [[_kind(condition) for condition in turn.conditions] for turn in sets]
        count = next((n for n, found in enumerate(reversed(kinds)) if found != kinds[-1]), len(kinds)) or 0
        count = max(count, 2)
    return sets[-count:] if count and len(sets) >= count else ()


def _join_sets(frame: Frame, sets: Sequence[Query]) -> None:
    """这两个加起来: the sets before, side by side; as one set where they differ by level alone, or where rows are asked for."""
    frame.cues.setdefault("list", list(dict.fromkeys(turn.lists[0] for turn in sets)))
    conditions = list(dict.fromkeys(condition for turn in sets for condition in turn.conditions))
    levels = [c for c in conditions if isinstance(c, LevelIn)]
    one_list = len(frame.cues["list"]) == 1
    goal = goal_of(frame)
    if one_list and not any(turn.parts for turn in sets) and (not goal or (goal == "sum" and levels == conditions)):
        frame.levels = list(dict.fromkeys(level for c in levels for level in c.levels))
        frame.conditions = _merge(conditions)
        return
    if one_list and len({tuple(_kind(c) for c in turn.conditions) for turn in sets}) == 1:
        frame.conditions = _merge(conditions)  # what 都列出来 is about next
    frame.parts = tuple(part for turn in sets for part in turn.parts or (Part(turn.lists[0], turn.conditions),))


def _merge(conditions: Sequence[Condition]) -> list[Condition]:
    """Conditions in which levels, places, and tests of a kind have become one each, that is met by any of them."""
    by_kind: dict[object, list[Condition]] = {}
    for condition in conditions:
        by_kind.setdefault((_kind(condition), condition.negated), []).append(condition)
    return [all_of(several) for several in by_kind.values()]


def _take_rest(frame: Frame, previous: Query) -> None:
    """其余的呢: the rows that the last of the conditions before left out."""
    *kept, last = previous.conditions
    frame.conditions = [*kept, replace(last, negated=not last.negated)]
    frame.cues["list"] = list(previous.lists[:1])
    frame.cues.setdefault("operation", ["list"])


def _asks_of_rows(frame: Frame, references: set[str]) -> bool:
    """它们什么时候到期: what the list says of the rows spoken of before."""
    asked = frame.has("attribute", "level") or frame.has("attribute", "agreement_end")
    return asked and bool(references & {"organisation", "inside"})


def _asks_of_list(frame: Frame) -> bool:
    """Whether nothing but a list is named."""
    return frame.has("list") and not (frame.left or frame.conditions or frame.has("operation") or frame.dates)


def _narrows(frame: Frame) -> bool:
    elsewhere = frame.has("list") and not frame.has("attribute")  # 联合主办单位里呢
    return bool(frame.conditions) or frame.has("operation") or about_agreements(frame) or elsewhere


def _carry_conditions(frame: Frame, previous: Query, subset: bool) -> None:
    """Take over the conditions of the set before: all of them for a part of it (其中 C 级的), else those of another kind."""
    new_kinds: set[object] = {_kind(condition) for condition in frame.conditions}
    if about_agreements(frame) or frame.dates:
        new_kinds.add(EndsBetween)
    kept = [c for c in previous.conditions if (subset or _kind(c) not in new_kinds) and not isinstance(c, AlsoIn)]
    if not subset:
        kept = [c for c in kept if not _names_another_place(c, frame.conditions)]
    if frame.has("list") and frame.has("operation") and not subset and not frame.conditions:
        kept = []
    frame.conditions = [*kept, *frame.conditions]
    if not frame.has("list"):
        frame.cues["list"] = list(previous.lists)
    if not frame.has("operation"):
        counts = previous.operation == "count" and not (frame.has("attribute") and not frame.conditions)
        frame.cues["operation"] = ["count" if counts and not subset else "list"]


def _names_another_place(condition: Condition, new: Sequence[Condition]) -> bool:
    """Whether a test of names is for a place, and a place beside it is asked for now (名字里有大庆的; 换成牡丹江)."""
    places = [place for c in new if isinstance(c, InPlace) and not c.negated for place in c.places]
    tested = [gazetteer().get(text) for text in condition.texts] if isinstance(condition, NameTest) else []
    return bool(places and tested) and all(old and not any(map(old.holds, places)) for old in tested)


def _kind(condition: Condition) -> object:
    """What a condition of a follow-up replaces: one of its own kind, of names only one that tests the same end."""
    if isinstance(condition, EndsAmong):
        return EndsBetween
    return (NameTest, condition.how) if isinstance(condition, NameTest) else type(condition)
