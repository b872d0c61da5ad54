"""What a test of names is about: the words beside it, what is joined to them by "或", and what turns it round."""

from collections.abc import Sequence

from bot.lexicon import Token
from bot.speech import content_words, trim_small_words

# Tokens that can be what a name is tested for.
_OPERANDS = (
    "quoted",
    "other",
    "unknown",
    "organisation",
    "name",
    "place",
    "list",
    "character",
    "both",
)
_SKIPPED = ("function", "separator")


def is_negated(tokens: Sequence[Token], position: int, taken: set[int]) -> bool:
    """Whether a negation stands before a token, with nothing but small words in between, or right behind it (D 级以外)."""
    # 澳门的三家除外: small words may stand between.
    following = next((token for token in tokens[position + 1 :] if token.kind not in ("function", "claim")), None)
    if following and following.kind == "outside":
        return True
    for index in range(position - 1, -1, -1):
        if tokens[index].kind == "negation" and index not in taken:
            return True
        if tokens[index].kind == "outside" and (index == 0 or tokens[index - 1].kind not in _OPERANDS):
            return True  # 刨掉 D 级; in D 级以外的 it belongs to what stands before it
        if tokens[index].kind == "level" == tokens[position].kind:  # 除 D 级和 C 级以外
            continue
        if tokens[index].kind != "function":
            return False
    return False


def quoted_after(tokens: Sequence[Token], position: int, taken: set[int]) -> tuple[list[int], bool]:
    """(position of a quoted operand right behind a test, whether it is negated): 末尾不是“图书馆”."""
    negated = False
    for index in range(position + 1, len(tokens)):
        if tokens[index].kind == "quoted" and index not in taken:
            return [index], negated
        if tokens[index].kind not in ("function", "negation"):
            break
        negated = negated or tokens[index].kind == "negation"
    return [], False


def operand_text(tokens: Sequence[Token], places: Sequence[int]) -> str:
    """The text of an operand whose tokens stand at some positions."""
    first = tokens[places[0]]
    if first.kind == "quoted":
        return first.value
    text = "".join(tokens[place].text for place in places)
    if text.isascii() or all(tokens[place].kind != "other" for place in places):
        return text
    if len(places) == 1 and not content_words(text):
        return ""  # 结尾我想提: nothing that a name could hold
    return trim_small_words(text)


def take_alternatives(tokens: Sequence[Token], places: Sequence[int], taken: set[int]) -> list[str]:
    """Further texts that are joined to an operand by "或", quoted if it is; they are taken with it."""
    found: list[str] = []
    index = max(places) + 1
    own = tokens[places[0]].kind
    kinds = (own,) if own in ("quoted", "character") else ("quoted", "other", "organisation")
    while index + 1 < len(tokens) and tokens[index].text in ("或", "或者", "or") and tokens[index + 1].kind in kinds:
        found.append(tokens[index + 1].value or tokens[index + 1].text)
        taken.add(index + 1)
        index += 2
    return found


def is_shared(tokens: Sequence[Token], position: int, taken: set[int], before: bool) -> bool:
    """Whether what stands beside a test belongs to another one already."""
    step = -1 if before else 1
    index = position + step
    while 0 <= index < len(tokens) and tokens[index].kind == "function" and index not in taken:
        index += step
    return index in taken


def find_operand(tokens: Sequence[Token], position: int, taken: set[int], before: bool) -> list[int]:
    """Positions of what a test at a position is about: the nearest word before or after it, with what belongs to it."""
    step = -1 if before else 1
    index = position + step
    while 0 <= index < len(tokens) and tokens[index].kind in _SKIPPED and tokens[index].text not in ("的", "，", ","):
        index += step
    if not 0 <= index < len(tokens) or index in taken or tokens[index].kind not in _OPERANDS:
        return []
    found = [index]
    if tokens[index].kind == "quoted":
        return found
    index += step
    while (
        0 <= index < len(tokens)
        and index not in taken
        and tokens[index].kind in ("other", "organisation", "unknown", "place", "name")
    ):
        found.append(index)
        index += step
    return sorted(found)
