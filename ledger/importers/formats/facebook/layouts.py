"""Which files of Facebook's export say what, in each of its years."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

NETWORK: Final = "facebook"

Part: TypeAlias = Literal["friends", "sent", "received", "removed", "rejected", "strangers"]

KEYS: Final[Mapping[str, Part]] = {
    "friends_v2": "friends",
    "friends": "friends",
    "sent_requests_v2": "sent",
    "sent_requests": "sent",
    "received_requests_v2": "received",
    "received_requests": "received",
    "deleted_friends_v2": "removed",
    "deleted_friends": "removed",
    "rejected_requests_v2": "rejected",
    "rejected_requests": "rejected",
    "people_you_may_know_v2": "strangers",
    "people_you_may_know": "strangers",
}
"""What the list under a key of a JSON file holds."""

PAGES: Final[Mapping[str, Part]] = {
    "your_friends": "friends",
    "friends": "friends",
    "friends_added": "friends",
    "sent_friend_requests": "sent",
    "friend_requests_sent": "sent",
    "received_friend_requests": "received",
    "friend_requests_received": "received",
    "removed_friends": "removed",
    "rejected_friend_requests": "rejected",
    "people_you_may_know": "strangers",
}
"""What a page holds: nothing inside says so in a language that is known."""

FILES: Final = tuple(
    f"{name}.{ending}" for name, part in PAGES.items() if part != "strangers" for ending in ("json", "html")
)
"""The files of the export that are read. `people_you_may_know` is never: these are strangers."""


def part_of(path: str) -> Part | None:
    """What a page holds by its name; a copy may be numbered, as in `friends (1).html`."""
    name = path.replace("\\", "/").rpartition("/")[2].rpartition(".")[0].casefold()
    return PAGES.get(name.partition("(")[0].strip())
