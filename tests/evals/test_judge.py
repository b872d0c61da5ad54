"""The judge without ragas: what is judged, how it is kept, and what is said where there is no judge."""

import importlib.util
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import BotSettings
from evals.errors import JudgeError, RunError
from evals.judge import check_judge, judge_outcomes
from evals.opinions import Opinion, append_opinion, read_opinions, select_outcomes
from evals.runs import Outcome, Run

from .made_runs import case, made_run, mixed_outcomes, outcome, reply


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return made_run(tmp_path, *mixed_outcomes())


def opinion(name: str, model: str = "m", **more: object) -> Opinion:
    return Opinion.model_validate({"set": "a", "id": name, "model": model} | more)


def test_only_answers_with_quotes_of_a_bearable_length_are_judged(tmp_path: Path, run: Run):
    assert [o.case.id for o in select_outcomes(run)] == ["1", "2", "5"]
    long = reply()
    long = long.model_copy(
        update={"citations": tuple(c.model_copy(update={"quote": "长" * 7000}) for c in long.citations)}
    )
    assert select_outcomes(made_run(tmp_path, outcome(case("1"), long), run_id="long")) == []


def test_a_limit_draws_the_same_answers_every_time(tmp_path: Path):
    run = made_run(tmp_path, *(outcome(case(str(n)), reply()) for n in range(40)), seed=5)
    drawn = [o.case.id for o in select_outcomes(run, 6)]
    assert len(drawn) == 6
    assert drawn == [o.case.id for o in select_outcomes(run, 6)] == sorted(drawn, key=int)


def test_the_last_opinion_of_each_judge_holds_and_a_torn_line_is_dropped(run: Run):
    for kept in (opinion("5", faithfulness=0.1), opinion("1"), opinion("5", faithfulness=0.9), opinion("5", "other")):
        append_opinion(run, kept)
    path = run.folder / "judge.jsonl"
    path.write_bytes(path.read_bytes() + b'{"set": "a", "id')
    append_opinion(run, opinion("2"))
    assert [(j.outcome.case.id, j.opinion.faithfulness) for j in read_opinions(run, "m")] == [
        ("1", None), ("2", None), ("5", 0.9),
    ]  # fmt: skip
    assert len(read_opinions(run)) == 4


def test_damaged_opinions_are_one_sentence(run: Run):
    (run.folder / "judge.jsonl").write_text("nonsense\n", encoding="utf-8")
    with pytest.raises(RunError, match="calis eval judge"):
        read_opinions(run)


def test_without_a_model_there_is_one_clear_sentence():
    with pytest.raises(JudgeError, match="CALIS_LLM_BASE_URL 和 CALIS_LLM_MODEL"):
        check_judge(BotSettings(_env_file=None))


def test_without_ragas_the_sentence_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(JudgeError, match=r"requirements-judge\.lock"):
        check_judge(BotSettings(_env_file=None, llm_base_url="http://127.0.0.1:9/v1", llm_model="m"))


def test_the_key_does_not_print():
    assert "密钥" not in repr(BotSettings(_env_file=None, llm_api_key=SecretStr("密钥")))


def test_all_are_judged_once_and_a_judge_who_is_gone_ends_it_with_what_was_kept(run: Run):
    kept: list[Opinion] = []

    async def judge(asked: Outcome) -> Opinion:
        if asked.case.id == "5":
            raise JudgeError("连不上")
        return opinion(asked.case.id)

    judge_outcomes(judge, run.outcomes[:4], kept.append, workers=3)
    assert sorted(found.id for found in kept) == ["1", "2", "3", "4"]
    with pytest.raises(JudgeError, match="连不上"):
        judge_outcomes(judge, run.outcomes, kept.append)
    assert len(kept) == 8
