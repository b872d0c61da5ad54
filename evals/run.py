"""Asks every question of the given sets and says how many were right, rightly cited, wrong and declined.

`python -m evals.run` takes names of sets in `evals/sets` or paths; `--failures` lists what went wrong.
"""

import argparse
from collections import defaultdict
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.desk import Desk
from bot.settings import BotSettings
from evals.cases import SETS_DIR, Case, load_cases
from evals.score import Score, score_answer
from ingest.settings import load_settings


def run_cases(desk: Desk, cases: list[Case]) -> list[tuple[Case, str, Score]]:
    """(case, answer text, score) of every case, in order."""
    lines = {source.file: desk.source_lines(source.file) for source in desk.sources()}
    results = []
    for case in track(cases, console=Console(stderr=True), transient=True):
        *history, question = case.turns
        answer = desk.ask(question, history)
        results.append((case, answer.text, score_answer(case, answer, lines)))
    return results


def summarise(results: list[tuple[Case, str, Score]]) -> Table:
    """Counts by category."""
    groups: dict[str, list[Score]] = defaultdict(list)
    for case, _, score in results:
        groups[case.category].append(score)
        groups["all"].append(score)
    table = Table("category", "cases", "right", "rightly cited", "wrong", "declined")
    for category in [*sorted(groups.keys() - {"all"}), "all"]:
        scores = groups[category]
        due = [score for score in scores if score.cited is not None]
        verdicts = [score.verdict for score in scores]
        cited = f"{sum(bool(s.cited) for s in due)}/{len(due)}"
        counts = [str(verdicts.count(verdict)) for verdict in ("wrong", "declined")]
        table.add_row(category, str(len(scores)), str(verdicts.count("right")), cited, *counts)
    return table


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m evals.run", description=__doc__)
    parser.add_argument("sets", nargs="+", help="names of sets in evals/sets, or paths of .jsonl files")
    parser.add_argument(
        "--failures", action="store_true", help="list every case that was not right or not rightly cited"
    )
    arguments = parser.parse_args()
    desk = Desk(load_settings(BotSettings))
    paths = [Path(name) if name.endswith(".jsonl") else SETS_DIR / f"{name}.jsonl" for name in arguments.sets]
    results = run_cases(desk, [case for path in paths for case in load_cases(path)])
    if arguments.failures:
        for case, text, score in results:
            if score.complaint:
                print(f"{case.id} {score.verdict}: {' | '.join(case.turns)}\n    {score.complaint}\n    {text[:200]!r}")
    Console().print(summarise(results))


if __name__ == "__main__":
    main()
