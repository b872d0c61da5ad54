"""Reads the tokens of one clause: what each of them, among those around it, says about the lists."""

from collections.abc import Callable, Sequence

from bot.conditions import InPlace, LevelIn, NameTest
from bot.days import read_days
from bot.frame import Frame, Said
from bot.lexicon import Lexicon, Token
from bot.names import NameIndex
from bot.operands import take_alternatives
from bot.query import Mention
from bot.question_words import comparatives
from bot.token_context import (
    Spot,
    dimension_noun,
    is_about_attribute,
    is_enumerated,
    is_of_all,
    is_share_within,
    is_whole_of_share,
    joined_by,
    lists_each,
)
from bot.unknown_words import UnknownWords
from bot.vocabulary import load_vocabulary

# As many characters tell an organisation without the small word before them.
_WHOLE_NAME = 4
# A number with one of these may be a place among what was listed before (第三家), not a printed number.
_COUNTED = ("个", "家", "位", "名", "所")


class TokenReader:
    """Notes in a frame what tokens say.

    Args:
        names: all names.
        lexicon: all words.
        prose: squeezed text that is in no list.
    """

    def __init__(self, names: NameIndex, lexicon: Lexicon, prose: str) -> None:
        self._names = names
        self._prose = prose
        self._unknown = UnknownWords(names, lexicon, prose)
        # By kind of token; one of any other kind is a cue.
        self._takers: dict[str, Callable[[Spot, Frame], None]] = {
            "claim": _take_claim,
            "character": lambda spot, frame: frame.characters.append(spot.token.text),
            "date": _take_date,
            "dimension": _take_dimension,
            "due": _take_due,
            "each": _take_each,
            "edge": _take_edge,
            "function": self._take_word,
            "level": _take_level,
            "list": _take_list,
            "manner": _take_manner,
            "name": self._take_name,
            "operation": _take_operation,
            "organisation": self._take_kind,
            "other": self._take_word,
            "place": self._take_place,
            "prose": lambda spot, frame: frame.left.append(spot.token.text),
            "quoted": _take_quoted,
            "ranking": _take_ranking,
            "reference": _take_reference,
            "relative": lambda spot, frame: frame.relative.append(read_days(spot.tokens, spot.position)),
            "row_range": lambda spot, frame: frame.add_numbers(spot.token.value, "row_range"),
            "separator": lambda spot, frame: None,
            "sequence": _take_sequence,
            "sequence_range": lambda spot, frame: frame.add_numbers(spot.token.value),
            "threshold": _take_threshold,
            "unknown": self._unknown.take_name,
        }

    def read(self, tokens: Sequence[Token], frame: Frame) -> None:
        """Note what the tokens of one clause say."""
        taken: set[int] = set()
        for position, token in enumerate(tokens):
            if position not in taken:
                self._takers.get(token.kind, _take_cue)(Spot(tokens, position, taken), frame)

    def _take_name(self, spot: Spot, frame: Frame) -> None:
        mention = self._mention_with_part(spot)
        if not spot.negated:  # 别拿星海音乐学院顶替
            frame.mentions.append(mention)

    def _mention_with_part(self, spot: Spot) -> Mention:
        """An organisation, with its part behind a "的" (浙江师范大学的资料室) or the small word before it (上|科大)."""
        text, before, following = spot.token.text, spot.before, spot.behind[:2]
        if before and before.kind == "function" and len(before.text) == 1 and len(text) < _WHOLE_NAME:
            match = self._names.find(before.text + text)
            if match.rows and match.how in ("exact", "alias"):
                return Mention(before.text + text, match)
            opens = spot.position == 1 or spot.tokens[spot.position - 2].kind == "separator"
            if opens and before.value == "places":  # 上中医 is no 中医
                return Mention(before.text + text)
        if [t.text for t in following[:1]] == ["的"] and following[-1].kind in ("organisation", "other", "unknown"):
            match = self._names.find(text + following[-1].text)
            if match.rows and match.how in ("exact", "alias"):
                spot.taken.add(spot.position + 2)
                return Mention(text + following[-1].text, match)
        return Mention(text, self._names.find(text))

    def _take_kind(self, spot: Spot, frame: Frame) -> None:
        """A kind of organisation without a name: a filter where it tells some names from others (党校图书馆有几个)."""
        text, before = spot.token.text, spot.before
        frame.kinds.append(text)
        if before and len(before.text) > 1 and before.text + text in self._prose:  # 地区中心
            frame.left.append(before.text + text)
            return
        words = load_vocabulary("roster")["organisations"]
        general = (*words["any_kind"], *words["part_ends"])
        if text not in general and self._names.containing([text]):
            if frame.findings:
                frame.conditions.append(NameTest("contains", (text,)))
            else:
                frame.early_kinds.append(text)

    def _take_place(self, spot: Spot, frame: Frame) -> None:
        """A place: the beginning of a name, what a share is of or within, or a filter."""
        following = next(iter(spot.behind), None)
        if following and following.kind == "other":
            whole = Mention(spot.token.text + following.text, self._names.find(spot.token.text + following.text))
            if whole.match.rows:  # 辽宁|北方出版物配送
                frame.mentions.append(whole)
                spot.taken.add(spot.position + 1)
                return
        places = spot.token.value
        if is_whole_of_share(spot):
            frame.wholes.append(InPlace(places))
        known = [c for c in frame.conditions if isinstance(c, InPlace) and not c.negated]
        if is_share_within(spot, known):
            frame.wholes.append(known[0])  # 广东成员馆里深圳占多少
            frame.conditions.append(InPlace(places))
        else:
            narrows = not is_enumerated(spot)
            frame.add_place(places, spot.negated, narrows)
            frame.said.append(Said("place", places, spot.negated, joined_by(spot), narrows))

    def _take_word(self, spot: Spot, frame: Frame) -> None:
        """A plain word: beside a word for an order it may be what rows are grouped by, else it may compare, or mean schools."""
        if by := dimension_noun(spot):
            frame.cue("dimension", by)
        elif spot.token.kind == "function":
            if isinstance(spot.token.value, int):
                frame.cue("several", spot.token.value)
            if spot.token.value == "schools":
                frame.schools = frame.schools or any(t.kind in ("list", "operation") for t in spot.tokens)
        elif spot.token.text in comparatives():
            frame.cue("comparative", comparatives()[spot.token.text])
        else:
            self._unknown.take_stretch(spot, frame)


