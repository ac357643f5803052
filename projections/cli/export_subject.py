"""The extract about one person, to be given to them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ledger.cli.progress import progress_bar
from ledger.cli.session import Session
from ledger.facts.event import PersonId
from ledger.language import _
from ledger.language.text import visible
from projections.audit.atomic_file import written
from projections.audit.subject_extract import Subject, export_subject
from projections.audit.third_parties import Others, others
from projections.audit.vcard import vcard
from projections.cli.erase_command import gone
from projections.cli.invitation import language_called, speaking
from projections.cli.output import say, say_written
from projections.cli.read_session import ReadSession, one_person
from projections.directory import query as directory

_LISTS = ("emails", "phones", "urls", "tags", "aliases")
_TEXTS = ("organisation", "position", "place")


def write_subject(session: Session, person: str, output: str) -> None:
    """Write handshake-subject/1 about the person that a text means, even a retracted or erased one."""
    with ReadSession.open(session) as reading:
        people = reading.identity.group(_person(reading, person))
        third_parties = others(directory.people(reading.tables), people, reading.owner)
        card = vcard(_without_names(_joined(reading, people), third_parties))
        subject = Subject(people, reading.owner, card, third_parties.named_in)
        with (
            written(output, as_json=True) as write,
            progress_bar(_("Exporting")) as watch,
        ):
            export_subject(
                reading.ledger.store, reading.ledger.origin, subject, write, watch
            )
    sentence = _("Wrote {file}; 'handshake verify {file}' checks it.")
    say_written(output, sentence.format(file=visible(output)))
    _say_to_read_it()


def write_subject_page(session: Session, person: str, output: str) -> None:
    """Write the page about a person, in their language, to be read by them."""
    from projections.audit.subject_page import html
    from projections.cli.subject_words import subject_page

    with ReadSession.open(session) as reading:
        people = reading.identity.group(_person(reading, person))
        third_parties = others(directory.people(reading.tables), people, reading.owner)
        card = _without_names(_joined(reading, people), third_parties)
        with speaking(language_called(card.language)):
            page = subject_page(reading, card, people, third_parties, session.today)
        with written(output) as write:
            write(html(page).encode())
    say_written(output)
    _say_to_read_it()


def _say_to_read_it() -> None:
    say(
        _(
            "Read it before you give it away. Texts that others share or that name others are withheld; tell the person what you can."
        )
    )


def _person(reading: ReadSession, text: str) -> PersonId:
    if not reading.queries.resolve(text):
        erased = gone(reading.queries, text.strip())
        if len(erased) == 1:
            return erased[0]
    return one_person(reading, text)


def _joined(reading: ReadSession, people: Sequence[PersonId]) -> directory.Person:
    """Return what is known of a person under all ids as one entry."""
    entries = [directory.person(reading.tables, person) for person in people]
    joined, *further = list(filter(None, entries)) or [directory.Person(people[0])]
    for entry in further:
        joined = _with(joined, entry)
    return joined


def _with(person: directory.Person, entry: directory.Person) -> directory.Person:
    """Return the person with what another entry knows besides."""
    name = person.name or entry.name
    changes: dict[str, Any] = {"name": name}
    for field in _TEXTS:
        changes[field] = getattr(person, field) or getattr(entry, field)
    for field in _LISTS:
        changes[field] = _union(getattr(person, field), getattr(entry, field))
    is_another_name = entry.name != name
    if entry.name and is_another_name:
        changes["aliases"] = _union(
            person.aliases, json.dumps([entry.name]), entry.aliases
        )
    return person._replace(**changes)


def _without_names(person: directory.Person, third_parties: Others) -> directory.Person:
    """Return the person without the details that name others."""
    changes: dict[str, Any] = {}
    for field in _TEXTS:
        if third_parties.named(getattr(person, field) or "", full_only=True):
            changes[field] = None
    for field in _LISTS:
        values = json.loads(getattr(person, field))
        shown = [
            value for value in values if not third_parties.named(value, full_only=True)
        ]
        changes[field] = json.dumps(shown, ensure_ascii=False)
    return person._replace(**changes)


def _union(*lists: str) -> str:
    """Return lists in JSON as one, each value once."""
    every_value = (value for text in lists for value in json.loads(text))
    values = dict.fromkeys(every_value)
    return json.dumps(list(values), ensure_ascii=False)
