from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from ledger.errors import BadInput
from ledger.importers.api import Connected, Requested
from ledger.importers.formats.facebook import FILES, FacebookFile, read
from ledger.importers.formats.facebook.lists import (
    NAMELESS,
    NO_DAY,
    NOT_AN_ENTRY,
    UNREADABLE,
    repaired,
)
from ledger.importers.formats.facebook.pages import day
from ledger.importers.formats.facebook.read import MOST_ENTRIES, REJECTED, REMOVED
from ledger.importers.io.archive import members
from ledger.importers.io.encoding import LARGEST
from ledger.importers.io.json_document import MOST_PARTS
from tests.importers.hostile import hostile, survives
from tests.importers.ledgers import Memory


def mojibake(text: str) -> str:
    return text.encode().decode("latin-1")


def listed(key: str, *entries: Any) -> bytes:
    return json.dumps({key: list(entries)}, indent=2).encode()


def friend(name: str, timestamp: Any = 1_700_000_000, **more: Any) -> dict[str, Any]:
    return {"name": mojibake(name), "timestamp": timestamp, **more}


FRIENDS = listed(
    "friends_v2",
    friend("Zoé Lefèvre"),
    friend("Jean Exemple", 1_500_000_000),
    friend("Jean Exemple", 1_600_000_000),
)
NEWEST = b"""<html><head><title>Your friends</title><style>._a6-g{color:red}</style></head><body>
<section class="_a6-g"><h2 class="_2ph_ _a6-h _a6-i">O&#039;Neil Exemple</h2>
<footer><div class="_a72d">Nov 14, 2023 10:13:20 pm</div></footer></section>
<section class="_a6-g"><h2 class="_2ph_ _a6-h _a6-i">Sans Date</h2></section>
<section class="_a6-g"><h2 class="_a6-h">Zo\xc3\xa9 Lef\xc3\xa8vre</h2>
<footer><div class="_a72d">14. Nov. 2023, 22:13</div></footer></section></body></html>"""
OLDER = b"""<body><div class="_a6-g"><div class="_a6-h">Camille Exemple</div>
<div class="_a72d">Oct 19, 2025 1:47:55 pm</div></div>
<div class="_a6-g"><div class="_a6-h">Yanis Exemple</div><div class="_a72d">Oct 20, 2025 1:47 am</div></div></body>"""
OLDEST = b"""<body><div class="pam _3-95 _2pi0 _2lej uiBoxWhite noborder"><div class="_3-96 _2pio _2lek _2lel">Camille
Exemple</div><div class="_3-94 _2lem">Mar 1, 2019 2:05pm</div></div></body>"""
UNKNOWN = b"""<body><h1>Vos amis</h1><ul><li class="x1y2"><p>Camille Exemple</p><time>Mar 1, 2019 2:05pm</time></li>
<li class="x1y2"><p>Sans Date</p></li>
<li class="x1y2"><p>Yanis Exemple</p><time>7\xe6\x9c\x88 01, 2026 6:25:04 PM</time></li></ul></body>"""


def people(found: FacebookFile) -> list[tuple[str, date | None]]:
    return [
        (row.who[0].name, row.what.on)
        for row in found.rows
        if isinstance(row.what, Connected)
    ]


@pytest.mark.parametrize("key", ["friends_v2", "friends"])
def test_friends_of_each_era_are_connections_since_a_day(key: str) -> None:
    found = read([("your_friends.json", listed(key, friend("Zoé Lefèvre")))])
    assert people(found) == [("Zoé Lefèvre", date(2023, 11, 14))]
    assert {
        row.what.network for row in found.rows if isinstance(row.what, Connected)
    } == {"facebook"}


@pytest.mark.parametrize(
    "name", ["Zoë", "Radosław Łukasz", "José", "李雷", "O’Brien", "Ada 🙂", "Noël"]
)
def test_names_come_out_right_whether_they_were_doubly_encoded_or_not(
    name: str,
) -> None:
    assert repaired(mojibake(name)) == name
    assert repaired(name) == name


def test_namesakes_stay_apart() -> None:
    ledger = Memory()
    ledger.take(read([("friends.json", FRIENDS)]))
    assert len(ledger.standing()) == 3
    same_day = listed("friends_v2", friend("Jean Exemple"), friend("Jean Exemple"))
    twins = Memory()
    twins.take(read([("friends.json", same_day)]))
    assert len(twins.standing()) == 2
    assert twins.plan(read([("friends.json", same_day)])).entries == ()


def test_importing_again_adds_nothing_and_a_newer_export_what_is_new() -> None:
    ledger = Memory()
    ledger.take(read([("friends.json", FRIENDS)]))
    newer = listed(
        "friends_v2",
        friend("Nouvelle Amie", 1_790_000_000),
        *json.loads(FRIENDS)["friends_v2"],
    )
    again = ledger.take(read([("your_friends.json", newer)]))
    assert (again.added, again.unchanged) == (1, 3)


