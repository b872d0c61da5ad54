"""Every row of the lists is asked about, with what is right read from the source files without `ingest`."""

from bot.desk import Desk
from evals.rows import ask_row, source_rows
from tests.conftest import CORPUS


def test_every_row_is_answered_rightly_and_cited_at_its_line(desk: Desk) -> None:
    rows = source_rows(CORPUS)
    assert len(rows) == 1329 + 30 + 253
    assert [row for row in rows if ask_row(desk, row, row.name) != "right"] == []
