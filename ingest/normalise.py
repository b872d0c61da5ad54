"""One normalisation of text for matching, used alike for chunks, names and questions."""

import re
import unicodedata
from functools import lru_cache

_CONTROL = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_NAME_NOISE = re.compile(r"[\s()\[\]{}<>《》「」『』“”\"'‘’·・,，.。、;；:：\-‐-―_/\\|!！?？~～]+")
# As many texts are kept as normalised.
_TEXTS = 8192


@lru_cache(maxsize=1)
def _simplifier():
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(_TEXTS)
def normalise_text(text: str) -> str:
    """Fold width (NFKC), Traditional to Simplified and case, drop control and direction characters, trim blanks.

    The result is for comparing and searching, never for showing.
    """
    folded = _CONTROL.sub("", unicodedata.normalize("NFKC", text))
    return re.sub(r"\s+", " ", _simplifier().convert(folded)).strip().lower()


def normalise_name(name: str) -> str:
    """A name without the blanks, brackets, dashes and punctuation in which people and lists differ."""
    return _NAME_NOISE.sub("", normalise_text(name))
