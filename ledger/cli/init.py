"""The init command: whose ledger it is, and how trust is earned there."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.cli.options import writing_command
from ledger.cli.session import Session, Written
from ledger.cli.writing import Writing, write
from ledger.facts import identifiers
from ledger.facts.book import ChooseCulture
from ledger.facts.person_commands import ChangeDetails, Details, RenamePerson
from ledger.language import N_, _
from ledger.language.console import option


@writing_command("init", N_("Say who you are and how trust is earned. Nothing else needs it."))
@option("--me", "name", metavar="NAME", help=N_("Your name."))
@option(
    "--email", "emails", multiple=True, metavar="ADDRESS", help=N_("Your e-mail address; may be repeated.")
)
@option("--linkedin", metavar="URL", help=N_("The address of your LinkedIn profile."))
@option(
    "--culture",
    metavar="NAME",
    help=N_("french, anglo or nordic; or a share of trusting people in thousandths, such as 350."),
)
def init(
    session: Session,
    *,
    name: str | None,
    emails: Sequence[str],
    linkedin: str | None,
    culture: str | None,
) -> Written:
    """Open the ledger, or say more about its owner."""
    urls = (linkedin,) if linkedin else ()
    details = Details(emails=tuple(emails) or None, urls=urls or None)

    def build(writing: Writing) -> None:
        if culture:
            writing.do("ledger", chosen(culture), writing.origin)
        if name:
            writing.do("person", RenamePerson(name=name), writing.me)
        if details != Details():
            found = identifiers.of_person(emails, urls)
            writing.do("person", ChangeDetails(details=details, identifiers=found), writing.me)
        if not writing.entries:
            writing.say(_("This ledger is open already: nothing was added."))

    return write(session, build)


def chosen(culture: str) -> ChooseCulture:
    """A preset by its name, or any share of trusting people in thousandths."""
    if culture.isdecimal():
        return ChooseCulture(culture=f"{culture}‰", trust_permille=int(culture))
    return ChooseCulture(culture=culture.strip().lower())
