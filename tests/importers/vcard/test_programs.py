from __future__ import annotations

import pytest

from ledger.facts.person.commands import Details
from ledger.importers.api import Contact, ImportedRow, ImportFile
from ledger.importers.formats.vcard import read
from tests.importers.ledgers import Memory
from tests.importers.vcard import samples


def people(reading: ImportFile) -> list[Contact]:
    return [row.who[0] for row in reading.rows]


def only(data: bytes) -> Contact:
    (who,) = people(read([("cards.vcf", data)]))
    return who


def test_a_card_of_khard_says_who_it_is() -> None:
    reading = read([("zoe.vcf", samples.KHARD.encode())])
    (row,) = reading.rows
    assert row == ImportedRow(file="zoe.vcf", line=1, who=row.who)
    assert row.who[0] == Contact(
        name="Zoé Lefèvre",
        given="Zoé",
        family="Lefèvre",
        details=Details(
            emails=("zoe@example.org",),
            phones=("+33 6 00 00 00 00",),
            organisation="Exemple, SA",
            position="Directrice commerciale",
            place="Lyon",
            tags=("Club", "Œnologie, vins"),
        ),
        identifiers=("email:zoe@example.org",),
        rows=('row:vcard|["uid","f3a1e0de-0000-4000-8000-000000000001"]|0',),
    )
    assert (reading.read, reading.problems) == (1, ())


def test_notes_and_birthdays_are_never_read() -> None:
    assert "jamais" not in repr(read([("zoe.vcf", samples.KHARD.encode())]))
    assert "1990" not in repr(read([("zoe.vcf", samples.KHARD.encode())]))


def test_apples_groups_labels_and_profiles() -> None:
    reading = read([("icloud.vcf", samples.APPLE.encode())])
    (yanis,) = people(reading)
    assert (yanis.name, yanis.given, yanis.family) == (
        "Yanis Karim Moreau",
        "Yanis",
        "Moreau",
    )
    assert yanis.details == Details(
        emails=("yanis@example.fr",),
        urls=(
            "http://www.example.org/yanis",
            "https://x.com/yanis_demo",
            "http://www.linkedin.com/in/yanis-moreau-demo",
        ),
        organisation="Exemple SA",
        place="Nantes",
    )
    assert set(yanis.identifiers) == {
        "email:yanis@example.fr",
        "url:x.com/yanis_demo",
        "linkedin:yanis-moreau-demo",
    }


@pytest.mark.parametrize(
    ("formatted", "parts", "name"),
    [
        ("Mme Zoé Lefèvre", "Lefèvre;Zoé;;Mme", "Zoé Lefèvre"),
        ("Lefèvre\\, Zoé", "Lefèvre;Zoé;;;", "Zoé Lefèvre"),
        ("Dr. Zoé Lefèvre\\, PhD", "Lefèvre;Zoé;;Dr;Ph.D.,PhD", "Zoé Lefèvre"),
        ("Nagy János", "Nagy;János;;;", "Nagy János"),
        ("Zo Lefèvre", "Lefèvre;Zoé;;;", "Zo Lefèvre"),
        ("Zoé Lefèvre\\, Exemple", "Lefèvre;Zoé;;;", "Zoé Lefèvre, Exemple"),
        ("Mme", ";;;Mme;", "Mme"),
    ],
)
def test_titles_and_the_order_of_lists_are_no_part_of_a_name(
    formatted: str, parts: str, name: str
) -> None:
    card = f"BEGIN:VCARD\nVERSION:3.0\nFN:{formatted}\nN:{parts}\nEND:VCARD\n"
    (found,) = people(read([("a.vcf", card.encode())]))
    assert found.name == name


def test_organisations_and_lists_are_left_out_with_the_reason() -> None:
    reading = read([("icloud.vcf", samples.APPLE.encode())])
    assert [(p.line, p.reason) for p in reading.problems] == [
        (319, "This card describes an organisation, not a person."),
        (327, "This card describes a list, a place or a thing, not a person."),
    ]
    assert reading.read == 3


def test_quoted_printable_of_android_has_soft_breaks_without_a_space() -> None:
    reading = read([("contacts.vcf", samples.ANDROID.encode())])
    zoe, mother = people(reading)
    assert (zoe.name, zoe.given, zoe.family) == ("Zoé Lefèvre", "Zoé", "Lefèvre")
    assert zoe.details == Details(emails=("zoe@example.org",), phones=("+33600000000",))
    assert (mother.name, mother.details.phones) == ("Maman", ("06 00 00 00 02",))
    assert reading.problems == ()


