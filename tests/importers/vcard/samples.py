"""Cards as the programs that people use write them. Everybody in them is invented."""

from __future__ import annotations

from textwrap import dedent

PHOTO = "".join(f"\r\n {'QUJD' * 18}" for _ in range(300))


def crlf(text: str) -> str:
    return dedent(text).lstrip().replace("\n", "\r\n")


KHARD = crlf("""
    BEGIN:VCARD
    VERSION:3.0
    PRODID:-//sample//khard
    UID:f3a1e0de-0000-4000-8000-000000000001
    REV:20240102T030405Z
    FN:Zoé Lefèvre
    N:Lefèvre;Zoé;;;
    EMAIL;TYPE=home:zoe@example.org
    TEL;TYPE=cell:+33 6 00 00 00 00
    ORG:Exemple\\, SA;R\\;D
    TITLE:Directrice commerciale
    ADR;TYPE=home:;;1 rue du Test;Lyon;;69001;France
    CATEGORIES:Club,Œnologie\\, vins
    NOTE:ne jamais lire ceci
    BDAY:19900517
    END:VCARD
""")

APPLE = crlf("""
    BEGIN:VCARD
    VERSION:3.0
    PRODID:-//Apple Inc.//iPhone OS 17.0//EN
    N:Moreau;Yanis;Karim;Dr.;
    FN:Dr. Yanis Karim Moreau
    ORG:Exemple SA;
    item1.EMAIL;type=INTERNET;type=pref:yanis@example.fr
    item1.X-ABLabel:_$!<Work>!$_
    item2.URL;type=pref:http\\://www.example.org/yanis
    item2.X-ABLabel:_$!<HomePage>!$_
    item3.ADR;type=HOME;type=pref:;;2 rue du Test;Nantes;;44000;France
    item3.X-ABADR:fr
    X-SOCIALPROFILE;type=twitter;x-user=yanis_demo:x-apple:yanis_demo
    X-SOCIALPROFILE;type=linkedin:http://www.linkedin.com/in/yanis-moreau-demo
    BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-17
    item4.X-ABDATE;type=pref:2016-01-01
    PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ{PHOTO}
    END:VCARD
    BEGIN:VCARD
    VERSION:3.0
    N:;;;;
    FN:Plomberie Exemple
    ORG:Plomberie Exemple;
    X-ABShowAs:COMPANY
    TEL;type=WORK:+33 1 00 00 00 00
    END:VCARD
    BEGIN:VCARD
    VERSION:3.0
    FN:Amis
    X-ADDRESSBOOKSERVER-KIND:group
    X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:1
    END:VCARD
""").replace("{PHOTO}", PHOTO)

ANDROID = crlf("""
    BEGIN:VCARD
    VERSION:2.1
    N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Lef=C3=A8vre;Zo=C3=A9;;;
    FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Zo=C3=A9 =
    =4C=65=66=C3=A8vre
    TEL;CELL:+33600000000
    TEL;WORK;FAX:+33100000001
    EMAIL;HOME:zoe@example.org
    NOTE;ENCODING=QUOTED-PRINTABLE:appeler=0D=0A=
    EMAIL:personne@example.org
    PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQ
     AAQABAAD/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB

    END:VCARD
    BEGIN:VCARD
    VERSION:2.1
    N:;Maman;;;
    FN:Maman
    TEL;CELL;PREF:06 00 00 00 02
    END:VCARD
""")

OUTLOOK = crlf("""
    BEGIN:VCARD
    VERSION:2.1
    N;LANGUAGE=fr:Bézard;Chloé
    FN:Chloé Bézard
    ORG:Société Générique;Études
    TITLE:Ingénieure
    TEL;WORK;VOICE:+33 (1) 00 00 00 03
    ADR;WORK;PREF;ENCODING=QUOTED-PRINTABLE:;;3 rue du Test=0D=0ACedex;Orl=E9ans;;45000;France
    LABEL;WORK;PREF;ENCODING=QUOTED-PRINTABLE:3 rue du Test=0D=0ACedex=0D=0A=
    45000 Orl=E9ans
    X-MS-OL-DEFAULT-POSTAL-ADDRESS:2
    EMAIL;PREF;INTERNET:chloe@example.fr
    REV:20240102T030405Z
    END:VCARD
""").encode("cp1252")

