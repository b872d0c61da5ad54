"""Which evidence is right for a case: it stands where the case says and holds what is expected."""

import re
from collections.abc import Sequence

import numpy as np

from bot.features import Candidate
from evals.cases import Case, Evidence
from evals.score import squeeze_answer


def label_candidates(case: Case, candidates: Sequence[Candidate]) -> np.ndarray:
    """(n_candidates,) whether each should be ranked first: see the head of this module."""
    alone = np.array([is_right(case, [candidate]) for candidate in candidates], dtype=bool)
    if not alone.any():
        return np.array([holds_part(case, candidate) for candidate in candidates], dtype=bool)
    enough = {c.chunk.id for c, right in zip(candidates, alone, strict=True) if right and not c.sequel}
    pairs = [bool(c.sequel) and bool({c.chunk.id, c.sequel.id} & enough) for c in candidates]
    return alone & ~np.array(pairs, dtype=bool)


def is_right(case: Case, told: Sequence[Candidate]) -> bool:
    """Whether evidence stands at that of a case and holds what is expected (part of it, if evidence is spread)."""
    met = [_meets(evidence, candidate) for evidence in case.evidence for candidate in told]
    found = [bool(re.search(pattern, _all_text(told))) for pattern in case.expected]
    spread = len({e.source for e in case.evidence}) > 1
    return any(met) and (all(found) or (spread and any(found)))


def holds_part(case: Case, candidate: Candidate) -> bool:
    """Whether a candidate stands at the evidence of a case and holds something of what is expected."""
    met = any(_meets(evidence, candidate) for evidence in case.evidence)
    return met and any(re.search(pattern, _all_text([candidate])) for pattern in case.expected)


def _meets(evidence: Evidence, candidate: Candidate) -> bool:
    first, last = evidence.lines
    places = [(chunk.source, span) for chunk in candidate.chunks for span in chunk.spans]
    return any(s == evidence.source and p.first_line <= last and first <= p.last_line for s, p in places)


def _all_text(told: Sequence[Candidate]) -> str:
    """What candidates say, each under the heading that is said with it."""
    above = [c.chunk.section[-2:-1] if c.chunk.figure else c.chunk.section[-1:] for c in told]
    return squeeze_answer(" ".join(f"{' '.join(a)} {c.text}" for a, c in zip(above, told, strict=True)))
