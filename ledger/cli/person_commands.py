"""The commands that change what is known of a person, and the note command."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import click

from ledger.cli import tags, who
from ledger.cli.interval import Interval
from ledger.cli.options import PERSON, TEXT, separated, writing_command
from ledger.cli.session import Session, Written
from ledger.cli.who import names
from ledger.cli.write import Writing, write
from ledger.errors import Refused, Usage
from ledger.facts import identifiers
from ledger.facts.deciders import STREAMS
from ledger.facts.event import PersonId
from ledger.facts.ledger_stream import MergePeople, UnmergePeople
from ledger.facts.person.commands import (
    ChangeDetails,
    Details,
    NamePersonAlso,
    RenamePerson,
    RestrictPerson,
    SetCadence,
    SnoozePerson,
    TakeNote,
)
from ledger.language import N_, _
from ledger.language.command_words import command_line
from ledger.language.console import argument, option, shared
from ledger.language.phrases import show_list
from ledger.language.text import fold, visible

DETAILS = shared(
    option(
        "--email",
        "emails",
        multiple=True,
        metavar="ADDRESS",
        help=N_("An e-mail address; repeatable."),
    ),
    option(
        "--phone",
        "phones",
        multiple=True,
        metavar="NUMBER",
        help=N_("A phone number; repeatable."),
    ),
    option(
        "--url",
        "urls",
        multiple=True,
        metavar="URL",
        help=N_("The web address of a profile or page; repeatable."),
    ),
    option(
        "--organisation",
        metavar="TEXT",
        type=TEXT,
        help=N_("The company or organisation."),
    ),
    option("--position", metavar="TEXT", type=TEXT, help=N_("Their position there.")),
    option("--place", metavar="PLACE", type=TEXT, help=N_("Where they live or work.")),
    option(
        "--language",
        metavar="CODE",
        help=N_("The language for messages to this person: fr, en."),
    ),
    option(
        "--tag",
        "tags",
        multiple=True,
        metavar="TAG",
        help=N_("A tag; repeatable."),
    ),
)


def _details(options: dict[str, Any]) -> Details:
    """What was given on the command line; an option not used says nothing."""
    values = {
        field: value for field, value in options.items() if value not in (None, ())
    }
    if "tags" in values:
        values["tags"] = separated(values["tags"])
    return Details(**values)


def _free(
    writing: Writing, details: Details, person: PersonId | None = None
) -> tuple[str, ...]:
    """The identifiers of the addresses; refuses one that is someone else's."""
    addresses = identifiers.of_person(details.emails or (), details.urls or ())
    mine = set()
    if person:
        mine = set(writing.queries.group(person)) | {person}
    known_addresses = writing.session.ledger.known(addresses).items()
    for identifier, stream in known_addresses:
        is_anothers = stream not in mine and writing.queries.resolve(stream)
        if is_anothers:
            raise Refused(
                "{address} already belongs to {name}; if they are one person, use 'handshake person merge'.",
                address=identifier.partition(":")[2],
                name=writing.queries.name(stream),
            )
    return addresses


@writing_command("add", N_("Add a person."))
@argument("name", metavar="NAME")
@DETAILS
@option(
    "--namesake",
    is_flag=True,
    help=N_("Someone of that name is already in the ledger; this is another person."),
)
def add(session: Session, *, name: str, namesake: bool, **options: Any) -> Written:
    """Add a person; one whose name is known is asked about on a terminal, and refused elsewhere."""
    details = _details(options)

    def build(writing: Writing) -> None:
        bearers = () if namesake else writing.queries.full(name)
        meant = None
        if bearers:
            meant = _bearer_or_new(writing, name, bearers)
        if meant is None:
            _free(writing, details)
            who.add(writing, name, details)
        else:
            _complete(writing, meant, details)

    return write(session, build)


def _bearer_or_new(
    writing: Writing, name: str, bearers: Sequence[PersonId]
) -> PersonId | None:
    """The person of a known name who is chosen on a terminal; None for a namesake.

    Raises Refused elsewhere, with what to type for the one and for the other.
    """
    if writing.session.can_ask:
        if name in writing.session.new_names:
            return None
        from ledger.cli.which_person import picked

        return picked(writing.session, writing.queries, name, bearers, may_add=True)
    person = bearers[0][:8] if len(bearers) == 1 else "ID"
    raise Refused(
        "{name} is already in the ledger ({candidates}). If it is the same person: {same}. If it is another one: {new}.",
        name=name,
        candidates=names(writing.queries, bearers),
        same=command_line(f"person details {person} …"),
        new=command_line(f"person add {shlex.quote(name)} --namesake"),
    )


