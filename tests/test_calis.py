"""The commands of the evaluations, in processes of their own."""

import json
import subprocess
from pathlib import Path

import pytest

from ingest.settings import IngestSettings
from tests.bot.test_cli import calis

RUN = "from calis.__main__ import main; main()"
LOADED = (
    f"import sys\ntry: {RUN}\nexcept SystemExit: pass\n"
    "print({'torch', 'chromadb', 'gradio', 'langchain_core', 'scipy', 'numpy'} & set(sys.modules), file=sys.stderr)"
)
QUESTIONS = [
    {"id": "1", "category": "级别", "turns": ["北京大学图书馆是什么级别？"], "expected": ["B\\+级"]},
    {"id": "2", "category": "级别", "turns": ["清华大学图书馆是什么级别？"], "expected": ["D级"]},
    {"id": "3", "category": "没有的", "turns": ["火星理工大学图书馆是什么级别？"], "refusal": True},
]


def run_eval(settings: IngestSettings | None, *arguments: str, code: str = RUN) -> subprocess.CompletedProcess:
    return calis(settings, "eval", *arguments, code=code, COLUMNS="200")


@pytest.fixture(scope="module")
def own_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sets") / "我的.jsonl"
    path.write_text("".join(json.dumps(q, ensure_ascii=False) + "\n" for q in QUESTIONS), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def run_id(settings: IngestSettings, own_set: Path) -> str:
    done = run_eval(settings, "run", "--set", str(own_set), "--failures")
    assert done.returncode == 0, done.stderr
    assert "我的.jsonl 2 答错：清华大学图书馆是什么级别？\n    回答里找不到：D级" in done.stdout
    return done.stdout.strip().rpartition("/")[2].removesuffix("。")


@pytest.mark.parametrize("arguments", [("--help",), ("eval", "--help"), ("eval", "run", "--help")])
def test_help_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    done = calis(None, *arguments, code=LOADED)
    assert "Usage" in done.stdout
    assert done.stderr.strip() == "set()"


def test_the_bot_does_without_the_evaluations() -> None:
    code = "import sys, bot.cli, bot.desk, bot.web.app; sys.exit(any(m.split('.')[0] == 'evals' for m in sys.modules))"
    assert calis(None, code=code).returncode == 0


def test_a_run_is_listed_and_shown(settings: IngestSettings, run_id: str) -> None:
    assert run_id in run_eval(settings, "list").stdout
    shown = run_eval(settings, "show", run_id).stdout
    assert "correctness" in shown and "0.667" in shown


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--min", "correctness=0.6", "--max", "wrong=1"], 0, ""),
        (["--min", "correctness=0.7", "--max", "wrong=0"], 1, "没有达标：correctness、wrong。"),
        (["--min", "corectness=0.7"], 1, "没有指标 corectness"),
        (["--set", "别的", "--min", "correctness=0.7"], 1, "没有 别的 的题"),
        ([], 2, "--min"),
    ],
)
def test_the_gate_exits_by_the_figures(
    settings: IngestSettings, run_id: str, arguments: list[str], status: int, said: str
) -> None:
    done = run_eval(settings, "gate", run_id, *arguments)
    assert done.returncode == status, done.stderr
    assert said in done.stderr


def test_a_run_compared_with_itself_is_the_same(settings: IngestSettings, run_id: str) -> None:
    done = run_eval(settings, "compare", run_id, run_id, "--markdown")
    assert "变好 0 题，变差 0 题" in done.stdout
    assert "| 答对率 | correctness | 0.667 | 0.667 | +0.000 | 1.000 | 一样 |" in done.stdout


def test_a_wrong_set_or_run_is_one_sentence(settings: IngestSettings) -> None:
    for arguments in (
        ["run", "--set", "没有"],
        ["show", "没有"],
        ["run", "--resume", "没有"],
        ["run", "--against", "谁"],
    ):
        done = run_eval(settings, *arguments)
        assert done.returncode == 1
        assert done.stderr.startswith("错误：") and done.stderr.count("\n") == 1
