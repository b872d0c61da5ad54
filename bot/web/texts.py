"""The words of the page in its two languages, from `texts.toml`."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def say(language: Language, key: str, **values: Any) -> str:
    """A phrase by its table and name ("chat.box") with its braces filled in.

    Raises:
        KeyError: there is no such phrase.
    """
    table, _, name = key.partition(".")
    return load_texts()[table][name][language].format(**values)


@cache
def load_texts() -> dict[str, dict[str, dict[str, str]]]:
    """All phrases: table, name, language."""
    return tomllib.loads(Path(__file__).with_name("texts.toml").read_text(encoding="utf-8"))
