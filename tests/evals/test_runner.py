from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.settings import BotSettings
from evals.cases import Case, Evidence
from evals.errors import RunError
from evals.replies import Reply
from evals.runner import Plan, ask_all, finish_run
from evals.runs import Outcome, RunCase, load_run
from evals.setup import start_runs
from ingest.settings import IngestSettings

LEVELS = {"北京大学图书馆": (r"B\+级", 44), "中山大学图书馆": (r"B\+级", 1325), "暨南大学珠海校区图书馆": ("D级", 521)}
CASES = [
    RunCase(
        set="own",
        case=Case(
            id=str(line), category="lookup", turns=(f"{name}是什么级别？",), expected=(pattern,),
            evidence=(Evidence(source="members-2023.txt", lines=(line, line)),),
        ),
    )
    for name, (pattern, line) in LEVELS.items()
]  # fmt: skip


@pytest.fixture
def bot_settings(settings: IngestSettings) -> BotSettings:
    """The index that all tests share."""
    return BotSettings(_env_file=None, home=settings.home, corpus=settings.corpus)


@pytest.fixture
def own_set(tmp_path: Path) -> str:
    path = tmp_path / "own.jsonl"
    path.write_text("".join(f"{case.case.model_dump_json()}\n" for case in CASES), encoding="utf-8")
    return str(path)


class Broken:
    """Breaks at one question."""

    def ask(self, turns: Sequence[str]) -> Reply:
        if "中山" in turns[0]:
            raise KeyError("中山")
        return Reply(answer="B+ 级。", refused=False)

    def rank(self, case: Case) -> None:
        return None


def essence(outcomes: Sequence[Outcome]) -> dict[str, tuple]:
    return {o.case.id: (o.reply.answer, o.reply.citations, o.verdict, o.scores) for o in outcomes}


def test_two_workers_find_what_one_finds(bot_settings: BotSettings) -> None:
    alone = list(ask_all(Plan("desk", bot_settings), CASES))
    assert [outcome.verdict for outcome in alone] == ["right"] * 3
    assert all(outcome.scores["citation_precision"] == 1 and outcome.elapsed_ms > 0 for outcome in alone)
    assert essence(list(ask_all(Plan("desk", bot_settings, workers=2), CASES))) == essence(alone)


def test_an_error_is_the_outcome_of_its_question(bot_settings: BotSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evals.runner.open_answerer", lambda *_: Broken())
    outcomes = list(ask_all(Plan("desk", bot_settings), CASES))
    assert [(outcome.verdict, outcome.error) for outcome in outcomes] == [
        ("right", ""), ("declined", "KeyError：'中山'"), ("wrong", ""),
    ]  # fmt: skip


def test_a_worker_that_ends_is_one_sentence(bot_settings: BotSettings) -> None:
    nowhere = bot_settings.model_copy(update={"home": bot_settings.home / "nowhere"})
    with pytest.raises(RunError, match="--workers"):
        list(ask_all(Plan("desk", nowhere, workers=2), CASES))


def test_an_interrupted_run_goes_on_where_it_was(bot_settings: BotSettings, own_set: str, tmp_path: Path) -> None:
    def interrupt(_: Outcome) -> None:
        raise KeyboardInterrupt

    ((plan, run),) = start_runs([Plan("desk", bot_settings)], [own_set], None, 0, None)
    with pytest.raises(KeyboardInterrupt):
        finish_run(run, plan, interrupt)
    stopped = load_run(bot_settings.home, run.info.run_id)
    assert not stopped.info.finished
    assert len(stopped.open_cases) == 2

    asked: list[Outcome] = []
    ((plan, again),) = start_runs([Plan("desk", bot_settings)], [], None, 0, run.info.run_id)
    finish_run(again, plan, asked.append)
    done = load_run(bot_settings.home, run.info.run_id)
    assert len(asked) == 2
    assert done.info.finished
    assert done.info.wall_s > stopped.info.wall_s
    assert [outcome.case for outcome in done.outcomes] == [case.case for case in CASES]


def test_a_run_says_what_it_was_made_with(bot_settings: BotSettings, own_set: str) -> None:
    ((_, run),) = start_runs([Plan("desk", bot_settings)], [own_set], 2, 7, None)
    info = run.info
    assert (info.answerer, info.cases, info.limit, info.seed) == ("desk", 2, 2, 7)
    assert list(info.sets) == [own_set]
    assert len(info.index_fingerprint) == 64 and set(map(len, info.corpus.values())) == {64}
    assert set(info.settings) == {"embedding_model", "chroma_url"}


def test_a_run_of_another_index_is_not_taken_up(bot_settings: BotSettings, own_set: str) -> None:
    ((_, run),) = start_runs([Plan("desk", bot_settings)], [own_set], None, 0, None)
    file = run.folder / "run.json"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(run.info.index_fingerprint, "0" * 64), encoding="utf-8")
    with pytest.raises(RunError, match="索引的内容变了"):
        list(start_runs([Plan("desk", bot_settings)], [], None, 0, run.info.run_id))
