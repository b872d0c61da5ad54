from pathlib import Path

import pytest

from bot.run_summaries import REPORT_FILE, RunSummary, find_report, group_series, read_summaries, write_summary


def made(run_id: str, started: str = "2026-11-25T19:00:00+08:00", **changes: object) -> RunSummary:
    values = {"answerer": "desk", "version": "0.1.0", "sets": ("prose-e",), "questions": "q1"}
    counts = {"right": 8, "wrong": 1, "declined": 1, "interval": (0.6, 0.95)}
    return RunSummary.model_validate({"run_id": run_id, "started": started} | values | counts | changes)


def keep(home: Path, *summaries: RunSummary) -> None:
    for summary in summaries:
        (home / "evals" / summary.run_id).mkdir(parents=True)
        write_summary(home / "evals" / summary.run_id, summary)


def test_summaries_are_read_newest_first_as_they_were_written(tmp_path: Path):
    earlier, later = made("b"), made("a", "2026-11-26T08:00:00+08:00")
    keep(tmp_path, earlier, later)
    assert read_summaries(tmp_path) == [later, earlier]


def test_what_is_no_summary_of_its_folder_is_left_out(tmp_path: Path):
    keep(tmp_path, made("good"), made("nothing", right=0, wrong=0, declined=0))
    for name, text in (("torn", '{"run_id": "torn"'), ("moved", made("elsewhere").model_dump_json())):
        (tmp_path / "evals" / name).mkdir()
        (tmp_path / "evals" / name / "summary.json").write_text(text, encoding="utf-8")
    assert [summary.run_id for summary in read_summaries(tmp_path)] == ["good"]
    assert read_summaries(tmp_path / "nowhere") == []


def test_only_the_same_questions_to_the_same_answerer_are_one_series():
    sample = {"limit": 50, "seed": 1}
    runs = [
        made("5"), made("4", answerer="baseline"), made("3", questions="q0"), made("2", **sample),
        made("1", limit=50, seed=2), made("0", seed=7),
    ]  # fmt: skip
    assert [[run.run_id for run in series] for series in group_series(runs)] == [["5", "3", "0"], ["4"], ["2"], ["1"]]


@pytest.mark.parametrize("run_id", ["two", "..", "../evals/one", "one/", ""])
def test_only_the_id_of_a_run_with_a_page_finds_one(tmp_path: Path, run_id: str):
    keep(tmp_path, made("one"), made("two"))
    for folder in (tmp_path / "evals" / "one", tmp_path):
        (folder / REPORT_FILE).write_text("<p>", encoding="utf-8")
    assert find_report(tmp_path, "one") == tmp_path / "evals" / "one" / REPORT_FILE
    assert find_report(tmp_path, run_id) is None
