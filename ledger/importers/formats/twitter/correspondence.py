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

_INSTANT: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?Z"
)


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


def correspondence(
    items: Iterable[ArchiveEntry], owner: str | None
) -> dict[str, Correspondence]:
    """For each account its messages with the owner, each counted once; groups are left out.

    Raises BadInput if there are messages and nothing shows which account is the owner's.
    """
    conversations = [(item, list(_messages(item.held))) for item in items]
    first_messages = [messages[0] for _item, messages in conversations if messages]
    me = owner or _everywhere(
        [{message.sender, message.recipient} for message in first_messages]
    )
    if first_messages and me is None:
        raise BadInput(
            "{file} doesn't say which of these people you are; add account.js.",
            file=conversations[0][0].file,
        )
    totals: dict[str, Correspondence] = {}
    seen: set[str] = set()
    for item, messages in conversations:
        for message in messages:
            ends = [message.sender, message.recipient]
            if message.number in seen:
                continue
            if me not in ends:
                continue
            seen.add(message.number)
            ends.remove(me)
            [correspondent] = ends
            if correspondent == me:
                continue
            wrote = message.sender == me
            before = totals.get(correspondent)
            totals[correspondent] = _counted(before, item, message, wrote=wrote)
    return totals


def _counted(
    counted: Correspondence | None,
    item: ArchiveEntry,
    message: _Message,
    *,
    wrote: bool,
) -> Correspondence:
    if counted is None:
        return Correspondence(item.file, item.line, 1, int(wrote), message.on)
    through = max(counted.through, message.on)
    return Correspondence(
        counted.file, counted.line, counted.total + 1, counted.written + wrote, through
    )


def _messages(held: Any) -> Iterator[_Message]:
    messages = held.get("messages")
    if not isinstance(messages, list):
        return
    for number, message in enumerate(messages):
        created = None
        if isinstance(message, dict):
            created = message.get("messageCreate")
        if not isinstance(created, dict):
            continue
        sender = account(created.get("senderId"))
        recipient = account(created.get("recipientId"))
        on = _day(created.get("createdAt"))
        if sender is None or recipient is None or on is None:
            continue
        identity = created.get("id")
        if not isinstance(identity, str):
            identity = f"{held.get('conversationId')}/{number}"
        yield _Message(identity, sender, recipient, on)


def _day(text: Any) -> date | None:
    """The day of an instant, in universal time."""
    match = None
    if isinstance(text, str):
        match = _INSTANT.fullmatch(text)
    if match is None:
        return None
    try:
        return date.fromisoformat(match[1])
    except ValueError:
        return None


def _everywhere(pairs: Iterable[Collection[str]]) -> str | None:
    """The account that is in every one of at least two conversations."""
    every = list(map(set, pairs))
    if len(every) < 2:
        return None
    common = set.intersection(*every)
    if len(common) != 1:
        return None
    return common.pop()
