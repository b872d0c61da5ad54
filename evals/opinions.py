"""What a judge, a language model, thinks of the answers of a run: `judge.jsonl` in its folder, an `Opinion` a line.

Answers are judged by what they quote, so that a refusal, or an answer that cites nothing, has nothing to be judged by.
"""

import random
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.errors import RunError
from evals.runs import Outcome, Run

_FILE = "judge.jsonl"
# Longer quotes (whole lists) do not fit the window of many a model, and cut ones would make true statements seem unfounded.
MOST_EVIDENCE_CHARS = 6000


class Opinion(BaseModel):
    """What a judge said of one answer.

    Attributes:
        set, id: of the case.
        model: the judge.
        faithfulness: share of the statements of the answer that its quotes support; None where the judge gave none.
        answer_relevancy: how near the questions that the judge would have this answer to are to the one asked, a cosine;
            0 for an evasive answer; None where the judge gave none.
        prompt_tokens, completion_tokens: read and written by the judge, retries included.
        error: why a number is missing; empty otherwise.
    """

    model_config = ConfigDict(frozen=True)

    set: str
    id: str
    model: str
    faithfulness: float | None = None
    answer_relevancy: float | None = None
    prompt_tokens: int = 0
    completion_tokens: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """An outcome with what the judge said of it."""

    outcome: Outcome
    opinion: Opinion


def select_outcomes(run: Run, limit: int | None = None) -> list[Outcome]:
    """The outcomes that can be judged, in order; with a limit, so many drawn by the seed of the run."""
    fit = [outcome for outcome in run.outcomes if _can_be_judged(outcome)]
    if limit is None or limit >= len(fit):
        return fit
    chosen = set(random.Random(run.info.seed).sample(range(len(fit)), limit))
    return [outcome for place, outcome in enumerate(fit) if place in chosen]


def _can_be_judged(outcome: Outcome) -> bool:
    reply = outcome.reply
    if reply is None or reply.refused or not reply.citations:
        return False
    return sum(len(citation.quote) for citation in reply.citations) <= MOST_EVIDENCE_CHARS


def read_opinions(run: Run, model: str | None = None) -> list[Judged]:
    """What is known, in the order of the run; of one judge, or (None) of all. Of several by one judge the last holds.

    Raises:
        RunError: the file is damaged.
    """
    path = run.folder / _FILE
    try:
        lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
        opinions = [Opinion.model_validate_json(line) for line in lines if line.strip()]
    except (OSError, ValidationError) as error:
        raise RunError(f"{path} 读不出来：请删去它，重新运行 calis eval judge。") from error
    last = {(o.set, o.id, o.model): o for o in opinions if model in (None, o.model)}
    by_case: dict[tuple[str, str], list[Opinion]] = {}
    for opinion in last.values():
        by_case.setdefault((opinion.set, opinion.id), []).append(opinion)
    return [Judged(outcome, opinion) for outcome in run.outcomes for opinion in by_case.get(outcome.key, ())]


def append_opinion(run: Run, opinion: Opinion) -> None:
    """Keep an opinion; a line torn by an interruption is closed first.

    Raises:
        RunError: that is not possible.
    """
    path = run.folder / _FILE
    try:
        torn = path.exists() and path.stat().st_size and not path.read_bytes().endswith(b"\n")
        if torn:
            content = path.read_bytes()
            path.write_bytes(content[: content.rfind(b"\n") + 1])
        with path.open("a", encoding="utf-8") as file:
            file.write(opinion.model_dump_json() + "\n")
    except OSError as error:
        raise RunError(f"写不了 {path}（{error.strerror}）：请检查磁盘。") from error
