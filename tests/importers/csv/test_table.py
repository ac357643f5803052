from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given

from ledger.errors import BadInput, Usage
from ledger.facts.meeting.events import CoffeeHad, LunchHad
from ledger.facts.person.commands import Details
from ledger.importers.api import Attended, Connected, ImportFile, Noted
from ledger.importers.formats.csv import read
from ledger.importers.formats.csv.claims import NO_KIND, NOT_HELD, TWO_PLACES
from ledger.importers.formats.csv.layouts import ANY, TableLayout
from ledger.importers.formats.outlook import LAYOUT as OUTLOOK
from ledger.importers.io.csv_table import UNREADABLE
from tests.importers.csv.samples import CONNECTIONS, ENGLISH, JOURNAL, PEOPLE
from tests.importers.hostile import hostile, survives
from tests.importers.ledgers import Memory


def of(data: str | bytes, **options: Any) -> ImportFile:
    return read(
        [("table.csv", data.encode() if isinstance(data, str) else data)], **options
    )


def names(reading: ImportFile) -> list[tuple[str, ...]]:
    return [tuple(who.name for who in row.who) for row in reading.rows]


def reasons(reading: ImportFile) -> list[tuple[int, str]]:
    return [(p.line, p.reason.format(**p.details)) for p in reading.problems]


def deeds(reading: ImportFile) -> list[Attended]:
    found = [row.what for row in reading.rows]
    assert all(isinstance(deed, Attended) for deed in found)
    return found  # type: ignore[return-value]


FOLLOW_UP = '"Suivi" doesn\'t say how you met; write a kind of meeting there, such as coffee or appointment.'
ORDER = " could be day-month or month-day; choose with --dates dmy or --dates mdy."

# ---- meetings


def test_a_journal_in_french_tells_who_met_when_and_how() -> None:
    reading = of(JOURNAL)
    assert names(reading) == [
        ("Camille Lefèvre", "Yanis Moreau"),
        ("Camille Lefèvre",),
        ("Ada Muster, MBA",),
        ("Yanis Moreau",),
        ("Yanis Moreau",),
        ("Camille Lefèvre",),
    ]
    assert [(d.form, d.on, d.precision, d.minutes) for d in deeds(reading)] == [
        ("lunch", date(2026, 11, 12), "day", 90),
        ("coffee", date(2025, 11, 25), "day", 30),
        ("appointment", date(2024, 4, 3), "day", None),
        ("drinks", date(2019, 1, 1), "year", None),
        ("dinner", date(2023, 3, 1), "month", None),
        ("video", date(2024, 12, 25), "day", None),
    ]
    first = deeds(reading)[0]
    assert (first.place, first.note) == ("Le Procope", "le nouveau moteur")


def test_what_a_journal_does_not_tell_for_certain_is_listed() -> None:
    assert reasons(of(JOURNAL)) == [
        (
            8,
            FOLLOW_UP,
        ),
        (9, "This row says that you met, but not when."),
        (10, 'Date not understood: "31/02/2024"; expected something like 2026-11-20.'),
        (11, "This row has no name."),
    ]
    assert of(JOURNAL).read == 10


def test_a_journal_in_english_with_tabs() -> None:
    reading = of(ENGLISH)
    lunch, call = deeds(reading)
    assert (lunch.form, lunch.on, lunch.minutes) == ("lunch", date(2026, 11, 20), 90)
    assert (lunch.place, lunch.note) == ("Blue Bottle", "talked about the engine")
    assert (call.form, call.on) == ("call", date(2026, 11, 3))


def test_in_a_journal_a_name_is_one_person_as_often_as_it_stands_there() -> None:
    ledger = Memory()
    ledger.take(of(JOURNAL))
    assert sorted(ledger.people()) == [
        "Ada Muster, MBA",
        "Camille Lefèvre",
        "Yanis Moreau",
    ]
    assert len(ledger.standing()) == 3
    assert len(ledger.events(LunchHad)) == 1