def test_a_line_of_a_note_that_looks_like_an_address_stays_a_note() -> None:
    assert "personne@example.org" not in repr(
        read([("contacts.vcf", samples.ANDROID.encode())])
    )


def test_outlook_writes_in_the_code_page_of_its_country() -> None:
    reading = read([("Chloé Bézard.vcf", samples.OUTLOOK)])
    (chloe,) = people(reading)
    assert chloe.name == "Chloé Bézard"
    assert chloe.details.organisation == "Société Générique"
    assert (chloe.details.position, chloe.details.place) == ("Ingénieure", "Orléans")
    assert reading.encodings == {"Chloé Bézard.vcf": "cp1252"}


def test_version_4_has_addresses_with_schemes_and_types_in_quotes() -> None:
    reading = read([("four.vcf", samples.FOUR.encode())])
    (ada,) = people(reading)
    assert (ada.name, ada.given, ada.family) == ("Ada Müller", "Ada", "Müller")
    assert ada.details == Details(
        emails=("ada@example.org",),
        phones=("+41-44-000-00-00",),
        urls=("https://www.linkedin.com/in/ada-mueller-demo",),
        organisation="Beispiel AG",
        position="Gründerin",
    )
    assert len(reading.problems) == 1


def test_a_card_of_xing_is_in_two_encodings() -> None:
    joerg = only(samples.XING)
    assert joerg.name == "Jörg Bäcker"
    assert joerg.details.organisation == "Müller & Söhne"
    assert (joerg.details.position, joerg.details.tags) == (
        "Geschäftsführer",
        ("Köln", "Messe"),
    )


def test_the_cards_that_takeout_repeats_in_the_folder_of_a_label_are_one_person() -> (
    None
):
    ledger = Memory()
    reading = read(
        [
            ("All Contacts.vcf", samples.TAKEOUT_ALL.encode()),
            ("Club.vcf", samples.TAKEOUT_CLUB.encode()),
        ]
    )
    done = ledger.take(reading)
    assert len(ledger.standing()) == 4
    assert (done.read, done.added, done.unchanged) == (6, 4, 2)
    assert ledger.people()["Zoé Lefèvre"].details["tags"] == ("Club",)


def test_takeouts_folders_in_another_order_are_the_same_people() -> None:
    files = [
        ("All Contacts.vcf", samples.TAKEOUT_ALL.encode()),
        ("Club.vcf", samples.TAKEOUT_CLUB.encode()),
    ]
    ledger = Memory()
    ledger.take(read(files[::-1]))
    assert len(ledger.standing()) == 4


def test_two_people_of_one_name_with_other_numbers_stay_two() -> None:
    cards = "".join(
        f"BEGIN:VCARD\nVERSION:3.0\nFN:Jean Exemple\nTEL:060000000{n}\nEND:VCARD\n"
        for n in (1, 2)
    )
    ledger = Memory()
    ledger.take(read([("a.vcf", cards.encode())]))
    assert len(ledger.standing()) == 2


def test_importing_again_adds_nothing() -> None:
    for name, data in samples.ALL.items():
        ledger = Memory()
        ledger.take(read([(name, data)]))
        again = ledger.take(read([(f"copy of {name}", data)]))
        assert (again.added, again.entries, again.candidates) == (0, (), ()), name


def test_a_couple_that_shares_an_address_is_two_people() -> None:
    cards = "".join(
        f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nEMAIL:famille@example.org\nEND:VCARD\n"
        for name in ("Anne Exemple", "Luc Exemple")
    )
    reading = read([("a.vcf", cards.encode())])
    assert [who.identifiers for who in people(reading)] == [(), ()]
    assert [who.details.emails for who in people(reading)] == 2 * [
        ("famille@example.org",)
    ]
    ledger = Memory()
    ledger.take(reading)
    assert len(ledger.standing()) == 2
    assert ledger.take(reading).entries == ()


def test_a_card_with_half_the_name_and_the_same_address_is_the_same_person() -> None:
    cards = "".join(
        f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nEMAIL:zoe@example.org\nEND:VCARD\n"
        for name in (
            "Zoé Lefèvre",
            "Zoé",
            "Z. Lefèvre",
            "LEFEVRE Zoe",
            "zoe@example.org",
        )
    )
    ledger = Memory()
    ledger.take(read([("a.vcf", cards.encode())]))
    assert len(ledger.standing()) == 1
