"""What a question asks of the prose: its content words, the kind of answer it wants, and the periods it names."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from bot.asks import EACH, LIST_NAMED, counted_unit, find_asks
from bot.ellipsis import write_out_shared
from bot.ordinals import read_count, read_ordinals
from bot.speech import is_content, is_small, tag_words
from bot.vocabulary import load_vocabulary
from bot.wording import (
    CHINESE,
    LATIN,
    function_pattern,
    occurs,
    pairwise_of,
    translate,
    whole_word,
    word_pairs,
    write_out,
)
from ingest.manifest import Source
from ingest.normalise import normalise_text

# Words for one of several numbered rounds.
ROUNDS = "期批轮届"
# A year or a plan or phase that is named must be the one that the evidence is about.
_PERIOD = re.compile(
    rf"(?<!\d)(?:19|20)\d{{2}}(?!\d)|十[一二三四五六七八九]五|[一二三四五六七八九]期|第[一二三四五六七八九十]+[{ROUNDS}]"
)
# 三期幻灯, “十四五”文章: here it says of which document one speaks.
_OF_DOCUMENT = re.compile(
    rf"[“\"'《]?(?:{_PERIOD.pattern})[”\"'》]?(?:期间)?的?(?:规划)?(?:那|这)?(?:篇|份|个|套)?(?:的)?(?:(?:19|20)\d{{2}})?(?=幻灯|ppt|演示|材料|文章|论文|slide|article)"
)
# All documents are meant.
_EVERY_DOCUMENT = re.compile(
    r"(?:各|几|两|三|多|不同)[份个种]?(?:材料|资料|文件|文档|来源)|two (?:documents|sources)|sources? (?:disagree|differ)"
)


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of a question with the words of the sources that count as the same.

    `role` says what it does in the question: it names something, says what is done or how ("act": of such words the
    sources need not use the very same), or is the kind of thing that is asked for (什么制度, 哪个部委). `clause` counts the
    clauses of the question; a negative one asks nothing, so that it may be mere talk around the question (记者求证).
    """

    text: str
    means: tuple[str, ...] = ()
    role: Literal["name", "act", "kind"] = "name"
    clause: int = 0


@dataclass(frozen=True, slots=True)
class Need:
    """What evidence has to bring.

    Attributes:
        question: normalised, in the words of the sources where it was English.
        terms: content words, none twice.
        asks: kinds of answer asked for, such as "date" or "list".
        unit: the measure words of what is counted, empty when none is named.
        periods: years and plan or phase names that occur in the question.
        count: how many things a list question says there are; 0 when it does not say.
        counted_by: what the ordinals count, such as 任务; empty when nothing is named.
        ordinals: which of a numbered list is meant, outermost first (第二项任务的第三件工作: 2, 3); -1 is the last, `MIDDLE` the middle one.
        documents: the kinds of document that the question names (幻灯片: "slides"); a year may be the document's own.
        names_list: a list of organisations is named as a document (幻灯片和名单各是多少).
        leaned: how many characters of `question` are of the turns before.
        focus: where the answer to the turn before stands, see `place_of`; empty for what is no follow-up.
        several: more figures than one are asked for (总投资多少、用掉多少, 各完成多少).
        english_text: what a Chinese document prints in English is asked for: 英文摘要, the English title.
    """

    question: str
    terms: tuple[Term, ...]
    asks: tuple[str, ...]
    unit: tuple[str, ...]
    periods: tuple[str, ...]
    count: int = 0
    ordinals: tuple[int, ...] = ()
    counted_by: str = ""
    documents: frozenset[str] = frozenset()
    english_text: bool = False
    several: bool = False
    names_list: bool = False
    leaned: int = 0
    focus: tuple[str, ...] = ()

    @property
    def is_quantity(self) -> bool:
        """Whether a figure is asked for."""
        return bool(self.unit) or any(ask in _QUANTITIES for ask in self.asks)

    def says(self, word: str) -> bool:
        """Whether the question has a word, or one that means it."""
        return word in self.question or any(word in meant for term in self.terms for meant in term.means)


# Kinds of answer that are figures.
_QUANTITIES = ("number", "percent", "money", "date", "year", "month", "day", "differs")


