from datetime import datetime
from pathlib import Path

import pytest

from evals.cases import Case
from evals.errors import RunError
from evals.replies import Reply
from evals.runs import Outcome, RunCase, RunInfo, RunWriter, create_run, list_runs, load_run, name_run, write_info

CASES = [RunCase(set="a", case=Case(id=str(n), category="figure", turns=(f"第 {n} 问？",))) for n in range(3)]


def made_info(run_id: str, started: str = "2026-11-25T19:05:12+08:00") -> RunInfo:
    return RunInfo(run_id=run_id, started=started, version="0.1.0", cases=len(CASES))


def outcome_of(case: RunCase) -> Outcome:
    reply = Reply(answer="是 D 级。[1]", refused=False)
    return Outcome(set=case.set, case=case.case, reply=reply, verdict="right", scores={"correctness": 1.0, "f": None})


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    run = create_run(tmp_path, made_info("one"), CASES)
    with RunWriter(run.folder) as writer:
        for case in reversed(CASES):
            writer.append(outcome_of(case))
    write_info(run.folder, run.info.model_copy(update={"finished": True}))
    read = load_run(tmp_path, "one")
    assert read.info.finished
    assert read.outcomes == [outcome_of(case) for case in CASES]
    assert read.open_cases == []


def test_a_torn_line_is_asked_again_and_what_follows_it_is_whole(tmp_path: Path) -> None:
    run = create_run(tmp_path, made_info("one"), CASES)
    with RunWriter(run.folder) as writer:
        writer.append(outcome_of(CASES[0]))
    with (run.folder / "answers.jsonl").open("a", encoding="utf-8") as file:
        file.write(outcome_of(CASES[1]).model_dump_json()[:40])
    assert load_run(tmp_path, "one").open_cases == CASES[1:]
    with RunWriter(run.folder) as writer:
        writer.append(outcome_of(CASES[2]))
    assert [outcome.case.id for outcome in load_run(tmp_path, "one").outcomes] == ["0", "2"]


def test_runs_are_listed_newest_first_and_the_newest_is_meant_by_none(tmp_path: Path) -> None:
    create_run(tmp_path, made_info("b", "2026-11-25T19:05:12+08:00"), CASES)
    create_run(tmp_path, made_info("a", "2026-11-26T08:00:00+08:00"), CASES)
    (tmp_path / "evals" / "c").mkdir()
    (tmp_path / "evals" / "c" / "run.json").write_text("{", encoding="utf-8")
    assert [info.run_id for info in list_runs(tmp_path)] == ["a", "b"]
    assert load_run(tmp_path).info.run_id == "a"


def test_an_id_is_the_time_and_what_is_asked_and_never_taken(tmp_path: Path) -> None:
    started = datetime(2026, 11, 25, 19, 5, 12)
    name = name_run(tmp_path, "http://127.0.0.1:7860", started)
    assert name == "2026-11-25T19-05-12-http---127-0-0-1-7860"
    create_run(tmp_path, made_info(name), CASES)
    assert name_run(tmp_path, "http://127.0.0.1:7860", started) == f"{name}-2"


@pytest.mark.parametrize(
    ("run_id", "said"), [(None, "calis eval run"), ("nothing", "calis eval list"), ("../x", "calis eval list")]
)
def test_a_missing_run_is_one_sentence(tmp_path: Path, run_id: str | None, said: str) -> None:
    with pytest.raises(RunError, match=said):
        load_run(tmp_path, run_id)


def test_a_damaged_run_is_one_sentence(tmp_path: Path) -> None:
    run = create_run(tmp_path, made_info("one"), CASES)
    (run.folder / "answers.jsonl").write_text("nonsense\n", encoding="utf-8")
    with pytest.raises(RunError, match="损坏"):
        load_run(tmp_path, "one")
