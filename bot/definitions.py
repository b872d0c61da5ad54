"""Sentences that say what something means, or what it is that has a name."""

import re
from collections.abc import Sequence

from bot.terms import Need
from ingest.chunks import Chunk
from ingest.normalise import normalise_text
from ingest.numerals import read_numeral

_COUNT = r"\d{1,2}|[二三四五六七八九十]"
_KIND = "方面|层面|角度|维度|类型|类别|环节"
# A sentence that says what a word means, and that word: 成员馆是指…
_DEFINES = re.compile(r"(?:所谓)?[“\"]?([^,。“”\"]{2,12}?)[”\"]?,?(?:就是|是指|指的是)")
# A sentence that says what it is that bears a name, and that name: “…”是…的16字方针。
_BEARS = re.compile(r"^[“\"][^”\"]+[”\"]是[^,。;]*的([^,。;的“”\"]{2,10})[。.]?$")
_SHORTEST_NAME = 3
# A sentence that says what something is: CALIS是…的国家项目。
_IS = re.compile(r"([a-z0-9\u3400-\u9fff]{2,10}?)是(?![否不因])[^,。]{4,}")
# A sentence that names several things and says how many of what kind they are: …、…、…4个层面.
_ENUMERATES = re.compile(rf"(?:[^,。;:]{{2,24}}、){{2,}}[^,。;:、]{{2,24}}?({_COUNT})(?:个|项|种|大)({_KIND})")
# A sentence that names the members of a kind, and that kind: …系统、…系统都是软件共享服务系统
_MEMBERS = re.compile(r"(?:[^,。;:、]{2,16}、)+[^,。;:、]{2,16}?(?:都是|均是|均为|都属于)([^,。;、的]{3,14})")
_CLAUSE = re.compile("[,。;?]")
_ASKS_COUNTED = re.compile(
    rf"({_COUNT})(?:个|项|种|大)({_KIND})(?:的问题|问题)?(?:具体|都)?(?:(?:是|有|指|叫)的?(?:什么|啥|哪)|分别|各是|包括|$)"
)
_COUNTED = re.compile(rf"({_COUNT})(?:个|项|种|大)({_KIND})")

# The phrase that bears a name, and a place in it.
_PHRASE = re.compile(r"[“\"]([^”\"]+)[”\"]")
_PLACE_IN_PHRASE = re.compile(
    r"(?:按顺序)?(?:第([一二三四五六1-6])|(最后|末尾|收尾)|最前面?|最前头|开头|打头|摆在最前头)的?(?:一个|的是哪)?的?"
    r"(?:个?(?:词组?|短语)|句(?!话)|[四4]个字|个(?=[是？?]|$))"
)


def _position(place: re.Match) -> int:
    """The index, from 0 or -1 for the last, that a place in a phrase means."""
    return -1 if place[2] else read_numeral(place[1]) - 1 if place[1] else 0


class Definitions:
    """The sentences of some prose that define; of several of one word the first, of enumerations the shortest.

    Args:
        chunks: the prose, in printed order.
    """

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        texts = [(normalise_text(chunk.text), chunk) for chunk in reversed(chunks) if chunk.kind == "sentence"]
        self._meanings = {match[1]: chunk for text, chunk in texts if (match := _DEFINES.match(text))}
        # Of several the shortest: a summary says much besides.
        self._enumerations = {
            (read_numeral(count), kind): chunk
            for text, chunk in sorted(texts, key=lambda pair: -len(pair[0]))
            for count, kind in _ENUMERATES.findall(text)
        }
        self._bearers = {
            match[1]: chunk for text, chunk in texts if (match := _BEARS.match(text) or _MEMBERS.search(text))
        }
        self._subjects = {match[1]: chunk for text, chunk in texts if (match := _IS.match(text))}

    def name_part(self, question: str, spoken_of: str) -> str:
        """A question with the part itself where it names one of a phrase by its place: 16字方针的第三个词.

        Args:
            spoken_of: the turns before, normalised, which may name the phrase.
        """
        for name, chunk in self._bearers.items():
            phrase = _PHRASE.match(normalise_text(chunk.text))
            place = _PLACE_IN_PHRASE.search(question)
            if phrase and place and (name in question or name in spoken_of):
                parts = re.split("[,，、]", phrase[1])
                position = _position(place)
                if position < len(parts):
                    return question[: place.start()] + parts[position] + question[place.end() :]
        return question

    def find(self, need: Need) -> Chunk | None:
        """The sentence that answers what something means or is; of several the one of the longest word."""
        named = [name for name in self._bearers if len(name) >= _SHORTEST_NAME and _asks_for(name, need)]
        if named:
            return self._bearers[max(named, key=len)]
        counted = (_COUNTED if need.ordinals else _ASKS_COUNTED).search(need.question)  # 5个方面的问题里，第三个
        found = self._enumerations.get((read_numeral(counted[1]), counted[2])) if counted else None
        if found and _speaks_of(found, need, next(c for c in _CLAUSE.split(need.question) if counted[0] in c)):
            return found
        means = "meaning" in need.asks
        said = [word for word in self._meanings if (need.says(word) if means else _asks_for(word, need))]
        if said:
            return self._meanings[max(said, key=len)]
        subjects = [name for name in self._subjects if _asks_what_is(name, need.question)]
        return self._subjects[max(subjects, key=len)] if subjects else None


def _speaks_of(chunk: Chunk, need: Need, clause: str) -> bool:
    """Whether a sentence has every noun of the clause that asks: 培训的五个方面 are not those of the problems."""
    text = normalise_text(f"{' '.join(chunk.section)} {chunk.text}")
    names = [t for t in need.terms if t.role == "name" and t.text in clause and not re.search(_KIND, t.text)]
    return all(any(word in text for word in (term.text, *term.means)) for term in names)


def _asks_what_is(name: str, question: str) -> bool:
    """Whether a question asks what something is, or does, and nothing else of it."""
    word, end = re.escape(name), r"\s*(?=$|[?,。;!])"
    return (
        re.search(
            rf"(?:^|请问|想问|想知道|[?,。;! ]){word}(?:到底|究竟)?是个?[干做]?什么(?:的|东西|项目|机构|组织|系统)?{end}|什么是{word}{end}"
            rf"|\bwhat is {word}{end}",
            question,
        )
        is not None
    )


def _asks_for(name: str, need: Need) -> bool:
    """Whether a question asks what bears a name and nothing else of it: 16字方针是什么, 什么是16字方针, 16字方针的内容."""
    says = [name, *(term.text for term in need.terms if name in term.means)]
    words = "|".join(map(re.escape, sorted(says, key=len, reverse=True)))
    after = rf"(?:{words})[”\"]?的?[,，]?(?:具体)?(?:内容|原文|全文)?(?:是|指|有|包括|包含|都是|都有|都指|分别是)?(?:什么|哪些|哪几|哪\d|哪十六|怎么说|怎么写|内容|原文|全文)"
    before = rf"(?:什么|哪些)(?:是|叫)[“\"]?(?:{words})"
    english = rf"what (?:is|are|does) [a-z' ]*(?:{words})[ ?]*$"
    return re.search(f"{after}|{before}|{english}", need.question) is not None and not need.ordinals
