"""What kind of answer a question about the prose asks for, and in what it counts."""

import re

from bot.patterns import compiled
from bot.vocabulary import load_vocabulary
from bot.wording import occurs, translate, write_out
from ingest.normalise import normalise_text

# A list of organisations as a document, with its year.
LIST_NAMED = re.compile(
    r"(?:(?:19|20)\d{2}年?(?:底|年底)?的?)?(?:联合目录)?(?:院校及?(?:公共)?)?(?:成员馆?|联合主办单位)?(?:名单|名录)(?:上|里|中)?"
)
# Which task it is, is no question for a list.
_WHICH_TASK = re.compile(r"\bwhich (?:one )?of the [a-z0-9 ]{0,12}tasks?|which task")
EACH = re.compile(
    r"(?:各自?|分别)(?:都?[是有为达占完写报到]|多少|几)|(?:各自?|分别)[^,。?]{0,6}(?:多少|几)|两个百分|(?:多少|几)[^。]{0,4}[?,][^,。?]{2,10}呢|respectively|\beach\b|\bboth\b"
    r"|how many [^,?]{1,24},[^?]{1,40}\band\b"
)
# Persons are counted as such: 多少馆员.
_PERSONS = re.compile(r"(?:多少|几|\bhow many\s+)名?(?:工作人员|人员|馆员|员工|职工|专家|教师|老师|学生|编目员)")
# Counted by their own words, whatever the measure word: 几个等级 are 四档.
_GRADES = re.compile("(?<!哪)几个?(?:等级|等次|级别|档次|[档等](?!级))")
# 是哪 11 个, 都是什么
_WHICH_OF_SEVERAL = re.compile(r"哪\s*(?:\d+|[二两三四五六七八九十]+)\s*[个项类种家所条大]|都(?:是|有|叫)(?:什么|啥)")


def read_asks(question: str) -> tuple[str, ...]:
    """The kinds of answer that a question asks for, such as "date" or "list", the leading one first."""
    original = write_out(normalise_text(question))
    return find_asks(f"{original} {translate(original)}")


def find_asks(text: str) -> tuple[str, ...]:
    """The kinds of answer that a normalised question, with its translation, asks for, the leading one first."""
    counted = re.sub(r"[哪那这]几[\u3400-\u9fff]?", " ", text)  # 哪几个 asks which, not how many
    asks = [
        ask["kind"]
        for ask in load_vocabulary("search")["asks"]
        if any(occurs(word, counted if ask["kind"] == "number" else text) for word in ask["words"])
        or (ask.get("pattern") and compiled(ask["pattern"]).search(text))
    ]
    if "list" in asks and "number" in asks and not _asks_list(EACH.sub(" ", text)):
        asks.remove("list")  # 各是多少 asks for figures
    if "belongs" in asks:  # 第几项任务 asks for no number of tasks
        asks = [ask for ask in asks if ask != "number" and (ask != "list" or _asks_list(_WHICH_TASK.sub(" ", text)))]
    if _WHICH_OF_SEVERAL.search(text) and "list" not in asks:
        asks.append("list")
    return tuple(asks)


def _asks_list(text: str) -> bool:
    ask = next(ask for ask in load_vocabulary("search")["asks"] if ask["kind"] == "list")
    return any(occurs(word, text) for word in ask["words"]) or compiled(ask["pattern"]).search(text) is not None


def names_list(question: str) -> bool:
    """Whether a question names a list of organisations as a document."""
    return LIST_NAMED.search(normalise_text(question)) is not None


def counts_other_things(question: str) -> bool:
    """Whether what is counted is named by a measure word that no organisation is counted with: 多少条数据, 多少册."""
    unit = counted_unit(normalise_text(question))
    return bool(unit) and "家" not in unit


def names_several(question: str) -> bool:
    """Whether a question asks which several things are: 是哪 11 个, 都是什么."""
    return _WHICH_OF_SEVERAL.search(question) is not None


def counted_unit(text: str) -> tuple[str, ...]:
    """The measure word after 多少 or 几, with those that count the same kind of thing behind it."""
    text = _PERSONS.sub("多少人", _GRADES.sub("几级", text))
    others = "|".join(load_vocabulary("search")["units"]["no_measures"])
    for group in sorted(load_vocabulary("search")["units"]["groups"], key=lambda g: -max(map(len, g))):
        for word in sorted(group, key=len, reverse=True):
            if compiled(rf"(?:多少|(?<![哪那这近前好])几)(?!{others}){re.escape(word)}").search(text):
                asked = [word] if word in load_vocabulary("search")["units"]["general"] else []
                return tuple(dict.fromkeys([*asked, *group]))
    return ()