class NeedReader:
    """Analyses questions with an eye on which pairs of characters the sources use.

    Args:
        texts: the prose of the sources, headings included.
        sources: what the files say about themselves; an author's name may stand for the document.
        headings: those of the prose; one that a question has whole is one term of it.
    """

    def __init__(self, texts: Iterable[str], sources: Iterable[Source] = (), headings: Iterable[str] = ()) -> None:
        short = {normalise_text(heading) for heading in headings}
        short = {heading for heading in short if _HEADING_TERM.fullmatch(heading)}
        self._headings = sorted(short, key=len, reverse=True)
        sources = list(sources)
        self._kinds = frozenset(source.kind for source in sources) & set(load_vocabulary("search")["documents"])
        self._authors = {source.author: source.kind for source in sources if source.author}
        self._prose = normalise_text(" ".join(texts := list(texts)))
        self._drop = function_pattern(self._prose)
        self._pairs = {pair for text in texts for pair in word_pairs(normalise_text(text)) if len(pair) == 2}

    def read(self, question: str) -> Need:
        """The need of a question in any script; an empty one needs nothing."""
        original = write_out_shared(write_out(normalise_text(question)), self._prose)
        text = text_before = translate(original)
        asks = find_asks(f"{original} {text}")
        unit = counted_unit(text)
        named = {word.lower() for word in _CAPITALISED.findall(question)}
        text = _BELONGS.sub(" ", _COUNTED_TASKS.sub(" ", text)) if "belongs" in asks else text
        text, documents = self._take_documents(_OF_DOCUMENT.sub(" ", text))
        documents |= self._take_documents(original)[1]
        undated = self._take_documents(_OF_DOCUMENT.sub(" ", original))[0]
        if _EVERY_DOCUMENT.search(original):
            documents = self._kinds
        names_list = LIST_NAMED.search(original) is not None
        if names_list and (documents or "differs" in asks):
            text = LIST_NAMED.sub(" ", text)
        clauses = [clause for clause in _CLAUSE_END.split(text) if clause.strip()]
        terms = [
            replace(term, clause=number if _QUESTION_WORD.search(clause) else -number)
            for number, clause in enumerate(clauses, start=1)
            for term in self._clause_terms(clause, named)
        ]
        return Need(
            question=text_before,
            terms=tuple({term.text: term for term in reversed(terms)}.values())[::-1],
            asks=asks,
            unit=() if "belongs" in asks else unit,
            periods=tuple(_PERIOD.findall(LIST_NAMED.sub(" ", undated))),
            count=0 if "belongs" in asks else read_count(original),
            ordinals=read_ordinals(text_before),
            counted_by=next((noun for noun in _COUNTED_NOUNS if noun in text_before), ""),
            documents=documents,
            names_list=names_list,
            several=len(_QUANTITY_WORD.findall(text_before)) > 1 or EACH.search(text_before) is not None,
            english_text=any(word in original for word in load_vocabulary("search")["english_text"]["words"]),
        )

    def _take_documents(self, text: str) -> tuple[str, frozenset[str]]:
        """A question without the words that name a kind of document, and those kinds."""
        found = set()
        for author, kind in self._authors.items():
            if author in text and re.search(f"{author}{_WRITING}", text):
                text = re.sub(f"{author}{_WRITING}", " ", text)
                found.add(kind)
        for kind, words in load_vocabulary("search")["documents"].items():
            for word in (word for word in words if occurs(word, text)):
                text = text.replace(word, " ") if not word.isascii() else whole_word(word).sub(" ", text)
                found.add(kind)
        return text, frozenset(found)

    def _clause_terms(self, text: str, named: set[str]) -> list[Term]:
        """The terms of a clause; of Latin words those are names that are written so in the middle of a sentence."""
        terms: list[Term] = []
        said = {say: means for say, means in _synonyms() if say in text and occurs(say, text)}
        if said:  # 新增多少 says 新增, not 增多: what begins first is a word, and the longer one
            words = re.compile("|".join(whole_word(say).pattern if say.isascii() else re.escape(say) for say in said))
            terms += [Term(say, said[say]) for say in words.findall(text)]
            text = words.sub(" ", text)
        for heading in (heading for heading in self._headings if heading in text):
            terms.append(Term(heading))
            text = text.replace(heading, " ")
        kinds = {match[1] for match in _ASKED_KIND.finditer(text)}
        text = self._drop.sub(" ", _HAS_HOW_MANY.sub(r" \1", text))
        for run in LATIN.findall(text):
            is_name = len(run) > 1 and (run in named or any(char.isdigit() for char in run))
            terms.append(Term(run, role="name" if is_name else "act"))
        for run in CHINESE.findall(text.replace("的", " ")):
            for term in self._cut_run(run):
                asked = term.role == "name" and any(kind.startswith(term.text) for kind in kinds)
                terms.append(replace(term, role="kind") if asked else term)
        return terms

    def _cut_run(self, run: str) -> list[Term]:
        """The words of a run of Chinese characters that carry content, and verbs and the like that the sources use.

        Words that the sources write one behind the other are one term: 成员馆, 协同创新.
        """
        terms: list[Term] = []
        joins = False
        for word, tag in tag_words(run):
            names = is_content(word, tag) and not tag.startswith(_ACTS)
            known = all(pair in self._pairs for pair in pairwise_of(word)) and not (
                len(word) == 1 and (is_small(tag) or word in _NEVER_JOINED)
            )
            if joins and terms[-1].text[-1] + word[0] in self._pairs and (names or known):
                before = terms.pop()
                terms.append(Term(before.text + word, role="name" if names else before.role))
            elif names or known or tag.startswith(("v", *_ACTS)):
                terms.append(Term(word, role="name" if names else "act"))
            else:
                joins = False
                continue
            joins = known
        return [term for term in terms if len(term.text) > 1]


