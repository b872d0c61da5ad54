"""Lists of slides that can be counted, and which of them a question names."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.figure_names import FigureNames, covered, unexplained
from bot.known_figures import Known
from bot.outline import Outline
from bot.terms import ROUNDS, Need
from ingest.chunks import Chunk
from ingest.normalise import normalise_text

# A list is named by more than this share of its title.
_NAMED = 0.5
_FEWEST = 2
# A shorter list has no line that is its subtitle.
_FEWEST_BELOW_SUBTITLE = 3
# A figure is named for itself by this many characters beside the list's, and this share of its subject.
_OWN_PLACES, _OWN_SHARE = 2, 0.5
# The end of a title, in characters, says what kind of thing is listed.
_END = 2
# Numbered rounds: the second is not the first.
_ROUND = re.compile(rf"第?[一二三四五六七八九\d][{ROUNDS}]")
_IN_BRACKETS = re.compile(r"\([^)]*\)")


@dataclass(frozen=True, slots=True)
class NamedList:
    """A list and the words that name it.

    Attributes:
        heading: what it stands under.
        members: in its own order, without subtitles and summaries.
        titles: its heading and its subtitle, normalised.
        around: the headings above it and those beside it, normalised.
        whole: the figure of which its members state the parts; then it is no list of things that are counted.
    """

    heading: Chunk
    members: tuple[Chunk, ...]
    titles: tuple[str, ...]
    around: str
    whole: Known | None = None

    def is_all_of(self, need: Need) -> bool:
        """Whether a question that wants a list speaks of nothing but this one: it says the end of its title (类型), and no
        word that does not stand there (选上)."""
        says_end = any(_IN_BRACKETS.sub("", title)[-_END:] in need.question for title in self.titles)
        said = f"{' '.join(self.titles)} {self.around}"
        fits = need.count in (0, len(self.members))
        return says_end and fits and _says_all(need, said)


class NamedLists:
    """The lists of items in some prose.

    Args:
        chunks: the prose, in printed order.
        outline: its tree.
        names: the figures that it states.
    """

    def __init__(self, chunks: Sequence[Chunk], outline: Outline, names: FigureNames) -> None:
        self._names = names
        summaries = {known.chunk.parent for known in names.known if "summary" in known.roles}
        stating = {known.chunk.parent for known in names.known}
        wholes = _wholes(names.known)
        self._lists = []
        for chunk in chunks:
            kept = [m for m in outline.members(chunk) if m.kind == "item" and m.id not in summaries]
            subtitle = _subtitle(kept, stating)
            members = _in_order([member for member in kept if member is not subtitle])
            # Of differently marked ones some may stand below others.
            if len(members) >= _FEWEST and len({(bool(m.label), "bulleted" in m.details) for m in members}) == 1:
                titles = tuple(normalise_text(title.text) for title in (chunk, subtitle) if title)
                beside = [one.text for one in chunks if one.kind == "heading" and one.parent == chunk.parent != ""]
                around = normalise_text(" ".join((*chunk.section, *beside)))
                whole = next((wholes[m.id] for m in members if m.id in wholes), None)
                self._lists.append(NamedList(chunk, members, titles, around, whole))

    def named(self, need: Need, cue: frozenset[int], means: str = "") -> NamedList | None:
        """The one list that a question names; None where it names several as well, a figure, or says more than that.

        Args:
            cue: the positions of the question that say what is wanted of the list.
            means: a word that the question says besides, by its measure word.
        """
        rated: list[tuple[float, NamedList]] = []
        for one in self._lists:
            own = frozenset(covered(need, " ".join(one.titles)))
            share = max(_share(title, f"{need.question} {means}") for title in one.titles)
            if means and share < 1.0 and not any(means in title for title in one.titles):
                continue  # 三期服务分几大类 does not count the lines of a slide
            if share <= _NAMED or _is_other_round(one, need) or self._names_figure(need, one, own, cue):
                continue
            if not unexplained(need, own | covered(need, one.around) | cue, {len(one.members)}):
                rated.append((share * len(own), one))
        best = max((score for score, _ in rated), default=0.0)
        found = [one for score, one in rated if score == best]
        return found[0] if len(found) == 1 else None

    def whole_of(self, need: Need, cue: frozenset[int]) -> Chunk | None:
        """The whole whose parts a list states, where a question asks how many there are of what the list is of: 要开发多少
        应用系统. None where it says more than that."""
        found = []
        for one in (one for one in self._lists if one.whole):
            said = " ".join((*one.titles, one.whole.own, one.around))
            own = frozenset(covered(need, said)) | cue
            titled = max(_share(title, need.question) for title in one.titles) > _NAMED
            counted = not need.unit or one.whole.kind == "家" or one.whole.figure.unit in need.unit
            parts = [n for n in self._names.named(need) if n.known.group == one.whole.group and n.known != one.whole]
            whole = all(part.own <= own for part in parts) and _says_all(need, said)
            if titled and counted and whole and not unexplained(need, own, ()):
                found.append(one.whole.chunk)
        return found[0] if len(found) == 1 else None

    def _names_figure(self, need: Need, one: NamedList, own: frozenset[int], cue: frozenset[int]) -> bool:
        """Whether a question names a figure for itself, or no worse than a list (省级中心 and 省级中心验收)."""
        named = [
            figure.own - cue
            for figure in self._names.named(need)
            if figure.share >= _OWN_SHARE and figure.known.chunk.parent != one.heading.id
        ]
        return any(len(places - own) >= _OWN_PLACES or len(places) >= len(own) for places in named)


def _says_all(need: Need, text: str) -> bool:
    """Whether a text has every word of what is needed, or one that means it."""
    return all(term.text in text or any(word in text for word in term.means) for term in need.terms)


def _wholes(figures: Sequence[Known]) -> dict[str, Known]:
    """The figures of which several others of their slide are the parts, by the chunk that states them."""
    found = {}
    for whole in (one for one in figures if "whole" in one.roles):
        parts = [one for one in figures if one.group == whole.group and one.kind == whole.kind and "part" in one.roles]
        if len(parts) >= _FEWEST:
            found[whole.chunk.parent] = whole
    return found


def _in_order(members: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """By their numbers, as slides are read; in printed order where some have none."""
    numbered = all(member.label.isdecimal() for member in members)
    return tuple(sorted(members, key=lambda member: int(member.label)) if numbered else members)


def _subtitle(members: Sequence[Chunk], stating: Collection[str]) -> Chunk | None:
    """The first line of a list if it alone states no figure."""
    silent = [member for member in members if member.id not in stating]
    return silent[0] if silent and silent == list(members[:1]) and len(members) > _FEWEST_BELOW_SUBTITLE else None


def _is_other_round(one: NamedList, need: Need) -> bool:
    """Whether a list is of a numbered round and the question of another one."""
    own = set(_ROUND.findall(" ".join(one.titles)))
    return bool(own) and not set(_ROUND.findall(need.question)) <= own


def _share(title: str, question: str) -> float:
    """How much of a title, in characters and without what stands in brackets, a question says in pairs."""
    title = _IN_BRACKETS.sub("", title)
    said = {j for i in range(len(title) - 1) if title[i : i + 2] in question for j in (i, i + 1)}
    return len(said) / len(title) if title else 0.0
