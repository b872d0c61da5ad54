"""Reads what a question says of the levels of the organisations that it names: one's level as a filter, or several alike."""

from bot.frame import Frame


def take_level_of_named(frame: Frame) -> None:
    """跟武大同一级的有几家: the level of the organisation that is named, in place of its name.

    Of several (这两家同级吗) the levels are asked.
    """
    if not frame.has("same_level"):
        return
    levels = {row.row.level for mention in frame.mentions for row in mention.match.rows if row.row.level}
    if frame.has("operation") and len(levels) == 1 == len(frame.mentions):
        frame.add_level(levels.pop(), negated=False)
        frame.mentions = []
        frame.cues.pop("attribute", None)
    elif frame.mentions:
        frame.cue("attribute", "level")


def compare_if_equal(frame: Frame) -> None:
    """北大和清华哪个级别高: which level is the higher one no list says, but that two are the same can be said."""
    levels = [{row.row.level for row in mention.match.rows if row.row.level} for mention in frame.mentions]
    one = len(levels) > 1 and all(len(found) == 1 for found in levels) and len(set.union(*levels)) == 1
    if one and frame.count("ranking") == frame.count("unstated") > 0:
        frame.cues.pop("unstated")
        frame.cue("same_level", "same_level")
        frame.cue("attribute", "level")
