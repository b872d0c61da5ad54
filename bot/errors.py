"""Errors of the bot; like those of `ingest`, each is one sentence for the user."""

from ingest.errors import CalisError

__all__ = ["BatchFileError", "CalisError", "PortInUseError", "SheetError"]


class BatchFileError(CalisError):
    """A batch file cannot be read or written at all: check the path that the message names."""


class PortInUseError(CalisError):
    """The chat's port is taken: choose another one with --port."""


class SheetError(CalisError):
    """A sheet of names cannot be read or written: check the path, the file's kind or the column that the message names."""
