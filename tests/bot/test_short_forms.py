import pytest

from bot.names import NameIndex
from bot.rosters import Rosters
from bot.short_forms import is_short_form
from ingest.index import open_index
from ingest.settings import IngestSettings


@pytest.fixture(scope="module")
def names(settings: IngestSettings) -> NameIndex:
    return Rosters(open_index(settings).chunks).names


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("首师大", ["首都师范大学图书馆"]),
        ("长理工", ["长春理工大学图书馆", "长沙理工大学图书馆"]),
        ("甘农大", ["甘肃农业大学图书馆"]),
        ("广东新华发行集团", ["广东新华发行集团股份有限公司"]),
        ("第一大类", []),
    ],
)
def test_short_form_means_all_whom_it_may_be_short_for(names: NameIndex, written: str, printed: list[str]) -> None:
    assert list(names.find(written).names) == printed


@pytest.mark.parametrize(
    ("short", "core", "holds"),
    [
        ("西工大", "西北工业大学", True),
        ("北理工", "北京理工大学", True),
        ("民大", "中央民族大学", True),
        ("川农", "四川农业大学", True),
        ("北大", "北京理工大学", False),
        ("西北工业大学", "西北工业大学", False),
    ],
)
def test_short_forms_begin_the_words_of_a_name(short: str, core: str, holds: bool) -> None:
    assert is_short_form(short, core) is holds
