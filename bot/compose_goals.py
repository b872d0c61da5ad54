"""Puts into words what several numbers tell beside one another: difference, sum, share, the largest, and stated ones."""

from collections.abc import Sequence

from bot.query import Query
from bot.voice import Voice


def tell_goal(names: Sequence[str], numbers: Sequence[int], query: Query, voice: Voice) -> str:
    """What a comparison is to tell beside its numbers; empty if nothing more is asked.

    Args:
        names: of the sets, in words.
        numbers: how many rows each has.
        query: the comparison.
    """
    match query.goal:
        case "":
            return ""
        case "sum":
            return voice.say("compare_sum", count=sum(numbers))
        case "difference":
            return _tell_difference(names, numbers, query, voice)
        case "share":
            if not numbers[-1]:
                return ""
            percent = f"{100 * numbers[0] / numbers[-1]:.2f}".rstrip("0").rstrip(".")
            return voice.say("compare_share", first=names[0], last=names[-1], percent=percent)
    best = (min if query.goal == "least" else max)(numbers)
    leaders = [name for name, number in zip(names, numbers, strict=True) if number == best]
    key = "compare_equal" if len(leaders) == len(names) else f"compare_{query.goal}"
    return voice.say(key, names=voice.join(leaders), count=best)


def _tell_difference(names: Sequence[str], numbers: Sequence[int], query: Query, voice: Voice) -> str:
    """The difference of two sets, of what stands on either side of 比, or of the largest and the smallest."""
    if len(numbers) == 2:
        return voice.say("compare_difference", count=abs(numbers[0] - numbers[1]))
    left = query.left
    if not left:
        return voice.say("compare_range", count=max(numbers) - min(numbers))
    if query.summed:
        sides = [(names[:left], sum(numbers[:left])), (names[left:], sum(numbers[left:]))]
        texts = [
            voice.say("side_several" if len(side) > 1 else "side_one", names=voice.join(side), count=count)
            for side, count in sides
        ]
        gap = sides[0][1] - sides[1][1]
        told = voice.say(f"sides_{_sign(gap)}", count=abs(gap))
        return voice.say("compare_sides", left=texts[0], right=texts[1], told=told)
    pairs = [
        voice.say(f"compare_pair_{_sign(one - other)}", first=first, last=last, count=abs(one - other))
        for first, one in zip(names[:left], numbers[:left], strict=True)
        for last, other in zip(names[left:], numbers[left:], strict=True)
    ]
    return voice.say("compare_pairs", pairs=voice.join(pairs))


def _sign(gap: int) -> str:
    return "more" if gap > 0 else "fewer" if gap < 0 else "equal"


def check_claims(
    names: Sequence[str], numbers: Sequence[int], claims: Sequence[str], voice: Voice
) -> tuple[str, list[str]]:
    """(whether all stated numbers are right, each set with its number and whether the stated one is right).

    Args:
        claims: the number that is stated of each set; empty where none is.
    """
    right = [claim == str(number) for claim, number in zip(claims, numbers, strict=True) if claim]
    verdict = voice.say("claims_right" if all(right) else "claims_mixed" if any(right) else "claims_wrong")
    parts = []
    for name, number, claim in zip(names, numbers, claims, strict=True):
        key = "part_of" if not claim else "part_right" if claim == str(number) else "part_wrong"
        parts.append(voice.say(key, part=name, count=number, claimed=claim))
    return verdict, parts


def check_claim(numbers: Sequence[int], query: Query, voice: Voice) -> str:
    """Whether the only number that is stated is the sum or difference of the sets; empty where there is none."""
    if len(query.asserted) != 1 or query.goal not in ("sum", "difference"):
        return ""
    claimed, value = int(query.asserted[0]), sum(numbers)
    if query.goal == "difference":
        if len(numbers) != 2:
            return ""
        value = numbers[0] - numbers[1]
        if not query.left:
            claimed, value = abs(claimed), abs(value)
    if claimed == value:
        return voice.say("claim_right")
    return voice.say("claims_wrong") if claimed == -value else voice.say("claim_wrong", claimed=abs(claimed))
