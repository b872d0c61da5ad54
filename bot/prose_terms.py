"""The terms of the prose: what a question that holds one is about, so that it is not asked of the lists."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.lexicon import squeeze
from bot.names import NameIndex
from bot.speech import tag_words
from bot.twins import subject_core
from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk

# Characters; longer stretches are sentences, shorter ones too common.
_LONGEST, _SHORTEST = 8, 3
# A compound of words is a term where the prose says it this often.
_OFTEN = 2
_QUOTED = re.compile(r"[“《]([^”》]+)[”》]")
_MIXED = re.compile(r"(?<![a-z])[a-z]{1,5}[\u3400-\u9fff](?![\u3400-\u9fff]{2})")
_FIGURE = re.compile(r"[\d.,]+\S*|[（(：:].*$")
# Nouns, and verbs and adjectives that stand before them; what begins with one of the latter alone is a clause.
_COMPOUND = ("n", "vn", "v", "b", "j")


def read_terms(chunks: Sequence[Chunk], names: NameIndex) -> frozenset[str]:
    """Terms of some prose, squeezed; none that a name of the lists holds or that only says a kind of organisation.

    They are the subjects of stated figures, short headings and items, what stands in quotation marks, and compounds of
    nouns that are said more than once; and the English phrases for them.
    """
    found = [text for chunk in chunks if chunk.figure for text in (chunk.figure.subject, subject_core(chunk))]
    found += [chunk.text for chunk in chunks if chunk.kind in ("heading", "item")]
    found += [quoted for chunk in chunks for quoted in _QUOTED.findall(chunk.text)]
    found += [term for chunk in chunks for term in _MIXED.findall(squeeze(chunk.text))]
    found += _compounds(chunk.text for chunk in chunks if chunk.kind in ("heading", "item", "sentence"))
    terms = {squeeze(_FIGURE.sub("", text)).rstrip("；;。，,") for text in found}
    kinds = tuple(word for word in load_vocabulary("roster")["organisations"]["suffixes"] if not word.isascii())
    all_names = "\n".join(names.forms)
    kept = {term for term in terms if _is_term(term) and not term.endswith(kinds) and term not in all_names}
    english = load_vocabulary("glossary")["english"]
    return frozenset(
        kept | {squeeze(word) for word, meant in english.items() if " " in word and squeeze(meant) in kept}
    )


def _is_term(term: str) -> bool:
    mixed = bool(re.match("[a-z]", term)) and len(term) > 1
    return (mixed or len(term) >= _SHORTEST) and len(term) <= _LONGEST and not term.isascii()


def _compounds(texts: Iterable[str]) -> list[str]:
    """Runs of two words or more that make up one noun, said often enough."""
    counted: Counter[str] = Counter()
    for text in texts:
        run: list[str] = []
        for word, tag in (*tag_words(text), ("", "")):
            if (tag.startswith(_COMPOUND) and len(word) > 1) or (run and tag.startswith("n")):
                run.append(word)
                continue
            counted.update({"".join(run[start:]) for start in range(len(run) - 1)})
            run = []
    return [term for term, count in counted.items() if count >= _OFTEN]
