from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from ledger.errors import BadInput, Usage
from ledger.facts.person.commands import Details
from ledger.importers.api import Attended, Connected, ImportFile, Noted
from ledger.importers.formats.csv import read
from ledger.importers.formats.csv.layouts import ANY, TableLayout
from ledger.importers.formats.outlook import LAYOUT as OUTLOOK
from ledger.importers.io.csv_table import UNREADABLE
from tests.importers.csv.samples import CONNECTIONS, ENGLISH, JOURNAL, PEOPLE
from tests.importers.csv.tables import deeds, names, of, reasons
from tests.importers.hostile import hostile, survives
from tests.importers.ledgers import Memory

# ---- people


def test_an_address_book_tells_who_somebody_is() -> None:
    reading = of(PEOPLE)
    assert names(reading) == [
        ("Zoé Lefèvre",),
        ("Jean Exemple",),
        ("Jean Exemple",),
        ("Plomberie Exemple",),
    ]
    zoe = reading.rows[0].who[0]
    assert (zoe.given, zoe.family) == ("Zoé", "Lefèvre")
    assert zoe.details == Details(
        emails=("zoe@example.org", "z@example.fr"),
        phones=("+33 6 00 00 00 00",),
        urls=("https://www.linkedin.com/in/zoe-lefevre-demo",),
        organisation="Exemple SA",
        position="Directrice commerciale",
        place="Lyon",
        tags=("client", "Lyon"),
    )
    assert all(row.what is None for row in reading.rows)
    assert reasons(reading) == [(6, "This row has no name.")]


def test_in_an_address_book_two_of_one_name_are_two() -> None:
    ledger = Memory()
    ledger.take(of(PEOPLE))
    assert len(ledger.standing()) == 4


def test_a_note_is_a_note_of_its_day() -> None:
    text = "Nom;Date;Note\nAda;2026-01-02;cherche un associé\nZoé;;aime le thé\nYanis;31/31/2024;\n"
    noted = [row.what for row in of(text).rows]
    assert isinstance(noted[0], Noted)
    assert isinstance(noted[1], Noted)
    assert (noted[0].text, noted[0].on) == ("cherche un associé", date(2026, 1, 2))
    assert (noted[1].text, noted[1].on) == ("aime le thé", None)
    assert noted[2] is None


def test_a_courtesy_title_is_no_job_and_a_job_is() -> None:
    def job(header: str) -> str | None:
        return of(header + "\nun;deux;trois\n").rows[0].who[0].details.position

    assert job("Titre;Prénom;Nom") is None
    assert job("Prénom;Nom;Titre") == "trois"
    assert job("Nom;Titre;Société") == "deux"
    text = "Titre;Prénom;Nom;Société;Titre\nMme;Zoé;Lefèvre;Exemple SA;Directrice\n"
    assert of(text).rows[0].who[0].details.position == "Directrice"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Nom,Ville", "un"),
        ("Name;City", "un"),
        ("Prénom;Nom", "un deux"),
        ("Nom;Prénom", "deux un"),
        ("Vorname;Name", "un deux"),
        ("FIRST NAME\tLAST NAME", "un deux"),
        ("Prenom;Date", "un"),
        ("Nom complet;Société", "un"),
        ("Contact;Lieu", "un"),
    ],
)
def test_headers_are_recognised_over_case_accents_and_languages(
    header: str, name: str
) -> None:
    sign = next(sign for sign in ",;\t" if sign in header)
    assert names(of(f"{header}\nun{sign}deux\n")) == [(name,)]


def test_a_list_of_nothing_but_names_is_a_table() -> None:
    assert names(of("Nom\nZoé Lefèvre\nYanis Moreau\n")) == [
        ("Zoé Lefèvre",),
        ("Yanis Moreau",),
    ]


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "cp1252", "mac_roman", "cp850"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_saved_in_any_way_it_is_still_read(encoding: str, end: str) -> None:
    data = PEOPLE.replace("\n", end).encode(encoding)
    assert names(of(data))[0] == ("Zoé Lefèvre",)


# ---- connections


def test_only_with_a_network_a_row_is_a_connection() -> None:
    assert [row.what for row in of(CONNECTIONS).rows] == [None, None]
    assert [row.what for row in of(CONNECTIONS, network="XING").rows] == [
        Connected(network="xing", on=date(2014, 6, 19)),
        Connected(network="xing", on=None),
    ]


def test_a_word_for_a_connection_wants_a_network() -> None:
    text = "Nom;Date;Type\nAda;2026-01-02;connexion\nZoé;2026-01-02;café\n"
    assert reasons(of(text)) == [
        (
            2,
            "This is a connection; say on which network with --network, for instance --network xing.",
        )
    ]
    connection, coffee = (row.what for row in of(text, network="viadeo").rows)
    assert connection == Connected(network="viadeo", on=date(2026, 1, 2))
    assert isinstance(coffee, Attended)