def _complete(writing: Writing, person: PersonId, details: Details) -> None:
    """Add what is given to what is known of a person."""
    name = visible(writing.queries.name(person))
    known = STREAMS["person"].state(writing.history(person)).details
    details = replace(
        details,
        emails=_beside(known, "emails", details.emails),
        phones=_beside(known, "phones", details.phones),
        urls=_beside(known, "urls", details.urls),
        tags=_beside(known, "tags", details.tags),
    )
    if details != Details():
        change = ChangeDetails(
            details=details, identifiers=_free(writing, details, person)
        )
        writing.do("person", change, person)
    if person not in writing.entries:
        writing.say(_("{name} is already in the ledger.").format(name=name))


def _beside(
    known: Mapping[str, Any], field: str, added: tuple[str, ...] | None
) -> tuple[str, ...] | None:
    """What is added to a list of details, after what is known; None if nothing is."""
    if not added:
        return None
    return tags.joined(known.get(field, ()), added)


def _changing(
    name: str, words: str, *decorators: Callable[[Any], Any]
) -> Callable[[Callable[..., object]], click.Command]:
    """A command that decides one thing about one person; the function gives the command."""

    def make(decided: Callable[..., object]) -> click.Command:
        def run(session: Session, *, person: str, **options: Any) -> Written:
            def build(writing: Writing) -> None:
                somebody = who.person(writing, person)
                if (
                    writing.do(
                        "person", decided(writing, somebody, **options), somebody
                    )
                    not in writing.entries
                ):
                    writing.say(_("No change: already set."))

            return write(session, build)

        return writing_command(name, words)(shared(PERSON, *decorators)(run))

    return make


@_changing("rename", N_("Rename a person."), argument("name", metavar="NAME"))
def rename(writing: Writing, person: PersonId, *, name: str) -> object:
    """The command behind `person rename`: the old name, as before a marriage, stays an alias."""
    state = STREAMS["person"].state(writing.history(person))
    before = state.names[0]
    is_another_name = before and fold(before) != fold(name) and person != writing.me
    if is_another_name:
        writing.do("person", NamePersonAlso(alias=before), person)
        sentence = _("Renamed {before} to {name}; the old name still works.")
        writing.say(sentence.format(before=visible(before), name=visible(name.strip())))
    return RenamePerson(name=name)


@_changing(
    "alias",
    N_("Add an alias for a person, such as a nickname."),
    argument("alias", metavar="NAME"),
    option("--remove", is_flag=True, help=N_("Remove the alias.")),
)
def alias(_writing: Writing, _person: PersonId, *, alias: str, remove: bool) -> object:
    """The command behind `person alias`."""
    return NamePersonAlso(alias=alias, remove=remove)


@_changing(
    "details",
    N_("Edit a person's details; an empty value clears the field."),
    DETAILS,
)
def details(writing: Writing, person: PersonId, **options: Any) -> object:
    """The command behind `person details`: a tag is added to those that are known, an empty one clears them."""
    if options["tags"]:
        given = separated(options["tags"])
        options["tags"] = _tags(writing, person, given)
    changed = _details(options)
    if changed == Details():
        raise Usage(
            "Nothing to change; use one of the options --email, --phone, --url, --organisation, …"
        )
    return ChangeDetails(details=changed, identifiers=_free(writing, changed, person))


def _tags(writing: Writing, person: PersonId, given: Sequence[str]) -> tuple[str, ...]:
    """The person's tags with the new ones added; reports the tags that an empty one clears."""
    known = tags.tags_of(writing, person)
    if "" not in given:
        return tags.joined(known, given)
    if known:
        shown = show_list(list(map(visible, known)))
        writing.say(_("Removed tags: {tags}.").format(tags=shown))
    return tags.joined((), filter(None, given)) or ("",)


@_changing(
    "cadence",
    N_("Set a goal: meet a person every N days, or monthly; 0 removes it."),
    argument("days", type=Interval(), metavar="DAYS"),
)
def cadence(_writing: Writing, _person: PersonId, *, days: int) -> object:
    """The command behind `person cadence`."""
    return SetCadence(every_days=days or None)


