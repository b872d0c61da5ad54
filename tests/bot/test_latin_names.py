import pytest

from bot.latin_names import remainders, romanise
from bot.names import NameIndex
from bot.rosters import Rosters
from ingest.index import open_index
from ingest.settings import IngestSettings


@pytest.fixture(scope="module")
def names(settings: IngestSettings) -> NameIndex:
    return Rosters(open_index(settings).chunks).names


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Qinghua Daxue", ["清华大学图书馆"]),
        ("Nanjing Normal University Library", ["南京师范大学图书馆"]),
        ("University of Macau", ["澳门大学图书馆"]),
        ("Univ. of Jinan", ["济南大学图书馆"]),
        ("Shandong University 图书馆", ["山东大学图书馆"]),
        ("Yale University", []),
        ("Library", []),
    ],
)
def test_names_in_latin_letters_are_found_whole(names: NameIndex, written: str, printed: list[str]) -> None:
    assert list(names.find(written).names) == printed


def test_syllables_are_joined_where_they_are_a_name(names: NameIndex) -> None:
    assert names.join_syllables("xi an dian zi ke ji da xue 什么级别").split() == ["xiandianzikejidaxue", "什么级别"]
    assert names.join_syllables("ni hao ma wo hao") == "ni hao ma wo hao"


def test_pinyin_has_no_tones_and_no_blanks() -> None:
    assert romanise("绿 色 A") == "lvsea"


def test_a_word_of_each_phrase_is_taken_out_of_a_name() -> None:
    phrases = (("大学",), ("科技", "理工"))
    assert remainders(phrases, "北京理工大学") == {"北京"}
    assert remainders(phrases, "理工科技大学") == {"理工", "科技"}
    assert remainders(phrases, "北京大学") == set()
    assert remainders((), "北京") == {"北京"}
