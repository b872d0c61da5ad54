"""How much of a conversation and its evidence a request can hold, by a cautious estimate of tokens."""

from collections.abc import Sequence

from bot.verify.evidence import Evidence

# No tokenizer of the model's own is at hand offline. A Chinese character is one token at most with the tokenizers of Qwen,
# DeepSeek, GLM and GPT-4o, and less on average; Latin text has three characters a token or more.
_LATIN_CHARS = 3
_PER_MESSAGE = 8
# Of the room beside the instructions and the reply: for the evidence, and for the questions before.
_EVIDENCE_SHARE, _HISTORY_SHARE = 0.7, 0.2


def count_tokens(text: str) -> int:
    """No fewer tokens than a model's tokenizer would count for common text."""
    latin = sum(char.isascii() for char in text)
    return len(text) - latin + -(-latin // _LATIN_CHARS) + _PER_MESSAGE


def fit_history(history: Sequence[str], room_tokens: int) -> list[str]:
    """The latest questions that fit their share of the room, oldest first."""
    kept: list[str] = []
    left = int(room_tokens * _HISTORY_SHARE)
    for turn in reversed(history):
        left -= count_tokens(turn)
        if left < 0:
            break
        kept.insert(0, turn)
    return kept


def fit_evidence(evidence: Evidence, room_tokens: int) -> Evidence:
    """The first items that fit their share of the room; the first one always."""
    left = int(room_tokens * _EVIDENCE_SHARE)
    kept = []
    for item in evidence.items:
        left -= count_tokens(item.print())
        if left < 0 and kept:
            break
        kept.append(item)
    return Evidence(tuple(kept))
