"""Reads the enumerators of documents: 第一章, 第一节, 第一条, 一、, （一）, 1., (1), 1.2, ①, and how they nest."""

import re
from dataclasses import dataclass

_NUMERAL = r"[零〇一二三四五六七八九十百千\d]+"
_GAP = r"[\s\u3000]*"
# What follows where a text speaks of a chapter or provision instead of opening it.
_MENTIONED = r"(?![的、，。；）)]|规定|所|之)"
# Styles in the order in which they are tried. A bare number needs a blank behind it and a short line (`short_only`).
_PATTERNS = {
    "appendix": rf"(?:附件|附录|附表){_GAP}(?:{_NUMERAL}|[A-Z])?(?:{_GAP}[：:、.．]|\s|$)",
    "part": rf"第{_GAP}{_NUMERAL}{_GAP}(?:编|篇|部分){_MENTIONED}",
    "chapter": rf"第{_GAP}{_NUMERAL}{_GAP}章{_MENTIONED}",
    "section": rf"第{_GAP}{_NUMERAL}{_GAP}节{_MENTIONED}",
    "article": rf"第{_GAP}{_NUMERAL}{_GAP}条(?:之[一二三四五六七八九十])?{_MENTIONED}",
    "chinese": r"[一二三四五六七八九十]{1,3}[、．.]",
    "chinese_bracket": r"[（(][一二三四五六七八九十]{1,3}[）)]、?",
    "decimal": r"\d{1,2}(?:[.．]\d{1,2})+(?:[.．]?\s+|(?=[\u4e00-\u9fff]))",
    "digit": r"\d{1,3}(?:[.．、](?!\d))",
    "digit_bracket": r"(?:[（(]\d{1,2}[）)]|\d{1,2}[）)])",
    "circled": r"[①-⑳]",
    "bare": r"\d{1,2}\s+(?=[^\d\s])",
    "bullet": r"[•·▪●■◆◇○▲►➢✓∗]|[-–*](?=\s)",
}
_STYLES = {style: re.compile(rf"\s*(?P<label>{pattern})\s*") for style, pattern in _PATTERNS.items()}
# Styles that have their place whatever else is open: lower is further out.
_FIXED = {"appendix": 0, "part": 0, "chapter": 1, "section": 2, "article": 3}


@dataclass(frozen=True, slots=True)
class Label:
    """An enumerator: its style, how it is printed (blanks left out), and where the text behind it begins."""

    style: str
    printed: str
    end: int

    @property
    def fixed(self) -> int | None:
        """The place of its style among those that have one, 0 the outermost; None for others."""
        return _FIXED.get(self.style)

    @property
    def depth(self) -> int:
        """How many numbers it has: 2 for 1.2."""
        return len(re.findall(r"\d+", self.printed)) if self.style == "decimal" else 1


def find_label(text: str, short: bool = True) -> Label | None:
    """The enumerator that a text begins with.

    Args:
        text: a paragraph.
        short: it is no longer than a heading; only there is a bare number an enumerator rather than an amount.
    """
    for style, pattern in _STYLES.items():
        match = pattern.match(text)
        if match and (short or style != "bare"):
            return Label(
                style, re.sub(r"\s+", "", match["label"]).rstrip("：:" if style != "decimal" else ".．"), match.end()
            )
    return None


def nest(open_styles: list[tuple[str, int]], label: Label) -> int:
    """How many of the open styles stay open above a label.

    Styles with a fixed place close all that do not rank above them. Of the others each document has its own order (一、
    above （一）, or 1. above 一、), which is that of their first use: one that is open takes its place again, a new one
    goes below everything open.

    Args:
        open_styles: (style, depth) from the outermost; "heading" for one that the format marks.
    """
    for position, (style, depth) in enumerate(open_styles):
        if style == "heading":
            continue
        if label.fixed is not None and _FIXED.get(style, len(_FIXED)) >= label.fixed:
            return position
        if style == label.style and depth >= label.depth:
            return position
    return len(open_styles)
