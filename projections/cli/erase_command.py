"""The commands that forget: a person, or the text of one event."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import click
import orjson

from ledger.cli import event_ids, forget, unclear_entries
from ledger.cli.session import Session
from ledger.cli.write import Writing
from ledger.facts.event import PersonId
from ledger.facts.person.events import ErasureReason
from ledger.language import N_, _, _n
from ledger.language.console import Command, WordChoice, argument, option
from ledger.language.phrases import show_number
from ledger.language.text import words
from projections.cli.erase_files import finish
from projections.cli.output import print_json, say
from projections.cli.read_session import ViewQueries, one_of, opened
from projections.directory import query as directory

YES = option("--yes", is_flag=True, help=N_("Erase without asking."))
DRY_RUN = option(
    "--dry-run", is_flag=True, help=N_("Show what would be erased, without erasing it.")
)
JSON = option("--json", "as_json", is_flag=True, help=N_("Print the result as JSON."))


_REASONS: Final = {
    "request": "demande",
    "objection": "opposition",
    "retention": "conservation durée",
    "other": "autre",
}
"""Why someone is erased, and other words for it."""


@click.command(
    "erase",
    cls=Command,
    help=N_("Delete for good what you wrote about a person. The events stay."),
)
@argument("person", metavar="PERSON")
@option(
    "--reason",
    type=WordChoice(_REASONS),
    default="request",
    show_default=True,
    help=N_("The reason for erasing."),
)
@YES
@DRY_RUN
@JSON
@click.pass_obj
def erase_person(
    session: Session,
    *,
    person: str,
    reason: ErasureReason,
    yes: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Erase a person, and everyone merged into the same one."""
    with opened(session):
        writing = Writing(session)
    who = _person(writing, person)
    erasure = forget.of_person(writing, who)
    for sentence in forget.consequences(erasure, writing.queries.name(who)):
        say(sentence)
    _erase(
        session,
        erasure,
        lambda: _erased(session, who, reason),
        yes,
        dry_run,
        as_json,
    )


@click.command(
    "erase-text",
    cls=Command,
    help=N_("Delete the text of one event for good. The event itself stays."),
)
@argument("event", metavar="EVENT")
@YES
@DRY_RUN
@JSON
@click.pass_obj
def erase_text(
    session: Session, *, event: str, yes: bool, dry_run: bool, as_json: bool
) -> None:
    """Erase the text of an event; 'correct' says the rest again."""
    with opened(session):
        writing = Writing(session)
    place = event_ids.place(writing, event)
    erasure = forget.of_texts(writing, place)
    count = len(erasure.rows)
    say(
        _n(
            "This deletes {count} text for good.",
            "This deletes {count} texts for good.",
            count,
        ).format(count=show_number(count))
    )
    _erase(
        session,
        erasure,
        lambda: forget.erase_text(session, place),
        yes,
        dry_run,
        as_json,
    )


def _erase(
    session: Session,
    erasure: forget.ErasurePlan,
    do: Callable[[], forget.ErasurePlan],
    yes: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Ask, erase, clean the files, and report."""
    if do_it := not dry_run and forget.agreed(_("Erase?"), yes=yes):
        erasure = do()
        finish(session, erasure.rows, erasure.ids)
    if as_json:
        said: dict[str, Any] = {
            "erased": do_it,
            "texts": len(erasure.rows),
            "people": sorted(erasure.people),
        }
        print_json(said | {"events": sorted(erasure.events)})
    elif do_it:
        say(_("Erased. The ledger's files were searched; no trace is left in them."))
    else:
        say(_("Nothing was erased."))


def _erased(
    session: Session, person: PersonId, reason: ErasureReason
) -> forget.ErasurePlan:
    """Erase a person, and delete the unclear entries that name them."""
    erasure = forget.erase_person(session, person, reason)
    names: list[str] = []
    addresses: list[str] = []
    for row in erasure.rows:
        if row.text is None:
            continue
        if row.stream not in erasure.people:
            continue
        text = orjson.loads(row.text)
        names += filter(None, map(text.get, ("name", "alias")))
        addresses += text.get("emails") or ()
    unclear_entries.forget(session.path, names, addresses)
    return erasure


def _person(writing: Writing, text: str) -> PersonId:
    """The person meant; also someone retracted, that no other command finds."""
    queries = writing.queries
    if not queries.resolve(text):
        hidden = gone(queries, text.strip())
        if len(hidden) == 1:
            return hidden[0]
    return one_of(writing.session, queries, text)


def gone(known: object, text: str) -> list[PersonId]:
    """Those retracted or erased, by the beginning of the id or the whole name."""
    if not isinstance(known, ViewQueries):
        return []
    is_an_id = re.fullmatch("[0-9a-f-]{4,36}", text) is not None
    name = sorted(words(text))
    people: list[PersonId] = []
    for person in directory.people(known.tables):
        if person.standing not in {"retracted", "erased"}:
            continue
        has_id = is_an_id and person.id.startswith(text)
        has_name = bool(person.name) and sorted(words(person.name)) == name
        if has_id or has_name:
            people.append(person.id)
    return people
