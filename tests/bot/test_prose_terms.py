from collections.abc import Iterator

import pytest

from bot.desk import Desk
from bot.prose_terms import read_terms
from bot.rosters import Rosters
from bot.vocabulary import load_vocabulary
from ingest.index import open_index


@pytest.fixture(scope="module")
def terms(settings) -> frozenset[str]:
    chunks = open_index(settings).chunks
    return read_terms(chunks, Rosters(chunks).names)


def test_subjects_headings_and_compounds_are_terms(terms: frozenset[str]) -> None:
    assert {"地区中心", "统一认证", "e读", "考核要求", "教学参考系统"} <= terms


def test_no_term_is_part_of_a_name_or_a_mere_kind(terms: frozenset[str]) -> None:
    assert not {"图书馆", "成员馆", "大学", "开放大学"} & terms


@pytest.mark.parametrize(
    "question",
    [
        "七个地区中心各自落在哪所大学？",
        "e读的使用或成员数量分别记载为多少？",
        "期刊服务成员792个，这个数是不是最新的？",
        "代查代检那块差不多搞完了吧？",
    ],
)
def test_what_the_prose_speaks_of_is_not_asked_of_the_lists(desk: Desk, question: str) -> None:
    answer = desk.ask(question)
    assert not answer.records
    assert {c.source for c in answer.citations} <= {"service-progress-phase3.txt", "plan-14th-five-year.txt"}


@pytest.mark.parametrize("name", ["search", "arithmetic"])
def test_patterns_are_written_as_normalised_text_is(name: str) -> None:
    def strings(value: object, key: str = "") -> Iterator[str]:
        if isinstance(value, dict):
            for inner, found in value.items():
                yield from strings(found, inner)
        elif isinstance(value, list):
            for found in value:
                yield from strings(found, key)
        elif isinstance(value, str) and ("pattern" in key or key in ("asks", "evidence")):
            yield value

    patterns = list(strings(load_vocabulary(name)))
    assert len(patterns) > 10
    assert not [pattern for pattern in patterns if set(pattern) & set("，；：？！（）％")]
