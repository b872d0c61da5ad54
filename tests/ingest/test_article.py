import pytest

from ingest.article import read_article
from ingest.chunks import Chunk
from ingest.manifest import Source, load_manifest
from ingest.readers import read_lines
from tests.conftest import CORPUS


@pytest.fixture(scope="module")
def chunks() -> list[Chunk]:
    source = next(source for source in load_manifest(CORPUS) if source.kind == "article")
    return read_article(source, read_lines(CORPUS / source.file))


def find(chunks: list[Chunk], words: str) -> Chunk:
    (found,) = [chunk for chunk in chunks if words in chunk.text]
    return found


def test_a_sentence_is_rejoined_over_line_breaks_and_blanks_in_numbers(chunks: list[Chunk]) -> None:
    chunk = find(chunks, "目前共有1834家")
    assert chunk.text == "成员馆是指签约加入CALIS的高校图书馆，目前共有1834家。"
    assert [(span.first_line, span.last_line) for span in chunk.spans] == [(70, 73)]


def test_a_running_head_is_left_out_and_parts_the_sentence_in_two_spans(chunks: list[Chunk]) -> None:
    chunk = find(chunks, "统一交换系统的有607家")
    assert [(span.first_line, span.last_line) for span in chunk.spans] == [(89, 91), (94, 96)]
    assert chunk.spans[1].quote.startswith("交换系统的有607家")


@pytest.mark.parametrize("furniture", ["图书馆“十四五”规划", "任务陈建龙", "2021年第5期"])
def test_no_running_head_or_page_number_gets_into_the_text(chunks: list[Chunk], furniture: str) -> None:
    assert not [chunk.text for chunk in chunks if chunk.kind == "sentence" and chunk.text.startswith(furniture)]
    assert "借CALIS" not in "".join(chunk.text for chunk in chunks)


def test_tasks_and_their_pieces_form_a_tree(chunks: list[Chunk]) -> None:
    heading = find(chunks, "期间CALIS的主要任务")
    tasks = [chunk for chunk in chunks if chunk.parent == heading.id and chunk.label]
    pieces = [[chunk.label for chunk in chunks if chunk.parent == task.id and chunk.label] for task in tasks]
    assert [task.label for task in tasks] == ["（1）", "（2）", "（3）", "（4）", "（5）", "（6）"]
    assert pieces == [["①", "②", "③"]] * 6


def test_reference_numbers_are_dropped_and_quotation_marks_stay_with_their_sentence(
    chunks: list[Chunk],
) -> None:
    assert find(chunks, "重要组成部分").text.endswith("重要组成部分。")
    assert find(chunks, "大学创新体系”").text.endswith("大学创新体系”。")


def test_long_sentences_are_cut_at_semicolons(chunks: list[Chunk]) -> None:
    assert find(chunks, "省级中心共有31个").text.startswith("省级中心共有31个")


def test_front_matter_and_abstracts_stand_outside_the_sections(chunks: list[Chunk]) -> None:
    assert find(chunks, "摘要：").section == ()
    assert find(chunks, "Abstract:").section == ()


def test_a_page_number_on_a_line_of_its_own_is_left_out() -> None:
    source = Source(id="a", file="a.txt", title="甲", kind="article")
    lines = ["1  背景", "这是一个被页码打断的句子，它在", "12", " 下一页继续，然后在这里结束了。"]
    *_, sentence = read_article(source, lines)
    assert sentence.text == "这是一个被页码打断的句子，它在下一页继续，然后在这里结束了。"
    assert [(span.first_line, span.last_line) for span in sentence.spans] == [(2, 2), (4, 4)]
