"""What a question says about the lists, word by word: cues, conditions, organisations, and what is left unexplained."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.conditions import Condition, InPlace, LevelIn, NameTest
from bot.lexicon import Lexicon, Token, squeeze
from bot.names import NameIndex
from bot.operands import find_operand, is_negated, is_shared, operand_text, quoted_after, take_alternatives
from bot.pieces import split_pieces
from bot.places import Place, gazetteer, place_in_latin, places_to_ask_for
from bot.query import Mention
from bot.rosters import Rosters
from bot.speech import content_words, is_verb, trim_small_words
from bot.vocabulary import load_vocabulary

# Kinds of token and the tables of `roster.toml` whose words they are.
_TABLES = {
    "list": "lists",
    "list_reference": "list_references",
    "attribute": "attributes",
    "list_weak": "lists_weak",
    "change": "changes",
    "operation": "operations",
    "test": "tests",
}
# Cues that say nothing by themselves.
_TURNING = ("negation", "outside", "each", "comparative", "inclusive")
# 藏馆 and 贵馆 are no names.
_SHORTEST_UNKNOWN = 3
_SHORTEST_TERM = 4
_WHOLE_NAME = 4
# Entries of the table of tests that are no tests of names themselves.
_CUES = ("negation", "outside", "both", "also", "running", "ended")


@dataclass(slots=True)
class Frame:
    """The findings of one question.

    Attributes:
        cues: kind of cue (operation, attribute, list, reference, ...) → its values in the order of the question.
        conditions: filters in the order of the question.
        mentions: organisations.
        levels: levels named, whether as a filter or as a claim.
        dates: (first, last) day of every date.
        left: words with content of their own that nothing explains.
        chatter: such words in clauses that neither ask nor say anything about the lists (财务要数).
        kinds: kinds of organisation that are named without a name (资料室).
        characters: words for characters that cannot be typed into a test (括号).
        asides: clauses that speak of what no list states, without asking for it (所以不用再联系).
        strays: single characters that nothing explains; mostly particles or slips.
        opener: the question opens with a word that leans on the one before ("那", "其中").
        tested: the question says in so many words how names are to be tested.
    """

    cues: dict[str, list] = field(default_factory=dict)
    conditions: list[Condition] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)
    dates: list[tuple] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    chatter: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    characters: list[str] = field(default_factory=list)
    asides: int = 0
    strays: int = 0
    opener: bool = False
    tested: bool = False

    @property
    def findings(self) -> int:
        """How much was found so far; the same after a clause as before it if the clause says nothing about the lists."""
        cues = sum(len(values) for kind, values in self.cues.items() if kind not in _TURNING)
        return len(self.mentions) + len(self.conditions) + len(self.dates) + cues

    def has(self, kind: str, value: object = None) -> bool:
        """Whether there is a cue of a kind, or that very cue."""
        return kind in self.cues and (value is None or value in self.cues[kind])

    def first(self, kind: str) -> str | None:
        """The first cue of a kind."""
        return self.cues[kind][0] if kind in self.cues else None


def about_agreements(frame: Frame) -> bool:
    """Whether a question is about when agreements run or end."""
    return frame.has("running") or frame.has("ended") or (bool(frame.dates) and frame.has("attribute", "agreement_end"))


class FrameReader:
    """Reads frames; knows the names, levels and lists of the index and the words of the vocabulary.

    Args:
        rosters: the lists.
        prose: squeezed text that is in no list.
    """

    def __init__(self, rosters: Rosters, prose: str) -> None:
        self._prose = prose
        self._names: NameIndex = rosters.names
        self._lexicon = Lexicon()
        self._teach(rosters)

    def _teach(self, rosters: Rosters) -> None:
        add = self._lexicon.add
        for form in self._names.forms:
            add("name", [form], form)
        for alias in self._names.aliases:
            add("name", [alias], alias)
        for level in rosters.levels:
            add("level", [level if len(level) > 2 else f"{level}级", level], level)
        words = load_vocabulary("roster")
        for level, forms in words["level_words"].items():
            if level in rosters.levels:
                add("level", forms, level)
        for kind, table in _TABLES.items():
            for value, forms in words[table].items():
                add(value if kind == "test" and value in _CUES else kind, forms, value)
        add("organisation", words["organisations"]["suffixes"])
        add("unstated", words["unstated"]["words"])
        add("character", words["characters"])
        for name, place in places_to_ask_for(row.row.name for row in rosters.rows).items():
            add("place", [name], (place,))
        for region, provinces in words["regions"].items():
            add("place", [region], tuple(gazetteer()[province] for province in provinces))
        add("manner", words["manner"]["words"])
        add("when", words["when"]["words"])
        add("each", words["each"]["words"])
        add("inclusive", words["inclusive"]["words"])
        add("same_name", words["same_name"]["words"])
        for value, forms in words["edges"].items():
            add("edge", forms, value)
        for value, forms in words["neighbours"].items():
            add("neighbour", forms, value)
        # A lone 多 or 少 is one only where it stands by itself: 少儿馆.
        self._comparatives = {form: value for value, forms in words["comparatives"].items() for form in forms}
        for form, value in self._comparatives.items():
            add("comparative", [form] if len(form) > 1 else [], value)
        functions = load_vocabulary("words")
        for value, forms in functions["references"].items():
            if value != "openers":
                add("reference", forms, value)
        for value, forms in functions["function"].items():
            add("function", forms, value)
        # How names begin: "中国" is no "中" followed by something.
        add("other", {form[:2] for form in self._names.forms if not form[:2].isascii()})

    def read(self, question: str) -> Frame:
        """The frame of a question by itself, without what came before it."""
        tokens = self._mend_names(list(self._tokens(self._names.join_syllables(question))))
        computes = any(token.kind == "operation" for token in tokens)
        tokens = list(self._join_organisations(tokens, computes))
        frame = Frame(opener=bool(tokens) and tokens[0].text in load_vocabulary("words")["references"]["openers"])
        rest = self._take_tests(tokens, frame)
        self._take_rest(rest, frame)
        if len(frame.dates) > 1:  # 假如今天是 2024 年 6 月 30 日
            frame.dates = [dates for dates in frame.dates if dates != (date.today(), date.today())] or frame.dates
        return frame

    def _tokens(self, question: str) -> Iterator[Token]:
        for piece in split_pieces(question):
            if isinstance(piece, str):
                yield from self._lexicon.cut(piece)
            elif piece.kind == "quoted":
                # Quotation marks around a word that is known anyway mean nothing more.
                inside = self._lexicon.cut(piece.value)
                kinds = {token.kind for token in inside}
                if "name" in kinds:
                    yield from (*inside, Token("separator", "、"))
                elif kinds <= {"level", "attribute", "operation"} or kinds == {"list", "attribute"}:
                    yield from inside
                else:
                    yield Token("quoted", squeeze(piece.value), piece.value)
            else:
                yield piece

    def _mend_names(self, tokens: list[Token]) -> list[Token]:
        """Join a misspelt name that holds a word which else parts names: 吉林达学和平校区 is one, not two."""
        for position, token in enumerate(tokens):
            if len(token.text) > 1 or token.kind in _NAME_STUFF:
                continue
            first, last = _stretch(tokens, position, -1), _stretch(tokens, position, 1)
            around = tokens[first : last + 1]
            if first == position or last == position or all(t.kind != "other" for t in around) or _is_closed(around):
                continue
            whole = "".join(t.text for t in around)
            if self._names.find(whole).how == "spelling":
                return self._mend_names([*tokens[:first], Token("name", whole), *tokens[last + 1 :]])
        return tokens

    def _join_organisations(self, tokens: Sequence[Token], computes: bool) -> Iterator[Token]:
        """Join what makes up the name of an organisation into one token: `name` if it is known, else `unknown`.

        A stretch of other words, places and organisation endings is one name up to its last ending; a known name inside a
        longer one ("西北大学" in "西北大学城市学院") is no mention of the known organisation.
        """
        run: list[Token] = []
        for position, token in enumerate(tokens):
            inside = bool(run) and run[-1].kind in ("other", "place", "name") and _may_join(tokens, position)
            if token.kind in _NAME_STUFF or inside:
                if run and run[-1].text.isascii() != token.text.isascii():  # include|昆明学院图书馆
                    yield from self._close_run(run, computes)
                    run = []
                run.append(Token("other", token.text) if inside else token)
                continue
            yield from self._close_run(run, computes)
            run = []
            yield token
        yield from self._close_run(run, computes)

    def _close_run(self, run: list[Token], computes: bool) -> Iterator[Token]:
        """One stretch, read as a whole if it is a name, perhaps misspelt; else up to its last ending.

        Where something is computed, a place with a mere 图书馆 behind it is a place (澳门图书馆有哪些), else a name (杭州图书馆).
        """
        whole = "".join(token.text for token in run)
        mixed = len(run) > 1 and any(token.kind == "other" for token in run)
        if mixed and not _is_closed(run) and self._names.find(whole).rows:
            yield Token("name", whole)
            return
        last = max((i for i, token in enumerate(run) if token.kind in ("organisation", "name")), default=-1)
        head, tail = run[: last + 1], run[last + 1 :]
        own = [token for token in head if token.kind in ("other", "place")]
        mere = head and head[-1].text in load_vocabulary("roster")["organisations"]["dropped_ends"]
        if computes and mere and own and len(own) == len(head) - 1 and all(token.kind == "place" for token in own):
            own, head = [], own
        text = "".join(token.text for token in head)
        if own and (known := self._names.name_at_end(text)):
            yield from (Token("other", text.removesuffix(known)), Token("name", known))
        elif own:
            latin = all(token.text.isascii() for token in head)
            yield Token("unknown", " ".join(token.text for token in head) if latin else text)
        else:
            yield from head
        yield from tail

    def _take_tests(self, tokens: list[Token], frame: Frame) -> list[Token]:
        """Turn tests with their operands into conditions; returns the tokens that are left."""
        taken: set[int] = set()
        tests = [position for position, token in enumerate(tokens) if token.kind == "test"]
        # 叫“区图书馆”结尾的: where two tests share an operand, the one that says where it stands has it.
        for position in sorted(tests, key=lambda p: tokens[p].value.startswith("contains")):
            value = tokens[position].value
            negated = "_not" in value
            how = value.split("_")[0]
            before = value.endswith("_before") or (how != "contains" and not tokens[position].text.isascii())
            places, turned = quoted_after(tokens, position, taken) if before else ([], False)
            negated = negated or turned
            places = places or find_operand(tokens, position, taken, before)
            if not places and not is_shared(tokens, position, taken, before):
                places = find_operand(tokens, position, taken, not before)
            taken.add(position)
            if len(places) == 1 and tokens[places[0]].kind == "name" and self._is_whole(tokens[places[0]]):
                continue  # does the list include 昆明学院图书馆
            if "_quoted" in value and (not places or tokens[places[0]].kind != "quoted"):
                continue
            if places:
                negated = negated or is_negated(tokens, min(*places, position), taken)
                texts = [operand_text(tokens, places), *take_alternatives(tokens, places, taken)]
                if not texts[0]:
                    continue
                # “解放军”开头……准确说带“解放军”的: the later test of the same words is the one that is meant.
                same = [c for c in frame.conditions if isinstance(c, NameTest) and c.texts == tuple(texts)]
                frame.conditions = [c for c in frame.conditions if c not in same or c.negated]
                frame.conditions.append(NameTest(how, tuple(texts), negated))
                taken |= set(places)
                frame.tested = True
        return [token for position, token in enumerate(tokens) if position not in taken]

    def _is_whole(self, token: Token) -> bool:
        """Whether a name is written out in full, so that it is an organisation and no part of names."""
        words = load_vocabulary("roster")["organisations"]
        return token.text.endswith((*words["dropped_ends"], *words["company_ends"])) and token.text in self._names.forms

    def _take_rest(self, tokens: list[Token], frame: Frame) -> None:
        """Read the tokens clause by clause; what a clause that says nothing about the lists leaves unexplained is chatter."""
        aims: list[tuple[int, int, int]] = []
        for number, clause in enumerate(_clauses(tokens)):
            frame.cues.pop("inclusive", None)
            conditions = len(frame.conditions)
            found, left, strays = frame.findings, len(frame.left), frame.strays
            unstated, operations = len(frame.cues.get("unstated", ())), len(frame.cues.get("operation", ()))
            self._take_clause(clause, frame)
            said = frame.findings - found
            if not said:
                frame.characters.clear()
            if clause and number and frame.has("inclusive") and not _asks(clause):
                del frame.conditions[conditions:]  # D 级以外也算: it takes nothing away
            if said and _states(clause):
                frame.asides += len(frame.cues.get("unstated", ())) - unstated
            only_to_do = said and said == len(frame.cues.get("operation", ())) - operations
            if only_to_do:
                aims.append((left, len(frame.left), said))
            elif not said and not _asks(clause):
                frame.chatter += frame.left[left:]
                del frame.left[left:]
                frame.strays = strays
        # 做年报要个数：D 级馆几家: what a number is wanted for is no part of the question that another clause asks.
        if len(frame.cues.get("operation", ())) > sum(said for _, _, said in aims):
            for first, last, _ in reversed(aims):
                frame.chatter += frame.left[first:last]
                del frame.left[first:last]

    def _take_clause(self, tokens: Sequence[Token], frame: Frame) -> None:
        taken: set[int] = set()
        for position, token in enumerate(tokens):
            if position in taken:
                continue
            negated = token.kind in ("level", "place", "quoted", "list") and is_negated(tokens, position, taken)
            if token.kind == "level":
                frame.levels.append(token.value)
                _add_level(frame.conditions, token.value, negated)
            elif token.kind == "place":
                following = tokens[position + 1] if position + 1 < len(tokens) else None
                whole = (
                    self._names.find(token.text + following.text) if following and following.kind == "other" else None
                )
                if whole and whole.rows:  # 辽宁|北方出版物配送
                    frame.mentions.append(Mention(token.text + following.text, whole))
                    taken.add(position + 1)
                else:
                    narrows = position > 0 and tokens[position - 1].kind == "place"
                    _add_place(frame.conditions, token.value, negated, narrows)
            elif token.kind == "quoted":
                others = take_alternatives(tokens, [position], taken)
                if position not in taken:
                    frame.conditions.append(NameTest("contains", (token.value, *others), negated))
            elif token.kind == "list":
                frame.cues.setdefault("list", []).append(token.value)
                if negated:
                    frame.cues.setdefault("list_not", []).append(token.value)
            elif token.kind == "date":
                frame.dates.append(token.value)
            elif token.kind == "name":
                mention = self._mention_with_part(token, tokens, taken, position)
                if not is_negated(tokens, position, taken):  # 别拿星海音乐学院顶替
                    frame.mentions.append(mention)
            elif token.kind == "manner":
                if not _is_about_attribute(tokens, position):
                    frame.cues.setdefault("unstated", []).append(token.text)
            elif token.kind == "unknown" and not self._explain(token, tokens, position, frame):
                if token.text in self._prose:  # 示范馆 is no organisation
                    frame.left.append(token.text)
                elif len(token.text) >= _SHORTEST_UNKNOWN and (
                    token.text.isascii() or trim_small_words(_own_part(token.text))
                ):
                    frame.mentions.append(Mention(token.text))
            elif token.kind == "other" and token.text in self._comparatives:
                frame.cues.setdefault("comparative", []).append(self._comparatives[token.text])
            elif token.kind == "organisation":
                self._take_kind(token, tokens[position - 1] if position else None, frame)
            elif token.kind == "character":
                frame.characters.append(token.text)
            elif token.kind == "other" and not self._explain(token, tokens, position, frame):
                counted = position > 0 and tokens[position - 1].value == "count"  # 多少书
                self._take_other(token, tokens[position + 1 : position + 3], counted, frame)
            elif token.kind not in ("function", "separator", "organisation", "character", "other", "unknown"):
                frame.cues.setdefault(token.kind, []).append(token.value or token.text)

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
        if token.text not in general and frame.findings and self._names.containing([token.text]):
            frame.conditions.append(NameTest("contains", (token.text,)))

    def _take_other(self, token: Token, following: Sequence[Token], counted: bool, frame: Frame) -> None:
        """An unknown stretch: what carries content in it is left over, a lone character is a stray unless it is counted.

        A word of names in front of 图书馆 or a list is a test of names: the names of the list say it or not.
        """
        words = [token.text] if token.text.isascii() else content_words(token.text)
        # 培训过的馆: before what it qualifies a verb says as much as an adjective.
        if not words and is_verb(token.text) and following:
            qualified = following[-1] if [following[0].text] in _QUALIFIERS else following[0]
            words = [token.text] if qualified.kind in _QUALIFIED or qualified.text in _KINDS_OF_SCHOOL else []
        # 协调订购: verbs that are a term of the prose.
        if not words and len(token.text) >= _SHORTEST_TERM and token.text in self._prose:
            words = [token.text]
        if words and (list_id := self._misspelt_list(token.text)):
            frame.cues.setdefault("list", []).append(list_id)
            return
        named = [t.kind for t in following if t.text != "的"][:1] in _NAMED
        for word in words:
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
        for text in filter(None, (token.text, joined)):
            match = self._names.find(text)
            if match.rows:
                frame.mentions.append(Mention(text, match))
                return True
        place = place_in_latin(token.text)
        if place:
            _add_place(frame.conditions, (place,), False, False)
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


def _is_closed(run: Sequence[Token]) -> bool:
    """Whether a full name stands in front, with 图书馆 at its end, so that nothing behind it belongs to it."""
    closing = tuple(load_vocabulary("roster")["organisations"]["dropped_ends"])
    return run[0].kind == "name" and run[0].text.endswith(closing) and all(t.kind == "other" for t in run[1:])


def _add_place(conditions: list[Condition], places: tuple[Place, ...], negated: bool, narrows: bool) -> None:
    """Places beside one another are one condition: any of them; one right behind another that holds it narrows that (江苏南京)."""
    for index, condition in enumerate(conditions):
        if isinstance(condition, InPlace) and condition.negated == negated:
            known = condition.places
            if narrows and any(known[-1].holds(place) for place in places):
                merged = (*known[:-1], *places)
            else:
                merged = (*known, *(place for place in places if not any(other.holds(place) for other in known)))
            conditions[index] = InPlace(merged, negated)
            return
    conditions.append(InPlace(places, negated))


def _add_level(conditions: list[Condition], level: str, negated: bool) -> None:
    """Levels beside one another are one condition: any of them, or none of them."""
    for index, condition in enumerate(conditions):
        if isinstance(condition, LevelIn) and condition.negated == negated:
            if level not in condition.levels:
                conditions[index] = LevelIn((*condition.levels, level), negated)
            return
    conditions.append(LevelIn((level,), negated))


def _own_part(name: str) -> str:
    """What a name says beside the kind of organisation: nothing much in 俺们馆."""
    ends = [end for end in load_vocabulary("roster")["organisations"]["suffixes"] if name.endswith(end)]
    return name.removesuffix(max(ends, key=len, default=""))


def _asks(clause: Sequence[Token]) -> bool:
    """Whether a clause asks something by itself."""
    questions = set(load_vocabulary("words")["function"]["questions"])
    return any(token.text in questions or token.kind == "operation" for token in clause)


def _is_about_attribute(tokens: Sequence[Token], position: int) -> bool:
    """Whether a way of asking is about what a row says: 级别如何, 怎么归类; not 级别怎么提高."""
    before, after = tokens[max(position - 1, 0) : position], tokens[position + 1 : position + 2]
    later = [token for token in tokens[position + 1 :] if token.kind not in ("function", "reference")]
    if later and later[0].kind == "attribute":
        return True
    ends = not after or after[0].kind in ("separator", "function")
    return ends and bool(before) and before[0].kind in ("attribute", "reference", "level")


_NAMED = (["organisation"], ["list"])


def _states(clause: Sequence[Token]) -> bool:
    """Whether a clause states something and does not ask."""
    asking = any(any(word in token.text for word in _ASKING) for token in clause)
    return not asking and not _asks(clause)


# Parts of words that ask, and marks and particles at the end of a question.
_ASKING = (
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
)
_QUALIFIERS = (["的"], ["过的"], ["了的"])
_KINDS_OF_SCHOOL = ("院校", "高校", "学校")
_QUALIFIED = ("list", "organisation", "operation")
# Kinds of token that names are made of.
_NAME_STUFF = ("other", "organisation", "name", "place")


def _stretch(tokens: Sequence[Token], position: int, step: int) -> int:
    """How far the stuff of names goes from a position, in steps of 1 or -1; the position itself if there is none."""
    while 0 <= position + step < len(tokens) and tokens[position + step].kind in _NAME_STUFF:
        position += step
    return position


# One-character words that part names from what stands beside them.
_APART = frozenset("和与跟及或在是有被这那的了吗呢吧啊呀嘛")


def _may_join(tokens: Sequence[Token], position: int) -> bool:
    """Whether a one-character word may be part of a name: what follows it, over others of its kind, is a name's stuff."""
    for token in tokens[position:]:
        if token.kind in ("other", "organisation"):
            return token is not tokens[position]
        if token.kind not in ("test", "attribute", "function") or len(token.text) != 1 or token.text in _APART:
            return False
    return False
