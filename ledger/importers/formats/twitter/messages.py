"""Direct messages as far as they are looked at: how many with whom, and the last one's day."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ledger.errors import BadInput
from ledger.importers.formats.twitter.files import Item
from ledger.importers.formats.twitter.names import account

_INSTANT: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?Z")


@dataclass(frozen=True)
class Correspondence:
    """All messages with one account: `total`, of which `written` by the owner, the last on `through`."""

    file: str
    line: int
    total: int
    written: int
    through: date


@dataclass(frozen=True)
class _Message:
    number: str
    sender: str
    recipient: str
    on: date


def correspondence(items: Iterable[Item], owner: str | None) -> dict[str, Correspondence]:
    """For each account its messages with the owner, each counted once; groups are left out.

    Raises BadInput where there are some and nothing tells who the owner is.
    """
    conversations = [(item, list(_messages(item.held))) for item in items]
    every = [message for _, some in conversations for message in some]
    me = owner or _everywhere([{m.sender, m.recipient} for _, some in conversations for m in some[:1]])
    if every and me is None:
        raise BadInput(
            "{file} does not tell which of its people you are: give account.js along with it.",
            file=conversations[0][0].file,
        )
    found: dict[str, Correspondence] = {}
    seen: set[str] = set()
    for item, some in conversations:
        for message in some:
            if message.number not in seen and me in {message.sender, message.recipient}:
                seen.add(message.number)
                other = message.recipient if message.sender == me else message.sender
                if other != me:
                    found[other] = _counted(found.get(other), item, message, wrote=message.sender == me)
    return found


def _counted(known: Correspondence | None, item: Item, message: _Message, *, wrote: bool) -> Correspondence:
    if known is None:
        return Correspondence(item.file, item.line, 1, int(wrote), message.on)
    through = max(known.through, message.on)
    return Correspondence(known.file, known.line, known.total + 1, known.written + wrote, through)


def _messages(held: Any) -> Iterator[_Message]:
    messages = held.get("messages")
    for number, each in enumerate(messages if isinstance(messages, list) else ()):
        made = each.get("messageCreate") if isinstance(each, dict) else None
        if not isinstance(made, dict):
            continue
        sender, recipient = account(made.get("senderId")), account(made.get("recipientId"))
        if sender and recipient and (on := _day(made.get("createdAt"))):
            told = made.get("id")
            yield _Message(
                told if isinstance(told, str) else f"{held.get('conversationId')}/{number}",
                sender,
                recipient,
                on,
            )


def _day(text: Any) -> date | None:
    """The day of an instant, in universal time."""
    found = _INSTANT.fullmatch(text) if isinstance(text, str) else None
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _everywhere(pairs: Iterable[Collection[str]]) -> str | None:
    """Who stands in every one of at least two conversations."""
    every = [set(pair) for pair in pairs]
    common = set.intersection(*every) if len(every) > 1 else set()
    return common.pop() if len(common) == 1 else None