def test_a_page_and_a_list_of_the_same_export_are_the_same_friends() -> None:
    page = NEWEST.replace(b"14. Nov. 2023, 22:13", b"Nov 15, 2023 12:13:20 am").replace(
        b"Nov 14, 2023 10", b"Nov 15, 2023 10"
    )
    ledger = Memory()
    ledger.take(read([("your_friends.html", page)]))
    as_json = listed("friends_v2", friend("Zoé Lefèvre"), friend("O'Neil Exemple"))
    ledger.take(read([("your_friends.json", as_json)]))
    assert sorted(ledger.people()) == ["O'Neil Exemple", "Sans Date", "Zoé Lefèvre"]
    assert len(ledger.standing()) == 3


@pytest.mark.parametrize(
    ("key", "direction"),
    [
        ("sent_requests_v2", "sent"),
        ("sent_requests", "sent"),
        ("received_requests_v2", "received"),
        ("received_requests", "received"),
    ],
)
def test_requests_are_pending_and_no_connections(key: str, direction: str) -> None:
    (row,) = read([("requests.json", listed(key, friend("Zoé Lefèvre")))]).rows
    assert isinstance(row.what, Requested)
    assert (row.what.direction, row.what.on) == (direction, date(2023, 11, 14))


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("deleted_friends_v2", REMOVED),
        ("deleted_friends", REMOVED),
        ("rejected_requests_v2", REJECTED),
        ("rejected_requests", REJECTED),
    ],
)
def test_who_is_no_friend_is_listed_and_left_out(key: str, reason: str) -> None:
    found = read(
        [("friends.json", FRIENDS), ("others.json", listed(key, friend("Ancien Ami")))]
    )
    assert [
        (problem.file, problem.line, problem.reason) for problem in found.problems
    ] == [("others.json", 3, reason)]
    assert found.read == 4


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (friend(""), NAMELESS),
        (friend("   "), NAMELESS),
        ({"timestamp": 1}, NOT_AN_ENTRY),
        ("Zoé", NOT_AN_ENTRY),
        ({"name": "\ud800", "timestamp": 1_700_000_000}, UNREADABLE),
        ({"name": "a\0b", "timestamp": 1_700_000_000}, UNREADABLE),
        ({"name": "x" * 1000, "timestamp": 1_700_000_000}, UNREADABLE),
        (friend("Zoé", 17), NO_DAY),
        (friend("Zoé", "yesterday"), NO_DAY),
        (friend("Zoé", 10**30), NO_DAY),
        (friend("Zoé", 1_700_000_000_000), NO_DAY),
        (friend("Zoé", 1.5), NO_DAY),
        (friend("Zoé", [1]), NO_DAY),
        (
            {
                "label_values": [
                    {"label": "Nom", "value": "A"},
                    {"label": "Ville", "value": "B"},
                ]
            },
            NOT_AN_ENTRY,
        ),
    ],
)
def test_an_entry_that_cannot_be_used_is_a_problem_on_its_line(
    entry: Any, reason: str
) -> None:
    (problem,) = read(
        [("friends.json", listed("friends_v2", friend("Ada"), entry))]
    ).problems
    assert (problem.reason, problem.line) == (reason, 7)


def test_a_time_of_zero_is_no_day_and_none_is_invented() -> None:
    found = read(
        [("friends.json", listed("friends_v2", friend("Zoé", 0), {"name": "Ada"}))]
    )
    assert people(found) == [("Zoé", None), ("Ada", None)]


def test_the_newer_general_shape_is_read_where_it_holds_one_value() -> None:
    entry = {
        "timestamp": 1_700_000_000,
        "label_values": [{"label": "Nom", "value": mojibake("Zoé")}],
    }
    assert people(read([("friends.json", listed("friends_v2", entry))])) == [
        ("Zoé", date(2023, 11, 14))
    ]


def test_an_address_recognises_unless_two_share_it() -> None:
    one = friend("Zoé", contact_info="zoe@example.org")
    (row,) = read(
        [
            (
                "friends.json",
                listed("friends", one, friend("Ada", contact_info="+33 6 00")),
            )
        ]
    ).rows[:1]
    assert row.who[0].identifiers == ("email:zoe@example.org",)
    couple = listed("friends", one, friend("Ada", contact_info="zoe@example.org"))
    assert [
        each.who[0].identifiers for each in read([("friends.json", couple)]).rows
    ] == [(), ()]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (
            NEWEST,
            [
                ("O'Neil Exemple", date(2023, 11, 14)),
                ("Sans Date", None),
                ("Zoé Lefèvre", None),
            ],
        ),
        (
            OLDER,
            [
                ("Camille Exemple", date(2025, 10, 19)),
                ("Yanis Exemple", date(2025, 10, 20)),
            ],
        ),
        (OLDEST, [("Camille Exemple", date(2019, 3, 1))]),
        (
            UNKNOWN,
            [
                ("Camille Exemple", date(2019, 3, 1)),
                ("Sans Date", None),
                ("Yanis Exemple", None),
            ],
        ),
    ],
)
def test_each_layout_of_pages_gives_each_row_its_own_day(
    page: bytes, expected: list[tuple[str, date | None]]
) -> None:
    assert people(read([("export/your_friends.html", page)])) == expected