def test_importing_again_adds_nothing_and_a_longer_journal_only_what_is_new() -> None:
    for text in (JOURNAL, PEOPLE, ENGLISH):
        ledger = Memory()
        ledger.take(of(text))
        again = ledger.take(of(text))
        assert (again.added, again.entries, again.candidates) == (0, (), ())
    ledger = Memory()
    ledger.take(of(JOURNAL))
    done = ledger.take(
        of(
            JOURNAL.replace(
                "12/11/2026", "20/11/2026;Café;Camille Lefèvre;;;\n12/11/2026", 1
            )
        )
    )
    assert (done.added, len(ledger.events(CoffeeHad))) == (1, 2)


def test_two_coffees_with_one_person_on_one_day_are_two() -> None:
    ledger = Memory()
    ledger.take(of("Nom;Date;Type\nAda;2026-01-02;café\nAda;2026-01-02;café\n"))
    assert len(ledger.events(CoffeeHad)) == 2


def test_a_name_in_a_journal_is_the_one_of_that_name_whose_address_it_has() -> None:
    text = "Nom;E-mail;Date;Type\nZoé Lefèvre;zoe@example.org;2026-01-02;café\nzoe lefevre;;2026-01-03;café\n"
    assert {row.who[0].identifiers for row in of(text).rows} == {
        ("email:zoe@example.org",)
    }


def test_a_name_that_two_of_the_table_bear_is_not_guessed() -> None:
    text = (
        "Nom;E-mail;Date;Type\nJean Exemple;a@example.org;2026-01-02;café\n"
        "Jean Exemple;b@example.org;2026-01-03;café\nJean Exemple;;2026-01-04;café\n"
    )
    reading = of(text)
    assert len(reading.rows) == 2
    assert reasons(reading) == [
        (
            4,
            "Several people in this table are called Jean Exemple; add an address there too.",
        )
    ]


def test_a_crowd_is_no_meeting() -> None:
    crowd = ", ".join(f"Nom{n}" for n in range(101))
    reading = of(f'Date;Type;Avec\n2026-01-02;café;"{crowd}"\n2026-01-02;café;Ada\n')
    assert reasons(reading) == [(2, "This row names more than 100 people.")]


def test_several_people_in_a_cell() -> None:
    def who(cell: str) -> list[str]:
        text = f'Date;Type;Avec\n2026-01-02;café;"{cell}"\n'
        return list(names(of(text))[0])

    assert who("Zoé Lefèvre, Yanis Moreau & Ada") == [
        "Zoé Lefèvre",
        "Yanis Moreau",
        "Ada",
    ]
    assert who("Zoé et moi") == ["Zoé"]
    assert who("Etienne Andrieux") == ["Etienne Andrieux"]
    assert who("Ada Muster, MBA, PhD; Zoé") == ["Ada Muster, MBA, PhD", "Zoé"]
    assert who("Karl von und zu Exemple") == ["Karl von und zu Exemple"]
    assert who("Zoé <zoe@example.org>, ada@example.org") == ["Zoé", "ada@example.org"]


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("Café", "coffee"),
        ("COFFEE", "coffee"),
        ("Kaffee", "coffee"),
        ("Petit-déjeuner", "breakfast"),
        ("petit-dej", "breakfast"),
        ("Déjeuner", "lunch"),
        ("dejeuner d'affaires", "lunch"),
        ("Mittagessen", "lunch"),
        ("Apéro", "drinks"),
        ("Drinks", "drinks"),
        ("Dîner", "dinner"),
        ("Rendez-vous", "appointment"),
        ("RDV", "appointment"),
        ("appointment", "appointment"),
        ("Meeting", "meeting"),
        ("Réunion", "meeting"),
        ("Encounter", "encounter"),
        ("croisé", "encounter"),
        ("Poignée de main", "encounter"),
        ("Salon", "gathering"),
        ("gathering", "gathering"),
        ("Appel", "call"),
        ("Phone call", "call"),
        ("téléphone", "call"),
        ("Visio", "video"),
        ("video", "video"),
        ("Café (visio)", "video"),
        ("Café sur Zoom", "video"),
    ],
)
def test_words_tell_the_form(word: str, form: str) -> None:
    assert deeds(of(f"Nom;Date;Type\nAda;2026-01-02;{word}\n"))[0].form == form


