"""Errors of the evaluations; each is one sentence for the user."""

from bot.errors import CalisError

__all__ = ["AnswererError", "CaseSetError", "GateError", "JudgeError", "RunError"]


class CaseSetError(CalisError):
    """A question set cannot be used: correct the line and field that the message names."""


class RunError(CalisError):
    """A run is missing, cannot be read or cannot be taken up again: the message says which and what to do."""


class AnswererError(CalisError):
    """What is to be asked cannot be reached, or does not answer by the contract."""


class GateError(CalisError):
    """A threshold cannot be used: correct its name or its number."""


class JudgeError(CalisError):
    """There is no judge, or it cannot be reached: set `CALIS_LLM_…` or install the extra, as the message says."""
