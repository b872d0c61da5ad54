"""What a question says about the lists: cues, conditions, organisations, and what is left unexplained."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.conditions import Condition, InPlace, LevelIn
from bot.days import Days
from bot.places import Place
from bot.query import Mention, Part

# Cues that say nothing by themselves.
_TURNING = (
    "negation",
    "outside",
    "each",
    "comparative",
    "inclusive",
    "same_level",
    "sole",
    "rest",
    "ranking",
    "threshold",
    "comparator",
    "several",
)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a question says of a set of rows: where it stands among the others tells which belong together.

    Attributes:
        kind: what it is; `inside` says that what follows is a part of what was named before (其中).
        value: the id of a list, a level, places, days, or a stated number.
        joined: the word before it puts it beside (和), holds it against (比) or finds it within (里, 是) what stands before it.
        narrows: see `Frame.add_place`.
    """

    kind: Literal["list", "level", "place", "date", "claim", "inside"]
    value: Any
    negated: bool = False
    joined: Literal["", "beside", "against", "within"] = ""
    narrows: bool = False


@dataclass(slots=True)
class Frame:
    """The findings of one question.

    Attributes:
        cues: kind of cue (operation, attribute, list, reference, ...) → its values in the order of the question.
        conditions: filters in the order of the question.
        mentions: organisations.
        levels: levels named, whether as a filter or as a claim.
        parts: sets that were asked for before, to be set side by side or added up.
        said: lists, levels, places, dates and stated numbers in the order of the question.
        wholes: levels and places that stand right behind a word for a share (占 C 级多少).
        whole_list: a share is asked of the whole list (占全部成员馆的).
        dates: every date.
        numbered: how many of the lists named so far stand before the last number of a row.
        numbered_lists: of these the ones that it belongs to.
        relative: the same of dates that are said from today (明年), which count where agreements are asked about.
        left: words with content that nothing explains, but for those of clauses that neither ask nor say anything (财务要数).
        kinds: kinds of organisation that are named without a name (资料室).
        early_kinds: kinds that were named before anything was said of the lists (高等专科学校当中 C 级的).
        characters: words for characters that cannot be typed into a test (括号).
        asides: clauses that speak of what no list states, without asking for it (所以不用再联系).
        told: those of them that stand before what is asked (我做馆藏比较，…).
        strays: single characters that nothing explains; mostly particles or slips.
        universal: it says that all rows of a kind meet a condition (都是 D 级吧), which is to be checked.
        schools: it asks for institutions of higher education among the rows.
        opener: the question opens with a word that leans on the one before ("那", "其中").
        tested: the question says in so many words how names are to be tested.
    """

    cues: dict[str, list] = field(default_factory=dict)
    conditions: list[Condition] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)
    parts: tuple[Part, ...] = ()
    said: list[Said] = field(default_factory=list)
    wholes: list[Condition] = field(default_factory=list)
    dates: list[Days] = field(default_factory=list)
    relative: list[Days] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    early_kinds: list[str] = field(default_factory=list)
    characters: list[str] = field(default_factory=list)
    asides: int = 0
    told: int = 0
    strays: int = 0
    numbered: int = 0
    numbered_lists: tuple[str, ...] = ()
    universal: bool = False
    schools: bool = False
    whole_list: bool = False
    opener: bool = False
    tested: bool = False

    @property
    def findings(self) -> int:
        """How much was found so far; the same after a clause as before it if the clause says nothing about the lists."""
        cues = sum(len(values) for kind, values in self.cues.items() if kind not in _TURNING)
        return len(self.mentions) + len(self.conditions) + len(self.dates) + cues

    @property
    def days_asked(self) -> list[Days]:
        """The dates without those that are said of the list, where there are others."""
        return [days for days in self.dates if not days.as_of] or self.dates

    def has(self, kind: str, value: object = None) -> bool:
        """Whether there is a cue of a kind, or that very cue."""
        return kind in self.cues and (value is None or value in self.cues[kind])

    def first(self, kind: str) -> str | None:
        """The first cue of a kind."""
        return self.cues[kind][0] if kind in self.cues else None

    def cue(self, kind: str, value: object) -> None:
        """Note a cue."""
        self.cues.setdefault(kind, []).append(value)

    def add_numbers(self, numbers: Iterable[int], kind: str = "sequence") -> None:
        """Note numbers of rows with the lists they belong to: those named since the number before, else the same as its."""
        lists = tuple(dict.fromkeys(self.cues.get("list", [])[self.numbered :]))
        self.numbered, self.numbered_lists = self.count("list"), lists or self.numbered_lists
        for number in numbers:
            self.cue(kind, (self.numbered_lists, number))

    def count(self, kind: str) -> int:
        """How many cues of a kind there are."""
        return len(self.cues.get(kind, ()))

    def add_level(self, level: str, negated: bool) -> None:
        """Note a level; levels beside one another are one condition: any of them, or none of them."""
        self.levels.append(level)
        for index, condition in enumerate(self.conditions):
            if isinstance(condition, LevelIn) and condition.negated == negated:
                if level not in condition.levels:
                    self.conditions[index] = LevelIn((*condition.levels, level), negated)
                return
        self.conditions.append(LevelIn((level,), negated))

    def add_place(self, places: tuple[Place, ...], negated: bool = False, narrows: bool = False) -> None:
        """Note places; those beside one another are one condition, any of them.

        Args:
            narrows: they are not enumerated with the place before, which they narrow if they lie in it (江苏南京).
        """
        for index, condition in enumerate(self.conditions):
            if isinstance(condition, InPlace) and condition.negated == negated:
                known = condition.places
                if narrows and any(known[-1].holds(place) and known[-1] != place for place in places):
                    merged = (*known[:-1], *places)
                else:
                    merged = tuple(dict.fromkeys((*known, *places)))
                self.conditions[index] = InPlace(merged, negated)
                return
        self.conditions.append(InPlace(places, negated))


def about_agreements(frame: Frame) -> bool:
    """Whether a question is about when agreements run or end."""
    return frame.has("running") or frame.has("ended") or (bool(frame.dates) and frame.has("attribute", "agreement_end"))
