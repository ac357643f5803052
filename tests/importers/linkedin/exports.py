"""Files as LinkedIn writes them, with people who do not exist."""

from __future__ import annotations

from ledger.importers.api import ImportFile
from ledger.importers.formats import linkedin

NOTES = 'Notes:\n"When exporting your connection data, you may notice that some are missing. (sample text)"\n\n'
OLD = "First Name,Last Name,Email Address,Company,Position,Connected On"
NEW = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
FRENCH = "Prénom,Nom,URL,Adresse e-mail,Entreprise,Poste,Date de connexion"
INVITATIONS_OLD = "From,To,Sent At,Message,Direction"
INVITATIONS = INVITATIONS_OLD + ",inviterProfileUrl,inviteeProfileUrl"
MESSAGES_OLD = "CONVERSATION ID,CONVERSATION TITLE,FROM,TO,DATE,SUBJECT,CONTENT,FOLDER"
MESSAGES = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,"
    "DATE,SUBJECT,CONTENT,FOLDER"
)
MESSAGES_NEW = MESSAGES + ",ATTACHMENTS,IS MESSAGE DRAFT,IS CONVERSATION ARCHIVED"
PROFILE = "First Name,Last Name,Headline\nSacha,Delorme,Personne inventée\n"

ME = ("Sacha Delorme", "https://www.linkedin.com/in/sacha-delorme-demo")
CAMILLE = ("Camille Lefèvre", "https://www.linkedin.com/in/camille-lefevre-demo")
YANIS = ("Yanis Moreau", "https://www.linkedin.com/in/yanis-moreau-demo")
ZOE = ("Zoé Ménard", "https://www.linkedin.com/in/zoe-menard-demo")


def table(*lines: str) -> bytes:
    """The lines as LinkedIn ends them: without a newline after the last."""
    return "\n".join(lines).encode()


def connection(
    who: tuple[str, str], day: str, firm: str = "", position: str = "", email: str = ""
) -> str:
    """A line of Connections.csv as it is since 2023."""
    given, family = who[0].split(" ", 1)
    return f'{given},{family},{who[1]},{email},"{firm}",{position},{day}'


def message(
    conversation: str,
    sender: tuple[str, str],
    recipients: list[tuple[str, str]],
    at: str = "2026-08-01 02:00:00 UTC",
    folder: str = "INBOX",
) -> str:
    """A line of messages.csv as it is since March 2026."""
    names = ",".join(name for name, _ in recipients)
    urls = ",".join(url for _, url in recipients)
    cells = [
        conversation,
        "",
        *sender,
        names,
        urls,
        at,
        "",
        "Bonjour,\nà bientôt !",
        folder,
    ]
    return ",".join(f'"{cell}"' for cell in cells)


def read(**files: bytes) -> ImportFile:
    """The files, by name without ending, as one export."""
    return linkedin.read([(f"{name}.csv", data) for name, data in files.items()])
