"""Tells a misspelt name from a name of its own: one wrong, missing, added or swapped character."""

from collections import defaultdict
from collections.abc import Collection
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from bot.latin_names import sounds_of
from bot.name_forms import WHOLE_NAMES
from bot.places import gazetteer
from bot.vocabulary import load_vocabulary

_SHORTEST_MISSPELT = 4
# Characters that tell a name from others (all but 大学, 学院 and the like) from which on one wrong character is tolerable.
_LONG_NAME = 4


class Spelling:
    """All names, to be compared with what may be a misspelt one.

    Args:
        forms: the forms of all names, squeezed.
    """

    def __init__(self, forms: Collection[str]) -> None:
        self._forms = list(forms)

    @cached_property
    def _by_length(self) -> dict[int, dict[int, str]]:
        """Forms by their length, each under its position among all."""
        found: dict[int, dict[int, str]] = defaultdict(dict)
        for position, form in enumerate(self._forms):
            found[len(form)][position] = form
        return found

    @cached_property
    def _name_pairs(self) -> set[str]:
        return {form[i : i + 2] for form in self._forms for i in range(len(form) - 1)}

    @cached_property
    def _name_characters(self) -> set[str]:
        return {char for form in (*self._forms, *gazetteer()) for char in form}

    def correct(self, written: str) -> list[str]:
        """The forms that differ by a single character, unless the text is a name of its own by its look.

        Two swapped characters win over others, and characters that sound or look alike over unlike ones.

        Args:
            written: squeezed, and none of the forms.
        """
        if len(written) < _SHORTEST_MISSPELT:
            return []
        found = self._within_one(written)
        swapped = [form for form in found if sorted(form) == sorted(written)]
        near = swapped or [form for form in found if not self._is_another_name(written, form)]
        return [form for form in near if _slips(written, form)] or near

    def _within_one(self, written: str) -> list[str]:
        """The forms at a distance of one, in their order; only those of nearly the same length are compared."""
        found = [
            (position, form)
            for length in (len(written) - 1, len(written), len(written) + 1)
            for form, _, position in process.extract(
                written, self._by_length.get(length, {}), scorer=OSA.distance, score_cutoff=1, limit=None
            )
        ]
        return [form for _, form in sorted(found)]

    def _is_another_name(self, written: str, form: str) -> bool:
        """Whether a difference of one character makes another name rather than a slip.

        中国美术学院 is no misspelt 中央美术学院, and 鲁东大学 no 山东大学. A character that sounds or looks the same is a slip, and so
        is one that no name and no place is written with; any other is one only where it makes no word of names and
        most of what tells the name from others is there.
        """
        if _leading_place(written) != _leading_place(form) and _leading_place(written) and _leading_place(form):
            return True
        (edit,) = Levenshtein.editops(written, form)
        if edit.tag == "insert":  # the text lacks a character of the name
            return len(_distinctive(form)) < _LONG_NAME
        typed = written[edit.src_pos]
        if _slips(written, form):
            return False
        if typed not in self._name_characters:
            return False
        around = (
            written[max(edit.src_pos - 1, 0) : edit.src_pos + 1],
            written[edit.src_pos : edit.src_pos + 2],
        )
        makes_word = any(len(pair) == 2 and pair in self._name_pairs for pair in around)
        return makes_word or (edit.dest_pos < len(_distinctive(form)) < _LONG_NAME)


def _distinctive(form: str) -> str:
    """A name without the words at its end that say what kind of organisation it is."""
    core = form
    for ending in (*load_vocabulary("roster")["organisations"]["dropped_ends"], *WHOLE_NAMES):
        core = core.removesuffix(ending) or core
    return core


def _leading_place(name: str) -> str:
    """The province or city that a name begins with: 山西省图书馆 is no misspelt 陕西省图书馆."""
    return next((name[:length] for length in (5, 4, 3, 2) if name[:length] in gazetteer()), "")


def _slips(written: str, form: str) -> bool:
    """Whether two texts differ by one character that sounds or looks like the other."""
    edits = Levenshtein.editops(written, form)
    return all(e.tag == "replace" and _alike(written[e.src_pos], form[e.dest_pos]) for e in edits)


def _alike(one: str, other: str) -> bool:
    """Whether two characters sound the same or are known to look alike."""
    groups = load_vocabulary("names")["lookalikes"]["groups"]
    return bool(sounds_of(one) & sounds_of(other)) or any(one in group and other in group for group in groups)
