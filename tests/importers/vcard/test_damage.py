from __future__ import annotations

import codecs
import io
import zipfile

import pytest

from ledger.errors import BadInput, LedgerError, Usage
from ledger.importers.api import Contact, ImportFile
from ledger.importers.formats.vcard import SUFFIXES, read
from ledger.importers.formats.vcard.cards import LONGEST
from ledger.importers.formats.vcard.cards import MOST_LINES as MOST_PROPERTIES
from ledger.importers.formats.vcard.read import MOST_CARDS
from ledger.importers.io.archive import unpack
from ledger.importers.io.refusals import MOST_LINES


def card(*lines: str, version: str = "3.0") -> str:
    return "\n".join(("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""))


ZOE = card("FN:Zoé Lefèvre", "EMAIL:zoe@example.org")
YANIS = card("FN:Yanis Moreau", "EMAIL:yanis@example.org")


def names(reading: ImportFile) -> list[str]:
    return [row.who[0].name for row in reading.rows]


def reasons(reading: ImportFile) -> list[tuple[int, str]]:
    return [(each.line, each.reason) for each in reading.problems]


def of(text: str | bytes, **options: str) -> ImportFile:
    data = text.encode() if isinstance(text, str) else text
    return read([("cards.vcf", data)], **options)  # type: ignore[arg-type]


def only(text: str | bytes) -> Contact:
    (row,) = of(text).rows
    return row.who[0]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_any_line_ends_do(end: str) -> None:
    assert names(of((ZOE + YANIS).replace("\n", end))) == [
        "Zoé Lefèvre",
        "Yanis Moreau",
    ]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_the_encoding_of_a_file_is_recognised(encoding: str) -> None:
    assert names(of((ZOE + YANIS).encode(encoding))) == ["Zoé Lefèvre", "Yanis Moreau"]


def test_of_two_files_in_two_encodings_each_is_read_in_its_own() -> None:
    reading = read([("a.vcf", ZOE.encode("cp1252")), ("b.vcf", ZOE.encode())])
    assert names(reading) == 2 * ["Zoé Lefèvre"]
    assert reading.encodings == {"a.vcf": "cp1252", "b.vcf": "utf-8"}


def test_files_in_two_encodings_may_be_glued_together() -> None:
    glued = ZOE.encode("cp1252") + codecs.BOM_UTF8 + ZOE.encode() + ZOE.encode("cp1252")
    assert names(of(glued)) == 3 * ["Zoé Lefèvre"]


def test_a_named_encoding_holds() -> None:
    assert names(of(ZOE.encode("mac_roman"), encoding="mac_roman")) == ["Zoé Lefèvre"]
    assert names(of(ZOE.encode("utf-16-le"), encoding="utf-16-le")) == ["Zoé Lefèvre"]
    assert names(of(ZOE.encode(), encoding="cp1252")) == ["ZoÃ© LefÃ¨vre"]


def test_an_encoding_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Usage, match="No such encoding: klingon"):
        of(ZOE, encoding="klingon")


@pytest.mark.parametrize(
    "charset", ["klingon", "zlib", "idna", "unicode_escape", "UTF-16", ""]
)
def test_an_unknown_charset_does_not_lose_the_line(charset: str) -> None:
    assert only(card(f"FN;CHARSET={charset}:Zoé")).name == "Zoé"


def test_a_charset_that_the_line_is_not_in_does_not_lose_it() -> None:
    assert only(card("FN;CHARSET=UTF-8:Zoé").encode("cp1252")).name == "Zoé"
    assert only(card("FN;CHARSET=US-ASCII:Zoé")).name == "Zoé"


def test_a_fold_may_stand_between_the_bytes_of_a_character() -> None:
    whole = card("FN:Zoé Lefèvre").encode()
    at = whole.index("é".encode()) + 1
    assert only(whole[:at] + b"\r\n " + whole[at:]).name == "Zoé Lefèvre"


def test_a_fold_of_version_2_1_stands_at_a_space() -> None:
    assert only(card("FN:Zoé", " Lefèvre", version="2.1")).name == "Zoé Lefèvre"
    assert only(card("FN:Zoé Le", " fèvre", version="3.0")).name == "Zoé Lefèvre"


def test_a_fold_with_a_tab_is_a_fold() -> None:
    assert only(card("FN:Zoé Le", "\tfèvre")).name == "Zoé Lefèvre"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('FN;X-LABEL="chez \\"elle\\"";CHARSET=UTF-8:Zoé', "Zoé"),
        ('FN;X-LABEL="une: deux":Zoé', "Zoé"),
        ('FN;X-LABEL="ouverte:Zoé', "Zoé"),
        ("item1.FN:Zoé", "Zoé"),
        ("fn:Zoé", "Zoé"),
        ("FN : Zoé", "Zoé"),
        ("FN:Zoé\\, dite Z\\; et\\nplus\\\\", "Zoé, dite Z; et plus\\"),
        ("FN:  Zoé \t Lefèvre  ", "Zoé Lefèvre"),
        ("FN;ENCODING=B:Wm/DqQ==", "Zoé"),
        ("FN;QUOTED-PRINTABLE:Zo=C3=A9", "Zoé"),
        ("N:Lefèvre;Zoé", "Zoé Lefèvre"),
        ("N:;Zoé;Anne,Marie", "Zoé Anne Marie"),
        ("N:Lefèvre", "Lefèvre"),
        ("NICKNAME:Zouzou,Zo", "Zouzou"),
        ("ORG:Exemple SA;Ventes", "Exemple SA"),
        ("EMAIL:zoe@example.org", "zoe@example.org"),
        ("FN:zoe@example.org\nN:Lefèvre;Zoé", "Zoé Lefèvre"),
        ("FN:\nFN:Zoé", "Zoé"),
        ("FN:Zoé\nFN:Zozo", "Zoé"),
        ("FN:李雷", "李雷"),
        ("FN:=1+1", "=1+1"),
    ],
)
def test_the_name_is_found(line: str, name: str) -> None:
    assert only(card(line)).name == name


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (("TEL:+33600000000",), "This card has no name."),
        (("FN:", "N:;;;;"), "This card has no name."),
        (("FN:Z", "KIND:ORG"), "This card describes an organisation, not a person."),
        (("FN:Z", "X-KIND:org"), "This card describes an organisation, not a person."),
        (
            ("FN:Z", "X-ABShowAs:COMPANY"),
            "This card describes an organisation, not a person.",
        ),
        (
            ("FN:Z", "KIND:location"),
            "This card describes a list, a place or a thing, not a person.",
        ),
        (
            ("FN:Z\0",),
            "{name} of this card contains bytes that are not text; left out.",
        ),
        (
            ("FN:" + LONGEST * "Z",),
            "{name} of this card is too long to describe a person; left out.",
        ),
        (
            (*["FN:Z"], *(MOST_PROPERTIES * ["TEL:1"])),
            "This card has too many lines to describe a person.",
        ),
    ],
)
def test_a_card_that_is_of_no_use_is_a_problem_and_the_next_one_is_read(
    lines: tuple[str, ...], reason: str
) -> None:
    reading = of(card(*lines) + ZOE)
    assert names(reading) == ["Zoé Lefèvre"]
    assert reasons(reading) == [(1, reason)]
    assert reading.read == 2


