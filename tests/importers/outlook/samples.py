"""Tables as Outlook exports contacts. Everybody in them is invented."""

from __future__ import annotations


def table(*rows: dict[str, str], header: str, delimiter: str = ",") -> str:
    """A table with every cell in quotes; of a column that stands twice `Name#2` is the second."""
    seen: dict[str, int] = {}
    keys = []
    for word in header.split("|"):
        seen[word.strip()] = seen.get(word.strip(), 0) + 1
        keys.append(
            word.strip() + (f"#{seen[word.strip()]}" if seen[word.strip()] > 1 else "")
        )
    for row in rows:
        assert set(row) <= set(keys), set(row) - set(keys)
    lines = [header.split("|"), *([row.get(key, "") for key in keys] for row in rows)]
    return "".join(
        delimiter.join(f'"{cell}"' for cell in line) + "\r\n" for line in lines
    )


NEW = table(
    {
        "First Name": "Zoé",
        "Last Name": "Lefèvre",
        "Title": "Mme",
        "E-mail Address": "zoe@example.org",
        "E-mail 2 Address": "z@example.fr",
        "Mobile Phone": "+33 6 00 00 00 00",
        "Job Title": "Directrice",
        "Company": "Exemple SA",
        "Business City": "Lyon",
        "Web Page": "https://www.linkedin.com/in/zoe-lefevre-demo",
        "Notes": "ne jamais\nlire ceci",
        "Birthday": "17/05/1990",
    },
    {
        "First Name": "Ada",
        "E-mail Address": "/o=ExchangeLabs/ou=Exchange Administrative Group/cn=Recipients/cn=ada",
    },
    {"Company": "Plomberie Exemple", "Business Phone": "01 00 00 00 05"},
    {"Notes": "personne"},
    header="First Name|Middle Name|Last Name|Title|Suffix|Nickname|Given Yomi|Surname Yomi|E-mail Address|"
    "E-mail 2 Address|E-mail 3 Address|Home Phone|Business Phone|Mobile Phone|IMAddress|Job Title|Department|"
    "Company|Business City|Web Page|Birthday|Notes",
)

CLASSIC = table(
    {
        "Title": "Mme",
        "First Name": "Zoé",
        "Last Name": "Lefèvre",
        "Company": "Exemple SA",
        "Job Title": "Directrice",
        "Business City": "Lyon",
        "E-mail Address": "zoe@example.org",
        "E-mail Type": "SMTP",
        "E-mail Display Name": "Zoé Lefèvre (zoe@example.org)",
        "E-mail 2 Address": "/o=Exemple/ou=Un/cn=Recipients/cn=zoe@example.fr",
        "E-mail 2 Type": "EX",
        "Categories": "Club;Travail",
        "Business Fax": "01 99 99 99 99",
    },
    header="Title|First Name|Middle Name|Last Name|Suffix|Company|Department|Job Title|Business Street|"
    "Business Street 2|Business Street 3|Business City|Business Address PO Box|Business Fax|Business Phone|"
    "E-mail Address|E-mail Type|E-mail Display Name|E-mail 2 Address|E-mail 2 Type|Categories|Private|User 1",
)

FRENCH_ROW = {
    "Titre": "Mme",
    "Prénom": "Zoé",
    "Nom": "Lefèvre",
    "Société": "Exemple SA",
    "Service": "Ventes",
    "Titre#2": "Directrice",
    "Ville (bureau)": "Orléans",
    "Tél. mobile": "+33 6 00 00 00 00",
    "Adresse de messagerie": "zoe@example.org",
    "Nom complet de l'adresse de messagerie": "Zoé Lefèvre (zoe@example.org)",
    "Catégories": "Club;Été",
}
FRENCH_HEADER = (
    "Titre|Prénom|Deuxième prénom|Nom|Suffixe|Surnom|Société|Service|Titre|Rue (bureau)|Ville (bureau)|"
    "Dép/Région (bureau)|Code postal (bureau)|Pays/Région (bureau)|Téléphone (bureau)|Tél. mobile|"
    "Adresse de messagerie|Type de messagerie|Nom complet de l'adresse de messagerie|"
    "Adresse de messagerie 2|Anniversaire|Anniversaire de mariage ou fête|Catégories|Emplacement|Notes|Page Web|Privé"
)
FRENCH = table(FRENCH_ROW, header=FRENCH_HEADER)

FRENCH_WITH_A_NAME_IN_FRONT = table(
    {
        "Nom": "LEFÈVRE Zoé",
        "Prénom": "Zoé",
        "Nom#2": "Lefèvre",
        "Société": "Exemple SA",
        "Titre#2": "Directrice",
        "Adresse de messagerie": "zoe@example.org",
    },
    {"Nom": "Accueil Exemple", "Adresse de messagerie": "accueil@example.org"},
    header="Nom|Titre|Prénom|Deuxième prénom|Nom|Suffixe|Société |Service |Titre|Adresse de messagerie",
)

GERMAN = table(
    {
        "Vorname": "Jörg",
        "Nachname": "Bäcker",
        "Firma": "Müller & Söhne",
        "Position": "Geschäftsführer",
        "E-Mail-Adresse": "joerg@example.org",
        "E-Mail 2: Adresse": "jb@example.org",
        "Telefon geschäftlich": "+49 30 000000",
        "Mobiltelefon": "+49 170 0000000",
        "Ort geschäftlich": "Köln",
        "Kategorien": "Messe",
        "Webseite": "www.example.org",
    },
    header="Anrede|Vorname|Weitere Vornamen|Nachname|Suffix|Firma|Abteilung|Position|Ort geschäftlich|"
    "Telefon geschäftlich|Mobiltelefon|E-Mail-Adresse|E-Mail-Typ|E-Mail 2: Adresse|Notizen|Kategorien|Webseite",
)

ALL = {
    "new": NEW.encode("utf-8-sig"),
    "classic": CLASSIC.encode("cp1252"),
    "french": FRENCH.encode("cp1252"),
    "french, name in front": FRENCH_WITH_A_NAME_IN_FRONT.encode("cp1252"),
    "german": GERMAN.encode("cp1252"),
}
