import pytest

from bot.name_forms import core_of, name_forms


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("北京大学图书馆", {"北京大学图书馆", "北京大学"}),
        ("香港中文大学(深圳)", {"香港中文大学深圳", "香港中文大学深圳图书馆"}),
        ("首都图书馆", {"首都图书馆"}),
        (
            "房山区文化活动中心(房山区图书馆)",
            {"房山区文化活动中心房山区图书馆", "房山区文化活动中心", "房山区图书馆"},
        ),
    ],
)
def test_forms_leave_out_or_add_the_ending_that_people_do(name: str, forms: set[str]) -> None:
    assert forms <= name_forms(name)
    assert ("首都" in name_forms(name)) is False


def test_core_has_no_ending_unless_that_is_all_there_is() -> None:
    assert core_of("北京大學圖書館") == "北京大学"
    assert core_of("图书馆") == "图书馆"
