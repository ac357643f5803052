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
from ledger.importers.io.encoding import is_broken

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
    return value if isinstance(value, str) and _ID.fullmatch(value) and value.strip("0") else None


def mentioned(tweets: Iterable[Mapping[str, Any]]) -> dict[str, AccountName]:
    """For each account that tweets name what it was called last."""
    names: dict[str, AccountName] = {}
    for tweet in tweets:
        at = _moment(tweet.get("created_at"))
        entities = tweet.get("entities")
        mentions = entities.get("user_mentions") if isinstance(entities, dict) else None
        for mention in mentions if isinstance(mentions, list) else ():
            if isinstance(mention, dict):
                _keep(
                    names,
                    mention.get("id_str"),
                    AccountName(at, _text(mention.get("name")), _handle(mention.get("screen_name"))),
                )
        answered = AccountName(at, "", _handle(tweet.get("in_reply_to_screen_name")))
        _keep(names, tweet.get("in_reply_to_user_id_str"), answered)
    return names


def names_in(file: str, text: str) -> dict[str, AccountName]:
    """For each account that the user's own table names what it is called."""
    if (table := read_table(file, text, [TABLE])) is None:
        raise BadInput("{file} is no table with the columns id, handle and name.", file=file)
    rows = [row.cells for row in table.rows]
    return {
        cells["id"]: AccountName("9", _text(cells["name"]), _handle(cells.get("handle", "").lstrip("@")))
        for cells in rows
        if account(cells["id"])
    }


def told_apart(names: Mapping[str, AccountName]) -> dict[str, AccountName]:
    """The names, each handle with the account that had it last: handles pass from one to another."""
    holders: dict[str, str] = {}
    for number, named in sorted(names.items(), key=lambda entry: entry[1].at):
        holders[named.handle.lower()] = number
    return {
        number: named if holders[named.handle.lower()] == number else replace(named, handle="")
        for number, named in names.items()
    }


def contact(number: str, named: AccountName | None) -> Contact | None:
    """The account as a contact; None where nobody says what it is called."""
    if named is None or not (named.name or named.handle):
        return None
    urls = [f"https://twitter.com/i/user/{number}"]
    urls += [f"https://x.com/{named.handle}"] if named.handle else []
    return Contact(
        name=named.name or f"@{named.handle}",
        details=Details(urls=tuple(urls)),
        identifiers=identifiers.of_person(urls=urls),
    )


def _keep(names: dict[str, AccountName], number: Any, named: AccountName) -> None:
    """Keep the later of two; a display name is not forgotten for a handle."""
    if (key := account(number)) is None or not (named.name or named.handle):
        return
    earlier = names.get(key)
    if earlier is None or (bool(named.name), named.at) >= (bool(earlier.name), earlier.at):
        names[key] = named


def _moment(text: Any) -> str:
    if not isinstance(text, str) or not (match := _WRITTEN.fullmatch(text)) or match[1] not in _MONTHS:
        return ""
    return f"{match[4]}-{_MONTHS.index(match[1]):02}-{match[2]} {match[3]}"


def _text(value: Any) -> str:
    """A name on one line, "" for what is none."""
    text = " ".join(value.split()) if isinstance(value, str) else ""
    return "" if is_broken(text) or "\0" in text or len(text) > _LONGEST else text


def _handle(value: Any) -> str:
    return value if isinstance(value, str) and _HANDLE.fullmatch(value) else ""
