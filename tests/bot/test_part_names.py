import pytest

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
