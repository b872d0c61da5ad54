"""A comparison in words and tables, for the terminal and as Markdown."""

from rich.console import Console

from evals.compare import Comparison, Difference, Flip
from evals.tables import Rows, draw_table, format_value, write_markdown

DIFFERENCES = ("指标", "名称", "A", "B", "差（95% 区间）", "p（校正后）", "结论")
FLIPS = ("题", "问题", "A", "B")
_VERDICTS = {"right": "答对", "wrong": "答错", "declined": "拒答"}
_MOST_FLIPS = 30


def difference_rows(found: Comparison) -> Rows:
    """A row for each metric."""
    return [
        (
            d.title, d.name, format_value(d.name, d.first), format_value(d.name, d.second), _write_change(d),
            _write_p(d.p), conclude(d),
        )
        for d in found.differences
    ]  # fmt: skip


def conclude(difference: Difference) -> str:
    """What a difference says, in words."""
    if difference.change.value == 0 and difference.first == difference.second:
        return "一样"
    if difference.p is None:
        return "不作检验"
    if difference.is_noise:
        return "说明不了什么"
    return "变好" if difference.is_gain else "变差"


def flip_rows(flips: tuple[Flip, ...]) -> Rows:
    """A row for each flipped question, the first thirty."""
    return [
        (f.first.case.id, f.first.case.turns[-1], _VERDICTS[f.first.verdict], _VERDICTS[f.second.verdict])
        for f in flips[:_MOST_FLIPS]
    ]


def describe(found: Comparison) -> str:
    """What was compared, in a few sentences."""
    lines = [
        f"A：{found.first.run_id}（{found.first.answerer}）；B：{found.second.run_id}（{found.second.answerer}）。",
        f"两次都问到的 {found.common} 题，不可比的 {found.left_out} 题；"
        f"变好 {len(found.better)} 题，变差 {len(found.worse)} 题，结果不变而文字变了 {found.reworded} 题。",
    ]
    if found.setup:
        lines.append(f"两次不同的设置：{'、'.join(found.setup)}。")
    return "\n".join(lines)


def _tables(found: Comparison) -> list[tuple[str, tuple[str, ...], Rows]]:
    tables = [
        ("各项指标", DIFFERENCES, difference_rows(found)),
        (f"变差的 {len(found.worse)} 题", FLIPS, flip_rows(found.worse)),
        (f"变好的 {len(found.better)} 题", FLIPS, flip_rows(found.better)),
    ]
    return [table for table in tables if table[2]]


def print_comparison(found: Comparison, console: Console) -> None:
    """On the terminal."""
    console.print(describe(found), highlight=False)
    for table in _tables(found):
        console.print(draw_table(*table))


def write_comparison(found: Comparison) -> str:
    """As Markdown."""
    return "\n".join((describe(found), "", *(write_markdown(*table) for table in _tables(found))))


def _write_change(difference: Difference) -> str:
    name, change = difference.name, difference.change
    low, value, high = (_write_signed(name, number) for number in (change.low, change.value, change.high))
    return value if change.low == change.high else f"{value}（{low} – {high}）"


def _write_signed(name: str, number: float) -> str:
    return f"{'+' if number >= 0 else ''}{format_value(name, number)}"


def _write_p(p: float | None) -> str:
    if p is None:
        return "—"
    return "< 0.001" if p < 0.001 else f"{p:.3f}"
