"""Finds what a word stands for that is in no vocabulary: a short, misspelt or foreign name, a test of names, or content."""

from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.conditions import NameTest
from bot.frame import Frame
from bot.lexicon import Lexicon, Token
from bot.names import NameIndex
from bot.places import place_in_latin
from bot.query import Mention
from bot.speech import content_words, is_verb, tag_words, trim_small_words
from bot.token_context import Spot, is_sought
from bot.vocabulary import load_vocabulary

# 藏馆 and 贵馆 are no names.
_SHORTEST_UNKNOWN = 3
_SHORTEST_TERM = 4
_SHORTEST_LIST_WORD = 4
# Tokens before which a word of names is a test of names.
_NAMED = ("organisation", "list")
# Words that join a verb to what it qualifies, and what it may qualify.
_QUALIFIERS = ("的", "过的", "了的")
_QUALIFIED = ("list", "organisation", "operation")
_KINDS_OF_SCHOOL = ("院校", "高校", "学校")
# Small words between a word of names and what it says it of: 师范这一类的馆.
_BETWEEN = ("的", "这", "那", "一", "类", "种", *_KINDS_OF_SCHOOL)
# How many tokens behind a word say what it qualifies.
_REACH = 5


class UnknownWords:
    """Notes in a frame what words stand for that no vocabulary explains.

    Args:
        names: all names.
        lexicon: all words.
        prose: squeezed text that is in no list.
    """

    def __init__(self, names: NameIndex, lexicon: Lexicon, prose: str) -> None:
        self._names = names
        self._lexicon = lexicon
        self._prose = prose

    def take_name(self, spot: Spot, frame: Frame) -> None:
        """Words that are built like the name of an organisation."""
        text = spot.token.text
        if self._explain(spot, frame):
            return
        translated = text in load_vocabulary("glossary")["english"]
        if is_sought(spot):  # 国家图书馆是不是联合主办单位
            frame.mentions.append(Mention(text))
        elif translated or (text in self._prose and not self._is_part_of_names(text)):
            # 示范馆 is no organisation; 开放大学 is what several are called.
            frame.left.append(text)
        elif self._is_kind_of_name(text):
            frame.conditions.append(NameTest("contains", (text,)))
        elif len(text) >= _SHORTEST_UNKNOWN and (text.isascii() or trim_small_words(_own_part(text))):
            if _ends_word(spot.before, _own_part(text)):
                frame.left.append(text)
            else:
                frame.mentions.append(Mention(text))

    def take_stretch(self, spot: Spot, frame: Frame) -> None:
        """Any other stretch; what carries content in it and is no list, name or test of names is left unexplained."""
        text = spot.token.text
        if self._explain(spot, frame):
            return
        if is_sought(spot) and len(trim_small_words(text)) > 1:
            frame.mentions.append(Mention(trim_small_words(text)))
            return
        following = spot.behind[:_REACH]
        words = self._content(text, following)
        if words and (list_id := _misspelt_list(text)):
            frame.cue("list", list_id)
            return
        named = next((t.kind for t in following if t.text not in _BETWEEN), "") in _NAMED
        counted = spot.before is not None and spot.before.value == "count"  # 多少书
        for word in words:
            tests = [c for c in frame.conditions if isinstance(c, NameTest)]
            if named and any(word in text for test in tests for text in test.texts):
                continue  # 中医药院校（名称含“中医药”）
            if named and len(word) > 1 and word == words[-1] and self._names.containing([word]):
                frame.conditions.append(NameTest("contains", (word,)))  # 自治县的图书馆
            elif len(word) == 1 and not counted:
                frame.strays += 1
            elif not self._lexicon.resembles(word):
                frame.left.append(word)

    def _content(self, text: str, following: Sequence[Token]) -> Sequence[str]:
        """The words of a stretch that carry content, by what they are or by the tokens that follow it."""
        if text.isascii():
            return [text]
        if words := content_words(text):
            return words
        # 培训过的馆: before what it qualifies a verb says as much as an adjective.
        qualified = following[:2][-1] if following and following[0].text in _QUALIFIERS else next(iter(following), None)
        qualifies = qualified and (qualified.kind in _QUALIFIED or qualified.text in _KINDS_OF_SCHOOL)
        if qualifies and is_verb(text):
            return [text]
        # 协调订购: verbs that are a term of the prose.
        return [text] if len(text) >= _SHORTEST_TERM and text in self._prose else []

    def _explain(self, spot: Spot, frame: Frame) -> bool:
        """Find a short, misspelt or foreign name, also with the small word before it (上|财); whether there is one."""
        text, before, opening = spot.token.text, spot.before, spot.tokens[: spot.position]
        place = place_in_latin(text)
        if place and before and before.text in ("in", "from", "near"):  # in Shanghai is no 上海图书馆
            frame.add_place((place,))
            return True
        if len(opening) > 1 and all(t.value == "places" and len(t.text) == 1 for t in opening):
            whole = "".join(t.text for t in opening) + text  # 上|中|医 is no 中医
            frame.mentions.append(Mention(whole, self._names.find(whole)))
            return True
        joined = before.text + text if before and before.kind == "function" and len(before.text) == 1 else ""
        found = [Mention(name, self._names.find(name)) for name in filter(None, (text, joined))]
        # 中|财大 is one of the many 财大.
        found.sort(key=lambda mention: len(mention.match.rows))
        if known := next((mention for mention in found if mention.match.rows), None):
            frame.mentions.append(known)
            return True
        if place:
            frame.add_place((place,))
        return place is not None

    def _is_kind_of_name(self, text: str) -> bool:
        """Whether words say what kind of organisation is meant, not which: 公共图书馆, 县图书馆."""
        publics = load_vocabulary("roster")["organisations"]["publics"]
        return text in publics or (len(_own_part(text)) == 1 and self._is_part_of_names(text))

    def _is_part_of_names(self, text: str) -> bool:
        """Whether several names hold a text."""
        return len(self._names.containing([text])) > 1


def _own_part(name: str) -> str:
    """What a name says beside the kind of organisation: nothing much in 俺们馆."""
    ends = [end for end in load_vocabulary("roster")["organisations"]["suffixes"] if name.endswith(end)]
    return name.removesuffix(max(ends, key=len, default=""))


def _ends_word(before: Token | None, own: str) -> bool:
    """Whether the one character that a name has of its own ends the word before it: 怎么评|价图书馆."""
    return len(own) == 1 and before is not None and len(tag_words(before.text[-1] + own)) == 1


def _misspelt_list(text: str) -> str:
    """The id of the list that a word means with one character of it wrong (商业用护); empty where there is none."""
    if len(text) < _SHORTEST_LIST_WORD:
        return ""
    lists = load_vocabulary("roster")["lists"]
    words = {w: list_id for list_id, forms in lists.items() for w in forms if len(w) >= _SHORTEST_LIST_WORD}
    found = process.extractOne(text, words.keys(), scorer=OSA.distance, score_cutoff=1)
    return words[found[0]] if found else ""
