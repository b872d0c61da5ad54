"""What one browser session has asked: its conversations, as state on the server and as kept in the browser."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError

from bot.answer import Answer

logger = logging.getLogger(__name__)

# A browser keeps about five million characters a site, which may be as many bytes; `keep.js` adds other windows' share.
_KEPT_BYTES = 1_200_000
_MOST_CONVERSATIONS = 30
_MOST_GONE = 100
_TITLE_CHARS = 24


def _new_id() -> str:
    return uuid4().hex


@dataclass(frozen=True)
class Turn:
    """One question with its answer; without an answer it waits, or `notice` says why there is none.

    Attributes:
        verdict: what the reader thought of the answer.
        worded: the reader has said so in words, too, or does not want to.
    """

    question: str
    answer: Answer | None = None
    notice: str = ""
    verdict: Literal["", "up", "down"] = ""
    worded: bool = False
    id: str = field(default_factory=_new_id)


def turn_at(turns: Sequence[Turn], index: object) -> Turn | None:
    """A turn by its index, which comes from the browser and may be anything."""
    return turns[index] if isinstance(index, int) and 0 <= index < len(turns) else None


@dataclass(frozen=True)
class Conversation:
    """The turns of one conversation, oldest first.

    Attributes:
        changed: when, in seconds since 1970; of two windows' copies the browser keeps the later one.
    """

    turns: tuple[Turn, ...] = ()
    changed: float = 0.0
    id: str = field(default_factory=_new_id)

    @property
    def title(self) -> str:
        """Its first question, cut short; empty before there is one."""
        first = " ".join(self.turns[0].question.split()) if self.turns else ""
        return first if len(first) <= _TITLE_CHARS else first[:_TITLE_CHARS] + "…"


@dataclass(frozen=True)
class Session:
    """The conversations of one browser, newest first, and the one that is open.

    Attributes:
        editing: the next question takes the place of the last one.
        gone: ids of conversations that were deleted, lest another window bring them back.
        dropped: the conversation that was deleted last, for who did not mean it.
    """

    conversations: tuple[Conversation, ...] = field(default_factory=lambda: (Conversation(),))
    current_id: str = ""
    editing: bool = False
    gone: tuple[str, ...] = ()
    dropped: Conversation | None = None

    @property
    def current(self) -> Conversation:
        """The open conversation."""
        return next((c for c in self.conversations if c.id == self.current_id), self.conversations[0])

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns of the open conversation."""
        return self.current.turns

    def with_turns(self, turns: tuple[Turn, ...]) -> Session:
        """With other turns in the open conversation."""
        changed = replace(self.current, turns=turns, changed=time.time())
        kept = tuple(changed if c.id == changed.id else c for c in self.conversations)
        return replace(self, conversations=kept, current_id=changed.id, editing=False)

    def with_turn(self, index: int, **changes: Any) -> Session:
        """With one turn of the open conversation changed."""
        turns = list(self.turns)
        turns[index] = replace(turns[index], **changes)
        return replace(self.with_turns(tuple(turns)), editing=self.editing)

    def opened(self, conversation_id: object) -> Session:
        """With another conversation open; an id that is not there changes nothing."""
        known = any(c.id == conversation_id for c in self.conversations)
        return replace(self, current_id=str(conversation_id), editing=False) if known else self

    def begun(self) -> Session:
        """With a new conversation open; an empty one is used again."""
        fresh = next((c for c in self.conversations if not c.turns), Conversation())
        others = tuple(c for c in self.conversations if c.id != fresh.id)
        return replace(self, conversations=(fresh, *others)[:_MOST_CONVERSATIONS], current_id=fresh.id, editing=False)

    def without_current(self) -> Session:
        """With the open conversation deleted; `restored` brings it back."""
        dropped = self.current
        rest = tuple(c for c in self.conversations if c.id != dropped.id) or (Conversation(),)
        gone = (*self.gone, dropped.id)[-_MOST_GONE:]
        return Session(rest, rest[0].id, gone=gone, dropped=dropped if dropped.turns else None)

    def restored(self) -> Session:
        """With the conversation open again that was deleted last, under a new id, for the old one is known as gone."""
        if self.dropped is None:
            return self
        back = replace(self.dropped, id=_new_id(), changed=time.time())
        return replace(self, conversations=(back, *self.conversations), current_id=back.id, editing=False, dropped=None)


@cache
def _adapter() -> TypeAdapter[Session]:
    return TypeAdapter(Session)


def pack_session(session: Session) -> str:
    """A session for the browser to keep, as JSON: lists of old turns are dropped first, then old conversations."""
    kept = [*session.conversations]
    oldest_first = range(len(kept) - 1, -1, -1)
    for position in oldest_first:
        if _size(kept) > _KEPT_BYTES:
            kept[position] = _without_records(kept[position])
    while len(kept) > 1 and _size(kept) > _KEPT_BYTES:
        kept.pop()
    return _dump(Session(tuple(kept), session.current_id, gone=session.gone)).decode()


def unpack_session(kept: object) -> Session:
    """A session as the browser gives it back; anything but a session is a new one.

    A window that had no conversation open, being new, begins one: two windows do not write on in the same.
    """
    if not isinstance(kept, str) or not kept:
        return Session()
    try:
        session = _adapter().validate_json(kept)
    except ValidationError:
        logger.warning("the browser kept what is no session")
        return Session()
    known = any(c.id == session.current_id for c in session.conversations)
    return session if known else session.begun()


def _size(conversations: Sequence[Conversation]) -> int:
    return len(_dump(Session(tuple(conversations))))


def _dump(session: Session) -> bytes:
    return _adapter().dump_json(session, exclude={"dropped"})


def _without_records(conversation: Conversation) -> Conversation:
    turns = (
        replace(turn, answer=replace(turn.answer, records=())) if turn.answer else turn for turn in conversation.turns
    )
    return replace(conversation, turns=tuple(turns))