@_changing(
    "snooze",
    N_(
        "Don't suggest a person for a while, or before a day. Without either, suggest them again."
    ),
    argument("wait", metavar="[LENGTH|DATE]", nargs=-1),
    option(
        "--for",
        "length",
        metavar="LENGTH",
        help=N_("How long, such as 3 weeks."),
    ),
    option(
        "--until",
        metavar="DATE",
        help=N_("The day from which to suggest the person again."),
    ),
)
def snooze(
    writing: Writing,
    _person: PersonId,
    *,
    wait: Sequence[str],
    length: str | None,
    until: str | None,
) -> object:
    """The command behind `person snooze`: `for 3 weeks`, `until January`, `2027-01-15`."""
    waits = list(filter(None, (" ".join(wait), length, until)))
    if not waits:
        return SnoozePerson(until=None)
    if len(waits) > 1:
        raise Usage("Give the length or the day once; quote the name of a person.")
    from ledger.language.dates import day_comes_first
    from ledger.language.dates.waits import read_wait

    day_first = day_comes_first(os.environ)
    return SnoozePerson(
        until=read_wait(waits[0], writing.session.today, day_first=day_first)
    )


@_changing(
    "restrict",
    N_("Hide a person from every list; nothing is deleted."),
    option("--off", is_flag=True, help=N_("Show the person in lists again.")),
)
def restrict(_writing: Writing, _person: PersonId, *, off: bool) -> object:
    """The command behind `person restrict`."""
    return RestrictPerson(restrict=not off)


@_changing(
    "note",
    N_(
        "Add a note about a person. - reads it from standard input, or opens your editor."
    ),
    argument("text", metavar="TEXT", type=TEXT),
)
def note(_writing: Writing, _person: PersonId, *, text: str) -> object:
    """The command behind `note`."""
    return TakeNote(text=text)


@writing_command(
    "merge",
    N_("Merge two entries for the same person. The first becomes part of the second."),
)
@argument("person", metavar="PERSON")
@argument("into", metavar="INTO")
def merge(session: Session, *, person: str, into: str) -> Written:
    """Merge two entries."""

    def build(writing: Writing) -> None:
        person_id, into_id = _two(writing, person, into)
        shown = _told_apart(writing, (person_id, into_id))
        writing.do(
            "ledger", MergePeople(person=person_id, into=into_id), writing.origin
        )
        merged = _(
            "Merged {person} into {into}; 'handshake person unmerge {id}' splits them again."
        )
        if into_id == writing.me:
            merged = _(
                "Merged {person} into your own entry; 'handshake person unmerge {id}' splits them again."
            )
        writing.say(
            merged.format(
                person=shown[person_id], into=shown[into_id], id=person_id[:8]
            )
        )

    return write(session, build)


def _told_apart(writing: Writing, people: Sequence[PersonId]) -> dict[PersonId, str]:
    """The names of people, safe to show, with what tells namesakes apart."""
    differences = writing.queries.told_apart(people)
    shown: dict[PersonId, str] = {}
    for person in people:
        name = visible(writing.queries.name(person))
        difference = visible(differences[person])
        shown[person] = f"{name} ({difference})" if difference else name
    return shown


def _two(writing: Writing, person: str, into: str) -> tuple[PersonId, PersonId]:
    """Two different people where both texts name the same two, as homonyms do, is no guess."""
    namesakes: Sequence[PersonId] = writing.queries.full(person)
    if person == into and len(namesakes) == 2:
        return namesakes[1], namesakes[0]
    merged = who.person(writing, person)
    if person == into:
        writing.session.chosen.pop(person, None)  # each of two namesakes is picked
    return merged, who.person(writing, into)


@writing_command("unmerge", N_("Split a merged person from the other again."))
@argument("person", metavar="PERSON")
def unmerge(session: Session, *, person: str) -> Written:
    """Take two entries apart again."""

    def build(writing: Writing) -> None:
        writing.do(
            "ledger", UnmergePeople(person=_merged(writing, person)), writing.origin
        )

    return write(session, build)


def _merged(writing: Writing, text: str) -> PersonId:
    """The merged entry meant: by its own id, or the only one merged into the person named."""
    root = who.person(writing, text)
    _root, *merged = writing.queries.group(root)
    beginning = text.strip().lower()
    by_id = [member for member in merged if member.startswith(beginning)]
    meant = by_id or merged
    if len(meant) > 1:
        raise Usage(
            "Several entries are merged into {text} ({ids}); give one id.",
            text=text,
            ids=tuple(member[:8] for member in merged),
        )
    return next(iter(meant), root)
