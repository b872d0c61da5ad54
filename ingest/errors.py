"""Errors of this project: one base class; each child is named for what went wrong.

Every message is one sentence for the user, in Chinese: what is wrong, what was found, what to do next.
"""


class CalisError(Exception):
    """Base of all errors whose text may be shown to a user as it is."""


class SettingsError(CalisError):
    """A setting has an unknown name or an impossible value: correct the variable that the message names."""


class ManifestError(CalisError):
    """`manifest.toml` is missing or says something it cannot say: correct the entry that the message names."""


class SourceFormatError(CalisError):
    """A corpus file cannot be read as what the manifest says it is: correct the file or its entry."""


class IndexMissingError(CalisError):
    """Nothing has been ingested yet: run `calis ingest`."""


class IndexMismatchError(CalisError):
    """The index was built by another embedding model or version: run `calis ingest` to build it anew."""


class IngestRunningError(CalisError):
    """Another ingest holds the lock: wait until it has ended, then run again."""


class StoreError(CalisError):
    """The index cannot be written or reached (disk full, no Chroma server): the old index stays in use."""


class ModelUnavailableError(CalisError):
    """The embedding model cannot be loaded: check `CALIS_EMBEDDING_MODEL`."""


class LibraryError(CalisError):
    """A change of the corpus folder cannot be made: the message says why; folder and index are as they were."""
