import pytest

from bot.desk import Desk
from bot.variants import Variants
from ingest.index import open_index


@pytest.fixture(scope="module")
def variants(settings) -> Variants:
    return Variants(open_index(settings).prose)


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("什么是多元融合", {"多元", "多源"}),
        ("什么是多源融合", {"多元", "多源"}),
        ("工作上的短板有哪些", {"短板", "短版"}),
        ("协同创新是什么", set()),
    ],
)
def test_words_written_in_two_ways_are_found_by_their_sound(variants: Variants, text: str, ways: set[str]) -> None:
    assert set(variants.of(text)) == ways


def test_both_spellings_are_given_with_their_places(desk: Desk) -> None:
    answer = desk.ask("16字方针里印的是“多元融合”还是“多源融合”？")
    assert not answer.refused
    assert "“多元”" in answer.text and "“多源”" in answer.text
    assert {c.first_line for c in answer.citations if c.source == "plan-14th-five-year.txt"} >= {265}


def test_a_definition_is_found_by_either_spelling(desk: Desk) -> None:
    assert "概念思维" in desk.ask("多元融合是什么意思？").text
    assert "概念思维" in desk.ask("多源融合是什么意思？").text
