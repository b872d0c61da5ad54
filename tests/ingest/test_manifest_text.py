import tomllib
from datetime import date

import pytest

from ingest.errors import ManifestError
from ingest.manifest import RosterList, Source
from ingest.manifest_text import add_entry, print_entry, remove_entry

from ..conftest import CORPUS

TEXT = (CORPUS / "manifest.toml").read_text(encoding="utf-8")
NEW = Source(
    id="members-2024",
    file="members-2024.xlsx",
    title='名单“<b>”"\\\n\x7f',
    kind="roster",
    as_of=date(2024, 12, 31),
    lists=(RosterList(id="members", heading="成员馆名单", edition="2024"),),
)


def test_an_entry_is_read_as_it_was_written() -> None:
    (entry,) = tomllib.loads(print_entry(NEW))["source"]
    assert Source.model_validate(entry) == NEW


def test_adding_and_removing_leaves_all_else_as_it_was() -> None:
    assert remove_entry(add_entry(TEXT, NEW), NEW.id) == TEXT.rstrip() + "\n"


def test_removing_keeps_the_comments_and_the_other_entries() -> None:
    text = remove_entry(TEXT, "co-organisers")
    assert text.startswith("# What lies in this folder.")
    assert [s["id"] for s in tomllib.loads(text)["source"]] == [
        "members-2023",
        "service-progress-phase3",
        "plan-14th-five-year",
    ]


def test_removing_what_is_not_there_is_refused() -> None:
    with pytest.raises(ManifestError, match="nothing"):
        remove_entry(TEXT, "nothing")
