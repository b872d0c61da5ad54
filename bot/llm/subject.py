"""Whether what a model asked of the desk is what the user asked: nothing brought in, nothing left out."""

from collections.abc import Sequence

from bot.answer import Answer
from bot.terms import read_function_words
from bot.verify.clauses import Clause, prepare, read_clauses
from bot.verify.evidence import evidence_of
from bot.verify.known import Known
from bot.verify.reading import ReadEvidence
from bot.verify.wording import telling_words


def brings_in(said: str, question: str, history: Sequence[str], known: Known) -> list[str]:
    """The names, levels, numbers and words of a rewritten question or a tool's call that the user never said."""
    user = [clause for turn in (*history, question) for clause in read_clauses(turn, known)]
    text = "".join(prepare(turn) for turn in (*history, question)).replace(" ", "")
    facts = set().union(*(_facts(clause) for clause in user)) if user else set()
    strange: list[str] = []
    for clause in read_clauses(said, known):
        strange += [fact for fact in _facts(clause) if fact not in facts]
        strange += [word for word in _content(clause) if word not in text]
    return strange


def leaves_out(question: str, answer: Answer, known: Known) -> list[str]:
    """The names, levels, numbers and words of the user's question that an answer has nothing to do with."""
    cited = ReadEvidence(evidence_of(answer), known).all
    facts = set().union(*(_facts(clause) for unit in cited.units() for clause in unit.clauses)) if cited.items else set()
    facts |= {f"n:{core}" for item in cited.items for core in item.item.rows}
    missing: list[str] = []
    for clause in read_clauses(question, known):
        missing += [fact for fact in _facts(clause) if fact not in facts]
        missing += [word for word in _content(clause) if not cited.says(word)]
    return missing


def _facts(clause: Clause) -> set[str]:
    """Names, levels and numbers, each as one text."""
    facts = {f"n:{min(name.values)}" for name in clause.names}
    facts |= {f"l:{level}" for found in clause.levels for level in found.values}
    return facts | {f"#:{a.number.kind == 'percent'}:{a.number.value:g}" for a in clause.atoms}


def _content(clause: Clause) -> list[str]:
    """The words that say what is asked, without those that only ask."""
    words = (read_function_words().sub("", word) for word in telling_words(clause))
    return [word for word in words if word]
