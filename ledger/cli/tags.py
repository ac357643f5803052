"""The person tag command: tags are added and taken away one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

import click

from ledger.cli import who
from ledger.cli.options import PERSON, writing_command
from ledger.cli.session import Session, Written
from ledger.cli.write import Writing, write
from ledger.errors import Usage
from ledger.facts.deciders import STREAMS
from ledger.facts.event import PersonId
from ledger.facts.person.commands import ChangeDetails, Details
from ledger.language import N_, _
from ledger.language.console import Command, argument
from ledger.language.phrases import show_list
from ledger.language.text import fold, visible

MINUS: Final = "\N{MINUS SIGN}"
"""What stands for the hyphen of `-TAG` once it is known not to begin an option."""

_REMOVAL: Final = re.compile(r"-[^-].+|-[^-h]")


class TagCommand(Command):
    """A command whose words `-TAG` are no options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments, a hyphen before a tag as a minus sign."""
        read = [MINUS + word[1:] if _REMOVAL.fullmatch(word) else word for word in args]
        return super().parse_args(ctx, read)


@writing_command(
    "tag", N_("Add tags to a person (+TAG) or remove them (-TAG)."), cls=TagCommand
)
@PERSON
@argument("changes", metavar="TAG...", nargs=-1, required=True)
def tag(session: Session, *, person: str, changes: Sequence[str]) -> Written:
    """Add and remove tags."""
    added, removed = _changes(changes)
    both = {*map(fold, added)} & {*map(fold, removed)}
    if both:
        raise Usage("The tag {tag} is both added and removed.", tag=min(both))

    def build(writing: Writing) -> None:
        somebody = who.person(writing, person)
        _say_absent(writing, somebody, removed)
        for entry in writing.queries.group(somebody):
            known = tags_of(writing, entry)
            kept = without(known, removed)
            if entry == somebody:
                kept = joined(kept, added)
            if kept != known:
                command = ChangeDetails(details=Details(tags=kept or ("",)))
                writing.do("person", command, entry)
        if writing.entries:
            writing.say(_tags_now(writing, somebody))
        else:
            writing.say(_("No change: already set."))

    return write(session, build)


def _changes(words: Iterable[str]) -> tuple[list[str], list[str]]:
    """The tags to add and to remove; commas part several in one word: `+donor,board`."""
    added: list[str] = []
    removed: list[str] = []
    for word in words:
        tags = removed if word[:1] == MINUS else added
        words_of_change = filter(None, map(str.strip, word.split(",")))
        for part in words_of_change:
            if part[:1] in {MINUS, "-"}:
                tags = removed
            elif part[:1] == "+":
                tags = added
            tags.append(part.lstrip(f"+-{MINUS}"))
    return added, removed


def tags_of(writing: Writing, person: PersonId) -> tuple[str, ...]:
    """The tags of an entry, with what this write changes."""
    state: Any = STREAMS["person"].state(writing.history(person))
    return tuple(state.details.get("tags", ()))


def joined(known: Iterable[str], added: Iterable[str]) -> tuple[str, ...]:
    """The known tags and the added ones, each once, whatever its case and accents."""
    tags: dict[str, str] = {}
    for text in (*known, *added):
        tags.setdefault(fold(text), text)
    return tuple(tags.values())


def without(known: Iterable[str], removed: Iterable[str]) -> tuple[str, ...]:
    """The known tags that are not removed."""
    gone = set(map(fold, removed))
    texts_left = (text for text in known if fold(text) not in gone)
    return tuple(texts_left)


def _say_absent(writing: Writing, person: PersonId, removed: Iterable[str]) -> None:
    """Tell which tags cannot be removed, because the person does not have them."""
    borne: set[str] = set()
    for entry in writing.queries.group(person):
        borne |= set(map(fold, tags_of(writing, entry)))
    for text in removed:
        if fold(text) not in borne:
            sentence = _('{name} has no tag "{tag}".')
            name = visible(writing.queries.name(person))
            writing.say(sentence.format(name=name, tag=visible(text)))


def _tags_now(writing: Writing, person: PersonId) -> str:
    tags: tuple[str, ...] = ()
    for entry in writing.queries.group(person):
        tags = joined(tags, tags_of(writing, entry))
    name = visible(writing.queries.name(person))
    if not tags:
        return _("{name} has no tags now.").format(name=name)
    return _("Tags of {name}: {tags}.").format(
        name=name, tags=show_list(list(map(visible, tags)))
    )
