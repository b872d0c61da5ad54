import pytest

from bot.verify.numbers import read_numbers
from ingest.normalise import normalise_text


@pytest.mark.parametrize(
    ("text", "value", "kind", "limit"),
    [
        ("共有1329家", 1329, "count", ""),
        ("共有 1,329 家", 1329, "count", ""),
        ("共有1 329家", 1329, "count", ""),
        ("共有１３２９家", 1329, "count", ""),
        ("共有一千三百二十九家", 1329, "count", ""),
        ("1.2亿", 120_000_000, "count", ""),
        ("1.2 万条", 12_000, "count", ""),
        ("6000余万条", 60_000_000, "count", "above"),
        ("1800多家", 1800, "count", "above"),
        ("约1300家", 1300, "count", "about"),
        ("至少覆盖1800所", 1800, "count", "least"),
        ("至少1800所", 1800, "count", "least"),
        ("近千个馆", 1000, "count", "below"),
        ("超过100家", 100, "count", "above"),
        ("20%", 20, "percent", ""),
        ("20 percent", 20, "percent", ""),
        ("百分之二十", 20, "percent", ""),
        ("两成", 20, "percent", ""),
        ("近九成", 90, "percent", "below"),
        ("占一半", 50, "percent", ""),
        ("50个百分点", 50, "points", ""),
        ("第39号", 39, "ordinal", ""),
        ("编号为39", 39, "ordinal", ""),
        ("十三家", 13, "count", ""),
    ],
)
def test_number_is_read_however_it_is_written(text: str, value: float, kind: str, limit: str) -> None:
    (number,) = read_numbers(normalise_text(text))
    assert (number.value, number.kind, number.limit) == (value, kind, limit)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2023-12-31", (2023, 12, 31)),
        ("2023年12月31日", (2023, 12, 31)),
        ("2024/12/31", (2024, 12, 31)),
        ("2023年12月", (2023, 12)),
        ("2023年底", (2023, 12)),
        ("1998年", (1998,)),
    ],
)
def test_date_is_read_as_far_as_it_is_said(text: str, parts: tuple[int, ...]) -> None:
    (number,) = read_numbers(text)
    assert number.date == parts


@pytest.mark.parametrize(
    "text", ["“十四五”规划", "统一认证", "一共", "进一步", "一个", "s1级", "三期", "双一流", "万方"]
)
def test_what_counts_nothing_is_no_number(text: str) -> None:
    assert read_numbers(text) == []
