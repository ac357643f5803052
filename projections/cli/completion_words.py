"""The words that complete a word begun in a shell: looked up as they stand, nothing written, nothing printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeAlias

from click.shell_completion import CompletionItem

from ledger.errors import LedgerError
from ledger.language import current
from ledger.language.text import fold
from ledger.store.ledger import Ledger, ledger_name
from ledger.store.port import Row
from projections.directory.query import texts_of
from projections.directory.resolve import Directory
from projections.engine.sqlite.open import as_they_are
from projections.engine.sqlite.views_file import views_file

if TYPE_CHECKING:
    import click

    from projections.engine.sqlite.open import Views

MOST: Final = 50
_LOOKED_AT: Final = 5000  # people whose places and tags are looked at
_RECENT: Final = 20  # events that are offered

Items: TypeAlias = "list[CompletionItem[str]]"

_DAYS: Final = {
    "en": "today yesterday monday tuesday wednesday thursday friday saturday sunday",
    "fr": "aujourd'hui hier avant-hier lundi mardi mercredi jeudi vendredi samedi dimanche",
}
_NETWORKS: Final = (
    "bluesky facebook github instagram linkedin mastodon twitter viadeo xing"
)
"""Networks that people have; any other word names one too."""


def items(ctx: click.Context, param: click.Parameter, begun: str) -> Items | None:
    """Return the values of a parameter that begin so; None if nothing is known of its values."""
    offer = _OFFERS.get(param.name or "") or _OFFERS.get(
        (param.metavar or "").removesuffix("...")
    )
    if offer is None:
        return None
    given = ctx.find_root().params
    if command := given.get("passphrase_command"):
        from ledger.store.asking import use_command

        use_command(command)
    with suppress(LedgerError, OSError):
        return offer(ledger_name(given.get("ledger")), begun)
    return []


def _people(file: str, begun: str) -> Items:
    with _views(file) as views:
        if views is None:
            return []
        return _plain(Directory(views.tables, views.size).completions(begun, MOST))


def _values(field: str) -> Callable[[str, str], Items]:
    """Offer what is known of people in one field: their tags, places, firms."""

    def offer(file: str, begun: str) -> Items:
        with _views(file) as views:
            if views is None:
                return []
            directory = Directory(views.tables, views.size)
            values: set[str] = set()
            for person in islice(directory.people(), _LOOKED_AT):
                value = getattr(person, field) or ""
                offered_values = [value]
                if field == "tags":
                    offered_values = texts_of(value)
                values.update(offered_values)
        values.discard("")
        return _plain(sorted(_beginning(begun, values), key=fold)[:MOST])

    return offer


def _sort_keys(_file: str, begun: str) -> Items:
    keys = {"en": "name trust day place organisation"}
    return _of(keys.get(current(), "nom confiance jour lieu organisation"), begun)


def _planned(file: str, begun: str) -> Items:
    """Offer the people with an open plan: their names stand for it."""
    from projections.queue import query as queue

    with _views(file) as views:
        if views is None:
            return []
        directory = Directory(views.tables, views.size)
        plans = queue.plans(views.tables, directory.identity, directory.listed)
        names = {directory.name(person) for plan in plans for person in plan.people}
    return _plain(sorted(_beginning(begun, names)))


def _events(file: str, begun: str) -> Items:
    """Offer the last events, `last`, and people, whose last meeting is meant."""
    if not _latest_rows(file):
        return []
    latest = {"en": "last", "fr": "dernier"}[current()]
    people = []
    if begun:
        people = _people(file, begun)
    return [*_of(latest, begun), *_recent(file, begun), *people]


def _recent(file: str, begun: str) -> Items:
    events = {f"{row.stream}/{row.v}": row.topic for row in _latest_rows(file)}
    items: Items = []
    for event, topic in events.items():
        is_printable = f"{event}{topic}".isprintable()
        if is_printable and event.startswith(begun):
            items.append(CompletionItem(event, help=topic))
    return items


def _batches(file: str, begun: str) -> Items:
    import orjson

    sources = (orjson.loads(row.state)["source"] for row in _latest_rows(file))
    batches = dict.fromkeys(source.rpartition(":")[2] for source in sources)
    batches_begun = (batch for batch in batches if batch.startswith(begun))
    return _plain(batches_begun)


def _latest_rows(file: str) -> list[Row]:
    """Return the last rows of the ledger, the latest one at the front."""
    ledger = Ledger.at_hand(file)
    if ledger is None:
        return []
    with ledger:
        rows = ledger.store.rows(max(0, ledger.size - _RECENT), ledger.size)
        return list(rows)[::-1]


@contextmanager
def _views(file: str) -> Iterator[Views | None]:
    """Give the views, if they fit the ledger; making them anew is left to the next command."""
    ledger = Ledger.at_hand(file)
    if ledger is None:
        yield None
        return
    with ledger:
        views = as_they_are(ledger.store, views_file(ledger.store.file))
        try:
            yield views
        finally:
            if views:
                views.close()


def _plain(words: Iterable[str]) -> Items:
    """Offer the words that a shell can hold on one line, and that are no options."""
    no_options = (word for word in words if not word.startswith("-"))
    return [CompletionItem(word) for word in no_options if word.isprintable()]


def _days(_file: str, begun: str) -> Items:
    return _of(_DAYS[current()], begun)


def _days_to_come(_file: str, begun: str) -> Items:
    return _of(
        {"en": "tomorrow ", "fr": "demain "}[current()] + _DAYS[current()], begun
    )


def _forms(_file: str, begun: str) -> Items:
    from ledger.facts.meeting.events import forms

    return _of(" ".join(forms()), begun)


def _cultures(_file: str, begun: str) -> Items:
    from ledger.facts.ledger_stream import PRESETS

    return _of(" ".join(PRESETS), begun)


def _projections(_file: str, begun: str) -> Items:
    from projections import versions

    return _of(" ".join(versions()), begun)


def _kinds(_file: str, begun: str) -> Items:
    from ledger.facts.event import KINDS

    return _of(" ".join(KINDS), begun)


def _of(words: str, begun: str) -> Items:
    return _plain(_beginning(begun, words.split()))


def _beginning(begun: str, words: Iterable[str]) -> Iterator[str]:
    """The words with this beginning, ignoring case and accents."""
    folded = fold(begun)
    return (word for word in words if fold(word).startswith(folded))


def _files(_file: str, begun: str) -> Items:
    return [CompletionItem(begun, type="file")]


_OFFERS: Final[dict[str, Callable[[str, str], Items]]] = {
    # By the name of a parameter, and by what its metavar says that it is.
    "culture": _cultures,
    "list_organisations": _values("organisation"),
    "list_places": _values("place"),
    "list_tags": _values("tags"),
    "sort": _sort_keys,
    "names": _projections,
    "network": lambda _file, begun: _of(_NETWORKS, begun),
    "planned": _days_to_come,
    "COMMAND": _batches,
    "CHECKPOINT": _files,
    "CODE": lambda _file, begun: _of("en fr", begun),
    "DATE": _days,
    "PERIOD": _days,
    "EVENT": _events,
    "FILE": _files,
    "FORM": _forms,
    "INTO": _people,
    "KIND": _kinds,
    "MEETING": _planned,
    "PATH": _files,
    "PERSON": _people,
}
