from types import SimpleNamespace

from evals.load import Tally, visit

ROWS = [SimpleNamespace(row=SimpleNamespace(name=name, level=level)) for name, level in (("甲馆", "D"), ("乙馆", "C"))]


class Answers:
    """Says of each question what a test told it to."""

    def __init__(self, *conversations: list[str]) -> None:
        self._conversations = iter(conversations)

    def ask(self, question: str) -> list[str]:
        return next(self._conversations)


def count(*conversations: list[str]) -> tuple[int, int, int]:
    tally = Tally()
    visit(Answers(*conversations), ROWS, tally)
    return len(tally.elapsed_ms), tally.failed, tally.mixed_up


FIRST, SECOND = ["甲馆是什么级别？", "甲馆：D 级"], ["乙馆是什么级别？", "乙馆：C 级"]


def test_own_conversations_are_in_order() -> None:
    assert count(FIRST, [*FIRST, *SECOND]) == (2, 0, 0)


def test_another_conversation_is_noticed() -> None:
    assert count(SECOND, [*FIRST, *SECOND, *FIRST]) == (2, 0, 2)


def test_a_failure_is_counted() -> None:
    assert count(FIRST) == (2, 1, 0)
