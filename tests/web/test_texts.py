import re
from pathlib import Path

import pytest

from bot.web.texts import LANGUAGES, load_texts, say

PHRASES = [(f"{table}.{name}", words) for table, phrases in load_texts().items() for name, words in phrases.items()]


@pytest.mark.parametrize(("key", "words"), PHRASES)
def test_every_phrase_is_in_both_languages_with_the_same_blanks(key: str, words: dict[str, str]):
    assert set(words) == set(LANGUAGES)
    blanks = [sorted(re.findall(r"\{(\w+)\}", words[language])) for language in LANGUAGES]
    assert blanks[0] == blanks[1]


def test_every_phrase_that_the_code_names_exists():
    code = "".join(path.read_text(encoding="utf-8") for path in Path("bot/web").glob("*.py"))
    tables = "|".join(load_texts())
    named = set(re.findall(rf'"((?:{tables})\.\w+)"', code))
    assert len(named) > 30
    assert named <= {key for key, _ in PHRASES}


def test_phrase_is_filled_in():
    assert say("en", "page.line", first=3) == "line 3"