def test_a_card_without_an_end_ends_where_the_next_one_begins() -> None:
    assert names(of(ZOE.replace("END:VCARD\n", "") + YANIS)) == [
        "Zoé Lefèvre",
        "Yanis Moreau",
    ]


def test_the_last_card_without_an_end_is_cut_and_a_problem() -> None:
    reading = of(YANIS + ZOE[:-15])
    assert names(reading) == ["Yanis Moreau"]
    assert reasons(reading) == [(6, "This card has no end; the file is cut off here.")]


def test_an_end_that_broken_quoted_printable_runs_into_is_still_the_end() -> None:
    broken = card("NOTE;ENCODING=QUOTED-PRINTABLE:oui=", version="2.1") + ZOE
    assert names(
        of(card("FN:Yanis", "NOTE;ENCODING=QUOTED-PRINTABLE:oui=", version="2.1") + ZOE)
    ) == [
        "Yanis",
        "Zoé Lefèvre",
    ]
    assert names(of(broken)) == ["Zoé Lefèvre"]


def test_lines_that_are_no_lines_of_a_card_are_passed_over() -> None:
    text = (
        "exported by a sample\n\n"
        + card("n'importe quoi", "FN:Zoé", "", "suite d'une note")
        + "\n\n\x1a"
    )
    assert only(text).name == "Zoé"


@pytest.mark.parametrize(
    "agent",
    [
        "AGENT:\nBEGIN:VCARD\nVERSION:2.1\nFN:Assistant\nEMAIL:lui@example.org\nEND:VCARD",
        "AGENT:BEGIN:VCARD\nVERSION:2.1\nFN:Assistant\nEMAIL:lui@example.org\nEND:VCARD",
        "AGENT:BEGIN:VCARD\\nFN:Assistant\\nEND:VCARD\\n",
        "AGENT;VALUE=uri:CID:assistant@example.org",
        "AGENT:\nBEGIN:VCARD\nAGENT:\nBEGIN:VCARD\nFN:Deux\nEND:VCARD\nFN:Un\nEND:VCARD",
    ],
)
def test_the_card_of_an_agent_is_not_the_card_of_the_person(agent: str) -> None:
    who = only(card("FN:Zoé", agent, "EMAIL:zoe@example.org"))
    assert (who.name, who.details.emails) == ("Zoé", ("zoe@example.org",))


def test_a_thousand_agents_inside_each_other_are_passed_over() -> None:
    depth = 1000
    nested = "AGENT:\nBEGIN:VCARD\n" * depth + "END:VCARD\n" * depth
    assert only(
        card("FN:Zoé", nested.rstrip("\n"), "EMAIL:zoe@example.org")
    ).details.emails == ("zoe@example.org",)