@pytest.mark.parametrize("word", ["Client", "Café annulé", "e-mail", "?"])
def test_a_word_that_does_not_tell_is_not_taken_for_a_meeting(word: str) -> None:
    reading = of(f"Nom;Date;Type\nAda;2026-01-02;{word}\nZoé;2026-01-02;café\n")
    assert [row.who[0].name for row in reading.rows] == ["Zoé"]
    assert [p.line for p in reading.problems] == [2]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("90", 90),
        ("90 min", 90),
        ("1h", 60),
        ("1h30", 90),
        ("1 h 30", 90),
        ("2 heures", 120),
        ("1,5 h", 90),
        ("1.5h", 90),
        ("0:45", 45),
        ("1:30:00", 90),
        ("45'", 45),
        ("", None),
    ],
)
def test_lengths(text: str, minutes: int | None) -> None:
    assert (
        deeds(of(f"Nom;Date;Type;Durée\nAda;2026-01-02;café;{text}\n"))[0].minutes
        == minutes
    )


@pytest.mark.parametrize(
    "text", ["0", "1441", "long", "-5", "1h99h", "99999999999999999999"]
)
def test_what_is_no_length_is_listed(text: str) -> None:
    reading = of(
        f"Nom;Date;Type;Durée\nAda;2026-01-02;café;{text}\nZoé;2026-01-02;café;5\n"
    )
    assert reasons(reading) == [
        (2, f'Length not understood: "{text}"; expected 1 to 1440 minutes.')
    ]


# ---- dates


@pytest.mark.parametrize(
    "days", [["03/04/2024"], ["03/04/2024", "25/12/2023", "12/25/2023"], ["3-4-2024"]]
)
def test_a_date_that_may_be_read_in_two_ways_is_never_guessed(days: list[str]) -> None:
    rows = "".join(f"Ada;{day};café\n" for day in ("2026-01-02", *days))
    reading = of("Nom;Date;Type\n" + rows)
    assert reasons(reading)[0] == (
        3,
        f'"{days[0]}"{ORDER}',
    )


@pytest.mark.parametrize(
    ("proof", "day"),
    [("25/12/2023", date(2024, 4, 3)), ("12/25/2023", date(2024, 3, 4))],
)
def test_another_row_of_the_column_may_tell_the_order(proof: str, day: date) -> None:
    reading = of(f"Nom;Date;Type\nAda;03/04/2024;café\nAda;{proof};café\n")
    assert deeds(reading)[0].on == day


def test_the_order_may_be_said() -> None:
    text = "Nom;Date;Type\nAda;03/04/2024;café\nAda;03/04/24;café\n"
    assert [d.on for d in deeds(of(text, dates="dmy"))] == 2 * [date(2024, 4, 3)]
    assert [d.on for d in deeds(of(text, dates="mdy"))] == 2 * [date(2024, 3, 4)]


def test_what_is_said_of_the_order_holds_against_a_date_that_cannot_be() -> None:
    reading = of(
        "Nom;Date;Type\nAda;25/12/2024;café\nAda;12/25/2024;café\n", dates="mdy"
    )
    assert [d.on for d in deeds(reading)] == [date(2024, 12, 25)]
    assert [p.line for p in reading.problems] == [2]


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


def test_a_network_that_is_none_is_refused() -> None:
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


@pytest.mark.slow
def test_thirty_thousand_rows_are_read() -> None:
    rows = "".join(
        f"Nom {n % 500};{n % 28 + 1:02}/01/2024;café;x\n" for n in range(30_000)
    )
    assert len(of("Nom;Date;Type;Note\n" + rows).rows) == 30_000


def test_a_date_in_a_row_that_leaves_out_what_was_done_is_listed() -> None:
    reading = of("Nom;Date;Type\nZoé;2026-01-05;\nAda;2026-01-05;café\nYanis;;\n")
    assert names(reading) == [("Ada",), ("Yanis",)]
    assert [(p.line, p.reason) for p in reading.problems] == [(2, NO_KIND)]


