"""Reads a question about lists clause by clause: what it asks, filters by and names, and what nothing explains."""

from collections.abc import Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.conditions import InPlace, LevelIn, NameTest
from bot.frame import Frame
from bot.lexicon import Lexicon, Token
from bot.names import NameIndex
from bot.operands import is_negated, take_alternatives
from bot.places import place_in_latin
from bot.query import Mention
from bot.question_words import comparatives
from bot.speech import content_words, is_verb, tag_words, trim_small_words
from bot.vocabulary import load_vocabulary

# 藏馆 and 贵馆 are no names.
_SHORTEST_UNKNOWN = 3
_SHORTEST_TERM = 4
_WHOLE_NAME = 4
# Before one of these a word of names is a test of names.
_NAMED = (["organisation"], ["list"])
# What a verb qualifies, and how.
_QUALIFIERS = (["的"], ["过的"], ["了的"])
_QUALIFIED = ("list", "organisation", "operation")
# A number with one of these may be a place among what was listed before (第三家), not a printed number.
_COUNTED = ("个", "家", "位", "名", "所")
_KINDS_OF_SCHOOL = ("院校", "高校", "学校")
# Small words between a word of names and what it says it of: 师范这一类的馆.
_BETWEEN = ("的", "这", "那", "一", "类", "种", *_KINDS_OF_SCHOOL)
# What is asked of rows.
# Tokens by which a clause says something of the lists.
_OF_LISTS = (
    "list",
    "list_weak",
    "level",
    "name",
    "place",
    "test",
    "quoted",
    "date",
    "organisation",
    "unknown",
    "sequence",
    "prose",
)
_ORDERS = ("most", "least", "group", "ascending")
_GIVING = ("给", "发给", "交给", "报给", "转给", "for")
_ASKED_OF_ROWS = ("operation", "attribute", "running", "ended")
# Parts of words that ask, and marks and particles at the end of a question.
_ASKING = tuple(
    [
        "什么",
        "啥",
        "哪",
        "谁",
        "怎",
        "咋",
        "如何",
        "多少",
        "几",
        "为何",
        "何",
        "吗",
        "么",
        "?",
        "what",
        "how",
        "why",
        "who",
    ]
)


