from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given

from ledger.errors import BadInput
from ledger.facts.connection.events import ConnectionAccepted
from ledger.facts.person.commands import Details
from ledger.importers.api import Connected, ImportFile
from ledger.importers.formats.viadeo import read
from tests.importers.hostile import hostile, survives
from tests.importers.ledgers import Memory

# Everybody here is invented.
TABLE = """\
Prénom;Nom;Fonction;Société;Date Inscription
Zoé;Lefèvre;Directrice commerciale;Exemple SA;12/11/2009
Élodie;Garnier;Associée;Cabinet Exemple;03/04/2010
"""
SCRAPED = (
    '{"id":"v1","name":"Zoé Lefèvre","headline":"Directrice commerciale","emails":["zoe@example.org"],'
    '"phones":["+33600000000"],"chats":[],"socials":[],"contact":{"contactNum":12},'
    '"where":{"streetAddress":"","locality":"Lyon","postalCode":"69001","region":"","country":"FR"}}\r\n'
    '\ufeff{"id":7,"name":"Yanis Moreau","headline":null,"emails":[],"phones":[{"type":"pro","number":"01 00 00 00 05"}]}\r\n'
    "\r\n"
    "rien\r\n"
    '{"id":"v3","name":""}\r\n'
    "[]\r\n"
)


def of(data: str | bytes, name: str = "viadeo.csv", **options: Any) -> ImportFile:
    return read([(name, data.encode() if isinstance(data, str) else data)], **options)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "mac_roman", "utf-16"]
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_list_with_french_headers_is_of_connections_on_viadeo(
    encoding: str, delimiter: str
) -> None:
    reading = of(TABLE.replace(";", delimiter).encode(encoding))
    assert [row.who[0].name for row in reading.rows] == [
        "Zoé Lefèvre",
        "Élodie Garnier",
    ]
    assert {row.what for row in reading.rows} == {Connected(network="viadeo", on=None)}
    assert reading.rows[0].who[0].details == Details(
        organisation="Exemple SA", position="Directrice commerciale"
    )


def test_the_day_of_registration_is_not_that_of_the_connection_unless_somebody_says_so() -> (
    None
):
    assert all(
        row.what == Connected(network="viadeo", on=None) for row in of(TABLE).rows
    )
    told = of(
        TABLE,
        mapping={"given": "Prénom", "family": "Nom", "date": "Date Inscription"},
        dates="dmy",
    )
    assert told.rows[0].what == Connected(network="viadeo", on=date(2009, 11, 12))


@pytest.mark.parametrize(
    "header",
    [
        "Prenom;Nom de famille;Poste;Entreprise;Courriel;Ville;Pays",
        "First name;Last name;Headline;Company;Email;City;Country",
        "PRÉNOM;NOM;TITRE;SOCIÉTÉ;ADRESSE E-MAIL;VILLE;PAYS",
        "Prénom;Nom;Fonction;Société;Adresse de messagerie;Ville;Pays",
    ],
)
def test_the_words_that_such_lists_are_known_to_have(header: str) -> None:
    (row,) = of(
        f"{header}\nZoé;Lefèvre;Directrice;Exemple SA;zoe@example.org;Lyon;France\n"
    ).rows
    assert row.who[0].details == Details(
        emails=("zoe@example.org",),
        organisation="Exemple SA",
        position="Directrice",
        place="Lyon",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_what_a_scraper_wrote_is_read_line_by_line(encoding: str) -> None:
    text = SCRAPED if encoding != "cp1252" else SCRAPED.replace("\ufeff", "")
    reading = of(text.encode(encoding), "231231235959_A_contacts.json")
    zoe, yanis = (row.who[0] for row in reading.rows)
    assert zoe.details == Details(
        emails=("zoe@example.org",),
        phones=("+33600000000",),
        position="Directrice commerciale",
        place="Lyon",
    )
    assert zoe.rows == ('row:viadeo|["uid","v1"]|0',)
    assert (yanis.name, yanis.details.phones) == ("Yanis Moreau", ("01 00 00 00 05",))
    assert [p.line for p in reading.problems] == [4, 5, 6]
    assert reading.read == 5
    assert {row.what for row in reading.rows} == {Connected(network="viadeo", on=None)}


def test_a_list_and_what_a_scraper_wrote_may_come_together() -> None:
    reading = read([("a.csv", TABLE.encode()), ("b.json", SCRAPED.encode())])
    assert (len(reading.rows), reading.read, set(reading.encodings)) == (
        4,
        7,
        {"a.csv", "b.json"},
    )


def test_importing_again_adds_nothing() -> None:
    for text in (TABLE, SCRAPED):
        ledger = Memory()
        ledger.take(of(text))
        assert len(ledger.events(ConnectionAccepted)) == 2
        again = ledger.take(of(text))
        assert (again.added, again.entries, again.candidates) == (0, (), ())


def test_a_table_of_meetings_is_no_list_of_contacts() -> None:
    with pytest.raises(BadInput, match="No header was recognised"):
        of("Avec;Date\nAda;2026-01-02\n")


def test_an_object_nested_without_end_is_a_problem_of_its_line() -> None:
    reading = of(SCRAPED + '{"name":' + 100_000 * "[" + "\n")
    assert [p.line for p in reading.problems] == [4, 5, 6, 7]


@pytest.mark.parametrize("text", ["{}", "{", '{"name":null}', '{"data":[]}'])
def test_a_scraped_file_without_anybody_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="no one to import"):
        of(text, "a.json")


@given(data=hostile([TABLE.encode(), SCRAPED.encode(), SCRAPED.encode("utf-16")]))
def test_no_file_costs_more_than_a_message(data: bytes) -> None:
    survives(read, [("viadeo.csv", data)])
