"""What a shell is offered to complete a word with: looked up as it stands, nothing written and nothing said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final, TypeAlias

from click.shell_completion import CompletionItem

from ledger.errors import LedgerError
from ledger.language import current
from ledger.language.folding import fold
from ledger.store.ledger import Ledger, is_there, ledger_name
from ledger.store.port import Row
from projections.directory.resolve import Directory
from projections.engine.sqlite.open import as_they_are
from projections.engine.sqlite.views_file import views_file

if TYPE_CHECKING:
    import click

    from projections.engine.sqlite.open import Views

MOST: Final = 50
_LAST: Final = 20  # events, the latest first

Items: TypeAlias = "list[CompletionItem[str]]"

_DAYS: Final = {
    "en": "today yesterday monday tuesday wednesday thursday friday saturday sunday",
    "fr": "aujourd'hui hier avant-hier lundi mardi mercredi jeudi vendredi samedi dimanche",
}
_NETWORKS: Final = "bluesky facebook github instagram linkedin mastodon twitter viadeo xing"
"""Networks that people have; any other word names one too."""


def items(ctx: click.Context, param: click.Parameter, begun: str) -> Items | None:
    """What the value of a parameter may be that begins so; None where nothing is known of its values."""
    offer = _OFFERS.get(param.name or "") or _OFFERS.get((param.metavar or "").removesuffix("..."))
    if offer is None:
        return None
    with suppress(LedgerError, OSError):
        return offer(ledger_name(ctx.find_root().params.get("ledger")), begun)
    return []


def _people(file: str, begun: str) -> Items:
    with _views(file) as views:
        names = Directory(views.tables, views.size).completions(begun, MOST) if views else ()
    return _plain(names)


def _planned(file: str, begun: str) -> Items:
    """Whoever has a plan that is open: that names the plan."""
    from projections.queue import query as queue

    with _views(file) as views:
        if views is None:
            return []
        known = Directory(views.tables, views.size)
        found = queue.plans(views.tables, known.identity, known.listed)
        names = {known.name(each) for plan in found for each in plan.people}
        return _plain(sorted(each for each in names if fold(each).startswith(fold(begun))))


def _events(file: str, begun: str) -> Items:
    return [CompletionItem(f"{row.stream}/{row.v}", help=row.topic) for row in _latest(file, begun)]


def _batches(file: str, begun: str) -> Items:
    import orjson

    batches = (orjson.loads(row.state)["source"].rpartition(":")[2] for row in _latest(file, ""))
    return _plain(each for each in dict.fromkeys(batches) if each.startswith(begun))


def _latest(file: str, begun: str) -> Iterator[Row]:
    if not is_there(file):
        return
    with Ledger.open(file) as ledger:
        size = ledger.size
        found = list(ledger.store.rows(max(0, size - _LAST), size))
    yield from (row for row in reversed(found) if f"{row.stream}/{row.v}".startswith(begun))


@contextmanager
def _views(file: str) -> Iterator[Views | None]:
    """The views, if they fit the ledger; what does not is made again by the next command, and not by a key."""
    if not is_there(file):
        yield None
        return
    with Ledger.open(file) as ledger:
        views = as_they_are(ledger.store, views_file(file))
        try:
            yield views
        finally:
            if views:
                views.close()


def _plain(words: Iterable[str]) -> Items:
    """Words that a shell can hold on one line, and that are no options."""
    return [CompletionItem(each) for each in words if each.isprintable() and not each.startswith("-")]


def _days(_file: str, begun: str) -> Items:
    return _of(_DAYS[current()], begun)


def _days_to_come(_file: str, begun: str) -> Items:
    return _of({"en": "tomorrow ", "fr": "demain "}[current()] + _DAYS[current()], begun)


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
    return _plain(each for each in words.split() if fold(each).startswith(fold(begun)))


def _files(_file: str, begun: str) -> Items:
    return [CompletionItem(begun, type="file")]


_OFFERS: Final[dict[str, Callable[[str, str], Items]]] = {
    # By the name of a parameter, and by what its metavar says that it is.
    "culture": _cultures,
    "names": _projections,
    "network": lambda _file, begun: _of(_NETWORKS, begun),
    "planned": _days_to_come,
    "BATCH": _batches,
    "CHECKPOINT": _files,
    "CODE": lambda _file, begun: _of("en fr", begun),
    "DATE": _days,
    "EVENT": _events,
    "FILE": _files,
    "FORM": _forms,
    "INTO": _people,
    "KIND": _kinds,
    "MEETING": _planned,
    "PATH": _files,
    "PERSON": _people,
}
