"""Names of accounts: an archive's lists have numbers only, but its tweets name the people they mention.

Nothing is asked of the network, and no name is made out of a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from ledger.errors import BadInput
from ledger.facts import identifiers
from ledger.facts.person.commands import Details
from ledger.importers.api import Contact
from ledger.importers.io.csv_table import Layout, read_table
from ledger.importers.io.encoding import is_unreadable

TABLE: Final = Layout(
    "names.csv",
    {
        "id": ("id", "account id", "user id", "accountId", "user_id", "numéro"),
        "handle": ("handle", "screen name", "username", "screen_name", "pseudo"),
        "name": ("name", "display name", "nom"),
    },
    required=frozenset({"id", "name"}),
)
"""A table that the user made: who the numbers are."""

_ID: Final = re.compile(r"[0-9]{1,20}")
_HANDLE: Final = re.compile(r"[A-Za-z0-9_]{1,20}")
_WRITTEN: Final = re.compile(r"\w{3} (\w{3}) ([0-9]{2}) ([0-9:]{8}) \+0000 ([0-9]{4})")
_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
_LONGEST: Final = 200


@dataclass(frozen=True)
class AccountName:
    """The name of an account at a moment, which compares greater the later it is."""

    at: str
    name: str
    handle: str


def account(value: Any) -> str | None:
    """The number of an account, as text: it is too large for most programs. None for what is none."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        return None
    is_zero = not value.strip("0")
    if is_zero:
        return None
    return value


def mentioned(tweets: Iterable[Mapping[str, Any]]) -> dict[str, AccountName]:
    """The last name that tweets gave each account."""
    names: dict[str, AccountName] = {}
    for tweet in tweets:
        at = _moment(tweet.get("created_at"))
        for mention in _mentions(tweet):
            name = _text(mention.get("name"))
            handle = _handle(mention.get("screen_name"))
            _keep(names, mention.get("id_str"), AccountName(at, name, handle))
        answered = AccountName(at, "", _handle(tweet.get("in_reply_to_screen_name")))
        _keep(names, tweet.get("in_reply_to_user_id_str"), answered)
    return names


def _mentions(tweet: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The accounts that a tweet mentions."""
    entities = tweet.get("entities")
    if not isinstance(entities, dict):
        return []
    mentions = entities.get("user_mentions")
    if not isinstance(mentions, list):
        return []
    return [mention for mention in mentions if isinstance(mention, dict)]


def names_in(file: str, text: str) -> dict[str, AccountName]:
    """For each account that the user's own table names what it is called."""
    table = read_table(file, text, [TABLE])
    if table is None:
        raise BadInput(
            "{file} is not a table with the columns id, handle and name.", file=file
        )
    names: dict[str, AccountName] = {}
    for row in table.rows:
        number = row.cells["id"]
        handle = row.cells.get("handle", "").lstrip("@")
        if account(number):
            names[number] = AccountName("9", _text(row.cells["name"]), _handle(handle))
    return names


def told_apart(names: Mapping[str, AccountName]) -> dict[str, AccountName]:
    """The names, each handle with the account that had it last: handles pass from one to another."""
    holders: dict[str, str] = {}
    in_order = sorted(names.items(), key=lambda entry: entry[1].at)
    for number, named in in_order:
        holders[named.handle.lower()] = number
    distinct: dict[str, AccountName] = {}
    for number, named in names.items():
        is_holder = holders[named.handle.lower()] == number
        distinct[number] = named if is_holder else replace(named, handle="")
    return distinct


def contact(number: str, named: AccountName | None) -> Contact | None:
    """The account as a contact; None if its name is unknown."""
    if named is None or not (named.name or named.handle):
        return None
    urls = [f"https://twitter.com/i/user/{number}"]
    if named.handle:
        urls.append(f"https://x.com/{named.handle}")
    return Contact(
        name=named.name or f"@{named.handle}",
        details=Details(urls=tuple(urls)),
        identifiers=identifiers.of_person(urls=urls),
    )


def _keep(names: dict[str, AccountName], number: Any, named: AccountName) -> None:
    """Keep the later of two; a display name is not forgotten for a handle."""
    key = account(number)
    if key is None or not (named.name or named.handle):
        return
    earlier = names.get(key)
    if earlier is None:
        names[key] = named
        return
    rank = (bool(named.name), named.at)
    if rank >= (bool(earlier.name), earlier.at):
        names[key] = named


def _moment(text: Any) -> str:
    match = None
    if isinstance(text, str):
        match = _WRITTEN.fullmatch(text)
    if match is None:
        return ""
    month_name, day, time, year = match.groups()
    if month_name not in _MONTHS:
        return ""
    return f"{year}-{_MONTHS.index(month_name):02}-{day} {time}"


def _text(value: Any) -> str:
    """A name on one line, "" for what is none."""
    if not isinstance(value, str):
        return ""
    text = " ".join(value.split())
    if is_unreadable(text):
        return ""
    if len(text) > _LONGEST:
        return ""
    return text


def _handle(value: Any) -> str:
    if isinstance(value, str) and _HANDLE.fullmatch(value):
        return value
    return ""
