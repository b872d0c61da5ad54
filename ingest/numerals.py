"""Reads numbers that are written in digits or in Chinese numerals."""


def read_numeral(text: str) -> int:
    """A number in digits (12) or Chinese numerals (十二, 两百); 0 for what is no number."""
    import cn2an

    try:
        return int(text) if text.isdecimal() else int(cn2an.cn2an(text, "smart"))
    except ValueError:  # 十十 is no number
        return 0
