"""Verifies a reply while it streams in: sentence by sentence, so that only what holds is ever shown."""

import re
from collections.abc import Callable

from bot.verify import Complaint, Evidence, Known
from bot.verify.check import Verifier, is_courtesy
from bot.verify.sentences import Sentence, Statement, cut_sentences

_LONGEST = 3000
# Items that a sentence without a marker is tried with.
_MOST_TRIED = 6
_ONLY_MARKERS = re.compile(r"[\s\[\]【】\d,，、^]*")


class DraftCheck:
    """The sentences of one reply.

    Attributes:
        sentences: those that hold, in order; courtesies are left out.
        complaints: about the first one that does not; nothing is read behind it.

    Args:
        evidence: what the reply is written from.
        known: names and levels of the lists.
        question: of the user; a text that only repeats it is no answer.
        check: False lets everything pass, for measuring what verification is worth.
    """

    def __init__(self, evidence: Evidence, known: Known, question: str, check: bool = True) -> None:
        self.sentences: list[Sentence] = []
        self.complaints: list[Complaint] = []
        self._evidence = evidence
        self._verifier: Verifier | None = Verifier(evidence, known, question) if check else None
        self._rest = ""
        self._length = 0

    def feed(self, text: str) -> bool:
        """Read on; whether any more may come."""
        self._rest += text
        self._length += len(text)
        if self._length > _LONGEST:
            self.complaints.append(Complaint("empty", text[:40], "回答太长"))
        whole = cut_sentences(self._rest)
        # A marker may still follow the last sentence.
        complete = whole[:-2] if whole and _ONLY_MARKERS.fullmatch(whole[-1].raw) else whole[:-1]
        for sentence in complete:
            self._take(sentence)
        self._rest = self._rest[sum(len(sentence.raw) for sentence in complete) :] if complete else self._rest
        return not self.complaints

    def close(self) -> bool:
        """Read what is left; whether the whole reply holds and says anything."""
        for sentence in cut_sentences(self._rest):
            self._take(sentence)
        self._rest = ""
        if not self.complaints and self._verifier and not self._verifier.answers():
            self.complaints.append(Complaint("empty", "", "没有用证据里的内容回答问题"))
        return not self.complaints

    def _take(self, sentence: Sentence) -> None:
        if self.complaints or (sentence.statements and is_courtesy(sentence)):
            return
        if self._verifier is None or not sentence.statements:
            self.sentences.append(sentence)
            return
        marked = self._mark(sentence)
        self.complaints += self._verifier.check(marked)
        if not self.complaints:
            self.sentences.append(marked)

    def _mark(self, sentence: Sentence) -> Sentence:
        """A sentence without markers with that of the one piece of evidence that it holds with, if there is one."""
        if sentence.markers or sentence.opens or not self._needs_marker(sentence):
            return sentence
        numbers = tuple(item.n for item in self._evidence.items[:_MOST_TRIED])
        for markers in (*((n,) for n in numbers), numbers):
            if self._verifier.fits(sentence, markers):
                return add_markers(sentence, markers)
        return sentence

    def _needs_marker(self, sentence: Sentence) -> bool:
        return any(complaint.kind == "unmarked" for complaint in self._verifier.peek(sentence))


def add_markers(sentence: Sentence, markers: tuple[int, ...]) -> Sentence:
    """A sentence with markers at its end."""
    raw = sentence.raw.rstrip("\n")
    text = raw + "".join(f"[{n}]" for n in markers) + sentence.raw[len(raw) :]
    return Sentence(
        text, tuple(Statement(s.text, markers) for s in sentence.statements), sentence.bullet, sentence.opens
    )


def replace_markers(text: str, write: Callable[[int], str]) -> str:
    """A text with each marker `[n]` put in another way."""
    return re.sub(r"\[(\d{1,3})\]", lambda match: write(int(match[1])), text)
