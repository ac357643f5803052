"""LinkedIn's tables: their headers, and what the rows of several files come to together.

The headers are English in every export that is publicly documented, whatever the member's language. The French
words are there in case: no one has shown an export that has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ledger.errors import BadInput
from ledger.importers.api import Contact, Diagnostic, ImportedRow, in_turn, rows_read
from ledger.importers.io.csv_table import CsvTable, Layout

NETWORK: Final = "linkedin"

CONNECTIONS: Final = Layout(
    "Connections.csv",
    {
        "given": ("First Name", "Prénom"),
        "family": ("Last Name", "Nom", "Nom de famille"),
        "url": ("URL", "Profile URL", "Adresse du profil", "Lien du profil"),
        "email": (
            "Email Address",
            "Adresse e-mail",
            "Adresse email",
            "E-mail",
            "Courriel",
        ),
        "organisation": ("Company", "Entreprise", "Société"),
        "position": ("Position", "Poste", "Fonction", "Titre"),
        "on": (
            "Connected On",
            "Date de connexion",
            "Connecté le",
            "Connectée le",
            "En relation depuis",
        ),
    },
    required=frozenset({"given", "family", "on"}),
)

INVITATIONS: Final = Layout(
    "Invitations.csv",
    {
        "sender": ("From", "De", "Expéditeur"),
        "recipient": ("To", "À", "Destinataire"),
        "on": ("Sent At", "Envoyé le", "Envoyée le", "Date d'envoi"),
        "message": ("Message",),
        "direction": ("Direction", "Sens"),
        "sender_url": ("inviterProfileUrl",),
        "recipient_url": ("inviteeProfileUrl",),
    },
    required=frozenset({"sender", "recipient", "on", "direction"}),
)

MESSAGES: Final = Layout(
    "messages.csv",
    {
        "conversation": (
            "CONVERSATION ID",
            "ID de conversation",
            "Identifiant de conversation",
        ),
        "sender": ("FROM", "De", "Expéditeur"),
        "sender_url": ("SENDER PROFILE URL", "URL du profil de l'expéditeur"),
        "recipients": ("TO", "À", "Destinataire", "Destinataires"),
        "recipient_urls": (
            "RECIPIENT PROFILE URLS",
            "URL des profils des destinataires",
        ),
        "on": ("DATE",),
        "folder": ("FOLDER", "Dossier"),
        "draft": ("IS MESSAGE DRAFT",),
        "archived": ("IS CONVERSATION ARCHIVED",),
    },
    required=frozenset({"conversation", "sender", "recipients", "on"}),
)

PROFILE: Final = Layout(
    "Profile.csv",
    {
        "given": CONNECTIONS.columns["given"],
        "family": CONNECTIONS.columns["family"],
        "address book": (
            "E-mail Address",
            "E-mail 1 - Value",
            "Company",
            "Organization Name",
            "Given Yomi",
        ),
    },
    required=frozenset({"given", "family"}),
    # An address book begins like a profile.
    foreign=frozenset({"address book"}),
)

LAYOUTS: Final = (CONNECTIONS, INVITATIONS, MESSAGES, PROFILE)

WORDS: Final = tuple(
    word
    for layout in LAYOUTS
    for words in layout.columns.values()
    for word in words
    if not word.isascii()
)
"""The words with accents: they reveal an old encoding."""

NAMELESS: Final = frozenset(
    {
        "linkedin member",
        "linkedin user",
        "membre linkedin",
        "membre de linkedin",
        "utilisateur linkedin",
    }
)
"""Folded placeholders for the names of members that left or hide."""


@dataclass(frozen=True)
class LinkedInTable:
    """A file whose header was recognised."""

    file: str
    table: CsvTable


@dataclass(frozen=True)
class Part:
    """The rows of one kind of file.

    `misread` are rows that are not as they should be, `left_out` those that are and are of no
    use. `owner` is whose export it is, as far as these rows tell.
    """

    rows: Sequence[ImportedRow] = ()
    misread: Sequence[Diagnostic] = ()
    left_out: Sequence[Diagnostic] = ()
    owner: tuple[Contact, ...] = ()

    @property
    def read(self) -> int:
        """How many rows these are."""
        return rows_read(self.rows) + len(self.misread) + len(self.left_out)


def together(parts: Iterable[Part]) -> Part:
    """Several parts as one."""
    rows: list[Sequence[ImportedRow]] = []
    misread: list[Diagnostic] = []
    left_out: list[Diagnostic] = []
    owner: list[Contact] = []
    for part in parts:
        rows.append(part.rows)
        misread += part.misread
        left_out += part.left_out
        owner += part.owner
    return Part(
        rows=in_turn(rows),
        misread=tuple(misread),
        left_out=tuple(left_out),
        owner=tuple(owner),
    )


def understood(source: LinkedInTable, part: Part) -> Part:
    """The part; BadInput if the file has rows and not one of them is as it should be."""
    is_only_misread = part.misread and not (part.rows or part.left_out)
    if is_only_misread:
        raise no_row(source.file, source.table.layout.name, part.misread)
    return part


def no_row(file: str, expected: str, problems: Iterable[Diagnostic] = ()) -> BadInput:
    """The refusal of a file without a usable row; `problems` gives the reason for each row."""
    return BadInput(
        "{file} has no usable rows; expected LinkedIn's {expected} as exported.",
        file=file,
        expected=expected,
        problems=tuple(problems),
    )
