"""The words that questions about lists are read with: names and levels of the index, and the vocabulary."""

from collections.abc import Iterable
from string import ascii_uppercase

from bot.lexicon import Lexicon
from bot.places import gazetteer, places_to_ask_for
from bot.rosters import Rosters
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
# Kinds whose words mean nothing but the kind.
_PLAIN = (
    "unstated",
    "manner",
    "when",
    "each",
    "inclusive",
    "same_name",
    "same_level",
    "sole",
    "rest",
    "threshold",
    "ranking",
    "comparator",
)
# Entries of the table of tests that are no tests of names themselves.
_CUES = ("negation", "outside", "both", "also", "running", "ended", "due")


def teach_lexicon(rosters: Rosters, terms: Iterable[str] = ()) -> Lexicon:
    """A lexicon of all that questions about some lists may say, and of terms of the prose; what comes first wins."""
    lexicon, names = Lexicon(), rosters.names
    add = lexicon.add
    for form in names.forms:
        add("name", [form], form)
    for alias in names.aliases:
        add("name", [alias], alias)
    for level in rosters.levels:
        add("level", [level if len(level) > 2 else f"{level}级", level], level)
    words = load_vocabulary("roster")
    for level in _unknown_levels(rosters):
        add("level", [f"{level}级", f"{level} level", f"level {level}"], level)
    for level, forms in words["level_words"].items():
        if level in rosters.levels:
            add("level", forms, level)
    for kind, table in _TABLES.items():
        for value, forms in words[table].items():
            add(value if kind == "test" and value in _CUES else kind, forms, value)
    add("organisation", words["organisations"]["suffixes"])
    add("character", words["characters"])
    for count, forms in words["character_counts"].items():
        add("character_count", forms, int(count))
    for kind in _PLAIN:
        add(kind, words[kind]["words"])
    for name, place in places_to_ask_for(row.row.name for row in rosters.rows).items():
        add("place", [name], (place,))
    for region, provinces in words["regions"].items():
        add("place", [region], tuple(gazetteer()[province] for province in provinces))
    for kind, table in (("edge", "edges"), ("dimension", "dimensions")):
        for value, forms in words[table].items():
            add(kind, forms, value)
    for value, forms in words["neighbours"].items():
        add("neighbour", forms, value)
    # A lone 多 or 少 is one only where it stands by itself: 少儿馆.
    for form, value in comparatives().items():
        add("comparative", [form] if len(form) > 1 else [], value)
    # The words of an English name may be small words by themselves: the Chinese University of ….
    add("other", [name for name in load_vocabulary("names")["aliases"] if name.isascii() and " of " in name])
    for count, forms in words["sets_spoken_of"].items():
        add("function", forms, int(count))
    functions = load_vocabulary("words")
    for value, forms in functions["references"].items():
        if value != "openers":
            add("reference", forms, value)
    for value, forms in functions["function"].items():
        add("function", forms, value)
    add("prose", terms)
    # How names begin: "中国" is no "中" followed by something.
    add("other", {form[:2] for form in names.forms if not form[:2].isascii()})
    return lexicon


def _unknown_levels(rosters: Rosters) -> list[str]:
    """Levels that people ask for and no row has: A 级 is asked for all the same, and none has it."""
    if not rosters.levels:
        return []
    known = {level.upper() for level in rosters.levels}
    return [level for letter in ascii_uppercase for level in (letter, f"{letter}+") if level not in known]


def comparatives() -> dict[str, str]:
    """Words that say which of several has more or fewer, by "most" or "least"."""
    words = load_vocabulary("roster")["comparatives"]
    return {form: value for value, forms in words.items() for form in forms}