def _take_cue(spot: Spot, frame: Frame) -> None:
    frame.cue(spot.token.kind, spot.token.value or spot.token.text)


def _take_level(spot: Spot, frame: Frame) -> None:
    frame.add_level(spot.token.value, spot.negated)
    frame.said.append(Said("level", spot.token.value, spot.negated, joined_by(spot)))
    if is_whole_of_share(spot):
        frame.wholes.append(LevelIn((spot.token.value,)))


def _take_claim(spot: Spot, frame: Frame) -> None:
    """A stated number, or how many more or, negative, fewer there are said to be: 多 18 家."""
    number, told = spot.token.value, comparatives().get(spot.before.text) if spot.before else None
    if told:
        frame.cue("operation", "difference")
    number *= -1 if told == "least" else 1
    frame.cue("claim", number)
    frame.said.append(Said("claim", number))


def _take_reference(spot: Spot, frame: Frame) -> None:
    _take_cue(spot, frame)
    if spot.token.value == "inside":
        frame.said.append(Said("inside", spot.token.text))


def _take_sequence(spot: Spot, frame: Frame) -> None:
    frame.add_numbers([spot.token.value])
    if spot.token.text.startswith("第") and spot.token.text.endswith(_COUNTED):
        frame.cue("place_in_set", spot.token.value)


def _take_each(spot: Spot, frame: Frame) -> None:
    _take_cue(spot, frame)
    if lists_each(spot):
        frame.cue("operation", "list")


def _take_threshold(spot: Spot, frame: Frame) -> None:
    if spot.before and spot.before.kind == "level":
        frame.cue("threshold", spot.token.text)


def _take_ranking(spot: Spot, frame: Frame) -> None:
    """Which is the better of two no list states."""
    frame.cue("ranking", spot.token.text)
    frame.cue("unstated", spot.token.text)


def _take_quoted(spot: Spot, frame: Frame) -> None:
    negated = spot.negated
    others = take_alternatives(spot.tokens, [spot.position], spot.taken)
    frame.conditions.append(NameTest("contains", (spot.token.value, *others), negated))


def _take_list(spot: Spot, frame: Frame) -> None:
    frame.cue("list", spot.token.value)
    frame.said.append(Said("list", spot.token.value, joined=joined_by(spot)))
    if spot.negated:
        frame.cue("list_not", spot.token.value)


def _take_date(spot: Spot, frame: Frame) -> None:
    days = read_days(spot.tokens, spot.position)
    frame.dates.append(days)
    frame.said.append(Said("date", days))


def _take_manner(spot: Spot, frame: Frame) -> None:
    if not is_about_attribute(spot):
        frame.cue("unstated", spot.token.text)


def _take_operation(spot: Spot, frame: Frame) -> None:
    _take_cue(spot, frame)
    if spot.token.value == "share":
        frame.whole_list = frame.whole_list or is_of_all(spot)


def _take_due(spot: Spot, frame: Frame) -> None:
    frame.cue("due", spot.token.text)
    frame.cue("attribute", "agreement_end")


def _take_edge(spot: Spot, frame: Frame) -> None:
    """The first or last of some rows; 最早到期的 says as well that agreements are meant."""
    _take_cue(spot, frame)
    if any(word in spot.token.text for word in load_vocabulary("roster")["edge_of_agreements"]["words"]):
        _take_due(spot, frame)


def _take_dimension(spot: Spot, frame: Frame) -> None:
    """What rows are to be grouped by; part of a name where the like of 图书馆 or 中心 stands right behind it (各省中心)."""
    names_go_on = load_vocabulary("roster")["dimension_names"]["words"]
    if any(t.text.startswith(tuple(names_go_on)) for t in spot.behind[:1]):
        frame.left.append(spot.token.text)
    else:
        frame.cue("dimension", spot.token.value)
