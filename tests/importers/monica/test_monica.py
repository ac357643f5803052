from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from ledger.errors import BadInput
from ledger.importers.api import Attended, Contact, ImportFile, Messaged, Named, Noted
from ledger.importers.formats import monica
from ledger.importers.formats.monica.contact_cards import NAMELESS, PARTIAL
from ledger.importers.formats.monica.read import CALL, NO_DAY, NOBODY, WORDS
from ledger.importers.match.unclear import left, settle
from tests.importers.hostile import hostile, survives
from tests.importers.ledgers import Memory


def read(files: Sequence[Named]) -> ImportFile:
    """The export, with what is unclear left so."""
    return settle(monica.read(files), left)


def item(
    uuid: str, inside: list[Any] | None = None, **properties: Any
) -> dict[str, Any]:
    held = {
        "uuid": uuid,
        "created_at": "2023-06-01T10:00:00.000000Z",
        "properties": properties,
    }
    return held | ({"data": inside} if inside is not None else {})


def collection(kind: str, *values: Any) -> dict[str, Any]:
    return {"count": len(values), "type": kind, "values": list(values)}


ZOE = item(
    "zoe",
    [
        collection(
            "contact_field",
            item("f1", data="zoe@example.org", type="email"),
            item("f2", data="+33 6 00 00 00 00", type="phone"),
        ),
        collection(
            "contact_field",
            item("f3", data="https://www.linkedin.com/in/zoe-demo", type="web"),
        ),
        collection("address", item("ad1", name="Bureau", city="Lyon", country="FR")),
        collection(
            "call",
            item(
                "call1",
                called_at="2024-01-05T14:00:00Z",
                content="Le projet",
                contact_called=True,
            ),
        ),
        collection(
            "note", item("note1", body="Cherche un associé.", is_favorite=False)
        ),
        collection(
            "conversation",
            item(
                "conv1",
                happened_at="2024-01-05T14:00:00Z",
                contact_field_type="whatsapp",
                messages=[
                    {
                        "properties": {
                            "content": "secret",
                            "written_at": "2024-01-05T14:00:00Z",
                            "written_by_me": True,
                        }
                    },
                    {
                        "properties": {
                            "content": "secret",
                            "written_at": "2024-01-07T14:00:00Z",
                            "written_by_me": False,
                        }
                    },
                ],
            ),
        ),
        collection("activity", "act1", "act2", "act3"),
        collection("gift", item("g1", name="Livre")),
    ],
    first_name="Zoé",
    middle_name=None,
    last_name="Lefèvre",
    nickname="Zo",
    description="Rencontrée au salon.",
    company="Exemple SA",
    job="Directrice",
    tags=["client", "lyon"],
    first_met_date={"date": "2010-09-01T00:00:00Z"},
    is_partial=False,
)
YANIS = item(
    "yanis",
    [collection("activity", "act2")],
    first_name="Yanis",
    last_name=None,
    is_dead=True,
)
CHILD = item("child", [], first_name="Petit", is_partial=True)
SELF = item(
    "self", [collection("activity", "act1")], first_name="Moi", last_name="Exemple"
)
ACTIVITIES = [
    item(
        "act1",
        summary="Déjeuner chez Exemple",
        description="Très bien",
        happened_at="2024-01-03",
        type="ate",
    ),
    item("act2", summary="Soirée jeux", happened_at="2024-02-03T00:00:00.000000Z"),
    item("act3", summary="Un moment", happened_at="2024-03-03", type="bar"),
]