def test_a_note_beside_a_connection_is_kept_and_the_row_counted_once() -> None:
    reading = of("Nom;Note\nAda;aime le thé\n", network="viadeo")
    assert [type(row.what) for row in reading.rows] == [Connected, Noted]
    assert reading.read == 1


def test_an_unknown_network_is_refused() -> None:
    with pytest.raises(Usage, match="not a network"):
        of(CONNECTIONS, network="le réseau")


# ---- a mapping


def test_a_mapping_says_which_column_is_which() -> None:
    text = "qui;c'était quoi;ça remonte à\nAda;café;2026-01-02\n"
    reading = of(
        text, mapping={"name": "Qui", "kind": "C’était quoi", "date": "ca remonte a"}
    )
    assert names(reading) == [("Ada",)]
    assert deeds(reading)[0].form == "coffee"


def test_with_a_mapping_no_other_column_is_taken() -> None:
    text = "Nom;Ville;Note\nAda;Lyon;secret\n"
    (row,) = of(text, mapping={"name": "Nom"}).rows
    assert (row.what, row.who[0].details) == (None, Details())


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"nom": "Nom"}, "No column is called nom; the choices are name, given"),
        ({"date": "Date"}, "No column holds the people's names"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(
    mapping: dict[str, str], message: str
) -> None:
    with pytest.raises(Usage, match=message):
        of(JOURNAL, mapping=mapping)


def test_a_mapping_of_headers_that_are_not_there_is_refused() -> None:
    with pytest.raises(
        BadInput,
        match=r"^table.csv has no line with all these headers: Nom, Jour.$",
    ):
        of("Nom;Date\nAda;2026\n", mapping={"name": "Nom", "date": "Jour"})


# ---- refusals


@pytest.mark.parametrize("text", ["a;b;c\n1;2;3\n", "\0x", "{}"])
def test_a_table_without_a_header_that_is_understood_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="No header was recognised"):
        of(text)


def test_a_header_without_rows_is_reported() -> None:
    with pytest.raises(BadInput, match=r"^table\.csv has a header but no rows\.$"):
        of("Nom;Date;Type\n")


def test_a_header_that_is_meant_and_stands_twice_is_not_guessed() -> None:
    with pytest.raises(BadInput, match=r"^table\.csv has several columns called Nom; "):
        of("Nom;NOM;Date\nLefèvre;Zoé;2026\n", mapping={"name": "Nom"})


@pytest.mark.parametrize("sign", ["|", ",", ";", "\t"])
def test_the_usual_signs_between_cells_are_recognised(sign: str) -> None:
    assert names(of("Nom;Date;Type\nZoé;2026-01-05;café\n".replace(";", sign))) == [
        ("Zoé",)
    ]


@pytest.mark.parametrize("sign", "^~#:|;")
@pytest.mark.parametrize("first", ["sep={}\n", '"sep={}"\r\n', "SEP={}\r"])
def test_a_line_that_says_what_stands_between_cells_is_believed(
    first: str, sign: str
) -> None:
    table = "Nom;Date;Type\nZoé;2026-01-05;café\n".replace(";", sign)
    reading = of(first.format(sign) + table)
    assert names(reading) == [("Zoé",)]
    assert reading.rows[0].line == 3


def test_googles_table_is_refused_with_the_right_command() -> None:
    with pytest.raises(BadInput, match="import google"):
        of("First Name,Last Name,Labels,E-mail 1 - Value\nZoé,Lefèvre,,z@example.org\n")


@given(
    data=hostile([each.encode() for each in (JOURNAL, PEOPLE, CONNECTIONS, ENGLISH)])
)
def test_no_file_costs_more_than_a_message(data: bytes) -> None:
    survives(read, [("table.csv", data)])


@given(data=hostile([each.encode("cp1252") for each in (JOURNAL, PEOPLE, CONNECTIONS)]))
def test_no_file_costs_more_than_a_message_with_a_network(data: bytes) -> None:
    survives(lambda files: read(files, network="viadeo"), [("table.csv", data)])


THUNDERBIRD = (
    "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Screen Name,Work Phone,Home Phone,"
    "Fax Number,Pager Number,Mobile Number,Home City,Work City,Job Title,Department,Organization,Web Page 1,Web Page 2,"
    "Birth Year,Notes,\n"
    "Zoé,Lefèvre,Zoé Lefèvre,Zo,zoe@example.org,zoe2@example.org,,01 02 03 04 05,01 02 03 04 06,01 99 99 99 99,,"
    "06 00 00 00 01,,Lyon,Ingénieure,R&D,Société Dupré,http://example.org/zoe,,1990,,\n"
)


