"""Reads tests of names: 名称以“西北”开头, 带“航空”的."""

from bot.conditions import NameTest
from bot.frame import Frame
from bot.lexicon import Token
from bot.names import NameIndex
from bot.operands import find_operand, is_negated, is_shared, operand_text, quoted_after, take_alternatives
from bot.vocabulary import load_vocabulary


def take_tests(tokens: list[Token], frame: Frame, names: NameIndex) -> list[Token]:
    """Turn tests with their operands into conditions; returns the tokens that are left."""
    taken: set[int] = set()
    tests = [position for position, token in enumerate(tokens) if token.kind == "test"]
    # 叫“区图书馆”结尾的: where two tests share an operand, the one that says where it stands has it.
    for position in sorted(tests, key=lambda p: tokens[p].value.startswith("contains")):
        following = tokens[position + 1 : position + 2]
        if tokens[position].text.isascii() and any(t.kind in ("attribute", "level") for t in following):
            taken.add(position)  # libraries with level R
            continue
        if tokens[position].value == "contains_not" and any(t.kind == "level" for t in following):
            tokens[position] = Token("negation", tokens[position].text, "negation")  # B 级（不含 B+）
            continue
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
        if len(places) == 1 and tokens[places[0]].kind == "name" and _is_whole(tokens[places[0]], names):
            continue  # does the list include 昆明学院图书馆
        if "_quoted" in value and (not places or tokens[places[0]].kind != "quoted"):
            continue
        if places:
            negated = negated or is_negated(tokens, min(*places, position), taken)
            text = operand_text(tokens, places) or _word_of_names(tokens[places[0]].text, names)
            if not text:
                continue
            texts = [text, *take_alternatives(tokens, places, taken)]
            # “解放军”开头……准确说带“解放军”的: the later test of the same words is the one that is meant.
            same = [c for c in frame.conditions if isinstance(c, NameTest) and c.texts == tuple(texts)]
            frame.conditions = [c for c in frame.conditions if c not in same or c.negated]
            of_kind = tokens[places[0]].kind == "character"
            frame.conditions.append(NameTest(how, tuple(texts), negated, of_kind))
            taken |= set(places)
            frame.tested = True
    return [token for position, token in enumerate(tokens) if position not in taken]


def _word_of_names(text: str, names: NameIndex) -> str:
    """A verb that names hold (contains 开放); empty for any other."""
    return text if len(text) > 1 and names.containing([text]) else ""


def _is_whole(token: Token, names: NameIndex) -> bool:
    """Whether a name is written out in full, so that it is an organisation and no part of names."""
    words = load_vocabulary("roster")["organisations"]
    return token.text.endswith((*words["dropped_ends"], *words["company_ends"])) and token.text in names.forms
