from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from ledger.errors import BadInput
from ledger.importers.api import Connected, ImportFile, Messaged
from ledger.importers.formats.twitter import FILES, read
from ledger.importers.formats.twitter.read import (
    BLOCKED,
    FOLLOWED,
    FOLLOWS,
    MISSING,
    NOT_AN_ACCOUNT,
    UNANSWERED,
    UNRESOLVED,
)
from ledger.importers.io.archive import members
from tests.importers.hostile import hostile, survives
from tests.importers.ledgers import Memory

ME, ZOE, YANIS, CAMILLE, ADA = (
    "1111",
    "1700000000000000001",
    "1700000000000000002",
    "33",
    "44",
)


def script(name: str, *entries: Any, part: int = 0) -> bytes:
    return (
        f"window.YTD.{name}.part{part} = {json.dumps(list(entries), indent=2)}".encode()
    )


def follow(key: str, number: str, *, link: bool = True) -> dict[str, Any]:
    held = {"accountId": number}
    return {
        key: held
        | (
            {"userLink": f"https://twitter.com/intent/user?user_id={number}"}
            if link
            else {}
        )
    }


def tweet(
    *mentions: dict[str, str], at: str = "Sun Mar 21 12:53:22 +0000 2021", **more: str
) -> dict[str, Any]:
    return {
        "tweet": {
            "created_at": at,
            "entities": {"user_mentions": list(mentions)},
            **more,
        }
    }


def mention(number: str, handle: str, name: str) -> dict[str, str]:
    return {"name": name, "screen_name": handle, "id_str": number, "id": number}


def message(sender: str, recipient: str, at: str, number: str) -> dict[str, Any]:
    return {
        "messageCreate": {
            "id": number,
            "senderId": sender,
            "recipientId": recipient,
            "createdAt": at,
        }
    }


def conversation(
    *messages: dict[str, Any], between: str = f"{ME}-{ZOE}"
) -> dict[str, Any]:
    return {"dmConversation": {"conversationId": between, "messages": list(messages)}}


ACCOUNT = script(
    "account",
    {
        "account": {
            "accountId": ME,
            "username": "moi_ex",
            "accountDisplayName": "Moi Exemple",
            "email": "moi@example.org",
        }
    },
)
FOLLOWING = script(
    "following", *(follow("following", number) for number in (ZOE, YANIS, CAMILLE))
)
FOLLOWER = script(
    "follower", *(follow("follower", number) for number in (ZOE, YANIS, ADA))
)
TWEETS = script(
    "tweets",
    tweet(mention(ZOE, "zoe_l", "Zoé Lefèvre"), at="Mon Mar 22 10:00:00 +0000 2021"),
    tweet(
        mention(ZOE, "zoe_old", "Zoé L."),
        mention("-1", "nobody", "Personne"),
        mention(ADA, "ada", "Ada"),
    ),
)
HEADERS = script(
    "direct_message_headers",
    conversation(
        message(ZOE, ME, "2023-08-12T17:10:37.000Z", "9"),
        message(ME, ZOE, "2023-08-13T23:59:59.000Z", "10"),
        {"joinConversation": {"initiatingUserId": ZOE}},
    ),
    conversation(
        message(ADA, ME, "2022-01-01T00:00:00.000Z", "11"), between=f"{ME}-{ADA}"
    ),
)
ARCHIVE = [
    ("data/account.js", ACCOUNT),
    ("data/following.js", FOLLOWING),
    ("data/follower.js", FOLLOWER),
    ("data/tweets.js", TWEETS),
    ("data/direct-message-headers.js", HEADERS),
]


def connected(found: ImportFile) -> list[str]:
    return [row.who[0].name for row in found.rows if isinstance(row.what, Connected)]


def reasons(found: ImportFile) -> set[tuple[str, object]]:
    return {(problem.reason, problem.details.get("id")) for problem in found.problems}


def test_who_follows_both_ways_is_connected_and_no_day_is_invented() -> None:
    found = read(ARCHIVE)
    assert connected(found) == ["Zoé Lefèvre"]
    assert [row.what for row in found.rows if isinstance(row.what, Connected)] == [
        Connected(network="twitter", on=None)
    ]
    (zoe, *_) = found.rows[0].who
    assert zoe.identifiers == (f"url:x.com/user/{ZOE}", "url:x.com/zoe_l")


