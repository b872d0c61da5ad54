from datetime import date

import pytest

from bot.lexicon import Token
from bot.pieces import split_pieces


def tokens(question: str) -> list[tuple[str, object]]:
    return [(piece.kind, piece.value) for piece in split_pieces(question) if isinstance(piece, Token)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("2024年6月1日还有效吗", (date(2024, 6, 1), date(2024, 6, 1))),
        ("2024-06-01", (date(2024, 6, 1), date(2024, 6, 1))),
        ("2024年2月到期", (date(2024, 2, 1), date(2024, 2, 29))),
        ("2024年底到期", (date(2024, 12, 1), date(2024, 12, 31))),
        ("2023 年的名单", (date(2023, 1, 1), date(2023, 12, 31))),
        ("running on 15 September 2024", (date(2024, 9, 15), date(2024, 9, 15))),
        ("on June 1st, 2024", (date(2024, 6, 1), date(2024, 6, 1))),
    ],
)
def test_dates_are_read_as_the_days_they_may_mean(question: str, expected: tuple[date, date]) -> None:
    assert tokens(question) == [("date", expected)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("名单第 320 号", [("sequence", 320)]),
        ("第1号、第100号", [("sequence", 1), ("sequence", 100)]),
        ("序号1000的是哪家", [("sequence", 1000)]),
        ("45、545和945号", [("sequence", 45), ("sequence", 545), ("sequence", 945)]),
        ("序号1295到1297", [("sequence_range", range(1295, 1298))]),
        ("Who is number 555?", [("sequence", 555)]),
        ("含“航空”和「海洋」的", [("quoted", "航空"), ("quoted", "海洋")]),
        ("S1级有20家吧", [("claim", 20)]),
        ("完成了80%", []),
        ("2024年2月30日还有效吗", [("no_day", "2024年2月30日")]),
        ("2023年13月到期", [("no_day", "2023年13月")]),
    ],
)
def test_numbers_and_quotations_are_taken_out(question: str, expected: list[tuple[str, object]]) -> None:
    assert tokens(question) == expected
