"""Tells what evidence for a search must speak of, by the organisations and levels that a question names."""

import re
from collections.abc import Iterable

from bot.lexicon import squeeze
from bot.name_forms import core_of
from bot.query import Mention
from bot.rosters import print_level
from bot.wording import translate


def required_words(mentions: Iterable[Mention], levels: Iterable[str], question: str) -> tuple[tuple[str, ...], ...]:
    """What evidence for a search must speak of: each organisation of the lists by one of its names, each level.

    What only looks like a name (想当示范馆) is weighed with the other words; so is an English word without a capital
    (labour and capital), and a level whose letter stands alone (R&D).
    """
    known = [mention for mention in mentions if mention.match.rows and not _is_common_word(mention.text, question)]
    names = [
        (squeeze(mention.text), *_translations(mention.text), *map(core_of, mention.match.names)) for mention in known
    ]
    printed = [squeeze(print_level(level)) for level in levels]
    return (*names, *((level,) for level in printed if level in squeeze(question)))


def _translations(text: str) -> tuple[str, ...]:
    """What an English word means in the sources, which may speak of it and not of the organisation (Southwest: 西南)."""
    meant = translate(text.lower()).strip() if text.isascii() else ""
    return (meant,) if meant and not meant.isascii() else ()


def _is_common_word(text: str, question: str) -> bool:
    """Whether a mention is one English word that the question writes without a capital."""
    return text.isascii() and " " not in text and re.search(rf"\b{re.escape(text)}\b", question) is not None