def asking_clauses(question: str) -> str:
    """The clauses of a question that hold a question word; all of it if none does."""
    clauses = _CLAUSE_END.split(question)
    return "，".join(clause for clause in clauses if _QUESTION_WORD.search(clause)) or question


# The verb of a question is no part of the word before it: 在建|有多少项.
_HAS_HOW_MANY = re.compile(r"(有|共|分)(?=[为成]?\s*(?:多少|几|哪))")


@cache
def _synonyms() -> tuple[tuple[str, tuple[str, ...]], ...]:
    pairs = [(say, tuple(group["mean"])) for group in load_vocabulary("thesaurus")["synonyms"] for say in group["say"]]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


# Names and abbreviations; the first word of a sentence is no name for its capital.
_CAPITALISED = re.compile(r"(?<![.?!] )(?<!^)\b[A-Z][A-Za-z0-9]*\b|\b[A-Z]{2,}\b")
# The words that ask where something belongs are not about it.
_BELONGS = re.compile(
    r"[应该]{0,2}(?:(?:属于|归[在到入]?|挂在?|放在?|列在?|写在?|算)[^,。?]{0,8})?(?:哪一?(?!个?(?:部门|部委|单位|机构|司|部))|第几)[项条个节大层面]*(?:任务|层面|方面)?"
    r"(?:底下|名下|下面|之下|里面|提的)?"
)
# Behind an author's name: what the author wrote is meant.
_WRITING = r"的?(?:这|那|此|该)?篇?(?:文章|论文|一文|文里|文中|文(?!献))"
_COUNTED_TASKS = re.compile(r"(?:[二两三四五六七八九十]|\d+)[个项大条]*(?:主要)?任务")
_CLAUSE_END = re.compile(r"[,。;:?!…—()]+")
_QUESTION_WORD = re.compile(
    r"什么|啥|哪|谁|几|多少|怎|吗|呢|为何|如何|何时|何种|是不是|能否|有没有|是否|\b(?:what|which|who|whose|how|why|when|where|name|list)\b"
)
_QUANTITY_WORD = re.compile(
    r"多少|百分之几|哪一?年|什么时候|何时|几(?=[个家所项种类条笔次万千百篇成])|how many|how much|what (?:percentage|share|was the|is the)|到哪|到什么程度"
)
# What follows a question word is the kind of thing that is asked for.
_ASKED_KIND = re.compile(r"(?:什么|哪一?几?[个些种家所位款部座栋类项]?|何种|多少|几[个家所种位])([\u3400-\u9fff]{2,4})")
# Verbs that are no part of any term: 省级中心|有.
_NEVER_JOINED = frozenset("有是在为到从向让把被用做说")
# A heading that may be a term: some words without marks.
_HEADING_TERM = re.compile(r"[\u3400-\u9fff]{4,8}")
# Adjectives and set phrases say how something is.
_ACTS = ("a", "i", "l", "z")
# What headings number, the outermost first.
_COUNTED_NOUNS = ("任务", "方针", "问题", "角度")


def term_texts(terms: Sequence[Term]) -> str:
    """All words of the terms and their meanings, for keyword search."""
    return " ".join(word for term in terms for word in (term.text, *term.means))
