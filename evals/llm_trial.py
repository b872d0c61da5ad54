"""What a language model adds to the desk and what verification is worth: the same questions without a model, with one, and
with one whose text is shown unverified.

`python -m evals.llm_trial` asks a sample of `evals/sets` that its seed decides; the server is that of `CALIS_LLM_BASE_URL`.
"""

import argparse
import json
import random
import statistics
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.answer import Answer
from bot.desk import Desk
from bot.errors import ModelMissingError
from bot.llm.assistant import Assistant
from bot.settings import BotSettings
from evals.cases import SETS_DIR, Case, load_cases
from evals.replies import Reply
from evals.score import judge_reply
from ingest.settings import load_settings

MODES = ("without", "verified", "unverified")


@dataclass
class Outcome:
    """How one way of answering did."""

    verdicts: Counter[str] = field(default_factory=Counter)
    worse: list[str] = field(default_factory=list)
    better: list[str] = field(default_factory=list)
    by_model: int = 0


def draw_sample(count: int, seed: int) -> list[Case]:
    """Two fifths questions about lists, two fifths about prose that have an answer, a fifth that has none (near misses)."""
    chance = random.Random(seed)
    lists = [case for path in sorted(SETS_DIR.glob("membership-*.jsonl")) for case in load_cases(path)]
    prose = [case for path in sorted(SETS_DIR.glob("prose-*.jsonl")) for case in load_cases(path)]
    answered = [case for case in prose if not case.refusal]
    missing = [case for case in prose if case.refusal]
    shares = ((lists, count * 2 // 5), (answered, count * 2 // 5), (missing, count - 2 * (count * 2 // 5)))
    sample = [case for cases, size in shares for case in chance.sample(cases, size)]
    chance.shuffle(sample)  # so that what was asked before an interruption is a fair sample, too
    return sample


def run_trial(desk: Desk, settings: BotSettings, cases: list[Case], out: Path | None = None) -> tuple[dict, list[dict]]:
    """(how each way did, what was noted of each verified answer of the model)."""
    with tempfile.TemporaryDirectory() as folder:
        trace = Path(folder) / "trace.jsonl"
        verified = Assistant(desk, settings.model_copy(update={"llm_trace": trace}))
        unverified = Assistant(desk, settings.model_copy(update={"llm_trace": None}), check=False)
        asks = {"without": desk.ask, "verified": verified.ask, "unverified": unverified.ask}
        outcomes = {mode: Outcome() for mode in MODES}
        for case in track(cases, console=Console(stderr=True), transient=True):
            _ask_each(case, asks, desk, outcomes, out)
        notes = [json.loads(line) for line in trace.read_text(encoding="utf-8").splitlines()] if trace.exists() else []
    return outcomes, notes


def _ask_each(case: Case, asks: dict, desk: Desk, outcomes: dict[str, Outcome], out: Path | None) -> None:
    lines = {source.file: desk.source_lines(source.file) for source in desk.sources()}
    *history, question = case.turns
    noted: dict[str, object] = {"id": case.id, "question": question}
    base = ""
    for mode in MODES:
        answer: Answer = asks[mode](question, history)
        verdict = judge_reply(case, Reply.model_validate(answer.to_json()), lines).verdict
        outcome = outcomes[mode]
        outcome.verdicts[verdict] += 1
        outcome.by_model += answer.path == "model"
        base = verdict if mode == "without" else base
        if verdict != base:
            (outcome.better if verdict == "right" or base == "wrong" else outcome.worse).append(case.id)
        noted[mode] = {"verdict": verdict, "path": answer.path, "note": answer.note, "text": answer.text}
    if out:
        with out.open("a", encoding="utf-8") as file:
            file.write(json.dumps(noted, ensure_ascii=False) + "\n")


def show(outcomes: dict[str, Outcome], notes: list[dict]) -> None:
    """Print the table and the times."""
    table = Table("", "right", "wrong", "declined", "by the model", "better", "worse")
    for mode, outcome in outcomes.items():
        counts = [str(outcome.verdicts[verdict]) for verdict in ("right", "wrong", "declined")]
        table.add_row(mode, *counts, str(outcome.by_model), " ".join(outcome.better), " ".join(outcome.worse))
    console = Console()
    console.print(table)
    for name, unit in (
        ("first_ms", "ms to the first piece"),
        ("seconds", "s to the answer"),
        ("verify_ms", "ms verification"),
    ):
        values = sorted(note[name] for note in notes if note[name] is not None)
        if values:
            console.print(
                f"{unit}: median {statistics.median(values):.1f}, 95% {values[int(0.95 * (len(values) - 1))]:.1f}"
            )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m evals.llm_trial", description=__doc__)
    parser.add_argument("--count", type=int, default=100, help="how many questions")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, help="add every answer to this JSONL file")
    arguments = parser.parse_args()
    settings = load_settings(BotSettings)
    if not settings.has_model:
        raise ModelMissingError("没有设置语言模型：请设 CALIS_LLM_BASE_URL 和 CALIS_LLM_MODEL。")
    show(*run_trial(Desk(settings), settings, draw_sample(arguments.count, arguments.seed), arguments.out))


if __name__ == "__main__":
    main()
