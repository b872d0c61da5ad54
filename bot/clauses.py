"""Reads a question about lists clause by clause, and lets go of what need not be explained for an answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.clause_roles import (
    asks,
    asks_of_rows,
    describes,
    has_question_word,
    is_topic,
    names_recipient,
    occasion_end,
    only_tells,
    says_all,
    split_clauses,
    states,
)
from bot.conditions import NameTest
from bot.frame import Frame
from bot.lexicon import Lexicon, Token
from bot.names import NameIndex
from bot.token_reader import TokenReader


@dataclass(frozen=True, slots=True)
class _Counts:
    """How much a frame held before a clause was read."""

    findings: int
    conditions: int
    mentions: int
    left: int
    strays: int
    unstated: int
    operations: int

    @classmethod
    def of(cls, frame: Frame) -> "_Counts":
        return cls(
            frame.findings,
            len(frame.conditions),
            len(frame.mentions),
            len(frame.left),
            frame.strays,
            frame.count("unstated"),
            frame.count("operation"),
        )


@dataclass(slots=True)
class _Idle:
    """Words left unexplained that do not matter if another clause asks what is to be answered.

    Attributes:
        aims: where in the words left over stand those of clauses that only say what to do, as (first, past the last).
        told: the same of clauses that only tell something around the question.
        operations: how many words for something to do stand in the clauses of `aims`.
        asks_whole: a clause asks something of rows that it names itself.
    """

    aims: list[tuple[int, int]] = field(default_factory=list)
    told: list[tuple[int, int]] = field(default_factory=list)
    operations: int = 0
    asks_whole: bool = False

    def drop_from(self, frame: Frame) -> None:
        """Take those words out of what a frame has left."""
        # 做年报要个数：D 级馆几家: what a number is wanted for is no part of the question that another clause asks.
        aims = self.aims if frame.count("operation") > self.operations else []
        # 下周去三亚调研，成员馆里名字带三亚的有哪几个: nor is what is told around it.
        told = self.told if self.asks_whole else []
        for first, last in sorted([*aims, *told], reverse=True):
            del frame.left[first:last]


class ClauseReader:
    """Fills frames from tokens whose names are joined and whose tests of names are taken.

    Args:
        names: all names.
        lexicon: all words.
        prose: squeezed text that is in no list.
    """

    def __init__(self, names: NameIndex, lexicon: Lexicon, prose: str) -> None:
        self._tokens = TokenReader(names, lexicon, prose)

    def read(self, tokens: Sequence[Token], frame: Frame) -> None:
        """Read the tokens clause by clause; what a clause that says nothing about the lists leaves unexplained is chatter."""
        clauses, tested = list(split_clauses(tokens)), bool(frame.conditions)
        idle = _Idle()
        for number, clause in enumerate(clauses[occasion_end(clauses, tested) :]):
            in_front = number < len(clauses) - 1
            before = _Counts.of(frame)
            said = self._take(clause, frame, before, opens=number == 0)
            if said and states(clause):
                _note_asides(frame, before, in_front)
            if said and only_tells(clause, in_front):
                idle.told.append((before.left, len(frame.left)))
            only_to_do = said == frame.count("operation") - before.operations
            if said and not only_to_do and (asks_of_rows(clause) or describes(clause, tested)):
                idle.asks_whole = True
            if said and only_to_do and not has_question_word(clause):
                if number and names_recipient(clause):
                    del frame.left[before.left :]
                idle.aims.append((before.left, len(frame.left)))
                idle.operations += said
            elif not said and not asks(clause) and not is_topic(clause):
                del frame.left[before.left :]
                frame.strays = before.strays
        frame.universal = says_all(clauses)
        if frame.findings and not frame.mentions:
            frame.conditions += [NameTest("contains", (kind,)) for kind in frame.early_kinds]
        # Where places are counted, what is told says of what (用嵌入式e读的成员，几个省).
        if not frame.has("dimension"):
            idle.drop_from(frame)

    def _take(self, clause: Sequence[Token], frame: Frame, before: _Counts, opens: bool) -> int:
        """Read one clause; how much it says about the lists.

        Args:
            before: of the frame as it is.
            opens: the clause is the first one.
        """
        frame.cues.pop("inclusive", None)
        self._tokens.read(clause, frame)
        said = frame.findings - before.findings
        if not said:
            frame.characters.clear()
        if clause and not opens and frame.has("inclusive") and not asks(clause):
            # D 级以外也算: it takes nothing away.
            del frame.conditions[before.conditions :], frame.mentions[before.mentions :]
        return said


def _note_asides(frame: Frame, before: _Counts, in_front: bool) -> None:
    """Count what a statement says that no list states; it is not asked for."""
    asides = frame.count("unstated") - before.unstated
    frame.asides += asides
    if in_front:
        frame.told += asides