def test_a_cell_that_may_name_one_person_or_several_is_listed() -> None:
    rows = [
        "Zoé Lefèvre, Ada Muster",
        "Zoé, Ada, Yanis",
        "Lefèvre, Zoé",
        "Ada Muster, MBA",
        "Zoé Lefèvre; Ada Muster, MBA",
    ]
    reading = of(
        "Date\tType\tNom\n" + "".join(f"2026-01-05\tcafé\t{each}\n" for each in rows)
    )
    assert names(reading) == [
        ("Lefèvre, Zoé",),
        ("Ada Muster, MBA",),
        ("Zoé Lefèvre", "Ada Muster, MBA"),
    ]
    assert reasons(reading) == [
        (
            2,
            '"Zoé Lefèvre, Ada Muster" may be one person or several; separate several names with semicolons.',
        ),
        (
            3,
            '"Zoé, Ada, Yanis" may be one person or several; separate several names with semicolons.',
        ),
    ]


# ---- refusals


@pytest.mark.parametrize("text", ["a;b;c\n1;2;3\n", "\0x", "{}"])
def test_a_table_without_a_header_that_is_understood_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="No header was recognised"):
        of(text)


def test_a_header_with_nothing_below_it_is_said_to_be_one() -> None:
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


def journal(*rows: str) -> ImportFile:
    return read([("a.csv", "\n".join(("Nom;Date;Type;Lieu;Note", *rows)).encode())])


@pytest.mark.parametrize(
    ("kind", "place", "note", "form", "where"),
    [
        ("RDV téléphonique", "", "", "call", None),
        ("Conférence téléphonique", "", "", "call", None),
        ("Rendez-vous", "Visioconférence", "", "video", None),
        ("Rendez-vous", "Teams", "", "video", None),
        ("Café", "Slack", "", "video", None),
        ("Rendez-vous", "https://zoom.us/j/1", "", "video", None),
        ("Rendez-vous", "zoom.us/j/1", "", "video", None),
        ("En présentiel", "", "", "appointment", None),
        ("Face à face", "Lyon", "", "appointment", "Lyon"),
        ("Rendez-vous", "06 00 00 00 01", "", "call", None),
        ("Café", "", "en visio finalement", "video", None),
        ("Café", "TBD", "", "coffee", None),
        ("Café", "à définir", "", "coffee", None),
        ("Café", "n/a", "", "coffee", None),
        (
            "Café",
            "Café de Flore",
            "Elle m'a parlé de son poste",
            "coffee",
            "Café de Flore",
        ),
        ("Appel", "Lyon", "", "call", "Lyon"),
    ],
)
def test_a_distance_and_no_place_are_heard_in_kind_and_place(
    kind: str, place: str, note: str, form: str, where: str | None
) -> None:
    (row,) = journal(f"Zoé Lefèvre;2026-11-20;{kind};{place};{note}").rows
    assert isinstance(row.what, Attended)
    assert (row.what.form, row.what.place) == (form, where)


@pytest.mark.parametrize(
    ("kind", "place", "note", "reason"),
    [
        ("Rendez-vous manqué", "", "", NOT_HELD),
        ("Rendez-vous à prendre", "", "", NOT_HELD),
        ("Café annulé", "", "", NOT_HELD),
        ("No lunch", "", "", NOT_HELD),
        ("Skipped lunch", "", "", NOT_HELD),
        ("Coffee?", "", "", NOT_HELD),
        ("Café non honoré", "", "", NOT_HELD),
        ("Proposition de café", "", "", NOT_HELD),
        ("Café", "", "annulé au dernier moment", NOT_HELD),
        ("Café", "", "elle n'est pas venue", NOT_HELD),
        ("Café", "Bureau (ou Teams)", "", TWO_PLACES),
    ],
)
def test_what_did_not_take_place_for_certain_is_no_meeting(
    kind: str, place: str, note: str, reason: str
) -> None:
    found = journal(
        f"Zoé Lefèvre;2026-11-20;{kind};{place};{note}", "Ada;2026-11-20;Café;;"
    )
    assert [problem.reason for problem in found.problems] == [reason]
    assert len(found.rows) == 1


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
