"""The extract about one person, to be given to them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ledger.cli.session import Session
from ledger.errors import NotFound
from ledger.facts.event import PersonId
from ledger.language import _
from ledger.language.safe import visible
from projections.audit.atomic_file import written
from projections.audit.subject_extract import Subject, export_subject
from projections.audit.third_parties import Others, others
from projections.audit.vcard import vcard
from projections.cli.erase import gone
from projections.cli.output import say
from projections.cli.read_session import ReadSession, one_person
from projections.directory import query as directory

_LISTS = ("emails", "phones", "urls", "tags", "aliases")
_TEXTS = ("organisation", "position", "place")


def write_subject(session: Session, person: str, output: str) -> None:
    """Write handshake-subject/1 about the one whom `person` names, retracted or erased ones too."""
    with ReadSession.open(session) as reading:
        people = reading.identity.group(_whom(reading, person))
        rest = others(directory.people(reading.tables), people, reading.owner)
        card = vcard(_known(reading, people, rest))
        ledger = reading.ledger
        with written(output, as_json=True) as write:
            subject = Subject(people, reading.owner, card, rest.named_in)
            export_subject(ledger.store, ledger.origin, subject, write)
    if output != "-":
        say(_("{file} is written; 'handshake verify {file}' checks it.").format(file=visible(output)))
    say(
        _(
            "Read it before you give it away. Texts shared with others, or that name them, are withheld: "
            "tell of them what can be told."
        )
    )


def _whom(reading: ReadSession, text: str) -> PersonId:
    try:
        return one_person(reading, text)
    except NotFound:
        found = gone(reading.queries, text.strip())
        if len(found) != 1:
            raise
        return found[0]


def _known(reading: ReadSession, people: Sequence[PersonId], rest: Others) -> directory.Person:
    """What is known of the person under every id, less what names others."""
    found = [each for who in people if (each := directory.person(reading.tables, who))]
    whole = found[0] if found else directory.Person(people[0])
    for other in found[1:]:
        empty: dict[str, Any] = {name: getattr(other, name) for name in _TEXTS if not getattr(whole, name)}
        whole = whole._replace(name=whole.name or other.name, **empty)
        if other.name and other.name != whole.name:
            whole = whole._replace(aliases=_joined(whole.aliases, json.dumps([other.name])))
        joined: dict[str, Any] = {
            name: _joined(getattr(whole, name), getattr(other, name)) for name in _LISTS
        }
        whole = whole._replace(**joined)
    hidden: dict[str, Any] = {
        name: None for name in _TEXTS if rest.named(getattr(whole, name) or "", whole_only=True)
    }
    kept: dict[str, Any] = {
        name: json.dumps(
            [v for v in json.loads(getattr(whole, name)) if not rest.named(v, whole_only=True)],
            ensure_ascii=False,
        )
        for name in _LISTS
    }
    return whole._replace(**hidden, **kept)


def _joined(one: str, other: str) -> str:
    return json.dumps(list(dict.fromkeys([*json.loads(one), *json.loads(other)])), ensure_ascii=False)
