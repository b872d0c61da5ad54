"""Outcomes made by hand, for tests of what is computed from them."""

from evals.cases import Case
from evals.metrics import TRUTH
from evals.replies import Reply, ReplyCitation
from evals.runs import Outcome
from evals.score import Verdict


def ended(
    number: int,
    verdict: Verdict = "right",
    due: bool = False,
    refused: bool = False,
    group: str | None = None,
    line: int = 1,
    elapsed_ms: float = 1.0,
    text: str = "是。[1]",
    **scores: float,
) -> Outcome:
    """A question that ended so; its answer cites one line."""
    citation = ReplyCitation(n=1, source="a.txt", lines=(line, line), quote="x")
    return Outcome(
        set="s",
        case=Case(id=str(number), category="figure", turns=("多少？",), refusal=due, group=group),
        reply=Reply(answer=text, refused=refused, citations=() if refused else (citation,)),
        elapsed_ms=elapsed_ms,
        verdict=verdict,
        scores={"correctness": float(verdict == "right"), "truthfulness": TRUTH[verdict]} | scores,
    )


def failed(number: int) -> Outcome:
    """A question that made the program fail."""
    case = Case(id=str(number), category="figure", turns=("多少？",))
    scores = {"correctness": 0.0, "truthfulness": 0.0}
    return Outcome(set="s", case=case, error="KeyError", verdict="declined", scores=scores)
