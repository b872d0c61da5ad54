"""Writes radicals and ligatures, which fonts put into PDFs in place of characters (⻚ for 页), as what they stand for."""

import unicodedata

# The radicals of U+2E80 to U+2EFF that are characters as well, and those characters, after Unicode's
# EquivalentUnifiedIdeograph.txt; the normal forms of Unicode leave them alone.
_RADICALS = "⺒⺓⺝⺟⺠⺬⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳"
_CHARACTERS = "巳幺月母民示虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟"

_TABLE = str.maketrans(_RADICALS, _CHARACTERS) | {
    code: unicodedata.normalize("NFKC", chr(code)) for code in (*range(0x2F00, 0x2FD6), *range(0xFB00, 0xFB07))
}


def unify_radicals(text: str) -> str:
    """A text with radicals as characters and ﬁ and its like as letters; everything else as it is."""
    return text.translate(_TABLE)
