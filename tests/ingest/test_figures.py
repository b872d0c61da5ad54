"""Every figure of the two documents, read by hand into `evals/stated_figures.toml`, is found as a record."""

import re
import tomllib
from collections import Counter

import pytest

from ingest.chunks import Chunk, Span
from ingest.figures import state_figures
from ingest.manifest import load_manifest
from ingest.normalise import normalise_text
from ingest.pipeline import _read_source
from ingest.settings import PROJECT_DIR
from tests.conftest import CORPUS

STATED = tomllib.loads((PROJECT_DIR / "evals" / "stated_figures.toml").read_text(encoding="utf-8"))["figure"]
COUNTED = [stated for stated in STATED if "number" in stated]  # "n 种模式" is a letter


@pytest.fixture(scope="module")
def figures() -> list[Chunk]:
    sources = [source for source in load_manifest(CORPUS) if source.kind != "roster"]
    chunks = [chunk for source in sources for chunk in _read_source(source, CORPUS / source.file, [])[1]]
    return [chunk for chunk in chunks if chunk.figure]


def _squeeze(text: str) -> str:
    return re.sub(r"\s", "", normalise_text(text))


def _item(text: str) -> Chunk:
    return Chunk("s:1", "s.txt", "item", text, (Span(1, 1, text),))


def _matches(stated: dict, chunk: Chunk) -> bool:
    """The same value at lines that overlap, of the same subject: most of its words stand in the record or above it."""
    figure, (first, last) = chunk.figure, stated["lines"]
    words = _squeeze(f"{figure.subject}{figure.measure}{figure.statement}{chunk.section}")
    subject = set(_squeeze(stated["subject"]))
    return (
        chunk.source == stated["source"]
        and chunk.spans[0].first_line <= last
        and first <= chunk.spans[-1].last_line
        and figure.value == pytest.approx(stated["number"])
        and figure.high == stated.get("high")
        and len(subject & set(words)) > len(subject) / 2
    )


@pytest.mark.parametrize("stated", COUNTED, ids=lambda s: f"{s['subject']}-{s['measure']}-{s['value']}")
def test_every_stated_figure_is_a_record(stated: dict, figures: list[Chunk]) -> None:
    found = [chunk for chunk in figures if _matches(stated, chunk)]
    assert found
    assert any(_squeeze(stated["value"]).strip("的") in _squeeze(chunk.figure.statement) for chunk in found)


def test_nothing_is_a_record_that_was_not_read_by_hand(figures: list[Chunk]) -> None:
    """But for years that only say when something else was."""
    extra = [c for c in figures if c.figure.unit != "date" and not any(_matches(s, c) for s in COUNTED)]
    assert not [chunk.figure.statement for chunk in extra]


def test_table_is_put_back_into_its_columns(figures: list[Chunk]) -> None:
    cells = {(c.figure.subject, c.figure.measure): c.figure.text for c in figures if "资源建设" in c.section}
    assert cells["中外文图书书目", "计划总量"] == "700万"
    assert cells["中外文图书书目", "已达到 含古籍"] == "54.4万"
    assert cells["其他资源", "计划总量"] == "350万"
    assert cells["高校古文献", "计划总量"] == "55万"
    assert cells["外文期刊", "已达到"] == "10万余种"


def test_states_of_the_services_keep_their_words(figures: list[Chunk]) -> None:
    by_statement = {c.figure.statement: c.figure for c in figures}
    assert by_statement["注册服务：完成度90%"].status == "已建成，还需进一步完善"
    assert by_statement["注册服务：完成度90%"].value == 90


def test_each_figure_has_an_id_of_its_own(figures: list[Chunk]) -> None:
    assert max(Counter(chunk.id for chunk in figures).values()) == 1


@pytest.mark.parametrize(
    ("text", "value", "unit", "limit"),
    [
        ("注册用户超过3.5万个", 35_000, "个", "超过"),
        ("覆盖近百家", 100, "家", "近"),
        ("年均下载1200余万条次", 12_000_000, "条次", "余"),
        ("由三类机构组成", 3, "类", ""),
        ("每人预约不超过5册", 5, "册", "不超过"),
        ("有效期为6个月", 6, "个月", ""),
        ("收取工本费10元", 10, "元", ""),
        ("在10个工作日内办结", 10, "个工作日", ""),
    ],
)
def test_value_unit_and_limit(text: str, value: float, unit: str, limit: str) -> None:
    (chunk,) = state_figures([_item(text)], [text])
    assert (chunk.figure.value, chunk.figure.unit, chunk.figure.limit) == (value, unit, limit)


@pytest.mark.parametrize(
    ("text", "printed", "ends", "unit", "limit"),
    [
        ("覆盖2～3家", "2～3家", (2, 3), "家", "～"),
        ("馆藏2～3万册", "2～3万册", (20_000, 30_000), "册", "～"),
        ("馆藏2万～3万册", "2万～3万册", (20_000, 30_000), "册", "～"),
        ("馆藏8千~1.2万余册", "8千~1.2万", (8_000, 12_000), "", "~"),
        ("每馆2家～3家", "2家～3家", (2, 3), "家", "～"),
        ("增长率在25%～30%", "25%～30%", (25, 30), "%", "～"),
        ("借期1-3个月", "1-3个月", (1, 3), "个月", "-"),
        ("每年大约5—10次", "大约5—10次", (5, 10), "次", "大约—"),
        ("馆藏3万册", "3万册", (30_000,), "册", ""),
    ],
)
def test_a_range_has_two_ends(text: str, printed: str, ends: tuple[float, ...], unit: str, limit: str) -> None:
    (chunk,) = state_figures([_item(text)], [text])
    figure = chunk.figure
    assert (figure.text, figure.ends, figure.unit, figure.limit) == (printed, ends, unit, limit)


@pytest.mark.parametrize(
    "text", ["CALIS的“十四五”规划", "211工程", "第3期", "（1）服务成员馆", "三期可提供服务", "每天 7:30 开门"]
)
def test_numbers_that_are_names_are_no_figures(text: str) -> None:
    assert state_figures([_item(text)], [text]) == []


def test_a_condition_stands_with_what_holds_under_it() -> None:
    text = "出版未满5年的，按原价的2倍赔偿；"
    assert {chunk.text for chunk in state_figures([_item(text)], [text])} == {"出版未满5年的，按原价的2倍赔偿"}
