"""Words for what was found: phrases in the language of the question, and conditions as people say them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.conditions import AlsoIn, Condition, EndsAmong, EndsBetween, InPlace, LevelIn, NameTest
from bot.rosters import Roster, Rosters, print_level
from bot.vocabulary import load_vocabulary
from ingest.manifest import Source


def language_of(question: str) -> str:
    """`en` for a question with Latin letters and no Chinese, or with Chinese names in an English sentence; else `zh`."""
    words = re.findall(r"[a-z]+", question.lower())
    sentence_words = set(load_vocabulary("words")["function"]["english"])
    if not any("\u3400" <= char <= "\u9fff" for char in question):
        english = (
            sentence_words | set(load_vocabulary("names")["english"]) | set(load_vocabulary("glossary")["english"])
        )
        return "en" if english & set(words) else "zh"  # pinyin is Chinese
    return "en" if sum(word in sentence_words for word in words) > 1 else "zh"


def number_lines(items: Iterable[tuple[str, str]]) -> list[str]:
    """Statements, each with its markers, as the lines of a numbered list.

    They end as in running text, so that a figure does not run into the number of the next line.
    """
    lines = [f"{i}. {statement}{marks}" for i, (statement, marks) in enumerate(items, start=1)]
    return [*(f"{line}；" for line in lines[:-1]), *(f"{line}。" for line in lines[-1:])]


class Voice:
    """Speaks the language of one question.

    Args:
        question: decides the language.
        rosters: for the titles of lists.
        sources: for the dates of lists.
    """

    def __init__(self, question: str, rosters: Rosters, sources: Mapping[str, Source]) -> None:
        self.language = language_of(question)
        self._phrases: dict[str, str] = load_vocabulary("phrases")[self.language]
        self._rosters = rosters
        self._sources = sources

    def say(self, key: str, **values: Any) -> str:
        """A phrase of `phrases.toml` with its braces filled in."""
        return self._phrases[key].format(**values)

    def join(self, texts: Sequence[str]) -> str:
        """Texts as an enumeration."""
        return self.say("separator").join(texts)

    def date_of(self, roster: Roster) -> str:
        """The date of a list in brackets; empty when its source states none."""
        stated = self._sources[roster.heading.source].date_stated
        return self.say("as_of", date=stated) if stated else ""

    def stated_date(self, roster: Roster) -> str:
        """The date of a list as it is."""
        return self._sources[roster.heading.source].date_stated

    def levels(self, levels: Sequence[str]) -> str:
        """Levels as an enumeration."""
        return self.join([level if self.language == "en" else print_level(level) for level in levels])

    def group_name(self, value: str) -> str:
        """What rows were grouped by: a level, or the day on which agreements end."""
        return self.say("ends_group", date=value) if value[:1].isdigit() else self.levels([value])

    def describe(self, conditions: Sequence[Condition]) -> str:
        """Conditions in words, in their order."""
        return self.say("joiner").join(self._describe_one(condition) for condition in conditions)

    def _describe_one(self, condition: Condition) -> str:
        match condition:
            case LevelIn(levels, negated):
                if negated:
                    return self.say("level_not_in", levels=self.levels(levels))
                return self.say("level_in", levels=self.say("either").join(self.levels([level]) for level in levels))
            case NameTest(how, texts, negated, of_kind):
                marks = "of_kind" if of_kind else "quoted"
                quoted = self.say("either").join(self.say(marks, text=escape(text)) for text in texts)
                return self.say(f"name_not_{how}" if negated else f"name_{how}", text=quoted)
            case InPlace(places, negated):
                named = self.say("either").join(place.name for place in places)
                return self.say("not_in_place" if negated else "in_place", place=named)
            case AlsoIn(list_id, _, negated, printed):
                title = self._rosters.lists[list_id].title
                if printed:
                    return self.say("not_same_in" if negated else "same_in", list=title)
                return self.say("not_also_in" if negated else "also_in", list=title)
            case EndsAmong(periods, negated):
                named = self.say("either").join(self._describe_one(period) for period in periods)
                return self.say("ends_not_among", periods=named) if negated else named
            case EndsBetween(first, last, "within", negated) if _is_year(first, last):
                return self.say("ends_not_year" if negated else "ends_year", year=first.year)
            case EndsBetween(first, None, "within", negated):
                return self.say("ends_not_from" if negated else "ends_from", first=first)
            case EndsBetween(None, last, "within", negated):
                return self.say("ends_not_ended" if negated else "ends_ended", last=last)
            case EndsBetween(first, last, how, negated):
                how = "on" if how == "within" and first == last else how
                return self.say(f"ends_not_{how}" if negated else f"ends_{how}", first=first, last=last)


def _is_year(first: date | None, last: date | None) -> bool:
    """Whether two days are the first and last one of a year."""
    return bool(first and last) and (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31))


_MARKDOWN = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>#|"})


def escape(text: str) -> str:
    """Text of a user or a document as Markdown shows it unchanged: no mark-up, no citation marker."""
    return text.translate(_MARKDOWN)