def export(
    *contacts: Any,
    activities: list[Any] | None = None,
    plural: bool = False,
    **user: Any,
) -> bytes:
    kinds = ("contacts", "activities") if plural else ("contact", "activity")
    me = {
        "uuid": "u",
        "first_name": "Moi",
        "last_name": "Exemple",
        "email": "moi@example.org",
        "properties": {"me_contact": "self"},
    }
    types = [
        {
            "uuid": "email",
            "properties": {"name": "Email", "type": "email", "protocol": "mailto:"},
        },
        {
            "uuid": "phone",
            "properties": {"name": "Phone", "type": "phone", "protocol": "tel:"},
        },
        {"uuid": "whatsapp", "properties": {"name": "WhatsApp"}},
    ]
    kinds_of_activity = [
        {
            "uuid": "ate",
            "properties": {
                "name": "ate at their home",
                "translation_key": "ate_at_his_place",
            },
        },
        {
            "uuid": "bar",
            "properties": {"name": "est allé au bar", "translation_key": "went_bar"},
        },
    ]
    account = {
        "uuid": "a",
        "data": [
            collection("user", me | user),
            collection(kinds[0], *contacts),
            collection(
                "relationship",
                item("r", type="spouse", contact_is="zoe", of_contact="yanis"),
            ),
            collection("photo", item("p", dataUrl="data:image/png;base64,AAAA")),
            collection(kinds[1], *(ACTIVITIES if activities is None else activities)),
        ],
        "properties": {"journal_entries": []},
        "instance": {"contact_field_types": types, "activity_types": kinds_of_activity},
    }
    top = {
        "version": "1.0-preview.1",
        "app_version": "4.1.2",
        "exported_by": "moi@example.org",
        "account": account,
    }
    return json.dumps(top, indent=2, ensure_ascii=False).encode()


EXPORT = export(ZOE, YANIS, CHILD, SELF)


def met(found: ImportFile) -> list[tuple[str, date, list[str]]]:
    return [
        (row.what.form, row.what.on, [who.name for who in row.who])
        for row in found.rows
        if isinstance(row.what, Attended)
    ]


@pytest.mark.parametrize("plural", [False, True])
def test_activities_are_meetings_of_everybody_who_took_part(plural: bool) -> None:
    found = read([("m.json", export(ZOE, YANIS, SELF, plural=plural))])
    assert sorted(met(found)) == [
        ("call", date(2024, 1, 5), ["Zoé Lefèvre"]),
        ("drinks", date(2024, 3, 3), ["Zoé Lefèvre"]),
        ("gathering", date(2024, 2, 3), ["Zoé Lefèvre", "Yanis"]),
        ("lunch", date(2024, 1, 3), ["Zoé Lefèvre"]),
    ]


def test_a_contact_has_names_addresses_and_tags() -> None:
    (who, *_) = next(
        row.who for row in read([("m.json", EXPORT)]).rows if row.what is None
    )
    assert isinstance(who, Contact)
    assert (who.name, who.given, who.family, who.aliases) == (
        "Zoé Lefèvre",
        "Zoé",
        "Lefèvre",
        ("Zo",),
    )
    assert who.identifiers == ("email:zoe@example.org", "linkedin:zoe-demo")
    details = who.details
    assert (details.phones, details.organisation, details.position) == (
        ("+33 6 00 00 00 00",),
        "Exemple SA",
        "Directrice",
    )
    assert (details.place, details.tags) == ("Lyon", ("client", "lyon"))


def test_conversations_are_counted_and_never_read() -> None:
    found = read([("m.json", EXPORT)])
    (counted,) = [row.what for row in found.rows if isinstance(row.what, Messaged)]
    assert counted == Messaged(network="whatsapp", total=2, through=date(2024, 1, 7))
    assert "secret" not in repr(found)


def test_notes_are_kept_with_their_day() -> None:
    notes = [
        (row.what.text, row.what.on)
        for row in read([("m.json", EXPORT)]).rows
        if isinstance(row.what, Noted)
    ]
    assert notes == [
        ("Rencontrée au salon.", None),
        ("Cherche un associé.", date(2023, 6, 1)),
    ]


def test_relatives_and_the_owner_are_nobody_one_met() -> None:
    found = read([("m.json", EXPORT)])
    names = {who.name for row in found.rows for who in row.who}
    assert names == {"Zoé Lefèvre", "Yanis"}
    assert [(problem.reason, problem.details) for problem in found.problems] == [
        (PARTIAL, {"name": "Petit"})
    ]
    assert found.owner is not None
    assert (found.owner.name, found.owner.identifiers) == (
        "Moi Exemple",
        ("email:moi@example.org",),
    )


@pytest.mark.parametrize(
    ("summary", "form"),
    [
        ("Café en terrasse", "coffee"),
        ("Appel avec Zoé", "call"),
        ("Café en visio", "video"),
        ("Zoom", "video"),
        ("Randonnée", "appointment"),
        ("", "appointment"),
    ],
)
def test_words_decide_the_form_and_a_distance_outweighs_them(
    summary: str, form: str
) -> None:
    activity = item("act1", summary=summary, happened_at="2024-01-03")
    assert (
        "act1" in repr(ZOE),
        met(read([("m.json", export(ZOE, activities=[activity]))]))[-1][0],
    ) == (
        True,
        form,
    )


