"""Errors of the bot; like those of `ingest`, each is one sentence for the user."""

from ingest.errors import CalisError

__all__ = ["BatchFileError", "CalisError", "ModelMissingError", "ModelUnavailableError", "PortInUseError", "SheetError"]


class BatchFileError(CalisError):
    """A batch file cannot be read or written at all: check the path that the message names."""


class PortInUseError(CalisError):
    """The chat's port is taken: choose another one with --port."""


class SheetError(CalisError):
    """A sheet of names cannot be read or written: check the path, the file's kind or the column that the message names."""


class ModelMissingError(CalisError):
    """A language model is asked for and none is configured: set the variables that the message names."""


class ModelUnavailableError(CalisError):
    """The language model's server gave no usable answer; the desk's own is given instead.

    Attributes:
        reason: slow, dead, limited, denied, refused, garbage or cut.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"语言模型没有给出可用的回答（{reason}）：请检查 CALIS_LLM_BASE_URL 指向的服务。")
        self.reason = reason
        self.detail = detail
