import pytest

from bot.places import Place, gazetteer, lies_in, places_of, short_name


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("大连理工大学图书馆", Place("辽宁", "大连")),
        ("福建省图书馆", Place("福建")),
        ("延边大学图书馆", Place("吉林", "延边")),
        ("哈尔滨工业大学(威海)图书馆", Place("山东", "威海")),
        ("同济大学浙江学院图书馆", Place("浙江")),
        ("中共北京市委党校图书馆", Place("北京")),
        ("井冈山大学图书馆", Place("江西", "吉安", "井冈山")),
        ("黑龙江东方学院图书馆", Place("黑龙江")),
    ],
)
def test_the_place_is_read_off_the_name(name: str, place: Place) -> None:
    assert places_of(name)[0] == place


@pytest.mark.parametrize(
    "name", ["复旦大学图书馆", "中山大学图书馆", "南开大学图书馆", "清华大学图书馆", "闽江学院图书馆"]
)
def test_a_name_without_a_place_tells_none(name: str) -> None:
    assert places_of(name) == ()


def test_a_city_counts_for_its_province_and_not_the_other_way_round() -> None:
    assert lies_in("沈阳大学图书馆", gazetteer()["辽宁"])
    assert not lies_in("辽宁大学图书馆", gazetteer()["沈阳"])


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("黔东南苗族侗族自治州", "黔东南"),
        ("内蒙古自治区", "内蒙古"),
        ("香港特别行政区", "香港"),
        ("大连市", "大连"),
        ("昌黎县", "昌黎县"),
    ],
)
def test_short_names_lose_the_kind_of_division(name: str, short: str) -> None:
    assert short_name(name) == short
