"""Files that commands write their results to."""

from pathlib import Path

from ingest.errors import CalisError


def keep_source(out: Path, source: Path, error: type[CalisError]) -> None:
    """Refuse, before any work is done, a result file that is the very file that is read, by whatever path.

    Raises:
        CalisError: it is; of the given class.
    """
    same = out.samefile(source) if out.exists() and source.exists() else out.resolve() == source.resolve()
    if same:
        raise error(f"结果文件和原文件是同一个（{out}）：请给 --out 另写一个文件名，原文件不会改动。")
