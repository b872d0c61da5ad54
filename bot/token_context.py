"""What the tokens around a token make of it: what a share is of, which day is meant, whether a name is sought."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.conditions import InPlace
from bot.lexicon import Token
from bot.operands import is_negated
from bot.vocabulary import load_vocabulary

# Words for something to do that put groups in an order.
_ORDERS = ("most", "least", "group", "ascending")


@dataclass(frozen=True, slots=True)
class Spot:
    """A token among those of its clause.

    Attributes:
        tokens: the clause.
        position: where the token stands in it, from 0.
        taken: positions that are read along with the token before them; whoever reads one along adds it.
    """

    tokens: Sequence[Token]
    position: int
    taken: set[int]

    @property
    def token(self) -> Token:
        """The token itself."""
        return self.tokens[self.position]

    @property
    def before(self) -> Token | None:
        """The token right before it; None where it opens the clause."""
        return self.tokens[self.position - 1] if self.position else None

    @property
    def behind(self) -> Sequence[Token]:
        """The tokens behind it, up to the end of the clause."""
        return self.tokens[self.position + 1 :]

    @property
    def negated(self) -> bool:
        """Whether the clause turns it round: 除 C 级以外."""
        return is_negated(self.tokens, self.position, self.taken)


def is_about_attribute(spot: Spot) -> bool:
    """Whether a way of asking is about what a row says: 级别如何, 怎么归类; not 级别怎么提高."""
    later = [token for token in spot.behind if token.kind not in ("function", "reference")]
    words = load_vocabulary("roster")["manner"]
    english = spot.token.text.isascii()
    if any(token.kind == "attribute" for token in (later if english else later[:1])) or any(
        token.text in words["answered"] for token in later
    ):
        return True
    if any(word in token.text for token in spot.behind for word in words["saying"]):
        return True
    ends = not spot.behind or spot.behind[0].kind in ("separator", "function")
    return ends and spot.before is not None and spot.before.kind in ("attribute", "reference", "level")


def is_sought(spot: Spot) -> bool:
    """Whether a clause asks if what stands there is in a list: 当当网是不是商业用户, 国家图书馆是成员吗."""
    if [t.text for t in spot.behind[:1]] == ["是"] and _asks_membership(spot.behind[1:]):
        return True
    following = [token for token in spot.behind if token.kind not in ("function", "organisation")]
    asked = following[:1] and following[0].kind == "attribute" and following[0].value == "membership"
    return bool(asked) and any(token.kind in ("list", "list_weak") for token in following)


def _asks_membership(tokens: Sequence[Token]) -> bool:
    """Whether a clause goes on with nothing but a list, and asks: 你们的成员吗."""
    kinds = [token.kind for token in tokens if token.kind not in ("function", "separator")]
    return kinds == ["list"] and any(t.text in ("吗", "么", "吧", "嘛", "不") for t in tokens[1:])


def is_whole_of_share(spot: Spot) -> bool:
    """Whether what stands there is what a share is of: 占 C 级的多少."""
    before = [token for token in spot.tokens[: spot.position] if token.kind != "function"]
    return bool(before) and before[-1].kind == "operation" and before[-1].value == "share" and "占" in before[-1].text


def is_of_all(spot: Spot) -> bool:
    """Whether a word for a share is of everything: 占全部, 占所有成员馆的."""
    words = load_vocabulary("roster")["whole_list"]["words"]
    around = spot.token.text + "".join(token.text for token in spot.behind[:1])
    return "占" in around and any(word in around for word in words)


def is_enumerated(spot: Spot) -> bool:
    """Whether what stands there is one of several side by side: 江苏和南京, not 江苏的成员馆里南京的."""
    return spot.before is not None and spot.before.text in load_vocabulary("roster")["side_by_side"]["words"]


def joined_by(spot: Spot) -> str:
    """How what stands there is joined to what stands before it: "beside" (和), "against" (比), "within" (里, 是); else empty."""
    words = load_vocabulary("roster")
    before = [token for token in spot.tokens[: spot.position] if token.text != "的"]
    text = before[-1].text if before else ""
    if text in words["against"]["words"]:
        return "against"
    if text in words["side_by_side"]["words"]:
        return "beside"
    if spot.token.kind != "list":
        return ""
    lists = [number for number, token in enumerate(before) if token.kind == "list"]
    opened = lists and any(token.text in words["within"]["words"] for token in before[lists[-1] + 1 : lists[-1] + 2])
    return "within" if opened or (lists and text in words["within"]["words"]) else ""


def is_share_within(spot: Spot, known: Sequence[InPlace]) -> bool:
    """Whether a place is asked about as a share of the first of some named before, in which it lies."""
    shares = any(token.kind == "operation" and token.value == "share" for token in spot.behind)
    lies_in = known and all(any(old.holds(new) for old in known[0].places) for new in spot.token.value)
    return bool(shares and lies_in) and known[0].places != spot.token.value and not is_enumerated(spot)


def lists_each(spot: Spot) -> bool:
    """Whether a clause ends with nothing but 分别是, so that names are asked for."""
    rest = [token.text for token in spot.behind if token.kind != "separator"]
    return rest in (["是"], ["为"], ["有"])


def dimension_noun(spot: Spot) -> str:
    """What rows are to be grouped by, where a plain word says it beside a word for an order (最多的三个省); else empty."""
    orders = any((t.kind == "operation" and t.value in _ORDERS) or t.kind == "comparator" for t in spot.tokens)
    if not orders:
        return ""
    nouns = load_vocabulary("roster")["dimension_nouns"]
    return next((by for by, words in nouns.items() if spot.token.text in words), "")
