import pytest

from bot.spelling import Spelling

NAMES = [
    "北京林业大学",
    "中央美术学院",
    "山东大学",
    "景德镇陶瓷大学",
    "陕西省图书馆",
    "山西省图书馆",
    "贵州师范学院图书馆",
]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("北京林业大孛", ["北京林业大学"]),  # no name is written with it
        ("北京林业大", ["北京林业大学"]),
        ("北京林业龘大学", ["北京林业大学"]),
        ("京北林业大学", ["北京林业大学"]),
        ("景德镇陶磁大学", ["景德镇陶瓷大学"]),
        ("陕西省图书管", ["陕西省图书馆"]),
    ],
)
def test_one_wrong_character_is_corrected(written: str, meant: list[str]) -> None:
    assert Spelling(NAMES).correct(written) == meant


@pytest.mark.parametrize("written", ["鲁东大学", "江西省图书馆", "林业大学", "北京", "北京理工大学", ""])
def test_name_of_its_own_is_not_corrected(written: str) -> None:
    assert Spelling(NAMES).correct(written) == []


def test_swapped_characters_win_over_a_wrong_one() -> None:
    assert Spelling(["华东师范大学", "东华师范大学"]).correct("华师东范大学") == ["华东师范大学"]


def test_likeness_of_sound_wins_over_another_character() -> None:
    names = ["江南龘理大学", "江南龘东大学"]
    assert Spelling(names).correct("江南龘里大学") == ["江南龘理大学"]
