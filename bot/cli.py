"""The `calis` commands: thin, each calls a plain function; results on stdout, progress and errors on stderr."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bot.cli_members import members_app
from bot.errors import BatchFileError, CalisError, ModelMissingError
from bot.settings import BotSettings
from bot.vocabulary import load_vocabulary
from ingest.settings import load_settings

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.desk import Desk

app = typer.Typer(
    help="CALIS 文献问答：每个回答都注明出处到行。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
app.add_typer(members_app, name="members")
_errors = Console(stderr=True, highlight=False, soft_wrap=True)


@app.callback()
def configure(
    debug: Annotated[bool, typer.Option("--debug", help="出错时给出完整的调用记录和运行日志。")] = False,
) -> None:
    """Switches that all commands share."""
    # Nothing leaves this machine unless its owner says so.
    for name, value in (("GRADIO_ANALYTICS_ENABLED", "False"), ("HF_HUB_DISABLE_TELEMETRY", "1")):
        os.environ.setdefault(name, value)
    logging.basicConfig(level=logging.INFO if debug else logging.CRITICAL, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("bot").setLevel(logging.DEBUG if debug else logging.CRITICAL)


@app.command(help="读取语料目录，建立索引；没有变化时立即结束。")
def ingest() -> None:
    """Bring the index in line with the corpus folder and say what it holds."""
    from ingest.pipeline import ingest as run_ingest

    with _progress("向量化") as advance:
        report = run_ingest(load_settings(BotSettings), advance)
    for warning in report.warnings:
        _errors.print(f"注意：{warning}", markup=False)
    table = Table("文件", "类型", "记录", "文本块", title="索引内容")
    for item in report.sources:
        table.add_row(item.source.file, item.source.kind, str(item.records), str(item.chunks))
    records, chunks = sum(s.records for s in report.sources), sum(s.chunks for s in report.sources)
    table.add_section()
    table.add_row(f"共 {len(report.sources)} 个文件", "", str(records), str(chunks))
    Console().print(table)
    what = f"新向量化 {report.embedded} 段" if report.changed else "没有变化，索引照旧"
    typer.echo(f"用时 {report.seconds:.1f} 秒；{what}。")


@app.command(help="回答一个问题，或用 --batch 回答一个文件里的问题。")
def ask(
    question: Annotated[str | None, typer.Argument(help="问题，例如：北京大学图书馆是什么级别？")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
    batch: Annotated[Path | None, typer.Option(help="每行一个 JSON 对象的文件，含 id 和 question 或 turns。")] = None,
    out: Annotated[Path | None, typer.Option(help="批量结果写到这个文件；不写则输出到屏幕。")] = None,
    llm: Annotated[
        bool | None, typer.Option("--llm/--no-llm", help="由语言模型成文（逐句核对），或不用；不写则设了模型就用。")
    ] = None,
) -> None:
    """Answer on stdout."""
    if (question is None) == (batch is None):
        raise typer.BadParameter("请给出一个问题，或用 --batch 给出问题文件（只能选一样）。")
    from bot.desk import Desk

    if batch is not None:
        _ask_batch(batch, out, llm)
        return
    settings = load_settings(BotSettings)
    answer = _asker(Desk(settings), settings, llm)(question, ())
    if as_json:
        typer.echo(json.dumps(answer.to_json(), ensure_ascii=False, indent=2))
        return
    typer.echo(answer.text)
    if answer.note:
        typer.echo(f"（{answer.note}）")
    for citation in answer.citations:
        lines = f"{citation.first_line}" + (
            f"–{citation.last_line}" if citation.last_line > citation.first_line else ""
        )
        page = f"第 {citation.page} 页" if citation.page else ""
        date = citation.as_of or "原文未注明日期"
        typer.echo(f"  [{citation.n}] {citation.title}（{date}） {citation.source} {page}第 {lines} 行")


def _asker(desk: Desk, settings: BotSettings, llm: bool | None) -> Callable[[str, Sequence[str]], Answer]:
    """What answers: the desk by itself, or with the language model if that is wanted (or configured and not unwanted)."""
    if llm and not settings.has_model:
        raise ModelMissingError(load_vocabulary("llm")["zh"]["no_model"])
    if llm is False or not settings.has_model:
        return desk.ask
    from bot.llm.assistant import Assistant

    return Assistant(desk, settings).ask


def _ask_batch(batch: Path, out: Path | None, llm: bool | None) -> None:
    from bot.batch import answer_batch, read_batch, write_results
    from bot.desk import Desk
    from bot.targets import keep_source

    if out:
        keep_source(out, batch, BatchFileError)
    lines = read_batch(batch)
    settings = load_settings(BotSettings)
    ask = _asker(Desk(settings), settings, llm)
    try:
        target = out.open("w", encoding="utf-8") if out else nullcontext(sys.stdout)
    except OSError as error:
        raise BatchFileError(f"写不了结果文件 {out}（{error.strerror}）：请换一个位置。") from error
    done = 0
    with target as file, _progress("回答") as advance:

        def step() -> None:
            nonlocal done
            done += 1
            advance(done, len(lines))

        failed = write_results(answer_batch(ask, lines), file, step)
    if failed:
        _errors.print(f"{len(lines)} 行里有 {failed} 行没有回答，原因见各行的 error。")


@app.command(help="打开网页问答。")
def chat(
    host: Annotated[str, typer.Option(help="监听的地址。")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="监听的端口。")] = 7860,
    auth: Annotated[str | None, typer.Option(metavar="用户名:密码", help="打开网页先要这对用户名和密码。")] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="同时打开浏览器。")] = False,
) -> None:
    """Serve the web desk until it is stopped."""
    from bot.desk import Desk
    from bot.web.app import parse_auth, serve

    settings, account = load_settings(BotSettings), parse_auth(auth)
    serve(Desk(settings), settings, host, port, account, open_browser)


class _progress:
    """A progress bar on a terminal, nothing elsewhere; gives a function that takes (done, total)."""

    def __init__(self, what: str) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = Progress(*columns, console=_errors, transient=True, disable=not _errors.is_terminal)
        self._what = what

    def __enter__(self):
        self._bar.start()
        task = self._bar.add_task(self._what, total=None)
        return lambda done, total: self._bar.update(task, completed=done, total=total)

    def __exit__(self, *_: object) -> None:
        self._bar.stop()


def main() -> None:
    """Run a command; an error is one sentence on stderr and exit status 1, usage errors are 2."""
    debug = "--debug" in sys.argv
    try:
        app()
    except CalisError as error:
        if debug:
            raise
        _errors.print(f"错误：{error}", markup=False)
        sys.exit(1)
    except Exception as error:
        if debug:
            raise
        _errors.print(
            f"出了意外的错误（{type(error).__name__}）：请加 --debug 再运行一次，看完整的记录。", markup=False
        )
        sys.exit(1)