@pytest.mark.parametrize("layout", [ANY, OUTLOOK])
def test_thunderbirds_table_has_two_addresses_three_numbers_and_a_firm(
    layout: TableLayout,
) -> None:
    found = of(THUNDERBIRD, layout=layout)
    zoe = found.rows[0].who[0]
    assert (zoe.name, zoe.given, zoe.family, zoe.aliases) == (
        "Zoé Lefèvre",
        "Zoé",
        "Lefèvre",
        ("Zo",),
    )
    assert zoe.details == Details(
        emails=("zoe@example.org", "zoe2@example.org"),
        phones=("01 02 03 04 05", "01 02 03 04 06", "06 00 00 00 01"),
        urls=("http://example.org/zoe",),
        organisation="Société Dupré",
        position="Ingénieure",
        place="Lyon",
    )
    assert [(remark.line, remark.details["columns"]) for remark in found.remarks] == [
        (1, ("Fax Number", "Department", "Birth Year"))
    ]


def test_columns_that_are_not_taken_are_named_if_there_is_something_in_them() -> None:
    found = of("Nom;Ville;Anniversaire;Groupe sanguin\nZoé;Lyon;1990-05-17;\nAda;;;\n")
    assert [remark.details["columns"] for remark in found.remarks] == [
        ("Anniversaire",)
    ]
    assert of("Nom;Ville\nZoé;Lyon\n").remarks == ()


@pytest.mark.parametrize(
    ("cell", "urls"),
    [
        (
            "https://maps.example.org/@48.85,2.35",
            ("https://maps.example.org/@48.85,2.35",),
        ),
        (
            "https://a.example.org, https://b.example.org",
            ("https://a.example.org", "https://b.example.org"),
        ),
        (
            "www.a.example.org;www.b.example.org",
            ("www.a.example.org", "www.b.example.org"),
        ),
        ("https://a.example.org\u200b", ("https://a.example.org",)),
    ],
)
def test_the_addresses_on_line_of_a_cell(cell: str, urls: tuple[str, ...]) -> None:
    assert of(f'Nom\tSite\nZoé\t"{cell}"\n').rows[0].who[0].details.urls == urls


def test_tags_are_parted_by_commas_and_hashes_in_front() -> None:
    assert of("Nom\tTags\nZoé\t#C# #Lyon\nAda\tC#, client\n").rows[0].who[
        0
    ].details.tags == ("C#", "Lyon")


@pytest.mark.parametrize(
    ("header", "values", "details"),
    [
        (
            "#nom complet ;téléphone bureau; téléphone mobile ; téléphone perso; fax",
            "Zoé;01 00 00 00 01;06 00 00 00 02;01 00 00 00 03;01 99 99 99 99",
            Details(phones=("01 00 00 00 01", "06 00 00 00 02", "01 00 00 00 03")),
        ),
        (
            "Nom;E-mail pro;E-mail perso;Tél. fixe;Portable;Raison sociale",
            "Zoé;a@example.org;b@example.org;01 00 00 00 01;06 00 00 00 02;Exemple SA",
            Details(
                emails=("a@example.org", "b@example.org"),
                phones=("01 00 00 00 01", "06 00 00 00 02"),
                organisation="Exemple SA",
            ),
        ),
        (
            "Display Name;Email Home;Email Work;Home Phone;Business Phone 2;Company Name;Job",
            "Zoé;a@example.org;b@example.org;100;200;Exemple SA;Analyst",
            Details(
                emails=("a@example.org", "b@example.org"),
                phones=("100", "200"),
                organisation="Exemple SA",
                position="Analyst",
            ),
        ),
        (
            "Name;Email 1;Email 2;Phone 1;Phone 2",
            "Zoé;a@example.org;b@example.org;100;200",
            Details(emails=("a@example.org", "b@example.org"), phones=("100", "200")),
        ),
        ("Civilité;Nom;Prénom", "Mme;Lefèvre;Zoé", Details()),
    ],
)
def test_headers_as_people_write_them(
    header: str, values: str, details: Details
) -> None:
    assert of(f"{header}\n{values}\n").rows[0].who[0].details == details


def test_a_byte_that_is_no_text_costs_its_cell_and_the_row_where_it_would_say_something_else() -> (
    None
):
    header = "Prénom;Nom;Société;E-mail;Date;Type;Note\n".encode()
    rows = [
        "Zoé;Lefèvre;Sociét".encode() + b"\xff;zoe@example.org;;;\n",
        b"Ada;Mus\xffter;;ada@example.org;;;\n",
        "Élodie;Garnier;;;2026-11-20;caf".encode() + b"\xff;\n",
        "Élodie;Garnier;;;2026-11-20;café;tr".encode() + b"\xff\n",
    ]
    found = of(header + b"".join(rows) + "Étienne;Bézard;;;;;\n".encode() * 5)
    assert found.rows[0].who[0].details == Details(emails=("zoe@example.org",))
    assert [(p.line, p.reason) for p in found.problems] == [
        (3, UNREADABLE),
        (4, UNREADABLE),
    ]
    assert [(r.line, r.details["text"]) for r in found.remarks] == [
        (2, "Société"),
        (5, "Note"),
    ]
    assert deeds_of(found) == [("coffee", None)]


def deeds_of(reading: ImportFile) -> list[tuple[str, str | None]]:
    return [
        (row.what.form, row.what.note)
        for row in reading.rows
        if isinstance(row.what, Attended)
    ]
