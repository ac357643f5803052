"""Monica's export as a reading. Its activities happen in person; calls and conversations do not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ledger.errors import BadInput
from ledger.facts import identifiers
from ledger.facts.meeting.events import Form, is_at_a_distance
from ledger.facts.person.commands import Details
from ledger.importers.api import (
    APPOINTMENT,
    Attended,
    Claim,
    Contact,
    Diagnostic,
    ImportedRow,
    ImportFile,
    Messaged,
    Named,
    Noted,
    Sifted,
    Unclear,
)
from ledger.importers.formats.monica.contacts import FORMAT, Card, card, told_apart
from ledger.importers.formats.monica.export import Item, account_of, as_day, as_text, collections, instance
from ledger.importers.io.files import of_each
from ledger.importers.io.json_document import Document, read_document
from ledger.language import N_
from ledger.language.folding import fold
from ledger.language.form_words import form_of
from ledger.language.meeting_words import distance, distance_in_note, outcome, outcome_in_note

SUFFIXES: Final = (".json",)
"""How the export's name ends; its beginning is drawn by lot."""

NO_DAY: Final = N_("This entry has no day that can be read.")
NOBODY: Final = N_("No contact took part in this activity.")
WORDS: Final = N_("Its words leave it open whether it took place.")
CALL: Final = N_("Its description speaks of a call.")

_NETWORK: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_KEYS: Final[Mapping[str, Form]] = {"went_bar": "drinks"}
"""Monica's own types of activities whose names in other languages hold no word of a form."""


@dataclass(frozen=True)
class _Export:
    """What a file says once for all: types of fields and of activities, and which contact is the owner's."""

    document: Document
    fields: Mapping[str, Mapping[str, Any]]
    activities: Mapping[str, Mapping[str, Any]]


def read(files: Sequence[Named], *, encoding: str | None = None) -> Sifted:
    """What the exports hold. Relationships, reminders, gifts, debts and journals are left alone.

    Activities whose words leave it open whether people met are among the unclear.
    Raises BadInput for a file that is no export of Monica's, and where it holds nobody.
    """
    encodings: dict[str, str] = {}
    exports, refused = of_each(files, lambda name, data: _rows(name, data, encoding, encodings))
    rows = [*(row for found, _ in exports for row in found), *refused]
    owner = next((whose for _, whose in exports if whose), None)
    brought = tuple(row for row in rows if isinstance(row, ImportedRow))
    problems = tuple(row for row in rows if isinstance(row, Diagnostic))
    if not brought:
        raise BadInput(
            "{file} holds no contact.", file=", ".join(name for name, _ in files), problems=problems
        )
    read = sum(each.rows for each in brought) + len(problems)
    reading = ImportFile(rows=brought, problems=problems, read=read, owner=owner, encodings=encodings)
    return Sifted(reading=reading, unclear=tuple(row for row in rows if isinstance(row, Unclear)))


def _rows(
    file: str, data: bytes, encoding: str | None, encodings: dict[str, str]
) -> tuple[list[ImportedRow | Diagnostic | Unclear], Contact | None]:
    """The rows of one export, and whose it is."""
    document = read_document(file, data, encoding=encoding)
    encodings[file] = document.encoding
    account = account_of(document)
    types = ("contact_field_types", "activity_types")
    export = _Export(document, *(instance(document, account, name) for name in types))
    items = list(collections(document, document.get("data", account)))
    users = [item for item in items if item.kind == "user"]
    me = {user.text("me_contact") for user in users} - {""}
    cards: list[Card] = []
    rows: list[ImportedRow | Diagnostic | Unclear] = []
    for item in items:
        if item.kind == "contact" and item.uuid not in me:
            inside = tuple(collections(document, item.inside))
            match card(document.file, item, inside, export.fields):
                case Card() as found:
                    cards.append(found)
                case Diagnostic() as problem:
                    rows.append(problem)
    everybody = told_apart(cards)
    for each in everybody:
        rows += _of_contact(each, export)
    rows += _activities(items, everybody, export)
    rows.sort(key=_line)
    return rows, _owner(users)


def _line(row: ImportedRow | Diagnostic | Unclear) -> int:
    return row.meeting.line if isinstance(row, Unclear) else row.line


