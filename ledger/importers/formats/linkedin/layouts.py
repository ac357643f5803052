"""The headers of LinkedIn's tables.

English in every export that is publicly documented, whatever the member's language. The French
words are there in case: nobody has shown an export that has them.
"""

from __future__ import annotations

from typing import Final

from ledger.importers.io.csv_table import Layout

NETWORK: Final = "linkedin"

CONNECTIONS: Final = Layout(
    "Connections.csv",
    {
        "given": ("First Name", "Prénom"),
        "family": ("Last Name", "Nom", "Nom de famille"),
        "url": ("URL", "Profile URL", "Adresse du profil", "Lien du profil"),
        "email": ("Email Address", "Adresse e-mail", "Adresse email", "E-mail", "Courriel"),
        "organisation": ("Company", "Entreprise", "Société"),
        "position": ("Position", "Poste", "Fonction", "Titre"),
        "on": ("Connected On", "Date de connexion", "Connecté le", "Connectée le", "En relation depuis"),
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
        "conversation": ("CONVERSATION ID", "ID de conversation", "Identifiant de conversation"),
        "sender": ("FROM", "De", "Expéditeur"),
        "sender_url": ("SENDER PROFILE URL", "URL du profil de l'expéditeur"),
        "recipients": ("TO", "À", "Destinataire", "Destinataires"),
        "recipient_urls": ("RECIPIENT PROFILE URLS", "URL des profils des destinataires"),
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
        "address book": ("E-mail Address", "E-mail 1 - Value", "Company", "Organization Name", "Given Yomi"),
    },
    required=frozenset({"given", "family"}),
    # An address book begins like a profile.
    foreign=frozenset({"address book"}),
)

LAYOUTS: Final = (CONNECTIONS, INVITATIONS, MESSAGES, PROFILE)

WORDS: Final = tuple(
    word for layout in LAYOUTS for words in layout.columns.values() for word in words if not word.isascii()
)
"""The words with accents, by which an old encoding is told."""

NAMELESS: Final = frozenset(
    {"linkedin member", "linkedin user", "membre linkedin", "membre de linkedin", "utilisateur linkedin"}
)
"""What stands, folded, in place of the name of somebody who left or hides."""
