import pytest

from ingest.normalise import normalise_name, normalise_text


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("ＣＡＬＩＳ　的１８３４家", "calis 的1834家"),
        ("清華大學圖書館", "清华大学图书馆"),
        ("\u202e北京\u200b大学\x00", "北京大学"),
        ("", ""),
    ],
)
def test_text_is_folded_for_comparison(raw: str, folded: str) -> None:
    assert normalise_text(raw) == folded


def test_names_differ_in_no_bracket_blank_or_dash() -> None:
    assert (
        normalise_name("香港中文大学（深圳） 图书馆")
        == normalise_name("香港中文大學(深圳)图书馆")
        == "香港中文大学深圳图书馆"
    )
