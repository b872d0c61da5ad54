"""Changes `manifest.toml` as text, entry by entry, so that its comments and the other entries stay as they are."""

import json
import re
import tomllib

from ingest.errors import ManifestError
from ingest.manifest import RosterList, Source

_ENTRY = re.compile(r"^\[\[source\]\]", re.MULTILINE)


def add_entry(text: str, source: Source) -> str:
    """The manifest with one more entry at its end."""
    return f"{text.rstrip()}\n\n{print_entry(source)}"


def remove_entry(text: str, source_id: str) -> str:
    """The manifest without an entry.

    Raises:
        ManifestError: there is no such entry, or it cannot be told from the others.
    """
    starts = [match.start() for match in _ENTRY.finditer(text)]
    pieces = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    found = [piece for piece in pieces if _id_of(piece) == source_id]
    if len(found) != 1:
        raise ManifestError(f"manifest.toml 里找不到 {source_id} 这一项：请手工检查这个文件。")
    return text.replace(found[0], "", 1).rstrip() + "\n"


def print_entry(source: Source) -> str:
    """An entry as `load_manifest` reads it; fields that say nothing are left out."""
    lines = ["[[source]]"]
    for name in ("id", "file", "title", "kind", "publisher", "author", "issue"):
        if value := getattr(source, name):
            lines.append(f"{name} = {_quote(value)}")
    if source.as_of:
        lines.append(f"as_of = {source.as_of.isoformat()}")
    for item in source.lists:
        lines += ["", *_print_list(item)]
    return "\n".join(lines) + "\n"


def _print_list(item: RosterList) -> list[str]:
    lines = ["[[source.lists]]", f"id = {_quote(item.id)}", f"heading = {_quote(item.heading)}"]
    return [*lines, f"edition = {_quote(item.edition)}"] if item.edition else lines


def _quote(value: str) -> str:
    """A TOML string: what JSON escapes TOML reads alike, but for the one character that only TOML forbids."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _id_of(piece: str) -> str:
    try:
        return tomllib.loads(piece)["source"][0].get("id", "")
    except (tomllib.TOMLDecodeError, KeyError, IndexError):
        return ""
