import gc
import sys
import weakref
from types import FrameType

import pytest

from bot.names import NameIndex
from bot.question_words import teach_lexicon
from bot.rosters import Rosters
from ingest.index import open_index
from ingest.settings import IngestSettings


@pytest.fixture(scope="module")
def names(settings: IngestSettings) -> NameIndex:
    return Rosters(open_index(settings).chunks).names


@pytest.mark.parametrize(
    ("written", "how", "printed"),
    [
        ("北京大学图书馆", "exact", ["北京大学图书馆"]),
        ("中国 矿业 大学（ 北京 ）", "exact", ["中国矿业大学（北京）图书馆"]),
        ("復旦大學圖書館", "exact", ["复旦大学图书馆"]),
        ("房山区图书馆", "exact", ["房山区文化活动中心(房山区图书馆)"]),
        ("首师大", "alias", ["首都师范大学图书馆"]),
        ("长理工", "alias", ["长春理工大学图书馆", "长沙理工大学图书馆"]),
        ("山大", "alias", ["山东大学图书馆", "山西大学图书馆"]),
        ("山东大学威海校区", "alias", ["山东大学（威海）图书馆"]),
        ("广东新华发行集团", "exact", ["广东新华发行集团股份有限公司"]),
        ("景德镇陶磁大学", "spelling", ["景德镇陶瓷大学图书馆"]),
        ("京北林业大学", "spelling", ["北京林业大学图书馆"]),
        ("Nankai University", "romanised", ["南开大学图书馆"]),
        ("shandong daxue tushuguan", "romanised", ["山东大学图书馆"]),
        ("City University of Macau", "romanised", ["澳门城市大学图书馆"]),
    ],
)
def test_names_are_found_as_people_write_them(names: NameIndex, written: str, how: str, printed: list[str]) -> None:
    match = names.find(written)
    assert (match.how, list(match.names)) == (how, printed)


@pytest.mark.parametrize(
    "written",
    [
        "中国美术学院",
        "鲁东大学",
        "温州大学",
        "山西省图书馆",
        "杭州电子科技大学",
        "贵州师范学图书馆",
        "Yale University",
        "",
        "的",
    ],
)
def test_a_name_of_its_own_is_never_taken_for_another(names: NameIndex, written: str) -> None:
    assert names.find(written).how == "none"


def test_the_nearest_names_come_best_first(names: NameIndex) -> None:
    (first, score), *_ = names.nearest("西安音乐学院图书馆")
    assert first.row.name == "西安医学院图书馆"
    assert 60 <= score < 100


def test_a_name_is_found_though_another_thread_forgets_it_meanwhile(names: NameIndex) -> None:
    def forget(frame: FrameType, event: str, _: object) -> object:
        """Before each line of `find`, what any other thread might do then."""
        if frame.f_code is NameIndex.find.__code__:
            names._found.clear()
            return forget
        return None

    names.find("北京大学图书馆")
    before = sys.gettrace()
    sys.settrace(forget)
    try:
        found = names.find("北京大学图书馆")
    finally:
        sys.settrace(before)
    assert found.names == ("北京大学图书馆",)


def test_a_replaced_index_is_let_go(settings: IngestSettings) -> None:
    rosters = Rosters(open_index(settings).chunks)
    teach_lexicon(rosters)
    kept = weakref.ref(rosters)
    del rosters
    gc.collect()
    assert kept() is None
