"""Other ways in which people write the names of organisations: shorter, in Traditional characters, with one wrong character."""

import random
from collections.abc import Callable, Sequence

_SEED = 20231231

Write = Callable[[str], str | None]


def ways_of_writing(names: Sequence[str]) -> dict[str, Write]:
    """The ways by name; each gives None where a name has no such form, or where another name would be as near.

    The wrong characters are drawn by a fixed seed, in the order in which names are written.
    """
    from opencc import OpenCC

    traditional, slips = OpenCC("s2t"), _Slips(names)
    return {
        "full": lambda name: name,
        "without-library": _leave_out_library,
        "traditional": traditional.convert,
        "wrong-character": slips.replace_by_any,
        "like-sounding": slips.replace_by_sound,
    }


def _leave_out_library(name: str) -> str | None:
    return name.removesuffix("图书馆") if name.endswith(("大学图书馆", "学院图书馆")) else None


def _is_chinese(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


class _Slips:
    """Writes names with one wrong character, taken from those with which all names are written."""

    def __init__(self, names: Sequence[str]) -> None:
        from pypinyin import lazy_pinyin

        self._names = names
        self._chance = random.Random(_SEED)
        self._characters = sorted({char for name in names for char in name if _is_chinese(char)})
        self._sounds = {char: lazy_pinyin(char)[0] for char in self._characters}

    def replace_by_any(self, name: str) -> str | None:
        return self._replace(name, lambda char: [other for other in self._characters if other != char])

    def replace_by_sound(self, name: str) -> str | None:
        """Replace one by another of the same sound."""
        return self._replace(
            name, lambda char: [c for c in self._characters if c != char and self._sounds[c] == self._sounds[char]]
        )

    def _replace(self, name: str, others: Callable[[str], list[str]]) -> str | None:
        from rapidfuzz.distance import Levenshtein

        places = [place for place, char in enumerate(name) if _is_chinese(char) and others(char)]
        if not places:
            return None
        place = self._chance.choice(places)
        written = name[:place] + self._chance.choice(others(name[place])) + name[place + 1 :]
        nearest = min(Levenshtein.distance(written, other) for other in self._names if other != name)
        return written if nearest > 1 else None
