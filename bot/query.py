"""The typed form of a question."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.conditions import Condition
from bot.names import NameMatch

Operation = Literal[
    "look_up",
    "list",
    "count",
    "group",
    "share",
    "extreme",
    "compare",
    "changes",
    "search",
    "unstated",
    "later",
    "no_day",
]
Edge = Literal["first", "last", "longest", "shortest"]
Attribute = Literal["level", "membership", "sequence", "agreement_end"]


@dataclass(frozen=True, slots=True)
class Mention:
    """An organisation that the question names: its words there, and what they were found to mean."""

    text: str
    match: NameMatch = field(default_factory=NameMatch)


@dataclass(frozen=True, slots=True)
class Part:
    """One of several sets that are compared: rows of a list that meet some conditions."""

    list_id: str
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, of which list, about whom.

    Attributes:
        operation: one of a small closed set.
        edition: of the lists, where the question names the year of an older one; empty for the newest.
        change: for `changes`, whether rows that joined, left or changed level are asked for.
        lists: ids of the lists that it is about, the first being computed over; empty when the question names none.
        mentions: organisations named, in the order of the question.
        sequences: numbers that are asked for backwards (名单第 320 号), each with the id of its list; negative from its end.
        attribute: what about the organisations is asked; None for whatever the list says.
        conditions: filters that all rows of a count or list meet.
        claimed: for a group, what the question says that all rows meet.
        by: what rows are grouped by beside what the list says of them: the province or city that names tell; else empty.
        base: how many of the conditions, from the first, make up the whole of a share.
        parts: the sets of a comparison.
        goal: what a comparison is to tell beside the numbers: their difference, sum, which is the largest or smallest, or what
            share of the last set the first one is as many as.
        left: of a difference, how many of the sets, from the first, are held against the others; 0 when the question leaves it open.
        summed: the sets on either side of a difference are added up.
        most: for an extreme, whether the largest or the smallest group is asked for; for groups, whether the largest comes first.
        asserted: levels, dates or numbers that the question takes for granted, to be confirmed or not; of a comparison, the
            number of each set, empty where none is stated, or the only one, of their sum or difference (negative: 少); for `no_day`, the date
            as it is written.
        denied: the question takes for granted that the organisations are not in the list.
        everywhere: a lookup asks which lists an organisation is in.
        same_level: a lookup asks whether the organisations are of one level.
        edges: of a list, only its first or last row, or those whose names are the longest or shortest.
        state: a lookup asks whether agreements are running or have ended, on that day or today.
        on_date: a day that the question names.
        verdict: the question wants a yes or no first.
        search_text: for `search`, the question as it was put.
        earlier: for `search`, the questions before it, oldest first.
        leans: for `search`, the question opens or ends as a follow-up does.
        required: for `search`, words of which evidence must hold at least one each: names and levels that are asked about.
    """

    operation: Operation
    lists: tuple[str, ...] = ()
    edition: str = ""
    change: Literal["joined", "left", "changed"] = "joined"
    mentions: tuple[Mention, ...] = ()
    sequences: tuple[tuple[str, int], ...] = ()
    attribute: Attribute | None = None
    conditions: tuple[Condition, ...] = ()
    claimed: Condition | None = None
    by: Literal["", "province", "city"] = ""
    base: int = 0
    parts: tuple[Part, ...] = ()
    goal: Literal["", "difference", "sum", "most", "least", "share"] = ""
    left: int = 0
    summed: bool = False
    most: bool = True
    asserted: tuple[str, ...] = ()
    denied: bool = False
    everywhere: bool = False
    same_level: bool = False
    edges: tuple[Edge, ...] = ()
    state: Literal["", "running", "ended"] = ""
    on_date: date | None = None
    verdict: bool = False
    search_text: str = ""
    earlier: tuple[str, ...] = ()
    leans: bool = False
    required: tuple[tuple[str, ...], ...] = ()

    @property
    def is_set(self) -> bool:
        """Whether it is computed over a set of rows."""
        return self.operation in ("list", "count", "group", "share", "extreme", "compare", "changes")
