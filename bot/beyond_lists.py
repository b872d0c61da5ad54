"""Tells when a question goes beyond the lists: by words that nothing explains, what no row states, or a later year."""

from datetime import date

from bot.asks import read_asks
from bot.conditions import NameTest
from bot.frame import Frame, about_agreements
from bot.query import Query
from bot.rosters import Rosters

# Kinds of answer that no list holds: a question for one of them is not about level, number or date of a row.
_NOT_IN_LISTS = {"fee", "contact", "hours", "winner", "procedure", "money", "person", "reason", "place"}


def explains_all(question: str, frame: Frame) -> bool:
    """Whether every word is accounted for; a stray character is overlooked, beside a cue two.

    A plain question for what a row says may have words around it that nobody can list (我们想跟它合作, 先问下级别), as
    long as nothing is asked that no row says.
    """
    cues = frame.has("attribute") or frame.has("operation") or bool(frame.levels)
    tested = [text for c in frame.conditions if isinstance(c, NameTest) for text in c.texts]
    # 职业院校（名字带“职业”）: the test says it.
    left = [word for word in frame.left if not any(text in word or word in text for text in tested)]
    if not left:
        return frame.strays <= 1 + bool(cues)
    known = frame.mentions and all(mention.match.rows for mention in frame.mentions)
    asked = frame.has("attribute") or bool(frame.levels)
    unstated = frame.count("unstated") > frame.asides
    return bool(known and asked) and not unstated and not set(read_asks(question)) & _NOT_IN_LISTS


def is_unstated(frame: Frame, query: Query, rosters: Rosters) -> bool:
    """Whether something is asked that no list states; so is any day but that on which an agreement ends."""
    by_day = about_agreements(frame) or frame.has("attribute", "agreement_end")
    by_day = by_day or rosters.dated in query.lists or _names_dated(frame, rosters)
    if frame.has("threshold") and len(set(frame.levels)) == 1:
        return True  # C 级以上: no list says which level is above which
    if frame.has("when") and not by_day:
        return True
    if frame.has("dimension") and any(m.match.rows for m in frame.mentions) and not frame.has("operation"):
        return True  # 复旦在哪个省
    asked = frame.count("unstated")
    said = frame.has("attribute") or frame.has("running") or frame.has("ended") or bool(frame.levels)
    return asked > (frame.asides if said else frame.told if frame.conditions else 0)


def is_later(frame: Frame, query: Query, rosters: Rosters) -> bool:
    """Whether a list is asked for as of a year of which there is no edition."""
    if (
        all(days.first == date.today() for days in frame.dates)  # 今天看到: the newest edition is meant
        or about_agreements(frame)
        or query.lists[:1] == (rosters.dated,)
        or _names_dated(frame, rosters)
    ):
        return False
    about = query.lists or frame.levels or frame.has("attribute") or frame.mentions
    return bool(about) and not query.edition


def _names_dated(frame: Frame, rosters: Rosters) -> bool:
    """Whether an organisation of the list with days is named."""
    return any(row.row.list_id == rosters.dated for mention in frame.mentions for row in mention.match.rows)
