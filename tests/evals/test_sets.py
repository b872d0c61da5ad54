import json
from collections import Counter
from pathlib import Path

import pytest

from evals.cases import Case, load_cases
from evals.errors import CaseSetError
from evals.sets import draw_cases, hand_written, hash_cases, load_sets
from tests.conftest import CORPUS


def made(count: int, category: str = "figure", group: str | None = None) -> list[Case]:
    return [Case(id=f"{category}{n}", category=category, turns=(f"{n}？",), group=group) for n in range(count)]


def test_every_set_that_comes_with_the_program_can_be_used_and_has_ids_of_its_own() -> None:
    sets = load_sets([], CORPUS)
    assert list(sets) == hand_written()
    cases = [case for found in sets.values() for case in found]
    assert len({case.id for case in cases}) == len(cases) > 700


def test_evidence_stands_in_the_corpus() -> None:
    lengths = {path.name: len(path.read_text(encoding="utf-8").split("\n")) for path in CORPUS.glob("*.txt")}
    for name, cases in load_sets([*hand_written(), "generated"], CORPUS).items():
        for place in (place for case in cases for evidence in case.evidence for place in evidence.places):
            assert 1 <= place.lines[0] <= place.lines[1] <= lengths[place.source], name


def test_one_in_ten_is_english_and_every_category_is_known() -> None:
    cases = [case for found in load_sets([], CORPUS).values() for case in found]
    known = (
        "absent across co-organisers commercial computed count count-list disagreement figure followup hostile list lookup "
        "members names near-miss off-topic paraphrase place plan premise progress prose structure time unstated"
    )
    assert {case.category for case in cases} <= set(known.split())
    assert sum(case.language == "en" for case in cases) >= 0.1 * len(cases)


def test_a_file_of_ones_own_is_a_set(tmp_path: Path) -> None:
    path = tmp_path / "我的.jsonl"
    path.write_text(json.dumps({"id": "1", "category": "自定", "turns": ["几级？"]}), encoding="utf-8")
    (cases,) = load_sets([str(path)], CORPUS).values()
    assert cases[0].category == "自定"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "1", "category": "c", "turns": ["几级？"], "expected": ["("]}', "第 2 行的 expected"),
        ('{"id": "1", "category": "c"}', "第 2 行的 turns"),
        ('{"id": "1", "category": "c", "turns": []}', "第 2 行的 turns 不对（不能是空的）"),
        ('{"id": "1", "category": "c", "turns": ["？"], "expect": []}', "第 2 行的 expect 不对（没有这个字段）"),
        ('{"id": "1", "category": "c", "turns": "？"}', "第 2 行的 turns 不对（应当是一串"),
        ('{"id": "1", "category": "c", "turns": ["？"], "evidence": [{"source": "a"}]}', "evidence.0.lines"),
        ('{"id": "0", "category": "c", "turns": ["？"]}', "不止一次"),
        ("{", "第 2 行不是正确的 JSON"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_field(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "坏.jsonl"
    path.write_text('{"id": "0", "category": "c", "turns": ["？"]}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(CaseSetError, match=said):
        load_cases(path)


@pytest.mark.parametrize(("name", "said"), [("没有", "自带的有"), ("没有.jsonl", "检查路径")])
def test_an_unknown_set_is_one_sentence(name: str, said: str) -> None:
    with pytest.raises(CaseSetError, match=said):
        load_sets([name], CORPUS)


def test_a_part_holds_every_category_in_proportion_and_is_the_same_again() -> None:
    sets = {"a": [*made(60), *made(30, "list")], "b": made(30, "place")}
    drawn = draw_cases(sets, 40, seed=5)
    assert Counter(case.case.category for case in drawn) == {"figure": 20, "list": 10, "place": 10}
    assert drawn == draw_cases(sets, 40, seed=5)
    assert drawn != draw_cases(sets, 40, seed=6)
    assert len(draw_cases(sets)) == len(draw_cases(sets, 1000)) == 120


def test_a_group_comes_whole_or_not_at_all() -> None:
    sets = {"a": [*made(3, "x", "甲"), *made(3, "y", "乙"), *made(3, "z", "丙")]}
    for seed in range(5):
        counts = Counter(case.case.group for case in draw_cases(sets, 7, seed))
        assert set(counts.values()) == {3}
        assert len(counts) == 2


def test_the_hash_changes_with_the_content_alone() -> None:
    assert hash_cases(made(2)) == hash_cases(made(2)) != hash_cases(made(3))
