"""The commands `calis members …`: many names at once, for the help desk."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from bot.settings import BotSettings
from ingest.settings import load_settings

if TYPE_CHECKING:
    from bot.sheets import Grid

members_app = typer.Typer(help="成批核对成员馆。", no_args_is_help=True, rich_markup_mode=None)
_errors = Console(stderr=True, highlight=False, soft_wrap=True)
# From this many characters on, a terminal has room for all columns of the result.
_WIDE = 160


@members_app.callback()
def group() -> None:
    """Make `check` a command of its own, as typer folds a single one into the group."""


@members_app.command(help="核对一个文件里的名称（TXT、CSV 或 XLSX，每行一个）：各在哪份名单、什么级别、协议到哪天。")
def check(
    file: Annotated[Path, typer.Argument(help="每行一个名称的 .txt、.csv 或 .xlsx 文件。")],
    out: Annotated[Path | None, typer.Option(help="结果写到这个 .csv 或 .xlsx 文件；不写则输出到屏幕。")] = None,
    column: Annotated[str | None, typer.Option(help="名称列的标题；不写则按常见的标题找，例如：单位名称。")] = None,
) -> None:
    """Check every name and write a row for each; the summary goes to stderr."""
    from bot.members import check_names, dates_of, put_beside, summarise, write_results
    from bot.rosters import Rosters
    from bot.sheets import check_target, read_sheet, write_csv, write_sheet
    from ingest.index import open_index

    if out:
        check_target(out, file)
    sheet = read_sheet(file, column)
    chunks = open_index(load_settings(BotSettings)).chunks
    rosters = Rosters(chunks)
    names = track(sheet.names, "核对", console=_errors, transient=True, disable=not _errors.is_terminal)
    checks = list(check_names(names, rosters))
    results = write_results(checks, rosters, dates_of(chunks))
    if out:
        write_sheet(out, put_beside(sheet, results), len(sheet.above))
    elif sys.stdout.isatty():
        _print_table(results)
    else:
        write_csv(sys.stdout, put_beside(sheet, results))
    _errors.print(summarise(sheet, checks) + (f"结果写到 {out}。" if out else ""), markup=False)


def _print_table(results: "Grid") -> None:
    """Show headings and rows, without columns in which nothing stands and those for which there is no room."""
    from bot.vocabulary import load_vocabulary

    words, console = load_vocabulary("sheets"), Console()
    headings, *rows = results
    table = Table()
    shown = []
    for column, (key, heading) in enumerate(zip(words["columns"], headings, strict=True)):
        fits = console.width >= _WIDE or key in words["terminal"]["narrow"]
        if fits and any(row[column] not in (None, "") for row in rows):
            table.add_column(str(heading), overflow="fold")
            shown.append(column)
    for row in rows:
        table.add_row(*[Text("" if row[column] is None else str(row[column])) for column in shown])
    console.print(table)