class ClauseReader:
    """Fills frames from tokens whose names are joined and whose tests of names are taken.

    Args:
        names: all names.
        lexicon: all words.
        prose: squeezed text that is in no list.
    """

    def __init__(self, names: NameIndex, lexicon: Lexicon, prose: str) -> None:
        self._names = names
        self._lexicon = lexicon
        self._prose = prose

    def read(self, tokens: list[Token], frame: Frame) -> None:
        """Read the tokens clause by clause; what a clause that says nothing about the lists leaves unexplained is chatter."""
        aims: list[tuple[int, int]] = []
        told: list[tuple[int, int]] = []
        only_aims = 0
        asks_whole = False
        clauses, tested = list(_clauses(tokens)), bool(frame.conditions)
        for number, clause in enumerate(clauses[_occasion_end(clauses, tested) :]):
            frame.cues.pop("inclusive", None)
            conditions, mentions = len(frame.conditions), len(frame.mentions)
            found, left, strays = frame.findings, len(frame.left), frame.strays
            unstated, operations = frame.count("unstated"), frame.count("operation")
            self._take_clause(clause, frame)
            said = frame.findings - found
            if not said:
                frame.characters.clear()
            if clause and number and frame.has("inclusive") and not _asks(clause):
                # D 级以外也算: it takes nothing away.
                del frame.conditions[conditions:], frame.mentions[mentions:]
            if said and _states(clause):
                frame.asides += frame.count("unstated") - unstated
                frame.told += (frame.count("unstated") - unstated) * (number < len(clauses) - 1)
            only_to_do = said and said == frame.count("operation") - operations
            if said and _only_tells(clause, number < len(clauses) - 1):
                told.append((left, len(frame.left)))
            asks_whole = asks_whole or (
                bool(said) and not only_to_do and (_asks_of_rows(clause) or _describes(clause, tested))
            )
            if only_to_do and not _has_question_word(clause):
                if number and _names_recipient(clause):
                    del frame.left[left:]
                aims.append((left, len(frame.left)))
                only_aims += said
            elif not said and not _asks(clause) and not _is_topic(clause):
                del frame.left[left:]
                frame.strays = strays
        frame.universal = _says_all(clauses)
        if frame.findings and not frame.mentions:
            frame.conditions += [NameTest("contains", (kind,)) for kind in frame.early_kinds]
        # 做年报要个数：D 级馆几家: what a number is wanted for is no part of the question that another clause asks.
        # 下周去三亚调研，成员馆里名字带三亚的有哪几个: nor is what is told around it.
        if frame.has("dimension"):  # where places are counted, what is told says of what (用嵌入式e读的成员，几个省)
            return
        idle = [*(aims if frame.count("operation") > only_aims else []), *(told if asks_whole else [])]
        for first, last in sorted(idle, reverse=True):
            del frame.left[first:last]

    def _take_clause(self, tokens: Sequence[Token], frame: Frame) -> None:
        taken: set[int] = set()
        for position, token in enumerate(tokens):
            if position in taken:
                continue
            negated = token.kind in ("level", "place", "quoted", "list") and is_negated(tokens, position, taken)
            if token.kind == "level":
                frame.add_level(token.value, negated)
                if _is_whole_of_share(tokens, position):
                    frame.wholes.append(LevelIn((token.value,)))
            elif token.kind == "sequence":
                frame.cue("sequence", token.value)
                if token.text.startswith("第") and token.text.endswith(_COUNTED):
                    frame.cue("place_in_set", token.value)
            elif token.kind == "each" and _lists_each(tokens, position):
                frame.cue("each", token.text)
                frame.cue("operation", "list")
            elif token.kind == "threshold":
                if position and tokens[position - 1].kind == "level":
                    frame.cue("threshold", token.text)
            elif token.kind == "ranking":
                frame.cue("ranking", token.text)
                frame.cue("unstated", token.text)
            elif token.kind == "place":
                following = tokens[position + 1] if position + 1 < len(tokens) else None
                whole = (
                    self._names.find(token.text + following.text) if following and following.kind == "other" else None
                )
                if whole and whole.rows:  # 辽宁|北方出版物配送
                    frame.mentions.append(Mention(token.text + following.text, whole))
                    taken.add(position + 1)
                else:
                    if _is_whole_of_share(tokens, position):
                        frame.wholes.append(InPlace(token.value))
                    known = [c for c in frame.conditions if isinstance(c, InPlace) and not c.negated]
                    if _is_share_within(tokens, position, known):
                        frame.wholes.append(known[0])  # 广东成员馆里深圳占多少
                        frame.conditions.append(InPlace(token.value))
                    else:
                        frame.add_place(token.value, negated, narrows=not _is_enumerated(tokens, position))
            elif token.kind == "quoted":
                others = take_alternatives(tokens, [position], taken)
                if position not in taken:
                    frame.conditions.append(NameTest("contains", (token.value, *others), negated))
            elif token.kind == "list":
                frame.cue("list", token.value)
                if negated:
                    frame.cue("list_not", token.value)
            elif token.kind == "date":
                frame.dates.append(token.value)
                frame.side = frame.side or _side_of(tokens, position)
            elif token.kind == "relative":
                frame.relative.append(token.value)
            elif token.kind == "name":
                mention = self._mention_with_part(token, tokens, taken, position)
                if not is_negated(tokens, position, taken):  # 别拿星海音乐学院顶替
                    frame.mentions.append(mention)
            elif token.kind == "prose":
                frame.left.append(token.text)
            elif token.kind == "manner":
                if not _is_about_attribute(tokens, position):
                    frame.cue("unstated", token.text)
            elif token.kind == "unknown" and not self._explain(token, tokens, position, frame):
                translated = token.text in load_vocabulary("glossary")["english"]
                if _is_sought(tokens, position):  # 国家图书馆是不是联合主办单位
                    frame.mentions.append(Mention(token.text))
                elif translated or (token.text in self._prose and not self._is_part_of_names(token.text)):
                    # 示范馆 is no organisation; 开放大学 is what several are called.
                    frame.left.append(token.text)
                elif token.text in load_vocabulary("roster")["organisations"]["publics"]:
                    frame.conditions.append(NameTest("contains", (token.text,)))
                elif len(_own_part(token.text)) == 1 and self._is_part_of_names(token.text):
                    frame.conditions.append(NameTest("contains", (token.text,)))  # 县图书馆有几家
                elif len(token.text) >= _SHORTEST_UNKNOWN and (
                    token.text.isascii() or trim_small_words(_own_part(token.text))
                ):
                    frame.mentions.append(Mention(token.text))
            elif token.kind == "operation" and token.value == "share":
                frame.cue("operation", "share")
                frame.whole_list = frame.whole_list or _is_of_all(tokens, position)
            elif by := _dimension_noun(token, tokens):
                frame.cue("dimension", by)
            elif token.kind == "other" and token.text in comparatives():
                frame.cue("comparative", comparatives()[token.text])
            elif token.kind == "organisation":
                self._take_kind(token, tokens[position - 1] if position else None, frame)
            elif token.kind == "due":
                frame.cue("due", token.text)
                frame.cue("attribute", "agreement_end")
            elif token.kind == "function" and token.value == "schools":
                frame.schools = frame.schools or any(t.kind in ("list", "operation") for t in tokens)
            elif token.kind == "dimension":
                self._take_dimension(token, tokens[position + 1 : position + 2], frame)
            elif token.kind == "character":
                frame.characters.append(token.text)
            elif token.kind == "other" and not self._explain(token, tokens, position, frame):
                if _is_sought(tokens, position) and len(trim_small_words(token.text)) > 1:
                    frame.mentions.append(Mention(trim_small_words(token.text)))
                    continue
                counted = position > 0 and tokens[position - 1].value == "count"  # 多少书
                self._take_other(token, tokens[position + 1 : position + 6], counted, frame)
            elif token.kind not in ("function", "separator", "organisation", "character", "other", "unknown"):
                frame.cue(token.kind, token.value or token.text)

    def _is_part_of_names(self, text: str) -> bool:
        return len(self._names.containing([text])) > 1

    def _misspelt_list(self, text: str) -> str:
        """The list that a word of four characters or more means with one of them wrong (商业用护)."""
        words = {
            w: list_id for list_id, forms in load_vocabulary("roster")["lists"].items() for w in forms if len(w) >= 4
        }
        found = process.extractOne(text, words.keys(), scorer=OSA.distance, score_cutoff=1) if len(text) >= 4 else None
        return words[found[0]] if found else ""

    def _mention_with_part(self, token: Token, tokens: Sequence[Token], taken: set[int], position: int) -> Mention:
        """An organisation, with its part behind a "的" (浙江师范大学的资料室) or the small word before it (上|科大)."""
        following = tokens[position + 1 : position + 3]
        before = tokens[position - 1] if position else None
        if before and before.kind == "function" and len(before.text) == 1 and len(token.text) < _WHOLE_NAME:
            match = self._names.find(before.text + token.text)
            if match.rows and match.how in ("exact", "alias"):
                return Mention(before.text + token.text, match)
            opens = position == 1 or tokens[position - 2].kind == "separator"
            if opens and before.value == "places":  # 上中医 is no 中医
                return Mention(before.text + token.text)
        if [t.text for t in following[:1]] == ["的"] and following[-1].kind in ("organisation", "other", "unknown"):
            match = self._names.find(token.text + following[-1].text)
            if match.rows and match.how in ("exact", "alias"):
                taken.add(position + 2)
                return Mention(token.text + following[-1].text, match)
        return Mention(token.text, self._names.find(token.text))

    def _take_kind(self, token: Token, before: Token | None, frame: Frame) -> None:
        """A kind of organisation without a name: a filter where it tells some names from others (党校图书馆有几个)."""
        frame.kinds.append(token.text)
        if before and len(before.text) > 1 and before.text + token.text in self._prose:  # 地区中心
            frame.left.append(before.text + token.text)
            return
        words = load_vocabulary("roster")["organisations"]
        general = (*words["any_kind"], *words["part_ends"])
        if token.text not in general and self._names.containing([token.text]):
            if frame.findings:
                frame.conditions.append(NameTest("contains", (token.text,)))
            else:
                frame.early_kinds.append(token.text)

    def _take_dimension(self, token: Token, following: Sequence[Token], frame: Frame) -> None:
        """What rows are to be grouped by; part of a name where the like of 图书馆 or 中心 stands right behind it (各省中心)."""
        names_go_on = load_vocabulary("roster")["dimension_names"]["words"]
        if any(t.text.startswith(tuple(names_go_on)) for t in following):
            frame.left.append(token.text)
        else:
            frame.cue("dimension", token.value)

    def _take_other(self, token: Token, following: Sequence[Token], counted: bool, frame: Frame) -> None:
        """An unknown stretch: what carries content in it is left over, a lone character is a stray unless it is counted.

        A word of names in front of 图书馆 or a list is a test of names: the names of the list say it or not.
        """
        words = [token.text] if token.text.isascii() else content_words(token.text)
        # 培训过的馆: before what it qualifies a verb says as much as an adjective.
        if not words and is_verb(token.text) and following:
            qualified = following[:2][-1] if [following[0].text] in _QUALIFIERS else following[0]
            words = [token.text] if qualified.kind in _QUALIFIED or qualified.text in _KINDS_OF_SCHOOL else []
        # 协调订购: verbs that are a term of the prose.
        if not words and len(token.text) >= _SHORTEST_TERM and token.text in self._prose:
            words = [token.text]
        if words and (list_id := self._misspelt_list(token.text)):
            frame.cue("list", list_id)
            return
        named = [t.kind for t in following if t.text not in _BETWEEN][:1] in _NAMED
        for word in words:
            if named and any(
                isinstance(c, NameTest) and any(word in text for text in c.texts) for c in frame.conditions
            ):
                continue  # 中医药院校（名称含“中医药”）
            if len(word) > 1 and word == words[-1] and named and self._names.containing([word]):
                frame.conditions.append(NameTest("contains", (word,)))  # 自治县的图书馆
            elif len(word) == 1 and not counted:
                frame.strays += 1
            elif not self._lexicon.resembles(word):
                frame.left.append(word)

    def _explain(self, token: Token, tokens: Sequence[Token], position: int, frame: Frame) -> bool:
        """Find what an unknown word means: a short, misspelt or foreign name, also with the small word before it (上|财)."""
        previous = tokens[position - 1] if position else None
        joined = (
            previous.text + token.text if previous and previous.kind == "function" and len(previous.text) == 1 else ""
        )
        place = place_in_latin(token.text)
        if place and previous and previous.text in ("in", "from", "near"):  # in Shanghai is no 上海图书馆
            frame.add_place((place,))
            return True
        opening = tokens[:position]
        if len(opening) > 1 and all(t.value == "places" and len(t.text) == 1 for t in opening):
            joined = "".join(t.text for t in (*opening, token))  # 上|中|医 is no 中医
            frame.mentions.append(Mention(joined, self._names.find(joined)))
            return True
        found = [Mention(text, self._names.find(text)) for text in filter(None, (token.text, joined))]
        # 中|财大 is one of the many 财大.
        found.sort(key=lambda mention: len(mention.match.rows))
        if known := next((mention for mention in found if mention.match.rows), None):
            frame.mentions.append(known)
            return True
        if place:
            frame.add_place((place,))
        return place is not None


