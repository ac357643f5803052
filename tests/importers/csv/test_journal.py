"""Tables of meetings: who was met, when and how, and what is not told for certain."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.facts.meeting.events import CoffeeHad, LunchHad
from ledger.importers.api import Attended, ImportFile
from ledger.importers.formats.csv import read
from ledger.importers.formats.csv.claims import NO_KIND, NOT_HELD, TWO_PLACES
from tests.importers.csv.samples import ENGLISH, JOURNAL, PEOPLE
from tests.importers.csv.tables import deeds, names, of, reasons
from tests.importers.ledgers import Memory

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


def test_an_option_sets_the_order_of_dates() -> None:
    text = "Nom;Date;Type\nAda;03/04/2024;café\nAda;03/04/24;café\n"
    assert [d.on for d in deeds(of(text, dates="dmy"))] == 2 * [date(2024, 4, 3)]
    assert [d.on for d in deeds(of(text, dates="mdy"))] == 2 * [date(2024, 3, 4)]


def test_the_chosen_order_holds_against_an_impossible_date() -> None:
    reading = of(
        "Nom;Date;Type\nAda;25/12/2024;café\nAda;12/25/2024;café\n", dates="mdy"
    )
    assert [d.on for d in deeds(reading)] == [date(2024, 12, 25)]
    assert [p.line for p in reading.problems] == [2]


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