def test_times_in_another_language_are_counted() -> None:
    assert read([("your_friends.html", UNKNOWN)]).undated == 2
    assert read([("friends.json", FRIENDS)]).undated == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Oct 19, 2025 1:47:55 pm", date(2025, 10, 19)),
        ("September 3, 2024", date(2024, 9, 3)),
        ("3 September 2024 at 14:05", date(2024, 9, 3)),
        ("14. Nov. 2023, 22:13", None),
        ("03/04/2024", None),
        ("Feb 30, 2024", None),
        ("14 novembre 2023", None),
    ],
)
def test_only_english_days_are_read_and_none_is_guessed(
    text: str, expected: date | None
) -> None:
    assert day(text) == expected


def test_the_export_is_found_in_its_zip_without_strangers() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "facebook-ada-2026-09-01-x/connections/friends/your_friends.json", FRIENDS
        )
        archive.writestr(
            "facebook-ada-2026-09-01-x/connections/friends/people_you_may_know.json",
            b"{}",
        )
        archive.writestr("__MACOSX/._your_friends.json", b"x")
    files = members("facebook.zip", io.BytesIO(packed.getvalue()), FILES)
    assert len(files) == 1
    assert read(files).read == 3


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        (
            "people_you_may_know.json",
            listed("people_you_may_know_v2", friend("Zoé")),
            "Facebook suggests",
        ),
        ("people_you_may_know.html", NEWEST, "Facebook suggests"),
        ("x.json", b"[]", "not one of Facebook's lists"),
        ("page.html", NEWEST, "not one of Facebook's lists"),
        ("x.json", b"{}", "not one of Facebook's lists"),
        ("x.json", listed("friends_v2"), "has no names"),
        ("x.json", b'{"friends_v2": [{"name": "Zo', "cut off"),
        ("x.json", b'{"friends_v2": ' + b"[" * 100_000, "nested too deeply"),
        (
            "x.json",
            b'{"friends_v2": [' + b"[]," * (MOST_PARTS // 2) + b"[]]}",
            "too large",
        ),
        ("x.json", b'{"friends_v2": [' + b"9" * 10_000 + b"]}", "cut off"),
        ("your_friends.html", b"<p>" * 500_000, "too large"),
    ],
)
def test_what_is_no_list_of_friends_is_refused_in_one_sentence(
    name: str, data: bytes, message: str
) -> None:
    assert len(data) < LARGEST
    with pytest.raises(BadInput, match=message):
        read([(name, data)])


@given(
    hostile(
        [
            FRIENDS,
            listed("sent_requests_v2", friend("Zoé")),
            listed("friends", friend("é", 0, email="a@example.org")),
        ]
    )
)
def test_no_list_costs_more_than_a_message(data: bytes) -> None:
    survives(read, [("your_friends.json", data)])


@given(hostile([NEWEST, OLDER, OLDEST, UNKNOWN]))
def test_no_page_costs_more_than_a_message(data: bytes) -> None:
    survives(read, [("your_friends.html", data)])


def test_a_list_longer_than_anybodys_is_refused_at_once() -> None:
    data = b'{"friends_v2": [' + b"{}," * MOST_ENTRIES + b"{}]}"
    with pytest.raises(BadInput, match="too large"):
        read([("your_friends.json", data)])


PAGE = '<div class="_a6-g"><h2 class="x">{name}</h2><div>Oct 19, 2025 1:47:55 pm</div></div>'


def friends_on(page: str) -> list[str]:
    return [
        row.who[0].name for row in read([("your_friends.html", page.encode())]).rows
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        "<!-- {row} -->",
        "<!--{row}-->",
        "<script>document.write('{row}')</script>",
        "<style>{row}</style>",
        '<p title="{quoted}"></p>',
        "<![CDATA[{row}]]>",
    ],
)
def test_what_a_page_does_not_show_is_nobody(hidden: str) -> None:
    row = PAGE.format(name="Eve Hidden")
    page = hidden.replace("{row}", row).replace("{quoted}", row.replace('"', "'"))
    assert friends_on(
        f"<html><body>{page}\n{PAGE.format(name='Zoé &amp; Co')}</body></html>"
    ) == ["Zoé & Co"]


def test_a_row_of_a_page_stands_at_its_line_whatever_is_left_out_above() -> None:
    page = f"<html>\n<!-- a\nb -->\n{PAGE.format(name='Zoé')}\n</html>"
    assert [row.line for row in read([("your_friends.html", page.encode())]).rows] == [
        4
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "<!--",
        "<![CDATA[",
        "<?",
        "<a ",
        "<a",
        "</a",
        "<",
        '<a b="',
        "&#",
        "<!doctype",
        "<script>",
        "<a>",
        "</a>",
    ],
)
def test_a_page_made_to_take_time_takes_none(piece: str) -> None:
    with pytest.raises(BadInput):
        friends_on("<html>" + 150_000 * piece)