def _clauses(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens between the marks that end a clause; an enumeration ("、") stays whole."""
    clause: list[Token] = []
    for token in tokens:
        clause.append(token)
        if token.kind == "separator" and token.text != "、":
            yield clause
            clause = []
    yield clause


def _own_part(name: str) -> str:
    """What a name says beside the kind of organisation: nothing much in 俺们馆."""
    ends = [end for end in load_vocabulary("roster")["organisations"]["suffixes"] if name.endswith(end)]
    return name.removesuffix(max(ends, key=len, default=""))


def _asks(clause: Sequence[Token]) -> bool:
    """Whether a clause asks something by itself."""
    questions = set(load_vocabulary("words")["function"]["questions"])
    return any(token.text in questions or token.kind == "operation" for token in clause)


def _occasion_end(clauses: Sequence[Sequence[Token]], tested: bool) -> int:
    """How many clauses in front only say what is being done, before a colon and the question proper (招标要列供应商：…)."""
    end = next((n for n, clause in enumerate(clauses, start=1) if clause and clause[-1].text == ":"), 0)
    before, after = clauses[:end], clauses[end:]
    if any(token.kind in _OF_LISTS for clause in before for token in clause):
        return 0
    acts = any(tag.startswith("v") for clause in before for token in clause for _, tag in tag_words(token.text))
    asked = any(_describes(clause, tested) or _asks_of_rows(clause) for clause in after)
    return end if asked and (acts or all(token.text.isascii() for clause in before for token in clause)) else 0


def _describes(clause: Sequence[Token], tested: bool) -> bool:
    """Whether a clause names a list and some of its rows: 名称含“厦门”的成员馆.

    Args:
        tested: tests of names were taken out of the clauses.
    """
    kinds = {token.kind for token in clause}
    return bool(kinds & {"list", "list_weak"}) and (tested or bool(kinds & {"level", "quoted", "place", "name"}))


def _names_recipient(clause: Sequence[Token]) -> bool:
    """Whether a request says for whom it is (列给采编部), at its end."""
    words = [token.text for token in clause if token.kind != "separator"]
    return len(words) > 2 and words[-2] in _GIVING


def _is_topic(clause: Sequence[Token]) -> bool:
    """Whether a clause does nothing but name terms of the prose, for another clause to ask about (联合编目和期刊服务，)."""
    kinds = {token.kind for token in clause}
    return "prose" in kinds and kinds <= {"prose", "function", "separator"}


def _is_about_attribute(tokens: Sequence[Token], position: int) -> bool:
    """Whether a way of asking is about what a row says: 级别如何, 怎么归类; not 级别怎么提高."""
    before, after = tokens[max(position - 1, 0) : position], tokens[position + 1 : position + 2]
    later = [token for token in tokens[position + 1 :] if token.kind not in ("function", "reference")]
    words = load_vocabulary("roster")["manner"]
    english = tokens[position].text.isascii()
    if any(token.kind == "attribute" for token in (later if english else later[:1])) or any(
        token.text in words["answered"] for token in later
    ):
        return True
    if any(word in token.text for token in tokens[position + 1 :] for word in words["saying"]):
        return True
    ends = not after or after[0].kind in ("separator", "function")
    return ends and bool(before) and before[0].kind in ("attribute", "reference", "level")


def _is_sought(tokens: Sequence[Token], position: int) -> bool:
    """Whether a clause asks if what stands at a position is in a list: 当当网是不是商业用户, 国家图书馆是成员吗."""
    if [t.text for t in tokens[position + 1 : position + 2]] == ["是"] and _states_membership(tokens[position + 2 :]):
        return True
    following = [token for token in tokens[position + 1 :] if token.kind not in ("function", "organisation")]
    asked = following[:1] and following[0].kind == "attribute" and following[0].value == "membership"
    return bool(asked) and any(token.kind in ("list", "list_weak") for token in following)


def _is_whole_of_share(tokens: Sequence[Token], position: int) -> bool:
    """Whether what stands at a position is what a share is of: 占 C 级的多少."""
    before = [token for token in tokens[:position] if token.kind != "function"]
    return bool(before) and before[-1].kind == "operation" and before[-1].value == "share" and "占" in before[-1].text


def _is_of_all(tokens: Sequence[Token], position: int) -> bool:
    """Whether a word for a share is of everything: 占全部, 占所有成员馆的."""
    words = load_vocabulary("roster")["whole_list"]["words"]
    around = tokens[position].text + "".join(token.text for token in tokens[position + 1 : position + 2])
    return "占" in around and any(word in around for word in words)


def _is_enumerated(tokens: Sequence[Token], position: int) -> bool:
    """Whether what stands at a position is one of several side by side: 江苏和南京, not 江苏的成员馆里南京的."""
    return position > 0 and tokens[position - 1].text in load_vocabulary("roster")["side_by_side"]["words"]


def _is_share_within(tokens: Sequence[Token], position: int, known: Sequence[InPlace]) -> bool:
    """Whether a place is asked about as a share of one named before, in which it lies."""
    shares = any(token.kind == "operation" and token.value == "share" for token in tokens[position + 1 :])
    lies_in = known and all(any(old.holds(new) for old in known[0].places) for new in tokens[position].value)
    return (
        bool(shares and lies_in) and known[0].places != tokens[position].value and not _is_enumerated(tokens, position)
    )


def _lists_each(tokens: Sequence[Token], position: int) -> bool:
    """Whether a clause ends with nothing but 分别是, so that names are asked for."""
    rest = [token for token in tokens[position + 1 :] if token.kind != "separator"]
    return [token.text for token in rest] in (["是"], ["为"], ["有"])


def _states_membership(tokens: Sequence[Token]) -> bool:
    """Whether a clause goes on with nothing but a list, and asks: 你们的成员吗."""
    kinds = [token.kind for token in tokens if token.kind not in ("function", "separator")]
    return kinds == ["list"] and any(t.text in ("吗", "么", "吧", "嘛", "不") for t in tokens[1:])


def _dimension_noun(token: Token, clause: Sequence[Token]) -> str:
    """What rows are to be grouped by, where a plain word says it beside a word for an order: 最多的三个省."""
    orders = any((t.kind == "operation" and t.value in _ORDERS) or t.kind == "comparator" for t in clause)
    if token.kind not in ("other", "function") or not orders:
        return ""
    nouns = load_vocabulary("roster")["dimension_nouns"]
    return next((by for by, words in nouns.items() if token.text in words), "")


def _side_of(tokens: Sequence[Token], position: int) -> str:
    """Whether the days before or after a date are meant: 2024年之前, after 2023; empty for those of the date itself."""
    words = load_vocabulary("roster")["date_sides"]
    before, behind = tokens[position - 1 : position] if position else (), tokens[position + 1 : position + 2]
    beside = [*(t.text for t in before if t.text.isascii()), *(t.text for t in behind if not t.text.isascii())]
    return next((side for side, forms in words.items() if any(text in forms for text in beside)), "")


def _only_tells(clause: Sequence[Token], in_front: bool) -> bool:
    """Whether a clause tells something around the question; one that ends with 的 narrows what is asked (培训过的).

    Args:
        in_front: the question comes after it; then what no list states is mere talk, too (电话那头等着呢，…).
    """
    words = [token for token in clause if token.kind != "separator"]
    asking = (*_ASKED_OF_ROWS, "manner", "when", *([] if in_front else ["unstated"]))
    asked = any(token.kind in asking for token in clause)
    return _states(clause) and not asked and not words[-1].text.endswith("的")


def _asks_of_rows(clause: Sequence[Token]) -> bool:
    """Whether a clause asks something of rows that it names itself."""
    kinds = {token.kind for token in clause}
    return bool(kinds & set(_ASKED_OF_ROWS)) and bool(kinds & {"list", "list_weak", "level", "name", "place", "test"})


def _says_all(clauses: Sequence[Sequence[Token]]) -> bool:
    """Whether a clause says something of all rows and the question is if that is so: 武警院校都是 D 级吗."""
    words = load_vocabulary("roster")["universal"]
    said = any(
        any(token.text in words["words"] for token in clause) and not any(token.kind == "operation" for token in clause)
        for clause in clauses
    )
    asked = any(token.text in words["asked"] for clause in clauses for token in clause)
    return said and asked


def _states(clause: Sequence[Token]) -> bool:
    """Whether a clause states something and does not ask."""
    return not _has_question_word(clause) and not _asks(clause)


def _has_question_word(clause: Sequence[Token]) -> bool:
    return any(any(word in token.text for word in _ASKING) for token in clause)
