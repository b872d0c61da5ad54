"""Turns a question, with those before it, into a typed `Query`."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.asks import counts_other_things, read_asks
from bot.beyond_lists import explains_all, is_later, is_unstated
from bot.conditions import LevelIn
from bot.followup import FollowUps
from bot.frame import Frame, about_agreements
from bot.frame_reader import FrameReader
from bot.lexicon import squeeze
from bot.look_ups import is_look_up, read_look_up, take_names_of_tests
from bot.query import Query
from bot.required_words import required_words
from bot.rosters import Rosters
from bot.row_sets import is_set, read_set
from bot.same_level import compare_if_equal, take_level_of_named

# How follow-ups end or refer back.
_LEANS = re.compile(
    r"呢\s*[？?。]?\s*$|^(?:and|what about|how about)\b|\b(?:the|that) ones?\b|\b(?:its|they|their|them)\b"
    r"|^[这那]?(?:里面|里头|其中|当中)|也(?:列|说|看|给)|它|他们|这(?:俩|两|个|些)",
    re.IGNORECASE,
)


def _is_only_dated(frame: Frame) -> bool:
    """Whether a day is all that a question has of what the lists tell."""
    named = frame.mentions or frame.levels or any(map(frame.has, ("list", "list_weak", "attribute")))
    return bool(frame.dates) and not named and not about_agreements(frame)


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
        if turns and not self._stands_alone(question):
            self._follow_ups.complete(frame, turns)
        elif (
            frame.has("reference", "first")
            and any(map(frame.has, ("list", "list_weak", "edge")))
            and not frame.mentions
        ):
            frame.cue("edge", "first")  # 名单上第一家是谁
        query = self._decide(question, frame)
        query = replace(query, required=required_words(frame.mentions if refers else own, frame.levels, question))
        if turns and turns[-1].operation == "search" and query.operation == "unstated" and not query.mentions:
            query = replace(query, operation="search")  # 这两个哪个多: of figures that were spoken of
        of_prose = query.operation == "changes" and not any(map(frame.has, ("list", "list_weak")))
        of_prose = of_prose or (query.is_set and _is_only_dated(frame))
        if turns and turns[-1].operation == "search" and of_prose:
            # 2020年同期满足了多少, 三期要新增多少, of what the prose was asked of
            query = Query("search", search_text=question, required=query.required)
        if turns and query.operation == "search":
            earlier = tuple(turn.search_text for turn in turns if turn.operation == "search")
            return replace(query, earlier=earlier, leans=frame.opener or bool(_LEANS.search(question)))
        return query

    def _stands_alone(self, question: str) -> bool:
        """Whether a question needs nothing from those before it: it does not lean on them, asks the lists nothing by itself,
        and has words that only the prose has."""
        frame = self._frames.read(question)
        leans = frame.opener or _LEANS.search(question) or set(frame.cues.get("reference", ())) - {"inside"}
        spoken_of = any(squeeze(word) in self._prose for word in frame.left)
        return not leans and spoken_of and self._decide(question, frame).operation == "search"

    def _decide(self, question: str, frame: Frame) -> Query:
        """The query that a frame stands for."""
        query = Query("search", search_text=question, mentions=tuple(frame.mentions), lists=self._lists(frame))
        if not self._rosters.lists:  # nothing but prose can be asked for
            return query
        query = replace(query, edition=self._edition(frame, query))
        take_level_of_named(frame)
        by_name_only = frame.has("list_weak") and not frame.has("list")
        if not explains_all(question, frame) or (by_name_only and counts_other_things(question)):
            return query  # 联合目录有多少条数据 is no question for the list of its members
        return self._ask_lists(query, frame)

    def _ask_lists(self, query: Query, frame: Frame) -> Query:
        """The query of a frame that explains its question; still a search where it asks nothing of the lists."""
        about_lists = frame.mentions or frame.levels or any(map(frame.has, ("list", "list_weak", "attribute")))
        if frame.has("change") and not frame.mentions:
            lists = query.lists[:1] or (self._rosters.levelled,)
            change, conditions = frame.first("change"), tuple(frame.conditions)
            return replace(query, operation="changes", lists=lists, conditions=conditions, change=change)
        if frame.has("no_day") and (about_lists or any(map(frame.has, ("running", "ended", "due")))):
            return replace(query, operation="no_day", asserted=(frame.first("no_day"),))
        compare_if_equal(frame)
        if about_lists and is_unstated(frame, query, self._rosters):
            return replace(query, operation="unstated", asserted=tuple(frame.levels))
        if is_later(frame, query, self._rosters):
            return replace(query, operation="later", on_date=frame.dates[0].last)
        take_names_of_tests(frame, self._rosters.names)
        if frame.has("sole") and any(isinstance(condition, LevelIn) for condition in frame.conditions):
            frame.mentions = []  # 清华是唯一一家 B+ 级: how many there are decides
        if is_look_up(frame, self._rosters.names):
            return read_look_up(query, frame, self._rosters)
        if not is_set(frame, self._rosters, self._prose):
            return query
        query = read_set(query, frame, self._rosters)
        # 到底多少家？几处的数不一样，都列出来: the numbers are to be listed.
        if query.operation == "list" and frame.has("operation", "count") and "differs" in read_asks(query.search_text):
            return replace(query, operation="count")
        return query

    def _lists(self, frame: Frame) -> tuple[str, ...]:
        """The ids of the lists that the question is about, in its order; empty when it names none."""
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
        years = [str(days.first.year) for days in frame.dates]
        return next((year for year in years if year in editions), "")
