from pathlib import Path

from bot.desk import Desk
from bot.settings import BotSettings
from evals.cases import Case
from evals.llm_trial import draw_sample, run_trial
from ingest.settings import IngestSettings
from tests.llm.server import scripted


def test_the_sample_is_the_same_again_and_holds_near_misses() -> None:
    sample = draw_sample(20, seed=3)
    assert [case.id for case in sample] == [case.id for case in draw_sample(20, seed=3)]
    assert sum(case.refusal for case in sample) >= 4


def test_a_lie_shows_only_where_nothing_is_verified(desk: Desk, settings: IngestSettings, tmp_path: Path) -> None:
    case = Case(id="1", category="count", turns=("D级有多少家？",), expected=("1,?024",), forbidden=("98765",))
    with scripted("不在名单里，共有 98765 家。[1]") as server:
        values = {"home": settings.home, "corpus": settings.corpus, "llm_base_url": server.url, "llm_model": "m"}
        outcomes, notes = run_trial(desk, BotSettings(_env_file=None, **values), [case], tmp_path / "out.jsonl")
    assert outcomes["verified"].verdicts == outcomes["without"].verdicts
    assert outcomes["unverified"].verdicts["wrong"] == 1
    assert len(notes) == 1 and (tmp_path / "out.jsonl").read_text(encoding="utf-8").count("\n") == 1
