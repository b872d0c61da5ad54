"""The desk's operations as tools: typed arguments in, an answer of the default path out; nothing can be changed by them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.answer import Answer
from bot.conditions import Condition, InPlace, LevelIn, NameTest
from bot.desk import MAX_QUESTION_CHARS, Desk, Edition
from bot.places import gazetteer
from bot.query import Mention, Part, Query
from ingest.normalise import normalise_text

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

ListName = Literal["members", "commercial", "co-organisers"]
_MOST_NAMES = 10


class Arguments(BaseModel):
    """What a tool is called with; anything else is an error."""

    model_config = ConfigDict(extra="forbid")


class Ask(Arguments):
    """A question of its own, put more clearly."""

    question: str = Field(
        description="完整、简短、不用代词的问题，只用用户说过的名称和词", max_length=MAX_QUESTION_CHARS
    )


class LookUp(Arguments):
    """Organisations by name."""

    names: list[str] = Field(description="单位名称", min_length=1, max_length=_MOST_NAMES)
    roster: ListName | None = Field(None, description="哪份名单；不写则都查")


class Filters(Arguments):
    """Rows of a list."""

    roster: ListName = Field("members", description="members 成员馆，commercial 商业用户，co-organisers 联合主办单位")
    levels: list[str] = Field([], description="级别，如 D、B+")
    place: str = Field("", description="省或市，如 北京")
    starts: str = Field("", description="名称的开头")
    contains: str = Field("", description="名称包含的字")
    ends: str = Field("", description="名称的结尾")


class Share(Filters):
    """Rows of a list as a share of the whole list."""


class Compare(Arguments):
    """Several sets of rows side by side."""

    sets: list[Filters] = Field(min_length=2, max_length=4)
    goal: Literal["difference", "sum", "most", "least"] = "difference"


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool gave.

    Attributes:
        answer: of the default path; None where the call was wrong.
        said: the words that the call brought in, to be held against those of the user.
        is_question: they are a question in full.
        error: one short sentence for the model; empty where there is an answer.
    """

    answer: Answer | None = None
    said: str = ""
    is_question: bool = False
    error: str = ""


class Toolbox:
    """The tools over one edition of the index.

    Args:
        desk: whose operations they are.
        question: of the user, in whose language answers are.
        history: the questions before it.
    """

    def __init__(self, desk: Desk, question: str, history: Sequence[str]) -> None:
        self._desk = desk
        self._edition: Edition = desk.current()
        self._question = question
        self._history = history
        self._tools: dict[str, tuple[type[Arguments], str, Callable[..., tuple[Query | str, str]]]] = {
            "ask": (Ask, "把问题换一种更清楚的说法再问一遍资料", self._ask),
            "look_up": (LookUp, "查几家单位在名单里的级别、序号、协议到期时间", self._look_up),
            "count": (Filters, "数一数名单里符合条件的有多少家", self._count),
            "list_members": (Filters, "列出名单里符合条件的单位", self._list),
            "group": (Filters, "名单按级别各有多少家", self._group),
            "share": (Share, "符合条件的占整份名单多少", self._share),
            "compare": (Compare, "比较名单里的几个集合：相差、合计、最多、最少", self._compare),
        }

    def describe(self) -> list[BaseTool]:
        """The tools as LangChain hands them to a model."""
        from langchain_core.tools import StructuredTool

        return [
            StructuredTool(name=name, description=text, args_schema=arguments, func=lambda **_: "")
            for name, (arguments, text, _) in self._tools.items()
        ]

    def call(self, name: str, arguments: object) -> ToolResult:
        """Run a tool as a model wants it; whatever is wrong with the call is told in one sentence."""
        if name not in self._tools:
            return ToolResult(error=f"没有叫 {name[:40]} 的工具，可用的有 {'、'.join(self._tools)}。")
        schema, _, build = self._tools[name]
        try:
            called = schema.model_validate(arguments)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"])) or "参数"
            return ToolResult(error=f"{name} 的 {place} 不对：{first['msg']}。")
        try:
            query, said = build(called)
        except ValueError as error:
            return ToolResult(error=str(error))
        return ToolResult(self._run(query), said, isinstance(query, str))

    def _run(self, query: Query | str) -> Answer:
        if isinstance(query, str):
            return self._desk.ask(query, self._history if _leans(query) else ())
        return self._edition.composer.compose(self._question, self._edition.executor.run(query))

    def _ask(self, call: Ask) -> tuple[Query | str, str]:
        if not call.question.strip():
            raise ValueError("ask 的 question 是空的。")
        return call.question, call.question

    def _look_up(self, call: LookUp) -> tuple[Query, str]:
        names = self._edition.rosters.names
        mentions = tuple(Mention(name, names.find(name)) for name in call.names)
        lists = (self._list_id(call.roster),) if call.roster else ()
        return Query("look_up", lists=lists, mentions=mentions), " ".join(call.names)

    def _count(self, call: Filters) -> tuple[Query, str]:
        return replace(self._select(call), operation="count"), _said(call)

    def _list(self, call: Filters) -> tuple[Query, str]:
        return self._select(call), _said(call)

    def _group(self, call: Filters) -> tuple[Query, str]:
        return replace(self._select(call), operation="group"), _said(call)

    def _share(self, call: Share) -> tuple[Query, str]:
        return replace(self._select(call), operation="share", base=0), _said(call)

    def _compare(self, call: Compare) -> tuple[Query, str]:
        parts = tuple(Part(self._list_id(s.roster), self._conditions(s)) for s in call.sets)
        query = Query("compare", lists=(parts[0].list_id,), parts=parts, goal=call.goal)
        return query, " ".join(_said(s) for s in call.sets)

    def _select(self, call: Filters) -> Query:
        return Query("list", lists=(self._list_id(call.roster),), conditions=self._conditions(call))

    def _list_id(self, name: str) -> str:
        if name not in self._edition.rosters.lists:
            raise ValueError(f"没有名单 {name}，有的是 {'、'.join(self._edition.rosters.lists)}。")
        return name

    def _conditions(self, call: Filters) -> tuple[Condition, ...]:
        found: list[Condition] = []
        if call.levels:
            found.append(LevelIn(tuple(self._level(level) for level in call.levels)))
        if call.place:
            place = gazetteer().get(normalise_text(call.place))
            if place is None:
                raise ValueError(f"不认识的地点 {call.place[:20]}。")
            found.append(InPlace((place,)))
        for how, text in (("starts", call.starts), ("contains", call.contains), ("ends", call.ends)):
            if text:
                found.append(NameTest(how, (text,)))
        return tuple(found)

    def _level(self, written: str) -> str:
        known = {level.lower(): level for level in self._edition.rosters.levels}
        level = known.get(normalise_text(written).removesuffix("级").strip())
        if level is None:
            raise ValueError(f"没有 {written[:10]} 这个级别，有的是 {'、'.join(known.values())}。")
        return level


def _said(call: Filters) -> str:
    levels = " ".join(f"{level.removesuffix('级')}级" for level in call.levels)
    return " ".join(filter(None, [levels, call.place, call.starts, call.contains, call.ends]))


def _leans(question: str) -> bool:
    """Whether a question still refers back, so that it is read with those before it."""
    return any(word in question for word in ("它", "他们", "这个", "这些", "其中", "那"))
