"""The init command: the owner's name and addresses, and the culture of trust."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import click

from ledger.cli.options import writing_command
from ledger.cli.session import Session, Written
from ledger.cli.write import Writing, write
from ledger.errors import Usage
from ledger.facts import identifiers
from ledger.facts.deciders import STREAMS
from ledger.facts.ledger_stream import ChooseCulture, SetSigningKey
from ledger.facts.person.commands import ChangeDetails, Details, RenamePerson
from ledger.language import N_, _
from ledger.language.console import option
from ledger.language.phrases import filled, show_preset
from ledger.language.text import fold, visible
from ledger.store import signing

_CULTURES: Final = {
    "francais": "french",
    "francaise": "french",
    "france": "french",
    "anglo saxon": "anglo",
    "anglo saxonne": "anglo",
    "anglosaxon": "anglo",
    "nordique": "nordic",
    "scandinave": "nordic",
    "scandinavian": "nordic",
}
"""Other words for the presets, folded."""

NOT_KEPT = N_(
    "The key could not be saved in {file} ({reason}); run 'handshake init --sign' again."
)

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@writing_command("init", N_("Set your name and trust preset (optional)."))
@option("--me", "name", metavar="NAME", help=N_("Your name."))
@option(
    "--email",
    "emails",
    multiple=True,
    metavar="ADDRESS",
    help=N_("Your e-mail address; repeatable."),
)
@option("--linkedin", metavar="URL", help=N_("The address of your LinkedIn profile."))
@option(
    "--culture",
    metavar="NAME",
    help=N_(
        "french, anglo or nordic; or how many people in a thousand trust others, such as 350."
    ),
)
@option(
    "--sign",
    is_flag=True,
    help=N_("Create a key to sign checkpoints, kept beside the ledger."),
)
@option(
    "--new-key",
    is_flag=True,
    help=N_("With --sign: replace the existing key with a new one."),
)
@option(
    "--revoke",
    is_flag=True,
    help=N_(
        "With --new-key: what the former key signs from now on counts for nothing (lost or stolen)."
    ),
)
def init(
    session: Session,
    *,
    name: str | None,
    emails: Sequence[str],
    linkedin: str | None,
    culture: str | None,
    sign: bool,
    new_key: bool,
    revoke: bool,
) -> Written:
    """Open the ledger, or say more about its owner."""
    urls = (linkedin,) if linkedin else ()
    if new_key and not sign:
        raise Usage("Use --new-key together with --sign.")
    if revoke and not new_key:
        raise Usage("Use --revoke together with --sign --new-key.")
    key = _key(session, new=new_key) if sign else None
    details = Details(emails=tuple(emails) or None, urls=urls or None)

    def build(writing: Writing) -> None:
        _open(writing, name, culture)
        if key:
            public = signing.public_key(key)
            former = None
            if revoke:
                former = _public_key(writing)
            setting = SetSigningKey(public_key=public, revoke=revoke)
            writing.do("ledger", setting, writing.origin)
            if former:
                writing.say(
                    _(
                        "The key {key} is revoked: what it signs from now on counts for nothing."
                    ).format(key=former)
                )
            writing.say(
                _(
                    "Checkpoints are now signed with the key in {file}; its public half is {key}."
                ).format(file=signing.key_path(session.path), key=public)
            )
        if details != Details():
            addresses = identifiers.of_person(emails, urls)
            writing.do(
                "person",
                ChangeDetails(details=details, identifiers=addresses),
                writing.me,
            )
        if not writing.entries:
            writing.words.clear()
            writing.say(_("This ledger already exists; nothing changed."))

    written = write(session, build)
    if key and not session.dry_run:
        _keep(session, key)
    return written


def _public_key(writing: Writing) -> str | None:
    """The key that signs checkpoints so far."""
    state = STREAMS["ledger"].state(writing.history(writing.origin))
    public: str | None = state.public_key
    return public


def _keep(session: Session, key: Ed25519PrivateKey) -> None:
    """Keep the key, now that the ledger names it."""
    try:
        signing.keep(session.path, key)
    except OSError as error:
        click.echo(
            filled(NOT_KEPT, {"file": signing.key_path(session.path), "reason": error}),
            err=True,
        )


def _open(writing: Writing, name: str | None, culture: str | None) -> None:
    """Record the owner's name and the culture; open the ledger with them if there is none."""
    opening = not writing.queries.size
    if culture:
        writing.do("ledger", chosen(culture), writing.origin)
    if name:
        writing.do("person", RenamePerson(name=name), writing.me)
    if opening:
        writing.words.clear()  # said here, with the name and the culture chosen
    if opening or name or culture:
        writing.say(_said(writing, name, culture))


def _said(writing: Writing, name: str | None, culture: str | None) -> str:
    """Name the owner and how trust is earned, in one sentence."""
    state = STREAMS["ledger"].state(writing.history(writing.origin))
    preset = show_preset(state.culture, state.trust_permille)
    shown_name = visible((name or "").strip())
    if not writing.queries.size and name:
        pattern = _("Created the ledger of {name} at {path}. Trust preset: {preset}.")
    elif not writing.queries.size:
        pattern = _("Created your ledger at {path}. Trust preset: {preset}.")
    elif name and culture:
        pattern = _("Your name is now {name}. Trust preset: {preset}.")
    elif name:
        pattern = _("Your name is now {name}.")
    else:
        pattern = _("Trust preset: {preset}.")
    path = writing.session.file
    return pattern.format(name=shown_name, path=path, preset=preset)


def _key(session: Session, *, new: bool) -> Ed25519PrivateKey:
    """The key beside the ledger, or a new one, to be kept once the ledger names it."""
    key = None
    if not new:
        key = signing.read_key(session.path)
    return key or signing.new_key()


def chosen(culture: str) -> ChooseCulture:
    """A preset by name, or a share of trusting people in thousandths."""
    if re.fullmatch("-?[0-9]{1,9}", culture.strip()):
        return ChooseCulture(culture=f"{culture.strip()}‰", trust_permille=int(culture))
    return ChooseCulture(culture=_CULTURES.get(fold(culture), culture.strip().lower()))