def test_who_follows_one_way_is_counted_and_who_has_no_name_stays_pending() -> None:
    found = read(ARCHIVE)
    assert reasons(found) == {(UNRESOLVED, YANIS), (FOLLOWED, CAMILLE), (FOLLOWS, ADA)}
    assert not any(row.who[0].name.isdigit() for row in found.rows)


def test_a_table_names_people_missing_from_the_archive() -> None:
    table = f"id;handle;name\n{YANIS};@yanis_m;Yanis Moreau\n{ZOE};zoe;Zoé de la Table\n".encode()
    found = read([*ARCHIVE, ("names.csv", table)])
    assert sorted(connected(found)) == ["Yanis Moreau", "Zoé de la Table"]


def test_a_handle_answered_to_is_better_than_nothing_and_a_name_better_than_a_handle() -> (
    None
):
    answered = script(
        "tweets",
        tweet(in_reply_to_user_id_str=YANIS, in_reply_to_screen_name="yanis_m"),
    )
    again = tweet(
        in_reply_to_user_id_str=ZOE,
        in_reply_to_screen_name="zoe_new",
        at="Mon Mar 22 10:00:00 +0000 2025",
    )
    found = read(
        [
            *ARCHIVE,
            ("tweets-part1.js", answered),
            ("tweets-part2.js", script("tweets", again)),
        ]
    )
    assert sorted(connected(found)) == ["@yanis_m", "Zoé Lefèvre"]


def test_a_handle_that_passed_to_somebody_else_joins_nobody() -> None:
    passed = tweet(
        mention(YANIS, "zoe_l", "Yanis Moreau"), at="Mon Mar 22 10:00:00 +0000 2025"
    )
    ledger = Memory()
    ledger.take(read([*ARCHIVE, ("tweets-part1.js", script("tweets", passed))]))
    assert sorted(ledger.people()) == ["Yanis Moreau", "Zoé Lefèvre"]


def test_messages_are_counted_from_their_headers_and_dated() -> None:
    found = read(ARCHIVE)
    (counted,) = [row for row in found.rows if isinstance(row.what, Messaged)]
    assert counted.what == Messaged(
        network="twitter", total=2, through=date(2023, 8, 13)
    )
    assert counted.rows == 2
    assert found.read == sum(row.rows for row in found.rows) + len(found.problems)


def test_the_same_messages_in_two_files_count_once() -> None:
    found = read([*ARCHIVE, ("direct-message-headers-part1.js", HEADERS)])
    assert [row.what.total for row in found.rows if isinstance(row.what, Messaged)] == [
        2
    ]


def test_who_wrote_and_was_never_answered_is_nobody_one_knows() -> None:
    stranger = conversation(
        message("77", ME, "2022-01-01T00:00:00.000Z", "12"), between=f"77-{ME}"
    )
    known = conversation(
        message(ME, "78", "2022-01-01T00:00:00.000Z", "13"), between=f"78-{ME}"
    )
    headers = script("direct_message_headers", stranger, known)
    found = read([*ARCHIVE[:4], ("direct-message-headers.js", headers)])
    assert {(UNANSWERED, "77"), (UNRESOLVED, "78")} <= reasons(found)


def test_a_blocked_account_is_no_connection() -> None:
    blocked = script("block", {"blocking": {"accountId": ZOE, "userLink": "x"}})
    with pytest.raises(BadInput) as refusal:
        read([*ARCHIVE, ("block.js", blocked)])
    problems = refusal.value.details["problems"]
    assert isinstance(problems, tuple)
    assert (BLOCKED, ZOE) in {
        (problem.reason, problem.details["id"]) for problem in problems
    }


@pytest.mark.parametrize("link", [True, False])
def test_archives_of_every_year_are_read_whatever_their_lists_are_called(
    link: bool,
) -> None:
    files = [
        (
            "following-part0.js",
            script("following_2019", follow("following", ZOE, link=link)),
        ),
        ("follower.js", script("x.y", follow("follower", ZOE, link=link), part=3)),
        (
            "tweet.js",
            script("tweet", tweet(mention(ZOE, "zoe_l", "Zoé Lefèvre"))["tweet"]),
        ),
    ]
    assert connected(read(files)) == ["Zoé Lefèvre"]


