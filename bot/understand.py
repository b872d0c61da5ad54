"""Turns a question, with those before it, into a typed `Query`."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import get_args

from bot.conditions import AlsoIn, Condition, EndsBetween, InPlace, LevelIn, NameTest
from bot.followup import FollowUps
from bot.frame import Frame, about_agreements
from bot.frame_reader import FrameReader
from bot.lexicon import squeeze
from bot.name_forms import core_of
from bot.names import NameMatch
from bot.operations import as_test, choose_operation, goal_of
from bot.query import Edge, Mention, Part, Query
from bot.rosters import Rosters, print_level
from bot.terms import counts_other_things, read_asks
from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk

# Kinds of answer that no list holds: a question for one of them is not about level, number or date of a row.
_NOT_IN_LISTS = {"fee", "contact", "hours", "winner", "procedure", "money", "person", "reason", "place"}


# How follow-ups end or refer back.
_LEANS = re.compile(
    r"呢\s*[？?。]?\s*$|^(?:and|what about|how about)\b|也(?:列|说|看|给)|它|他们|这(?:俩|两|个|些)", re.IGNORECASE
)


class Reader:
    """Understands questions about the lists; whatever it cannot account for word by word becomes a search.

    Args:
        rosters: the lists whose names and levels it is to know.
        prose: all text that is in no list; what it speaks of is not asked of the lists.
        terms: terms of the prose; a question that holds one is not about the lists.
    """

    def __init__(self, rosters: Rosters, prose: str = "", terms: Iterable[str] = ()) -> None:
        self._rosters = rosters
        self._prose = squeeze(prose)
        self._frames = FrameReader(rosters, self._prose, terms)
        self._follow_ups = FollowUps(rosters)

    def read(self, question: str, history: Sequence[str] = ()) -> Query:
        """The query of a question, completed from the earlier questions where it leans on them."""
        turns: list[Query] = []
        for text in [*history, question]:
            turns.append(self._read_turn(text, turns))
        return turns[-1]

    def _read_turn(self, question: str, turns: Sequence[Query]) -> Query:
        frame = self._frames.read(question)
        own = list(frame.mentions)
        refers = frame.has("reference")
        self._follow_ups.complete_parts(frame, turns)
        if turns:
            self._follow_ups.complete(frame, turns)
        elif (
            frame.has("reference", "first")
            and any(map(frame.has, ("list", "list_weak", "edge")))
            and not frame.mentions
        ):
            frame.cue("edge", "first")  # 名单上第一家是谁
        query = self._decide(question, frame)
        query = replace(query, required=_required_words(frame.mentions if refers else own, frame.levels, question))
        if turns and turns[-1].operation == "search" and query.operation == "unstated" and not query.mentions:
            query = replace(query, operation="search")  # 这两个哪个多: of figures that were spoken of
        if turns and query.operation == "search":
            earlier = (*turns[-1].earlier, turns[-1].search_text)
            return replace(query, earlier=earlier, leans=frame.opener or bool(_LEANS.search(question)))
        return query

    def _decide(self, question: str, frame: Frame) -> Query:
        """The query that a frame stands for."""
        query = Query(
            "search",
            search_text=question,
            mentions=tuple(frame.mentions),
            lists=self._lists(frame),
        )
        if not self._rosters.lists:  # nothing but prose can be asked for
            return query
        query = replace(query, edition=self._edition(frame, query))
        _take_level_of_named(frame)
        by_name_only = frame.has("list_weak") and not frame.has("list")
        if not self._explains_all(question, frame) or (by_name_only and counts_other_things(question)):
            return query  # 联合目录有多少条数据 is no question for the list of its members
        about_lists = (
            frame.mentions or frame.levels or any(kind in frame.cues for kind in ("list", "list_weak", "attribute"))
        )
        if frame.has("change") and not frame.mentions:
            list_id = query.lists[0] if query.lists else self._rosters.levelled
            conditions = tuple(frame.conditions)
            return replace(
                query, operation="changes", lists=(list_id,), conditions=conditions, change=frame.first("change")
            )
        _compare_if_equal(frame)
        if about_lists and self._is_unstated(frame, query):
            return replace(query, operation="unstated", asserted=tuple(frame.levels))
        if self._is_later(frame, query):
            return replace(query, operation="later", on_date=frame.dates[0][1])
        self._take_names_of_tests(frame)
        leveled = any(isinstance(condition, LevelIn) for condition in frame.conditions)
        if frame.has("sole") and leveled:  # 清华是唯一一家 B+ 级: how many there are decides
            frame.mentions = []
        if self._is_look_up(frame):
            self._place_mentions(frame)
            return self._look_up(replace(query, mentions=tuple(frame.mentions)), frame, question)
        if self._is_set(frame):
            query = self._set(query, frame)
            if query.operation == "list" and frame.has("operation", "count") and "differs" in read_asks(question):
                return replace(
                    query, operation="count"
                )  # 到底多少家？几处的数不一样，都列出来: the numbers are to be listed
        return query

    def _is_unstated(self, frame: Frame, query: Query) -> bool:
        """Whether something is asked that no list states; so is any day but that on which an agreement ends."""
        dated = self._rosters.dated
        by_day = about_agreements(frame) or frame.has("attribute", "agreement_end") or dated in query.lists
        by_day = by_day or any(row.row.list_id == dated for m in frame.mentions for row in m.match.rows)
        if frame.has("threshold") and len(set(frame.levels)) == 1:
            return True  # C 级以上: no list says which level is above which
        if frame.has("when") and not by_day:
            return True
        if frame.has("dimension") and any(m.match.rows for m in frame.mentions) and not frame.has("operation"):
            return True  # 复旦在哪个省
        asked = len(frame.cues.get("unstated", ()))
        said = frame.has("attribute") or frame.has("running") or frame.has("ended") or bool(frame.levels)
        return asked > (frame.asides if said else frame.told if frame.conditions else 0)

    def _explains_all(self, question: str, frame: Frame) -> bool:
        """Whether every word is accounted for; a stray character is overlooked, beside a cue two.

        A plain question for what a row says may have words around it that nobody can list (我们想跟它合作, 先问下级别), as
        long as nothing is asked that no row says.
        """
        cues = frame.has("attribute") or frame.has("operation") or bool(frame.levels)
        tested = [text for c in frame.conditions if isinstance(c, NameTest) for text in c.texts]
        # 职业院校（名字带“职业”）: the test says it.
        left = [word for word in frame.left if not any(text in word or word in text for text in tested)]
        if not left:
            return frame.strays <= 1 + bool(cues)
        known = frame.mentions and all(mention.match.rows for mention in frame.mentions)
        asked = frame.has("attribute") or bool(frame.levels)
        unstated = frame.count("unstated") > frame.asides
        return bool(known and asked) and not unstated and not set(read_asks(question)) & _NOT_IN_LISTS

    def _lists(self, frame: Frame) -> tuple[str, ...]:
        cues = frame.cues.get("list") or frame.cues.get("list_weak", ())
        named = tuple(dict.fromkeys(list_id for list_id in cues if list_id in self._rosters.lists))
        if "every" in frame.cues.get("list_reference", ()):
            named = tuple(self._rosters.lists)
        if "both" in frame.cues.get("list_reference", ()):
            plain = [list_id for list_id in self._rosters.lists if list_id != self._rosters.dated]
            named = tuple(dict.fromkeys((*named, self._rosters.levelled, *plain)))
        return named

    def _edition(self, frame: Frame, query: Query) -> str:
        """The edition whose year the question names; empty when it names none that there is."""
        list_id = query.lists[0] if query.lists else self._rosters.levelled
        editions = {roster.edition for roster in self._rosters.editions if roster.id == list_id}
        years = [str(first.year) for first, _ in frame.dates]
        return next((year for year in years if year in editions), "")

    def _is_later(self, frame: Frame, query: Query) -> bool:
        """Whether a list is asked for as of a year of which there is no edition."""
        dated = self._rosters.dated
        rows = [row for mention in frame.mentions for row in mention.match.rows]
        if (
            all(first == date.today() for first, _ in frame.dates)  # 今天看到: the newest edition is meant
            or about_agreements(frame)
            or query.lists[:1] == (dated,)
            or any(r.row.list_id == dated for r in rows)
        ):
            return False
        about = query.lists or frame.levels or frame.has("attribute") or frame.mentions
        return bool(about) and not query.edition

    def _is_look_up(self, frame: Frame) -> bool:
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
            return not any(self._rosters.names.containing([mention.text]) for mention in frame.mentions)
        counted = frame.has("operation", "count") or frame.has("operation", "share") or frame.has("operation", "group")
        return not counted or frame.has("attribute")

    def _take_names_of_tests(self, frame: Frame) -> None:
        """We deal with Wenzhou-Kean University; at what level is it: a whole name is asked about, not tested for."""
        if not frame.has("attribute") or frame.has("operation") or frame.has("list") or frame.mentions:
            return
        for test in [c for c in frame.conditions if isinstance(c, NameTest) and c.how == "contains" and not c.negated]:
            match = self._rosters.names.find(test.texts[0])
            if len(test.texts) == 1 and match.rows:
                frame.mentions.append(Mention(test.texts[0], match))
                frame.conditions.remove(test)

    def _place_mentions(self, frame: Frame) -> None:
        """What a name and a place beside it mean together: 哈工大（威海）, 佛学院，杭州那所."""
        beside = [c for c in frame.conditions if isinstance(c, InPlace | NameTest)]
        if not any(isinstance(c, InPlace) and not c.negated for c in beside):
            return
        for index, mention in enumerate(frame.mentions):
            rows = mention.match.rows
            if any(condition.holds(row) for row in rows for condition in beside):
                continue
            cores = {core_of(name) for name in mention.match.names} or {squeeze(mention.text)}
            named = [row for core in cores for row in self._rosters.names.containing([core])]
            found = [row for row in named if all(condition.holds(row) for condition in beside)]
            if found and len({core_of(row.row.name) for row in found}) == 1:
                frame.mentions[index] = Mention(mention.text, NameMatch(tuple(found), "alias", 100.0))
                frame.conditions = [c for c in frame.conditions if c not in beside]

    def _look_up(self, query: Query, frame: Frame, question: str) -> Query:
        if frame.has("neighbour"):
            return self._neighbours(query, frame)
        attributes = [a for a in frame.cues.get("attribute", ()) if a not in ("membership", "as_of")]
        places = tuple(c for c in frame.conditions if isinstance(c, InPlace))
        asserted = tuple(frame.levels) if len(frame.levels) == 1 else ()
        if attributes[:1] == ["level"] and query.lists and self._rosters.levelled not in query.lists:
            query = replace(query, lists=(*query.lists, self._rosters.levelled))  # 是联合主办吗，级别各是？
        state = next((state for state in ("running", "ended") if frame.has(state)), "")
        denied = bool(frame.cues.get("list_not")) and not frame.has("attribute", "membership")
        asks_yes = (
            frame.has("attribute", "membership")
            or asserted
            or question.rstrip("？?。 ").endswith(("吗", "吧", "不", "么", "嘛"))
        )
        return replace(
            query,
            operation="look_up",
            everywhere=frame.has("list_reference", "all"),
            same_level=frame.has("same_level"),
            sequences=tuple(frame.cues.get("sequence", ())),
            attribute=attributes[0] if attributes else None,
            conditions=places,
            asserted=asserted,
            denied=denied,
            state=state,
            on_date=_day_meant(frame, state),
            verdict=bool(asks_yes) or question.lower().startswith(("is ", "are ", "does ")),
        )

    def _place_in_list(self, row: Chunk) -> int:
        """The number of a row in its list, counted where none is printed."""
        return row.row.sequence or 1 + self._rosters.lists[row.row.list_id].rows.index(row)

    def _neighbours(self, query: Query, frame: Frame) -> Query:
        """The rows beside those of some numbers or organisations: 320 号后面那家."""
        values = set(frame.cues["neighbour"]) - ({"next"} if "previous" in frame.cues["neighbour"] else set())
        steps = [step for value, step in (("previous", -1), ("next", 1)) if values & {value, "both"}]
        if frame.mentions and frame.has("attribute", "sequence"):  # 它的序号是多少？下一号是哪家
            steps = sorted([0, *steps])
        asked = query.lists or (self._rosters.levelled,)
        named = [row for mention in frame.mentions for row in mention.match.rows]
        rows = [row for row in named if row.row.list_id in asked] or named
        numbers = frame.cues.get("sequence") or [self._place_in_list(row) for row in rows]
        lists = tuple(dict.fromkeys(row.row.list_id for row in rows)) or query.lists or (self._rosters.levelled,)
        return replace(
            query,
            operation="look_up",
            lists=lists[:1],
            mentions=(),
            sequences=tuple(n + step for n in numbers for step in steps),
        )

    def _asks_of_prose(self, frame: Frame) -> bool:
        """Whether names are tested for something that none of them holds and the prose speaks of (“全面支撑”为什么排第一)."""
        tests = [c for c in frame.conditions if isinstance(c, NameTest) and not c.negated]
        in_prose = [c for c in tests if all(squeeze(text) in self._prose for text in c.texts)]
        return bool(in_prose) and not self._hold(in_prose)

    def _is_set(self, frame: Frame) -> bool:
        """Whether a set of rows is asked for: something to filter by that only lists have, or a list and something to do."""
        if self._asks_of_prose(frame):
            return False
        if frame.has("dimension") and not (
            frame.kinds or frame.conditions or frame.has("list") or frame.has("list_weak")
        ):
            return False  # 它分布在几个省: of what else than rows
        operates = (
            frame.has("operation") or frame.has("claim") or frame.has("dimension") or frame.count("comparative") > 1
        )
        by_level = frame.has("attribute", "level") or any(frame.has("operation", o) for o in ("group", "most", "least"))
        if frame.levels or about_agreements(frame) or (operates and by_level) or frame.has("edge"):
            return True
        named = frame.has("list") or frame.has("list_weak") or frame.has("list_reference")
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
        if not self._hold(map(as_test, frame.mentions)):
            return False
        if named or (operates and any(isinstance(condition, InPlace) for condition in frame.conditions)):
            return True
        return (operates or frame.tested) and self._hold(c for c in frame.conditions if isinstance(c, NameTest))

    def _hold(self, tests: Iterable[NameTest]) -> bool:
        """Whether each of some tests holds for some name."""
        return all(any(test.holds(row) for row in self._rosters.rows) for test in tests)

    def _set(self, query: Query, frame: Frame) -> Query:
        frame.conditions += [NameTest("contains", (text,)) for text in frame.characters if not frame.tested]
        conditions = [*frame.conditions, *(as_test(mention) for mention in frame.mentions)]
        dates = self._agreement_conditions(frame)
        if parts := self._lists_beside(frame, query, conditions):
            return replace(query, operation="compare", parts=parts, goal=goal_of(frame), mentions=())
        list_id = self._base_list(query.lists, conditions, dates, both=frame.has("also"))
        others = [other for other in query.lists if other != list_id]
        keys = self._rosters.lists
        same = frame.has("same_name")
        also = [
            AlsoIn(
                other, keys[other].printed if same else keys[other].keys, other in frame.cues.get("list_not", ()), same
            )
            for other in others
        ]
        conditions = [self._before_library(condition, list_id) for condition in conditions]
        if also or list_id not in (self._rosters.levelled, self._rosters.dated):
            conditions = [_without_schools(condition) for condition in conditions]
        elif any(_tests_publics(condition) for condition in conditions):
            return replace(query, operation="unstated", lists=(list_id,))
        if frame.schools and (also or list_id not in (self._rosters.levelled, self._rosters.dated)):
            conditions.append(NameTest("contains", tuple(load_vocabulary("roster")["organisations"]["schools"])))
        edges = tuple(edge for edge in get_args(Edge) if frame.has("edge", edge))
        if edges:
            query = replace(query, edges=edges)
        whole = replace(query, lists=(list_id, *others), mentions=(), conditions=(*conditions, *dates, *also))
        if parts := self._agreements_beside(frame, list_id, conditions):
            return replace(whole, operation="compare", parts=parts)
        chosen = choose_operation(whole, frame)
        grouped = chosen.by or frame.levels or frame.has("attribute", "level") or frame.has("operation", "group")
        if chosen.operation == "extreme" and not (grouped or list_id == self._rosters.dated):
            return replace(chosen, operation="unstated")  # 最大的成员馆
        return chosen

    def _agreements_beside(self, frame: Frame, list_id: str, conditions: Sequence[Condition]) -> tuple[Part, ...]:
        """Sets of agreements that are counted one beside the other: 过期的和没过期的各几家, 2023 和 2024 年到期的各几家."""
        if list_id != self._rosters.dated or not (frame.has("each") or frame.has("operation", "count")):
            return ()
        first, last = frame.dates[0] if frame.dates else (date.today(), date.today())
        ends: list[Condition] = []
        if frame.has("running") and frame.has("ended"):
            ends = [EndsBetween(None, _day_beside(first, -1), "ended"), EndsBetween(last, None, "running")]
        elif len(frame.dates) > 1 and frame.has("each"):
            ends = [EndsBetween(first, last, "within") for first, last in frame.dates]
        return tuple(Part(list_id, (end, *conditions)) for end in ends)

    def _before_library(self, condition: Condition, list_id: str) -> Condition:
        """A test of how names end, without their final 图书馆 where no name of the list ends so with it (“学院”结尾)."""
        if not isinstance(condition, NameTest) or condition.how != "ends":
            return condition
        literal = replace(condition, negated=False)
        ends = any(literal.holds(row) for row in self._rosters.lists[list_id].rows)
        return condition if ends else replace(condition, how="core_ends")

    def _lists_beside(self, frame: Frame, query: Query, conditions: Sequence[Condition]) -> tuple[Part, ...]:
        """Several lists counted one beside the other, not against each other: 三份名单各有多少家."""
        beside = frame.has("each") or goal_of(frame) or frame.has("operation", "count")
        against = (
            frame.has("same_name")
            or frame.has("both")
            or frame.has("also")
            or frame.has("list_not")
            or frame.has("operation", "list")
        )
        if len(query.lists) < 2 or not beside or against or any(isinstance(c, LevelIn) for c in conditions):
            return ()
        return tuple(Part(list_id, tuple(conditions)) for list_id in query.lists)

    def _base_list(
        self, lists: tuple[str, ...], conditions: Sequence[Condition], dates: Sequence[Condition], both: bool
    ) -> str:
        """The list whose rows are counted: the one that has what is asked about, else the first one named."""
        if dates:
            return self._rosters.dated
        levelled = any(isinstance(condition, LevelIn) for condition in conditions)
        if levelled or not lists or (both and len(lists) == 1):  # 开头的馆里也做联合主办的
            return self._rosters.levelled
        return lists[0]

    def _agreement_conditions(self, frame: Frame) -> list[Condition]:
        first, last = frame.dates[0] if frame.dates else (None, None)
        if first and frame.side == "after" and not frame.has("ended"):  # 2023 年以后到期, 还有效
            return [EndsBetween(_day_beside(last, 1), None, "within")]
        if first and frame.side == "before" and not frame.has("running"):
            return [EndsBetween(None, _day_beside(first, -1), "within")]
        if frame.has("edge", "latest") or frame.has("edge", "earliest"):
            ends = [row.row.agreement_end for row in self._rosters.lists[self._rosters.dated].rows]
            day = (max if frame.has("edge", "latest") else min)(end for end in ends if end)
            return [EndsBetween(day, day, "within")]
        if frame.has("due") and not frame.dates and not frame.has("each"):
            return [EndsBetween(None, _day_beside(date.today(), -1), "ended")]
        if frame.has("running"):
            return [EndsBetween(last or date.today(), None, "running")]
        if frame.has("ended"):
            return [EndsBetween(None, _day_beside(first or date.today(), -1), "ended")]
        if frame.dates and (
            frame.has("attribute", "agreement_end") or self._rosters.dated in frame.cues.get("list", ())
        ):
            return [EndsBetween(first, last, "within")]
        return []


def _day_beside(day: date, days: int) -> date:
    return date.fromordinal(day.toordinal() + days)


def _day_meant(frame: Frame, state: str) -> date | None:
    """The day that a date means: the last one that it may, but the first one where something is to have ended by it."""
    if not frame.dates:
        return None
    first, last = frame.dates[0]
    return first if state == "ended" else last


def _compare_if_equal(frame: Frame) -> None:
    """北大和清华哪个级别高: which level is the higher one no list says, but that two are the same can be said."""
    levels = [{row.row.level for row in mention.match.rows if row.row.level} for mention in frame.mentions]
    one = len(levels) > 1 and all(len(found) == 1 for found in levels) and len(set.union(*levels)) == 1
    if one and frame.count("ranking") == frame.count("unstated") > 0:
        frame.cues.pop("unstated")
        frame.cue("same_level", "same_level")
        frame.cue("attribute", "level")


def _take_level_of_named(frame: Frame) -> None:
    """跟武大同一级的有几家: the level of the organisation that is named, in place of its name.

    Of several (这两家同级吗) the levels are asked.
    """
    if not frame.has("same_level"):
        return
    levels = {row.row.level for mention in frame.mentions for row in mention.match.rows if row.row.level}
    if frame.has("operation") and len(levels) == 1 == len(frame.mentions):
        frame.add_level(levels.pop(), negated=False)
        frame.mentions = []
        frame.cues.pop("attribute", None)
    elif frame.mentions:
        frame.cue("attribute", "level")


def _without_schools(condition: Condition) -> Condition:
    """公共图书馆 are the rows whose names say nothing of a school; any other condition stays as it is."""
    schools = load_vocabulary("roster")["organisations"]["schools"]
    return NameTest("contains", tuple(schools), not condition.negated) if _tests_publics(condition) else condition


def _tests_publics(condition: Condition) -> bool:
    """Whether a condition asks for public libraries, a kind that no list states."""
    publics = load_vocabulary("roster")["organisations"]["publics"]
    return isinstance(condition, NameTest) and set(condition.texts) <= set(publics)


def _required_words(mentions: Iterable[Mention], levels: Iterable[str], question: str) -> tuple[tuple[str, ...], ...]:
    """What evidence for a search must speak of: each organisation of the lists by one of its names, each level.

    What only looks like a name (想当示范馆) is weighed with the other words; so is an English word without a capital
    (labour and capital), and a level whose letter stands alone (R&D).
    """
    known = [mention for mention in mentions if mention.match.rows and not _is_common_word(mention.text, question)]
    names = [(squeeze(mention.text), *map(core_of, mention.match.names)) for mention in known]
    printed = [squeeze(print_level(level)) for level in levels]
    return (*names, *((level,) for level in printed if level in squeeze(question)))


def _is_common_word(text: str, question: str) -> bool:
    """Whether a mention is one English word that the question writes without a capital."""
    return text.isascii() and " " not in text and re.search(rf"\b{re.escape(text)}\b", question) is not None
