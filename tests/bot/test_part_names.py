import pytest

from bot.names import NameIndex
from bot.part_names import PrefixMap
from bot.rosters import Rosters
from ingest.index import open_index
from ingest.settings import IngestSettings


@pytest.fixture(scope="module")
def names(settings: IngestSettings) -> NameIndex:
    return Rosters(open_index(settings).chunks).names


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("山东大学威海校区", ["山东大学（威海）图书馆"]),
        ("山大威海", ["山东大学（威海）图书馆"]),
        ("山东大学威海的馆", ["山东大学（威海）图书馆"]),
        ("山东大学月球校区", []),
    ],
)
def test_part_is_found_after_the_name_of_its_whole(names: NameIndex, written: str, printed: list[str]) -> None:
    assert list(names.find(written).names) == printed


def test_whole_of_which_only_parts_are_listed_means_all_of_them(names: NameIndex) -> None:
    assert set(names.find("中国石油大学").names) == {
        "中国石油大学（北京）克拉玛依校区图书馆",
        "中国石油大学（北京）图书馆",
        "中国石油大学（华东）图书馆",
    }


def test_prefix_map_gives_the_names_that_begin_so(names: NameIndex) -> None:
    (row, *_) = names.find("山东大学").rows
    found = PrefixMap([("山东大学", row), ("山西大学", row), ("山东大学威海", row), ("山东", row)])
    assert [name for name, _ in found.starting_with("山东大")] == ["山东大学", "山东大学威海"]
    assert found.starting_with("山南") == []
    assert len(found.starting_with("")) == 4