def test_the_owner_is_who_the_archive_says() -> None:
    owner = read(ARCHIVE).owner
    assert owner is not None
    assert (owner.name, owner.identifiers[0]) == ("Moi Exemple", f"url:x.com/user/{ME}")
    assert "email:moi@example.org" in owner.identifiers


def test_without_the_account_the_owner_is_in_every_conversation_or_asked_for() -> None:
    two = script(
        "direct_message_headers",
        conversation(message(ME, ZOE, "2023-08-12T17:10:37.000Z", "1")),
        conversation(message(ADA, ME, "2023-08-12T17:10:37.000Z", "2"), between="x"),
    )
    assert len(read([*ARCHIVE[1:4], ("direct-message-headers.js", two)]).rows) == 2
    one = script(
        "direct_message_headers",
        conversation(message(ME, ZOE, "2023-08-12T17:10:37.000Z", "1")),
    )
    with pytest.raises(BadInput, match=r"account\.js"):
        read([*ARCHIVE[1:4], ("direct-message-headers.js", one)])


def test_missing_files_of_the_manifest_are_reported() -> None:
    files = [{"fileName": "data/following.js"}, {"fileName": "data/following-part1.js"}]
    manifest = f"window.__THAR_CONFIG = {json.dumps({'dataTypes': {'following': {'files': files}}})}".encode()
    (missing,) = [
        each
        for each in read([*ARCHIVE, ("manifest.js", manifest)]).problems
        if each.reason == MISSING
    ]
    assert missing.details == {"name": "following-part1.js"}


@pytest.mark.parametrize("number", ["", "abc", "0", 17, None, "1" * 40, "١٢"])
def test_what_is_no_number_of_an_account_is_a_problem_on_its_line(number: Any) -> None:
    following = script(
        "following", follow("following", ZOE), {"following": {"accountId": number}}
    )
    (problem,) = [
        each
        for each in read([("following.js", following), *ARCHIVE[2:4]]).problems
        if each.reason == NOT_AN_ACCOUNT
    ]
    assert problem.line == 8


def test_importing_again_adds_nothing() -> None:
    ledger = Memory()
    assert ledger.take(read(ARCHIVE)).added == 3
    assert ledger.plan(read(ARCHIVE)).entries == ()
    assert "Moi Exemple" not in ledger.people()


def test_the_archive_is_found_in_its_zip_under_any_folder() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in ARCHIVE:
            archive.writestr(f"twitter-2026-09-01-1a2b3c/{name}", data)
        archive.writestr(
            "twitter-2026-09-01-1a2b3c/data/direct-messages.js",
            script("direct_messages", "secret"),
        )
    files = members("archive.zip", io.BytesIO(packed.getvalue()), FILES)
    assert len(files) == len(ARCHIVE)
    assert connected(read(files)) == ["Zoé Lefèvre"]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("following.js", b"[]", "not a known file of the archive"),
        ("following.js", b"window.YTD = 17", "not a known file of the archive"),
        (
            "following.js",
            b"window.YTD.following.part0 = []",
            "names none of the 0 accounts",
        ),
        ("following.js", FOLLOWING, "names none of the 3 accounts"),
        ("following.js", FOLLOWING[:-20], "cut off"),
        ("following.js", b"window.x = [" + b"[" * 50_000, "nested too deeply"),
        ("names.csv", b"Name,Mail\nA,b\n", "not a table"),
    ],
)
def test_what_is_no_archive_is_refused_in_one_sentence(
    name: str, data: bytes, message: str
) -> None:
    with pytest.raises(BadInput, match=message):
        read([(name, data)])


@given(hostile([FOLLOWING, ACCOUNT]), hostile([HEADERS, TWEETS]))
def test_no_archive_costs_more_than_a_message(one: bytes, other: bytes) -> None:
    survives(
        read,
        [
            ("a.js", one),
            ("follower.js", FOLLOWER),
            ("b.js", other),
            ("tweets.js", TWEETS),
        ],
    )


@given(hostile([TWEETS]))
def test_no_tweets_cost_more_than_a_message(tweets: bytes) -> None:
    survives(
        read,
        [("following.js", FOLLOWING), ("follower.js", FOLLOWER), ("tweets.js", tweets)],
    )
