"""Direct messages, counted by account, with the day of the last one; their texts are not read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ledger.errors import BadInput
from ledger.importers.formats.twitter.account_names import account
from ledger.importers.formats.twitter.scripts import ArchiveEntry

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


def correspondence(items: Iterable[ArchiveEntry], owner: str | None) -> dict[str, Correspondence]:
    """For each account its messages with the owner, each counted once; groups are left out.

    Raises BadInput where there are some and nothing tells who the owner is.
    """
    conversations = [(item, list(_messages(item.held))) for item in items]
    every = [message for _, messages in conversations for message in messages]
    me = owner or _everywhere(
        [{m.sender, m.recipient} for _, messages in conversations for m in messages[:1]]
    )
    if every and me is None:
        raise BadInput(
            "{file} does not tell which of its people you are: give account.js along with it.",
            file=conversations[0][0].file,
        )
    totals: dict[str, Correspondence] = {}
    seen: set[str] = set()
    for item, messages in conversations:
        for message in messages:
            if message.number not in seen and me in {message.sender, message.recipient}:
                seen.add(message.number)
                correspondent = message.recipient if message.sender == me else message.sender
                if correspondent != me:
                    totals[correspondent] = _counted(
                        totals.get(correspondent), item, message, wrote=message.sender == me
                    )
    return totals


def _counted(
    counted: Correspondence | None, item: ArchiveEntry, message: _Message, *, wrote: bool
) -> Correspondence:
    if counted is None:
        return Correspondence(item.file, item.line, 1, int(wrote), message.on)
    through = max(counted.through, message.on)
    return Correspondence(counted.file, counted.line, counted.total + 1, counted.written + wrote, through)


def _messages(held: Any) -> Iterator[_Message]:
    messages = held.get("messages")
    for number, message in enumerate(messages if isinstance(messages, list) else ()):
        created = message.get("messageCreate") if isinstance(message, dict) else None
        if not isinstance(created, dict):
            continue
        sender, recipient = account(created.get("senderId")), account(created.get("recipientId"))
        if sender and recipient and (on := _day(created.get("createdAt"))):
            number_of_message = created.get("id")
            yield _Message(
                number_of_message
                if isinstance(number_of_message, str)
                else f"{held.get('conversationId')}/{number}",
                sender,
                recipient,
                on,
            )


def _day(text: Any) -> date | None:
    """The day of an instant, in universal time."""
    match = _INSTANT.fullmatch(text) if isinstance(text, str) else None
    try:
        return date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


def _everywhere(pairs: Iterable[Collection[str]]) -> str | None:
    """The account that is in every one of at least two conversations."""
    every = [set(pair) for pair in pairs]
    common = set.intersection(*every) if len(every) > 1 else set()
    return common.pop() if len(common) == 1 else None