FOUR = crlf("""
    BEGIN:VCARD
    VERSION:4.0
    KIND:individual
    UID:urn:uuid:f3a1e0de-0000-4000-8000-000000000004
    FN;PREF=1:Ada Müller
    N:Müller;Ada;Augusta,Byron;Dr.;MBA
    EMAIL;TYPE="home,work";PREF=1:mailto:ada@example.org
    TEL;VALUE=uri;TYPE="voice,work":tel:+41-44-000-00-00;ext=5
    ORG;SORT-AS="Beispiel":Beispiel AG
    ROLE:Gründerin
    SOCIALPROFILE;SERVICE-TYPE=LinkedIn:https://www.linkedin.com/in/ada-mueller-demo
    PHOTO:data:image/jpeg;base64,/9j/4AAQ
    END:VCARD
    BEGIN:VCARD
    VERSION:4.0
    KIND:org
    FN:Beispiel AG
    END:VCARD
""")

TAKEOUT_ALL = crlf("""
    BEGIN:VCARD
    VERSION:3.0
    FN:Zoé Lefèvre
    N:Lefèvre;Zoé;;;
    EMAIL;TYPE=INTERNET:zoe@example.org
    CATEGORIES:myContacts
    END:VCARD
    BEGIN:VCARD
    VERSION:3.0
    FN:Jean Exemple
    N:Exemple;Jean;;;
    item1.ORG:Un
    CATEGORIES:myContacts
    END:VCARD
    BEGIN:VCARD
    VERSION:3.0
    FN:Jean Exemple
    N:Exemple;Jean;;;
    item1.ORG:Deux
    CATEGORIES:Club,myContacts
    END:VCARD
    BEGIN:VCARD
    VERSION:3.0
    FN:
    N:;;;;
    EMAIL;TYPE=INTERNET:sans-nom@example.org
    CATEGORIES:myContacts
    END:VCARD
""")

TAKEOUT_CLUB = crlf("""
    BEGIN:VCARD
    VERSION:3.0
    FN:Jean Exemple
    N:Exemple;Jean;;;
    item1.ORG:Deux
    CATEGORIES:Club,myContacts
    END:VCARD
    BEGIN:VCARD
    VERSION:3.0
    FN:Zoé Lefèvre
    N:Lefèvre;Zoé;;;
    EMAIL;TYPE=INTERNET:zoe@example.org
    CATEGORIES:Club,myContacts
    END:VCARD
""")

XING = b"".join(
    line + b"\r\n"
    for line in (
        b"BEGIN:VCARD",
        b"VERSION:2.1",
        b"PRODID:-//XING//www.xing.com//epublica//www.epublica.de//Version 1.3",
        "N;CHARSET=UTF-8:Bäcker;Jörg;;;".encode(),
        "FN;CHARSET=UTF-8:Jörg Bäcker".encode(),
        "ORG;CHARSET=ISO-8859-1:Müller & Söhne".encode("latin-1"),
        "TITLE;CHARSET=ISO-8859-1:Geschäftsführer".encode("latin-1"),
        b"EMAIL;TYPE=INTERNET:joerg@example.org",
        b"PHOTO;VALUE=URI:https://www.example.org/photo.jpg",
        b"SORT-STRING:Baecker",
        b"CLASS:PRIVATE",
        b"UID:1234567",
        "CATEGORIES;CHARSET=UTF-8:Köln,Messe".encode(),
        b"BDAY:1970-01-01",
        b"END:VCARD",
    )
)

ALL = {
    "khard": KHARD.encode(),
    "apple": APPLE.encode(),
    "android": ANDROID.encode(),
    "outlook": OUTLOOK,
    "four": FOUR.encode(),
    "takeout": TAKEOUT_ALL.encode(),
    "xing": XING,
}
