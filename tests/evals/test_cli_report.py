"""The commands of reports and of the judge, as they are typed."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.run_summaries import read_summaries
from evals.cli_report import report_app
from evals.errors import JudgeError, RunError

from .made_runs import made_run, mixed_outcomes


@pytest.fixture
def home(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with the real index and one run."""
    shutil.copytree(settings.home / "index", tmp_path / "index")
    monkeypatch.setenv("CALIS_HOME", str(tmp_path))
    made_run(tmp_path, *mixed_outcomes())
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(report_app, list(arguments))


def test_report_of_the_newest_run_lands_in_its_folder_and_where_it_is_wanted(home: Path):
    result = call("report", "--html", str(home / "x.html"), "--markdown", str(home / "x.md"))
    assert result.exit_code == 0
    assert str(home / "x.html") in result.stdout
    for path in (home / "evals" / "one" / "report.html", home / "x.html"):
        assert "members-2023.txt 第 3 行" in path.read_text(encoding="utf-8")
    assert (home / "x.md").read_text(encoding="utf-8").startswith("## 评测 one")
    assert [summary.run_id for summary in read_summaries(home)] == ["one"]


def test_unknown_run_and_unwritable_place_are_one_sentence(home: Path):
    assert isinstance(call("report", "none").exception, RunError)
    assert "换一个位置" in str(call("report", "--html", str(home / "no" / "x.html")).exception)


def test_judge_without_a_model_says_what_to_set(home: Path):
    result = call("judge")
    assert isinstance(result.exception, JudgeError)
    assert "CALIS_LLM_BASE_URL" in str(result.exception)


def test_help_loads_nothing_heavy():
    code = "import sys; from evals.cli_report import report_app; print([m for m in ('torch', 'scipy', 'jinja2', 'ragas', 'chromadb') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
