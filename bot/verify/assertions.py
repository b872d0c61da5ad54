"""Names, levels, quotations and a bare yes or no of a statement, held against the evidence that it cites."""

import re
from collections.abc import Sequence
from functools import cache

from bot.lexicon import squeeze
from bot.verify.clauses import Clause, prepare, word_pattern
from bot.verify.complaints import Found
from bot.verify.pairs import pair_levels
from bot.verify.reading import Cited
from bot.vocabulary import load_vocabulary

_SINGLES = re.compile(
    r"(?<![\u3400-\u9fff])[“\"]?[\u3400-\u9fff][”\"]?(?:、[“\"]?[\u3400-\u9fff][”\"]?(?![\u3400-\u9fff]))+"
)
_ALONE = re.compile(r"(?:(?<![\u3400-\u9fff])|(?<=[、和与及]))[\u3400-\u9fff](?![\u3400-\u9fff])")
_BOUND = re.compile(
    r"(?<![\u3400-\u9fff])[\u3400-\u9fff]{1,2}以[上下](?![述面所])|[\u3400-\u9fff]{2}以[上下](?![述面所])"
)
_QUOTED = re.compile(r"[“「『‘]([^”」』’]{2,})[”」』’]|《([^》]+)》|\"([^\"]{2,})\"")


def wrong_quotations(text: str, cited: Cited) -> Found:
    """Quotations that stand in no evidence and in no title of it."""
    if not _QUOTED.search(text):
        return
    units = [squeeze(text) for item in cited.items for text in item.item.units]
    units += [squeeze(c.title + (c.as_of or "")) for item in cited.items for c in item.item.citations]
    units += [squeeze(row["name"]) for item in cited.items for row in item.item.rows.values()]
    for match in _QUOTED.finditer(text):
        quoted = squeeze(next(filter(None, match.groups())))
        if quoted and not any(quoted in unit for unit in units):
            yield "quotation", f"证据里没有这句原话：{match[0]}"


def wrong_names(clauses: Sequence[Clause], cited: Cited) -> Found:
    """Organisations that the cited evidence does not speak of."""
    for clause in clauses:
        for name in clause.names:
            if not cited.knows(name.values):
                said = clause.text[name.start - clause.start : name.end - clause.start]
                yield "name", f"所标的证据没有提到“{said}”"


def wrong_levels(clauses: Sequence[Clause], before: Sequence[Clause], cited: Cited) -> Found:
    """Levels that the cited evidence does not give to those that a statement gives them to."""
    paired = pair_levels(clauses, before)
    if not paired.clear:
        yield "level", "“分别”前后的名称与级别数目不同，看不出谁是哪一级"
    named = (*clauses, *before)
    known = cited.pairs(named)
    for name, level in paired.named:
        if not any((core, level) in known for core in name.values):
            yield "level", f"证据没有说“{'、'.join(sorted(name.values)[:2])}”是 {level.upper()} 级"
    for name, level in paired.denied:
        if any((core, level) in known for core in name.values) or not any(core in dict(known) for core in name.values):
            yield "level", f"证据没有说“{'、'.join(sorted(name.values)[:2])}”不是 {level.upper()} 级"
    bound = {level for _, level in (*paired.named, *paired.denied)}
    levels = cited.levels(named)
    for clause in clauses:
        for found in clause.levels:
            if not found.values & (bound | levels):
                yield "level", f"所标的证据没有提到 {'、'.join(found.values).upper()} 级"


def unclear_names(clauses: Sequence[Clause], before: Sequence[Clause], everything: Cited) -> Found:
    """Short names with one level, where those that the evidence shows under that name have several: 东大是 C 级."""
    known = everything.pairs((*clauses, *before))
    named = pair_levels(clauses, before).named
    for name, _ in named:
        spelt_out = any(other.values < name.values for other, _ in named)  # 东大可以指两家：东北大学是 C 级
        if not spelt_out and len({level for core, level in known if core in name.values}) > 1:
            yield "name", f"“{'、'.join(sorted(name.values)[:3])}”级别不同，要写清是哪一家"


def wrong_verdicts(clauses: Sequence[Clause], cited: Cited) -> Found:
    """A bare yes needs evidence that opens with yes, a bare no such that says no."""
    for clause in clauses:
        yes = is_verdict("yes", clause)
        if not (yes or is_verdict("no", clause)):
            continue
        opening = [c for item in cited.items[:1] for unit in item.units[:1] for c in unit.clauses]
        agreed = any(_verdict("yes").match(c.text.strip()) for c in opening)
        denied = any(c.negative or _verdict("no").match(c.text.strip()) for c in opening)
        if (yes and not agreed) or (not yes and not denied):
            yield "turned", f"证据没有这样断定：{clause.text.strip()}"


def wrong_items(text: str, cited: Cited) -> Found:
    """Things of one character that a text lists and that stand by themselves nowhere in the evidence: 优、良、中、差."""
    listed = {item for run in _SINGLES.findall(prepare(text)) for item in run if "\u3400" <= item <= "\u9fff"}
    lists = [prepare(unit) for item in cited.items for unit in item.item.units]
    unknown = [item for item in sorted(listed) if not any(_stands_alone(item, unit) for unit in lists)]
    if unknown:
        yield "wording", f"证据没有列出：{'、'.join(unknown)}"


def _stands_alone(item: str, text: str) -> bool:
    return item in _ALONE.findall(text)


def wrong_bounds(text: str, cited: Cited) -> Found:
    """What a text counts from upwards or downwards (合格及以上) where the evidence does not."""
    units = [_bare_bounds(unit) for item in cited.items for unit in item.item.units]
    for match in _BOUND.finditer(_bare_bounds(text)):
        if not any(match[0] in unit for unit in units):
            yield "wording", f"证据没有这样的界限：{match[0]}"


def _bare_bounds(text: str) -> str:
    return re.sub(r"[\s“”\"'「」]", "", prepare(text)).replace("及以", "以").replace("或以", "以")


def wrong_sameness(clauses: Sequence[Clause], before: Sequence[Clause], cited: Cited) -> Found:
    """Levels that a text calls the same, or not the same, of organisations to which the evidence gives others, or one."""
    said = [clause for clause in clauses if calls_same(clause)]
    names = [name for clause in (*before, *clauses) for name in clause.names]
    if not said:
        return
    named = [*before, *clauses]
    names = names or [name for item in cited.items for unit in item.units for c in unit.clauses for name in c.names]
    pairs = cited.pairs(named)
    levels = [{level for core, level in pairs if core in name.values} for name in names]
    shared = set.intersection(*levels) if levels and all(levels) else set()
    for clause in said:
        if clause.negative == bool(shared):
            yield "level", f"级别是否相同与证据不合：{clause.text.strip()}"


def calls_same(clause: Clause) -> bool:
    """Whether a clause says of levels that they are or are not the same."""
    return "级" in clause.text and bool(_sameness().search(clause.text))


@cache
def _sameness() -> re.Pattern:
    return word_pattern(load_vocabulary("verify")["verdicts"]["same"])


def is_verdict(which: str, clause: Clause) -> bool:
    """Whether a clause is a bare yes or a bare no."""
    return bool(_verdict(which).fullmatch(clause.text.strip()))


@cache
def _verdict(which: str) -> re.Pattern:
    words = sorted(load_vocabulary("verify")["verdicts"][which], key=len, reverse=True)
    return re.compile("(?:" + "|".join(map(re.escape, words)) + r")(?![\u3400-\u9fffa-z])")