def test_photos_cost_nothing() -> None:
    photo = "PHOTO;ENCODING=b;TYPE=JPEG:" + 20_000 * f"\n {74 * 'A'}"
    assert only(card("FN:Zoé", photo, "EMAIL:zoe@example.org")).details.emails == (
        "zoe@example.org",
    )
    assert only(card("PHOTO;ENCODING=b:" + 1_000_000 * "A", "FN:Zoé")).name == "Zoé"


@pytest.mark.parametrize(
    ("line", "urls"),
    [
        (
            "URL:https://www.linkedin.com/in/zoe-demo",
            ("https://www.linkedin.com/in/zoe-demo",),
        ),
        ("URL:www.example.org", ("www.example.org",)),
        ("URL:javascript:alert(1)", None),
        ("URL:une page", None),
        ("X-SOCIALPROFILE;type=twitter:x-apple:zoe_demo", ("https://x.com/zoe_demo",)),
        (
            "X-SOCIALPROFILE;type=twitter;x-user=zoe_demo:x-apple:zoe demo",
            ("https://x.com/zoe_demo",),
        ),
        ("X-SOCIALPROFILE;type=autre:x-apple:zoe", None),
        (
            "SOCIALPROFILE;SERVICE-TYPE=GitHub;VALUE=text:zoe-demo",
            ("https://github.com/zoe-demo",),
        ),
        ("IMPP;X-SERVICE-TYPE=Skype:skype:zoe", None),
    ],
)
def test_pages_and_profiles(line: str, urls: tuple[str, ...] | None) -> None:
    assert only(card("FN:Zoé", line)).details.urls == urls


def test_what_is_no_address_is_left_out() -> None:
    who = only(
        card(
            "FN:Zoé",
            "EMAIL:zoe(at)example.org",
            "EMAIL:/o=Exemple/cn=zoe",
            "EMAIL:Zoé <z@example.org>",
        )
    )
    assert who.details.emails == ("z@example.org",)


def test_nicknames_are_other_names_to_answer_to() -> None:
    assert only(
        card("FN:Zoé Lefèvre", "NICKNAME:Zouzou,Z\\, la", "NICKNAME:Zo")
    ).aliases == (
        "Zouzou",
        "Z, la",
        "Zo",
    )
    assert only(card("NICKNAME:Zouzou")).aliases == ()


def test_an_id_that_people_of_different_names_bear_tells_nobody() -> None:
    reading = of(card("UID:1", "FN:Zoé Lefèvre") + card("UID:1", "FN:Yanis Moreau"))
    assert all("uid" not in row for each in reading.rows for row in each.who[0].rows)


@pytest.mark.parametrize(
    "data",
    [b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", b"\xff\xd8\xff", b"Name,Date\n"],
)
def test_a_file_without_a_card_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput, match=r"^a\.vcf has no cards"):
        read([("a.vcf", data)])


def test_one_file_without_a_card_does_not_lose_the_others() -> None:
    reading = read([("a.vcf", b""), ("b.vcf", ZOE.encode())])
    assert names(reading) == ["Zoé Lefèvre"]
    assert [(p.file, p.line) for p in reading.problems] == [("a.vcf", 1)]
    assert reading.read == 2


def test_files_in_which_nobody_is_found_are_refused_with_the_reasons() -> None:
    with pytest.raises(
        BadInput,
        match=r"^cards\.vcf has no one to import; unusable entries: 2",
    ) as refusal:
        of(card("TEL:1") + card("KIND:org", "FN:Z"))
    assert len(refusal.value.details["problems"]) == 2  # type: ignore[arg-type]


def test_more_lines_than_any_list_has_are_refused_before_they_are_read() -> None:
    with pytest.raises(LedgerError, match="more than"):
        of((MOST_LINES + 1) * b"\n")


@pytest.mark.slow
def test_more_cards_than_anybody_knows_people_are_refused() -> None:
    with pytest.raises(LedgerError, match="more than 100000 cards"):
        of((MOST_CARDS + 1) * b"BEGIN:VCARD\n")


def test_the_problem_stands_at_the_line_of_its_card() -> None:
    assert reasons(of(ZOE + "\n" + card("TEL:1") + YANIS)) == [
        (7, "This card has no name.")
    ]


def test_the_cards_of_a_zip_are_found_by_their_suffix() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("Takeout/Contacts/All Contacts/All Contacts.vcf", ZOE + YANIS)
        archive.writestr("Takeout/Contacts/Club/Club.VCF", YANIS)
        archive.writestr("Takeout/Contacts/All Contacts/Zoé.jpg", b"\xff\xd8")
    reading = read(unpack([("takeout.zip", stream.getvalue())], SUFFIXES))
    assert names(reading) == ["Zoé Lefèvre", "Yanis Moreau", "Yanis Moreau"]
