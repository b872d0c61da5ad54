"""A desk that says what a test told it to, over a few real lines of the member list."""

from dataclasses import dataclass, field

import pytest

from bot.answer import Answer, Citation

MEMBERS = "members-2023.txt"
LINES = (
    "36\t北京城市学院图书馆\tD 级",
    "37\t北京大学第一医院图书馆\tD 级",
    "38\t北京大学国际法学院图书馆\tD 级",
    "39\t北京大学图书馆\tB+级",
    "40\t北京大学图书馆分馆\tR 级",
    "41\t北京大学医学图书馆\tB 级",
    "",
    "42\t北京第二外国语学院图书馆\tD级",
    "43\t北京第二外国语学院中瑞酒店管理学院图书馆\tD级",
    "44\t北京电子科技职业学院图书馆\tD级",
)


def cite(n: int = 1, first_line: int = 4, last_line: int = 4, **changes: object) -> Citation:
    """A citation of the member list, its quote being the lines themselves unless told otherwise."""
    quote = "\n".join(LINES[first_line - 1 : last_line])
    values = {
        "source": MEMBERS,
        "title": "联合目录成员馆名单",
        "as_of": "2023-12-31",
        "quote": quote,
    } | changes
    return Citation(n=n, first_line=first_line, last_line=last_line, **values)


def say(text: str, *citations: Citation, refused: bool = False) -> Answer:
    """An answer with the given text."""
    return Answer(question="", text=text, refused=refused, citations=citations)


@dataclass
class ScriptedDesk:
    """Gives `reply` (raises it, when it is an exception) and keeps what it was asked."""

    reply: Answer | Exception
    asked: list[tuple[str, list[str]]] = field(default_factory=list)

    def ask(self, question: str, history: list[str] = ()) -> Answer:
        self.asked.append((question, list(history)))
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply

    def source_lines(self, source: str) -> tuple[str, ...]:
        return {MEMBERS: LINES}[source]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers stream without pauses, except in the browser."""
    monkeypatch.setattr("bot.web.conversation._STREAM_S", 0.0)
