"""Whether what a model asked of the desk is what the user asked: nothing brought in, nothing left out."""

from collections.abc import Iterable, Sequence

from bot.answer import Answer
from bot.terms import Need
from bot.verify.clauses import Clause, prepare, read_clauses
from bot.verify.evidence import evidence_of
from bot.verify.known import Known
from bot.verify.reading import ReadEvidence
from bot.verify.wording import telling_words
from bot.wording import read_function_words
from ingest.normalise import normalise_text

# Kinds of answer that rows of a list are.
_OF_LISTS = ("number", "list", "percent")
# Kinds that everyday words may stand for (哪几种), so that a clearer question need not show them.
_LOOSE = ("belongs", "number")


def brings_in(said: str, question: str, history: Sequence[str], means: Iterable[str], known: Known) -> list[str]:
    """The names, levels, numbers and words of a rewritten question or a tool's call that the user never said.

    Args:
        said: the rewritten question, or the words of the call.
        question: of the user.
        history: the questions before it.
        means: words of the sources that words of the user stand for.
        known: names and levels.
    """
    user = [clause for turn in (*history, question) for clause in read_clauses(turn, known)]
    text = "".join(prepare(turn) for turn in (*history, question, *means)).replace(" ", "")
    facts = set().union(*(_facts(clause) for clause in user)) if user else set()
    strange: list[str] = []
    for clause in read_clauses(said, known):
        strange += [fact for fact in _facts(clause) if fact not in facts]
        strange += [word for word in _content(clause) if word not in text]
    return strange


def leaves_out(need: Need, asked: Need | None, answer: Answer, known: Known) -> list[str]:
    """The names, levels, numbers and terms of the user's question that an answer does not speak of, and what was not asked.

    Args:
        need: what the question needs, its terms with all that they may mean in the sources.
        asked: what the rewritten question needs, which must ask for the same kinds of answer (a reason, a person); None for
            a call that gives rows of a list, which can only tell how many and which.
        answer: what the desk said to it.
        known: names and levels.
    """
    kinds = asked.asks if asked else _OF_LISTS
    lost = [kind for kind in need.asks if kind not in kinds and kind not in _LOOSE]
    cited = ReadEvidence(evidence_of(answer), known).all
    facts = (
        set().union(*(_facts(clause) for unit in cited.units() for clause in unit.clauses)) if cited.items else set()
    )
    facts |= {f"n:{core}" for item in cited.items for core in item.item.rows}
    said = normalise_text(" ".join(text for item in cited.items for text in (*item.item.units, item.item.source)))
    missing = [fact for clause in read_clauses(need.question, known) for fact in _facts(clause) if fact not in facts]
    unsaid = [term.text for term in need.terms if not any(word in said for word in (term.text, *term.means))]
    return missing + unsaid + lost


def _facts(clause: Clause) -> set[str]:
    """Names, levels and numbers, each as one text."""
    facts = {f"n:{min(name.values)}" for name in clause.names}
    facts |= {f"l:{level}" for found in clause.levels for level in found.values}
    return facts | {f"#:{a.number.kind == 'percent'}:{a.number.value:g}" for a in clause.atoms}


def _content(clause: Clause) -> list[str]:
    """The words that say what is asked, without those that only ask."""
    words = (read_function_words().sub("", word) for word in telling_words(clause))
    return [word for word in words if word]
