"""The forms in which one name is written: with and without 图书馆, and a second name in brackets."""

import re
from functools import lru_cache

from bot.lexicon import squeeze
from bot.places import gazetteer, short_name
from bot.vocabulary import load_vocabulary

# A name that ends so is whole: no short form, and no company.
WHOLE_NAMES = ("大学", "学院", "学校")
# A company's name is clear without its legal form from this many characters on.
_SHORTEST_FIRM = 6


def name_forms(name: str) -> set[str]:
    """The full name squeezed, and the name without (or with) an ending that people leave out, such as a legal form."""
    words = load_vocabulary("roster")["organisations"]
    full = squeeze(name)
    forms = {full}
    # A second name in brackets: 房山区文化活动中心(房山区图书馆).
    second = re.fullmatch(r"(.+?)\s*[(（]([^()（）]+)[)）]", name.strip())
    if (
        second
        and second[2].endswith(tuple(word for word in words["suffixes"] if not word.isascii()))
        and len(second[2]) > 4
    ):
        forms |= {squeeze(second[1]), squeeze(second[2])}
    firm = next((full.removesuffix(end) for end in words["company_ends"] if full.endswith(end)), "")
    if len(firm) >= _SHORTEST_FIRM:
        forms.add(firm)
    forms |= {_without_divisions(form) for form in tuple(forms)}
    for ending in words["dropped_ends"]:
        short = full.removesuffix(ending)
        ends = tuple(squeeze(end) or end for end in words["short_name_ends"])
        closed = name.rstrip().removesuffix(ending).endswith(("(", ")", "（", "）"))
        if short != full and short.endswith(tuple(words["division_ends"])):
            forms.add(f"{short}馆")  # 河北省馆
        if short != full and (short.endswith(ends) or closed):
            forms.add(short)
        elif short == full and (full.endswith(ends) or closed):
            forms.add(full + ending)
    return forms


def _without_divisions(form: str) -> str:
    """A name without 省 and 市 behind the places that it begins with: 河南郑州新华书店."""
    kept = ""
    while place := next(
        (form[:n] for n in (3, 4, 5) if form[:n].endswith(("省", "市")) and form[:n] in gazetteer()), ""
    ):
        kept, form = kept + short_name(place), form.removeprefix(place)
    return kept + form


@lru_cache(maxsize=16384)
def core_of(name: str) -> str:
    """A squeezed name without a final 图书馆."""
    core = squeeze(name)
    for ending in load_vocabulary("roster")["organisations"]["dropped_ends"]:
        core = core.removesuffix(ending) or core
    return core
