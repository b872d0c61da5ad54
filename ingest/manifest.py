"""Reads `manifest.toml`: which files make up the corpus and what each says about itself."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.errors import ManifestError


class RosterList(BaseModel):
    """One list of organisations inside a roster file, found there by its heading."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    heading: str
    edition: str = ""


class Source(BaseModel):
    """One file of the corpus; fields that the document does not state stay empty."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    file: str
    title: str
    kind: Literal["roster", "slides", "article", "document"]
    publisher: str = ""
    author: str = ""
    issue: str = ""
    as_of: date | None = None
    lists: tuple[RosterList, ...] = ()

    @property
    def date_stated(self) -> str:
        """The date or issue that the document states, as text; empty when it states none."""
        return self.as_of.isoformat() if self.as_of else self.issue


def load_manifest(corpus: Path) -> list[Source]:
    """Read and check the manifest of a corpus folder.

    Raises:
        ManifestError: no manifest, bad TOML, an unknown kind or key, a missing field, an id or file named
            twice, a file outside the folder, or a roster that names no list.
    """
    path = corpus / "manifest.toml"
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("source", [])
    except FileNotFoundError as error:
        raise ManifestError(f"找不到 {path}：请把语料目录设为含 manifest.toml 的目录（CALIS_CORPUS）。") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ManifestError(f"{path} 不是正确的 TOML（{error}）：请改正后再运行。") from error
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise ManifestError(f"{path} 里没有任何 [[source]]：请至少登记一个文件。")
    sources = [_parse_source(entry, position) for position, entry in enumerate(entries, start=1)]
    _check_sources(sources)
    return sources


def _parse_source(entry: dict, position: int) -> Source:
    try:
        return Source.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        name = entry.get("id") or entry.get("file") or f"第 {position} 个 [[source]]"
        raise ManifestError(
            f"manifest.toml 里 {name} 的 {field} 不对（现为 {first['input']!r}：{first['msg']}）：请改正后再运行。"
        ) from error


def _check_sources(sources: list[Source]) -> None:
    for attribute in ("id", "file"):
        values = [getattr(source, attribute) for source in sources]
        repeated = sorted({value for value in values if values.count(value) > 1})
        if repeated:
            raise ManifestError(f"manifest.toml 里 {attribute} {'、'.join(repeated)} 出现了不止一次：请只留一个。")
    for source in sources:
        if Path(source.file).name != source.file:
            raise ManifestError(f"manifest.toml 里 {source.id} 的 file {source.file!r} 必须是语料目录里的文件名。")
        if source.kind == "roster" and not source.lists:
            raise ManifestError(
                f"manifest.toml 里 {source.id} 是 roster，但没有写 [[source.lists]]：请写明名单的标题。"
            )