@pytest.mark.parametrize(
    ("activity", "reason"),
    [
        (item("act1", summary="Déjeuner", happened_at="03/01/2024"), NO_DAY),
        (item("act1", summary="Déjeuner"), NO_DAY),
        (item("act9", summary="Déjeuner", happened_at="2024-01-03"), NOBODY),
        (item("act1", summary="Déjeuner annulé", happened_at="2024-01-03"), WORDS),
        (item("act1", summary="Skipped lunch", happened_at="2024-01-03"), WORDS),
        (item("act1", summary="Rendez-vous manqué", happened_at="2024-01-03"), WORDS),
        (item("act1", summary="Café à prendre", happened_at="2024-01-03"), WORDS),
        (
            item(
                "act1",
                summary="Café",
                description="Elle n'est pas venue.",
                happened_at="2024-01-03",
            ),
            WORDS,
        ),
        (
            item(
                "act1",
                summary="Lunch",
                description="She will call me about it.",
                happened_at="2024-01-03",
            ),
            CALL,
        ),
    ],
)
def test_an_activity_that_was_none_is_a_problem(activity: Any, reason: str) -> None:
    found = read([("m.json", export(ZOE, activities=[activity]))])
    assert [problem.reason for problem in found.problems] == [reason]
    assert found.read == sum(row.rows for row in found.rows) + 1


@pytest.mark.parametrize(
    ("summary", "description", "form"),
    [
        ("Catch-up", "On Zoom for an hour", "video"),
        ("RDV téléphonique", "", "call"),
        ("Déjeuner", "Finalement en visio", "video"),
        ("Point Teams", "", "video"),
        ("Café", "Parlé du projet. Par téléphone.", "call"),
        ("Déjeuner", "On a parlé de son poste.", "lunch"),
    ],
)
def test_a_distance_is_heard_in_the_summary_and_where_the_description_says_how(
    summary: str, description: str, form: str
) -> None:
    activity = item(
        "act1", summary=summary, description=description, happened_at="2024-01-03"
    )
    assert met(read([("m.json", export(ZOE, activities=[activity]))]))[-1][0] == form


def test_an_unclear_activity_is_a_meeting_once_somebody_says_so() -> None:
    activity = item(
        "act1",
        summary="Lunch",
        description="She will call me.",
        happened_at="2024-01-03",
    )
    found = monica.read([("m.json", export(ZOE, activities=[activity]))])
    assert [(row.reason, row.suggested) for row in found.unclear] == [(CALL, "lunch")]
    assert met(settle(found, lambda row: row.suggested))[-1][0] == "lunch"


def test_a_contact_without_a_name_is_a_problem_on_its_line() -> None:
    data = export(item("x", [], first_name=None, last_name=""), ZOE)
    (problem,) = read([("m.json", data)]).problems
    assert problem.reason == NAMELESS
    assert data.decode().split("\n")[problem.line - 1].strip() == "{"
    assert '"uuid": "x"' in data.decode().split("\n")[problem.line]


def test_an_address_that_two_share_joins_nobody() -> None:
    one, other = (
        item(
            n,
            [
                collection(
                    "contact_field", item("f", data="home@example.org", type="email")
                )
            ],
            first_name=n,
        )
        for n in ("Ada", "Bo")
    )
    ledger = Memory()
    ledger.take(read([("m.json", export(one, other, activities=[]))]))
    assert sorted(ledger.people()) == ["Ada", "Bo"]


def test_importing_again_adds_nothing() -> None:
    ledger = Memory()
    ledger.take(read([("m.json", EXPORT)]))
    assert ledger.plan(read([("m.json", EXPORT)])).entries == ()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{}", "not a Monica export"),
        (b'{"account": {"data": []}}', "has no contacts"),
        (b"INSERT INTO contacts VALUES (1);", "not a Monica export"),
        (b'{"account": {"data": [' + b"[" * 50_000, "nested too deeply"),
        (EXPORT[:-100], "cut off"),
    ],
)
def test_what_is_no_export_is_refused_in_one_sentence(
    data: bytes, message: str
) -> None:
    with pytest.raises(BadInput, match=message):
        read([("m.json", data)])


@given(hostile([EXPORT, export(ZOE, plural=True)]))
def test_no_export_costs_more_than_a_message(data: bytes) -> None:
    survives(read, [("m.json", data)])
