from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.desk import Desk
from bot.upload import NEW_LIST, Form, compare_corpora, make_source, propose_form
from ingest.errors import LibraryError
from ingest.library import Change, try_change
from ingest.settings import IngestSettings
from tests.conftest import CORPUS
from tests.documents import write_html, write_pdf, write_word

HEADING = "CALIS 联合目录院校及公共成员馆名单（截止到 2024 年 12 月 31 日）"


def write_members(path: Path, rows: list[tuple[str, str]], heading: str = HEADING) -> Path:
    """A workbook of members as CALIS publishes it."""
    book = Workbook()
    for cells in ([heading], ["序号", "单位名称", "级别"], *([n, *row] for n, row in enumerate(rows, start=1))):
        book.active.append(cells)
    book.save(path)
    return path


def test_the_form_is_read_off_a_new_edition(desk: Desk, tmp_path: Path) -> None:
    path = write_members(tmp_path / "members-2024.xlsx", [("北京大学图书馆", "C级")])
    form = propose_form(path, desk.sources())
    assert (form.kind, form.dated, form.lists, form.edition) == ("roster", "2024-12-31", ("members",), "2024")
    source = make_source(form, "members-2024.xlsx", desk.sources())
    assert (source.id, source.as_of.isoformat(), source.lists[0].edition) == ("members-2024", "2024-12-31", "2024")


def test_the_form_of_a_text_takes_its_first_line_for_the_title(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "通知.txt"
    path.write_text("CALIS 的新进展\n\n正文，见《某刊》2021年第5期。\n", encoding="utf-8")
    form = propose_form(path, desk.sources())
    assert (form.kind, form.title, form.lists) == ("document", "CALIS 的新进展", ())


def test_a_text_with_the_issue_of_a_journal_is_an_article(desk: Desk) -> None:
    form = propose_form(CORPUS / "plan-14th-five-year.txt", desk.sources())
    assert (form.kind, form.dated) == ("article", "2021年第5期（总第204期）")


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("rules.pdf", write_pdf),
        ("rules.html", write_html),
        ("rules.docx", write_word),
        ("rules.txt", lambda path: path.write_text("第一条 本规则适用于总馆。\n", encoding="utf-8")),
    ],
)
def test_what_is_proposed_for_a_document_can_be_read(
    desk: Desk, settings: IngestSettings, tmp_path: Path, name: str, write: Callable[[Path], object]
) -> None:
    path = tmp_path / name
    write(path)
    source = make_source(propose_form(path, desk.sources()), name, desk.sources())
    report, _ = try_change(settings, Change(source, path))
    assert source.kind == "document"
    assert report.sources[-1].chunks


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (Form(title=" ", lists=("members",)), "题名"),
        (Form(title="名单"), "哪份名单"),
        (Form(kind="poem", title="诗"), "类型"),
        (Form(title="名单", lists=("members",), edition="2023"), "已有“2023”的一版"),
    ],
)
def test_what_is_missing_or_impossible_is_said(desk: Desk, form: Form, said: str) -> None:
    with pytest.raises(LibraryError, match=said):
        make_source(form, "x.xlsx", desk.sources())


def test_a_new_list_is_called_by_the_title(desk: Desk) -> None:
    source = make_source(Form(title="试用馆名单", lists=(NEW_LIST,), dated="第 3 期"), "名单.csv", desk.sources())
    assert source.lists[0].heading == "试用馆名单"
    assert (source.issue, source.as_of) == ("第 3 期", None)


def test_a_replacing_edition_may_bear_the_same_year(desk: Desk) -> None:
    form = Form(title="名单", lists=("members",), edition="2023", replaces="members-2023")
    assert make_source(form, "x.xlsx", desk.sources()).id == "members-2023"


def test_the_preview_names_who_joined_left_or_changed(desk: Desk, settings: IngestSettings, tmp_path: Path) -> None:
    rows = [(row.row.name, row.row.level) for row in desk.current().rosters.lists["members"].rows[1:]]
    rows = [(name, "C" if name == "北京大学图书馆" else level) for name, level in rows]
    path = write_members(tmp_path / "members-2024.xlsx", [*rows, ("雄安大学图书馆", "D级")])
    source = make_source(propose_form(path, desk.sources()), path.name, desk.sources())
    preview = compare_corpora(desk.current().index.chunks, *try_change(settings, Change(source, path)))
    (change,) = preview.lists
    assert (change.before, change.after) == (1329, 1329)
    assert (change.joined, change.left) == (("雄安大学图书馆",), ("阿坝师范学院图书馆",))
    assert change.changed == (("北京大学图书馆", "B+", "C"),)
    assert [(before, after) for _, before, after in preview.documents] == [(0, 1330)]


def test_the_same_corpus_changes_nothing(desk: Desk, settings: IngestSettings) -> None:
    preview = compare_corpora(desk.current().index.chunks, *try_change(settings, Change()))
    assert (preview.documents, preview.lists, preview.warnings) == ((), (), ())
