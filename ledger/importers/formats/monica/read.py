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
    parted,
)
from ledger.importers.formats.monica.contact_cards import (
    FORMAT,
    ContactCard,
    card,
    told_apart,
)
from ledger.importers.formats.monica.items import (
    MonicaItem,
    account_of,
    as_day,
    as_text,
    collections,
    instance,
)
from ledger.importers.io.archive import of_each
from ledger.importers.io.json_document import Document, read_document
from ledger.language import N_
from ledger.language.meeting_words import (
    distance,
    distance_in_note,
    form_of,
    outcome,
    outcome_in_note,
)
from ledger.language.text import fold

SUFFIXES: Final = (".json",)
"""How the export's name ends; its beginning is drawn by lot."""

NO_DAY: Final = N_("This entry has no readable date.")
NOBODY: Final = N_("No contact took part in this activity.")
WORDS: Final = N_("The text doesn't say whether it took place.")
CALL: Final = N_("The description mentions a call.")

_NETWORK: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_KEYS: Final[Mapping[str, Form]] = {"went_bar": "drinks"}
"""Monica's own types of activities whose names in other languages hold no word of a form."""


@dataclass(frozen=True)
class _Export:
    """The document, and its types of contact fields and activities."""

    document: Document
    fields: Mapping[str, Mapping[str, Any]]
    activities: Mapping[str, Mapping[str, Any]]


def read(files: Sequence[Named], *, encoding: str | None = None) -> Sifted:
    """The contacts, meetings, calls and notes of the exports; relationships, gifts and journals are not read.

    Activities whose words leave it open whether people met are among the unclear.
    Raises BadInput for a file that is no export of Monica's, and where it holds no one.
    """
    encodings: dict[str, str] = {}
    exports, refused = of_each(
        files, lambda name, data: _rows(name, data, encoding, encodings)
    )
    results: list[ImportedRow | Diagnostic] = []
    unclear: list[Unclear] = []
    owner: Contact | None = None
    for results_of_export, owner_of_export in exports:
        owner = owner or owner_of_export
        for result in results_of_export:
            if isinstance(result, Unclear):
                unclear.append(result)
            else:
                results.append(result)
    rows, problems = parted((*results, *refused))
    if not rows:
        names = ", ".join(name for name, _data in files)
        raise BadInput("{file} has no contacts.", file=names, problems=problems)
    reading = ImportFile(
        rows=rows,
        problems=problems,
        read=len(rows) + len(problems),
        owner=owner,
        encodings=encodings,
    )
    return Sifted(reading=reading, unclear=tuple(unclear))


def _rows(
    file: str, data: bytes, encoding: str | None, encodings: dict[str, str]
) -> tuple[list[ImportedRow | Diagnostic | Unclear], Contact | None]:
    """The rows of one export, and whose it is."""
    document = read_document(file, data, encoding=encoding)
    encodings[file] = document.encoding
    account = account_of(document)
    types = ("contact_field_types", "activity_types")
    instances = (instance(document, account, name) for name in types)
    export = _Export(document, *instances)
    items = list(collections(document, document.get("data", account)))
    users = [item for item in items if item.kind == "user"]
    me = {user.text("me_contact") for user in users} - {""}
    cards: list[ContactCard] = []
    rows: list[ImportedRow | Diagnostic | Unclear] = []
    for item in items:
        if item.kind != "contact":
            continue
        if item.uuid in me:
            continue
        inside = tuple(collections(document, item.inside))
        result = card(document.file, item, inside, export.fields)
        if isinstance(result, ContactCard):
            cards.append(result)
        else:
            rows.append(result)
    everybody = told_apart(cards)
    for contact in everybody:
        rows += _of_contact(contact, export)
    rows += _activities(items, everybody, export)
    rows.sort(key=_line)
    return rows, _owner(users)


def _line(row: ImportedRow | Diagnostic | Unclear) -> int:
    if isinstance(row, Unclear):
        return row.meeting.line
    return row.line


def _of_contact(
    contact: ContactCard, export: _Export
) -> Iterator[ImportedRow | Diagnostic]:
    """The contact, and what was said and noted."""
    file, people = export.document.file, (contact.who,)
    yield ImportedRow(file=file, line=contact.item.line, who=people)
    description = contact.item.text("description")
    if description:
        key = _key("description", contact.item.uuid or contact.who.name)
        noted = Noted(text=description, identifiers=(key,))
        yield ImportedRow(file=file, line=contact.item.line, who=people, what=noted)
    for item in contact.inside:
        if item.kind not in {"call", "note", "conversation"}:
            continue
        claim = _claim(item, contact, export)
        if claim is not None:
            yield ImportedRow(file=file, line=item.line, who=people, what=claim)
        else:
            yield Diagnostic(file=file, line=item.line, reason=NO_DAY)