def _of_contact(each: Card, export: _Export) -> Iterator[ImportedRow | Diagnostic]:
    """The contact, and what was said and noted."""
    file = export.document.file
    yield ImportedRow(file=file, line=each.item.line, who=(each.who,))
    description = each.item.text("description")
    if description:
        noted = Noted(text=description, identifiers=(_key("description", each.item.uuid or each.who.name),))
        yield ImportedRow(file=file, line=each.item.line, who=(each.who,), what=noted)
    for item in each.inside:
        if item.kind in {"call", "note", "conversation"}:
            what = _what(item, each, export)
            if what is not None:
                yield ImportedRow(file=file, line=item.line, who=(each.who,), what=what)
            else:
                yield Diagnostic(file=file, line=item.line, reason=NO_DAY)


def _what(item: Item, each: Card, export: _Export) -> Claim:
    """What a call, a note or a conversation comes to; None without a day or a word."""
    told = sorted(map(str, item.properties.values()))
    key = _key(item.kind, item.uuid or "|".join((each.item.uuid, item.created, *told)))
    match item.kind:
        case "call" if on := item.day("called_at"):
            return Attended(form="call", on=on, note=item.text("content") or None, identifiers=(key,))
        case "note" if text := item.text("body"):
            return Noted(text=text, on=as_day(item.created), identifiers=(key,))
        case "conversation":
            return _messages(item, export)
        case _:
            return None


def _messages(item: Item, export: _Export) -> Messaged | None:
    """The messages of a conversation, in number; what they say is not looked at."""
    told = item.properties.get("messages")
    messages = (
        [each.get("properties") for each in told if isinstance(each, dict)] if isinstance(told, list) else []
    )
    days = [as_day(each.get("written_at")) for each in messages if isinstance(each, dict)]
    through = max((day for day in (*days, item.day("happened_at")) if day), default=None)
    network = fold(as_text(export.fields.get(item.text("contact_field_type"), {}).get("name"))).replace(
        " ", "-"
    )
    if through is None or not messages:
        return None
    is_word = _NETWORK.fullmatch(network) is not None
    return Messaged(network=network if is_word else FORMAT, total=len(messages), through=through)


def _activities(
    items: Sequence[Item], cards: Sequence[Card], export: _Export
) -> Iterator[ImportedRow | Diagnostic | Unclear]:
    """What people did together; a contact names the activities it took part in."""
    there: dict[str, list[Contact]] = {}
    for each in cards:
        for inside in each.inside:
            if inside.kind == "activity":
                there.setdefault(inside.uuid, []).append(each.who)
    file = export.document.file
    for item in items:
        if item.kind == "activity":
            who = tuple(there.get(item.uuid, ()))
            on = item.day("happened_at")
            if on is None or not who:
                yield Diagnostic(file=file, line=item.line, reason=NOBODY if on else NO_DAY)
            else:
                attended = _attended(item, on, export)
                meeting = ImportedRow(file=file, line=item.line, who=who, what=attended)
                reason = _why_unclear(item, attended)
                yield _unclear(item, meeting, attended.form, reason) if reason else meeting


def _attended(item: Item, on: date, export: _Export) -> Attended:
    """An activity as a meeting; one whose words tell of a distance as a call."""
    kind = export.activities.get(item.text("type"), {})
    summary, description = item.text("summary"), item.text("description")
    at_a_distance = distance(summary) or distance_in_note(description)
    form = (
        form_of(summary)
        or form_of(as_text(kind.get("name")))
        or _KEYS.get(as_text(kind.get("translation_key")))
    )
    return Attended(
        form=at_a_distance or form or APPOINTMENT,
        on=on,
        note="\n".join(filter(None, (summary, description))) or None,
        identifiers=(_key("activity", item.uuid),),
    )


def _why_unclear(item: Item, attended: Attended) -> str | None:
    """Why it is not certain that people met, None where it is."""
    description = item.text("description")
    if outcome(item.text("summary")) or outcome_in_note(description):
        return WORDS
    return CALL if distance(description) and not is_at_a_distance(attended.form) else None


def _unclear(item: Item, meeting: ImportedRow, form: Form, reason: str) -> Unclear:
    text = item.text("summary") or item.text("description")
    return Unclear(meeting=meeting, text=text, suggested=form, reason=reason)


def _key(kind: str, told: str) -> str:
    return identifiers.row(FORMAT, (kind, told), 0)


def _owner(users: Sequence[Item]) -> Contact | None:
    """Whose account it is, where it is one person's."""
    if len(users) != 1:
        return None
    given, family, email = (
        as_text(users[0].columns.get(key)) for key in ("first_name", "last_name", "email")
    )
    emails = (email,) if identifiers.email(email) else ()
    name = f"{given} {family}".strip() or email
    details = Details(emails=emails or None)
    return Contact(name=name, details=details, identifiers=identifiers.of_person(emails)) if name else None
