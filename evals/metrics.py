"""The metrics of one question, each a number or None where it does not apply. Pure functions.

correctness         1 if the answer holds all that is expected and nothing forbidden, and its list is exactly the one expected, or
                    if it declines where that is due; else 0. Over a set: accuracy as in CRAG (Yang et al., NeurIPS 2024).
truthfulness        +1 right, 0 declined though there is an answer (or an error of the program), -1 wrong: the score of CRAG
                    without its "acceptable" grade.
list_exact          1 if the list is exactly the expected one (exact set match, here with repetitions counted).
list_precision      share of the listed organisations that are expected; None if nothing is listed.
list_recall         share of the expected organisations that are listed.
list_f1             harmonic mean of both (van Rijsbergen 1979), 0 if either is 0.
citation_recall     share of the evidence spans of the case that a citation meets.
citation_precision  share of the citations that meet an evidence span. A case names the lines that must be cited, not all that may
                    be; what an answer rightly cites besides counts against it here, so this is a lower bound.
                    Both are ALCE's (Gao et al., EMNLP 2023) with lines marked by hand in place of its entailment model; see
                    `meets_evidence` for when a citation meets a span. None where no answer was due or none was given.
quote_verbatim      share of the citations whose quote stands character by character at the lines they name; needs no marks.
hit@1 … hit@10      1 if a chunk at the evidence is among the first k that retrieval finds.
mrr                 1/rank of the first such chunk, 0 if none (Voorhees, TREC-8 1999).
ndcg@10             discounted gain of the first ten against the best possible order, chunks at the evidence gaining 1, others 0
                    (Järvelin and Kekäläinen, TOIS 2002).
                    These five only for single questions of the prose, where the answerer shows its ranking.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals.cases import Case
from evals.replies import Reply
from evals.score import Verdict, meets_evidence, named, quote_stands, unmet_evidence

TRUTH: dict[Verdict, float] = {"right": 1.0, "declined": 0.0, "wrong": -1.0}
HIT_CUTS = (1, 5, 10)
_GAIN_CUT = 10

Scores = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Ranking:
    """What retrieval found for a question.

    Attributes:
        relevance: whether each chunk stands at the evidence, best ranked first.
        relevant: how many chunks of the whole index do.
    """

    relevance: tuple[bool, ...]
    relevant: int


def score_reply(
    case: Case, reply: Reply, verdict: Verdict, lines: Mapping[str, Sequence[str]], ranking: Ranking | None = None
) -> Scores:
    """All metrics of one question, by name; None where one does not apply."""
    return {
        "correctness": float(verdict == "right"),
        "truthfulness": TRUTH[verdict],
        **score_list(case, reply),
        **score_citations(case, reply),
        "quote_verbatim": _mean([quote_stands(c, lines.get(c.source, ())) for c in reply.citations]),
        **(score_ranking(ranking) if ranking else {}),
    }


def score_error() -> Scores:
    """What a question scores that made the program fail: not right, but it misled nobody."""
    return {"correctness": 0.0, "truthfulness": 0.0}


def score_list(case: Case, reply: Reply) -> Scores:
    """The list of an answer against the expected one."""
    if case.names is None:
        return dict.fromkeys(("list_exact", "list_precision", "list_recall", "list_f1"))
    due, given = Counter(case.names), Counter(named(reply))
    common = (due & given).total()
    precision = common / given.total() if given else None
    recall = common / due.total() if due else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision and recall else float(due == given)
    return {"list_exact": float(due == given), "list_precision": precision, "list_recall": recall, "list_f1": f1}


def score_citations(case: Case, reply: Reply) -> Scores:
    """The lines cited against the lines that hold the answer."""
    if case.refusal or reply.refused or not case.evidence:
        return dict.fromkeys(("citation_recall", "citation_precision"))
    met = [any(meets_evidence(c, evidence) for evidence in case.evidence) for c in reply.citations]
    recall = 1 - len(unmet_evidence(case, reply)) / len(case.evidence)
    return {"citation_recall": recall, "citation_precision": _mean(met)}


def score_ranking(ranking: Ranking) -> Scores:
    """How early retrieval finds the evidence."""
    found = [rank for rank, relevant in enumerate(ranking.relevance, start=1) if relevant]
    first = found[0] if found else math.inf
    gain = sum(1 / math.log2(rank + 1) for rank in found if rank <= _GAIN_CUT)
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(ranking.relevant, _GAIN_CUT) + 1))
    hits: Scores = {f"hit@{k}": float(first <= k) for k in HIT_CUTS}
    return hits | {"mrr": 1 / first, f"ndcg@{_GAIN_CUT}": gain / best if best else None}


def _mean(flags: Sequence[bool]) -> float | None:
    return sum(flags) / len(flags) if flags else None