def _claim(item: MonicaItem, contact: ContactCard, export: _Export) -> Claim:
    """The claim of a call, a note or a conversation; None without a day or a word."""
    contents = sorted(map(str, item.properties.values()))
    key = _key(
        item.kind, item.uuid or "|".join((contact.item.uuid, item.created, *contents))
    )
    match item.kind:
        case "call" if on := item.day("called_at"):
            return Attended(
                form="call",
                on=on,
                note=item.text("content") or None,
                identifiers=(key,),
            )
        case "note" if text := item.text("body"):
            return Noted(text=text, on=as_day(item.created), identifiers=(key,))
        case "conversation":
            return _messages(item, export)
        case _:
            return None


def _messages(item: MonicaItem, export: _Export) -> Messaged | None:
    """The messages of a conversation, in number; what they say is not looked at."""
    messages = item.properties.get("messages")
    if not isinstance(messages, list):
        return None
    total = 0
    days = [item.day("happened_at")]
    for message in messages:
        if not isinstance(message, dict):
            continue
        total += 1
        properties = message.get("properties")
        if isinstance(properties, dict):
            days.append(as_day(properties.get("written_at")))
    through = max(filter(None, days), default=None)
    if through is None:
        return None
    if not total:
        return None
    field = export.fields.get(item.text("contact_field_type"), {})
    network = fold(as_text(field.get("name"))).replace(" ", "-")
    if not _NETWORK.fullmatch(network):
        network = FORMAT
    return Messaged(network=network, total=total, through=through)


def _activities(
    items: Sequence[MonicaItem], cards: Sequence[ContactCard], export: _Export
) -> Iterator[ImportedRow | Diagnostic | Unclear]:
    """The rows of activities; each contact lists the activities it took part in."""
    participants: dict[str, list[Contact]] = {}
    for contact in cards:
        for inside in contact.inside:
            if inside.kind == "activity":
                participants.setdefault(inside.uuid, []).append(contact.who)
    file = export.document.file
    for item in items:
        if item.kind != "activity":
            continue
        people = tuple(participants.get(item.uuid, ()))
        on = item.day("happened_at")
        if on is None or not people:
            why_left_out = NOBODY if on else NO_DAY
            yield Diagnostic(file=file, line=item.line, reason=why_left_out)
            continue
        attended = _attended(item, on, export)
        meeting = ImportedRow(file=file, line=item.line, who=people, what=attended)
        reason = _why_unclear(item, attended)
        if reason:
            yield _unclear(item, meeting, attended.form, reason)
        else:
            yield meeting


def _attended(item: MonicaItem, on: date, export: _Export) -> Attended:
    """An activity as a meeting; a call if its words say that people were apart."""
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


def _why_unclear(item: MonicaItem, attended: Attended) -> str | None:
    """Why it is uncertain that people met; None if it is certain."""
    description = item.text("description")
    is_called_off = outcome(item.text("summary")) or outcome_in_note(description)
    if is_called_off:
        return WORDS
    if is_at_a_distance(attended.form):
        return None
    if distance(description):
        return CALL
    return None


def _unclear(
    item: MonicaItem, meeting: ImportedRow, form: Form, reason: str
) -> Unclear:
    text = item.text("summary") or item.text("description")
    against = outcome(item.text("summary")) or outcome_in_note(item.text("description"))
    return Unclear(
        meeting=meeting, text=text, suggested=form, reason=reason, outcome=against
    )


def _key(kind: str, name: str) -> str:
    return identifiers.row(FORMAT, (kind, name), 0)


def _owner(users: Sequence[MonicaItem]) -> Contact | None:
    """The owner of the account, if it has one user."""
    if len(users) != 1:
        return None
    columns = users[0].columns
    given = as_text(columns.get("first_name"))
    family = as_text(columns.get("last_name"))
    email = as_text(columns.get("email"))
    name = f"{given} {family}".strip() or email
    if not name:
        return None
    emails = (email,) if identifiers.email(email) else ()
    details = Details(emails=emails or None)
    return Contact(
        name=name, details=details, identifiers=identifiers.of_person(emails)
    )
