"""Tables as they stand in XING's data archive. Everybody in them is invented."""

from __future__ import annotations

CONTACTS = """\
"Name","Kontakt bestätigt am"
"Zoé Lefèvre","2014-06-19 06:32:37 UTC"
"Jürgen Beispiel",""
"Dr. Ada Muster, MBA","2019-01-02 17:00:00 UTC"
"Jan Beispiel","2015-01-01 00:00:00 UTC"
"Jan Beispiel","2016-01-01 00:00:00 UTC"
"","2017-01-01 00:00:00 UTC"
"Uwe Beispiel","gestern"
"""

NOTES = """\
"Name","Erstellt am","Text der Notiz"
"Zoé Lefèvre","2014-06-20 08:00:00 UTC","sucht
einen Partner"
"Moi Exemple","2014-06-20 08:00:00 UTC","an mich"
"Jan Beispiel","2014-06-20 08:00:00 UTC","welcher?"
"Neu Beispiel","","kein Kontakt"
"Zoé Lefèvre","2014-06-20 08:00:00 UTC",""
"""

MESSAGES = """\
"Hallo","2014-06-19 07:00:00 UTC","Moi Exemple,Zoé Lefèvre","","",""
"","","","Moi Exemple","2014-06-19 07:00:00 UTC","Guten Tag, ""Zoé"",
wie geht's?"
"","","","Zoé Lefèvre","2014-06-20 07:00:00 UTC","<p>Gut</p>"
"","","","Zoé Lefèvre","2014-06-21 07:00:00 UTC","Und Ihnen?"
"Treffen","2019-02-01 09:00:00 UTC","Dr. Ada Muster, MBA,Moi Exemple,Zoé Lefèvre","","",""
"","","","Moi Exemple","2019-02-01 09:00:00 UTC","An alle"
"","","","Dr. Ada Muster, MBA","2019-02-02 09:00:00 UTC","Gern"
"Leer","2019-03-01 09:00:00 UTC","Moi Exemple","","",""
"Weg","2019-04-01 09:00:00 UTC","Moi Exemple","","",""
"","","","Ehemals Beispiel","2019-04-01 09:00:00 UTC","Tschüss"
"Zwei","2019-05-01 09:00:00 UTC","Moi Exemple,Jan Beispiel","","",""
"","","","Jan Beispiel","2019-05-01 09:00:00 UTC","Welcher Jan?"
"Werbung","2019-06-01 09:00:00 UTC","Moi Exemple","","",""
"","","","XING","2019-06-01 09:00:00 UTC","<h1>Angebot</h1>"
"""

EVENTS = """\
Ticketnummer;Bestelldatum;Vorname;Nachname;Ticket-Email;Firma;Funktion
1;13.07.2018, 16:56;Zoé;Lefèvre;zoe@example.org;Exemple SA;Direktorin
"""

BUNDLE = [
    ("xing.zip/data/network-inquiry/files/0a1b.csv", CONTACTS.encode()),
    ("xing.zip/data/network-inquiry/files/1b2c.csv", NOTES.encode()),
    ("xing.zip/data/messages-backend/files/2c3d.csv", MESSAGES.encode()),
    ("xing.zip/data/profile/files/3d4e.csv", b'"Sprache","Stufe"\n"Deutsch","gut"\n'),
]
