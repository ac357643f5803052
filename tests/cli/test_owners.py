"""Several owners of one ledger: each records as himself, reads what is his or shared, and the database sees to it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ledger.store.postgres.tables import RECORD
from tests.cli.conftest import Shared
from tests.store import postgres_server
from tests.store.postgres_server import Server

if TYPE_CHECKING:
    import psycopg
else:
    psycopg = pytest.importorskip("psycopg", reason=postgres_server.MISSING)


@dataclass(frozen=True)
class Firm:
    """A ledger with its administrator, two owners and an auditor, each with a home of their own."""

    admin: Shared
    ada: Shared
    tom: Shared
    auditor: Shared

    def as_role(self, program: Shared) -> psycopg.Connection:
        """What somebody with the password of a role can do by hand."""
        return psycopg.connect(program.address, autocommit=True)


@pytest.fixture
def firm(server: Server, database: str, shared: Shared) -> Iterator[Firm]:
    suffix = secrets.token_hex(4)
    roles = {name: f"{name}_{suffix}" for name in ("ada", "tom", "audit")}
    with psycopg.connect(database, autocommit=True) as admin:
        for role in roles.values():
            password = secrets.token_hex(8)
            admin.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{password}'")
            server.let_in(role, password)
    shared("init", "--me", "Ines Caron")
    shared("owner", "add", "Ada Okafor", "--new", "--role", roles["ada"])
    shared("owner", "add", "Tom Riedl", "--new", "--role", roles["tom"], "--erases")
    shared("owner", "add", "--auditor", "--role", roles["audit"])

    def program(name: str) -> Shared:
        home = shared.home / name
        home.mkdir()
        place = database.rpartition("@")[2]
        return replace(shared, home=home, address=f"postgresql://{roles[name]}@{place}")

    yield Firm(shared, program("ada"), program("tom"), program("audit"))
    with psycopg.connect(database, autocommit=True) as admin:
        admin.execute("DROP SCHEMA handshake CASCADE")
        for role in roles.values():
            admin.execute(f"DROP OWNED BY {role}")
            admin.execute(f"DROP ROLE {role}")


def test_each_owner_records_as_himself_and_has_a_trust_of_his_own(firm: Firm) -> None:
    firm.ada("coffee", "Zoé Ménard", "--new", "--on", "2026-11-02")
    firm.tom("lunch", "Zoé Ménard", "--on", "2026-11-20")
    firm.tom("lunch", "Zoé Ménard", "--on", "2026-11-21")
    ada = firm.ada.json("trust", "Zoé Ménard")["trust"]
    tom = firm.tom.json("trust", "Zoé Ménard")["trust"]
    assert 0 < ada < tom
    assert firm.admin.json("trust", "Zoé Ménard")["trust"] == 0


def test_who_knows_ranks_the_owners_with_since_and_last(firm: Firm) -> None:
    firm.ada("coffee", "Zoé Ménard", "--new", "--on", "2026-10-02")
    firm.tom("introduce", "Zoé Ménard", "Ada Okafor", "--on", "2026-10-01")
    firm.tom("lunch", "Zoé Ménard", "--on", "2026-11-20")
    owners = firm.admin.json("who-knows", "Zoé Ménard")["owners"]
    assert [each["owner"]["name"] for each in owners] == ["Tom Riedl", "Ada Okafor"]
    assert owners[0]["since"] == owners[0]["last_met"] == "2026-11-20"
    assert owners[1]["since"] == "2026-10-02"
    assert owners[1]["introduced_by"][0]["name"] == "Tom Riedl"
    assert owners[1]["trust"] == firm.ada.json("trust", "Zoé Ménard")["trust"]
    said = firm.ada.french()
    assert "Tom Riedl" in firm.ada("who-knows", "Zoé Ménard").stdout
    assert said is not None


def test_who_knows_says_so_where_none_met_the_person(firm: Firm) -> None:
    firm.ada("note", "Zoé Ménard", "chess", "--new", code=2)
    firm.ada("person", "add", "Zoé Ménard")
    assert "Zoé Ménard" in firm.tom("who-knows", "Zoé Ménard").output


def test_notes_and_places_are_read_by_their_owner_alone(firm: Firm) -> None:
    firm.ada(
        "coffee", "Zoé Ménard", "--new", "--note", "quartzite", "--at", "Café Basalte"
    )
    assert "quartzite" in firm.ada("timeline").stdout
    assert "quartzite" not in firm.tom("timeline", "Zoé Ménard").stdout
    assert "Zoé" in firm.tom("timeline", "Zoé Ménard").stdout
    assert "(private)" in firm.tom("timeline", "Zoé Ménard").stdout
    french = replace(firm.tom, language="fr")
    assert "(privé)" in french("timeline", "Zoé Ménard").stdout
    for file in firm.tom.home.rglob("*"):
        assert not file.is_file() or b"quartzite" not in file.read_bytes()


def test_what_its_owner_shares_is_read_by_all(firm: Firm) -> None:
    coffee = firm.ada.json("coffee", "Zoé Ménard", "--new", "--note", "quartzite")
    event = coffee["events"][-1]["id"]
    firm.tom("owner", "share", event)
    assert "quartzite" not in firm.tom("timeline", "Zoé Ménard").stdout
    firm.ada("owner", "share", event)
    assert "quartzite" in firm.tom("timeline", "Zoé Ménard").stdout


STATEMENTS = [
    "SELECT convert_from(text, 'UTF8') FROM handshake.sealed",
    "SELECT string_agg(encode(text, 'escape'), '') FROM handshake.sealed",
    "SELECT text::text::int FROM handshake.sealed",
    "SELECT most_common_vals::text FROM pg_stats WHERE tablename = 'sealed'",
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION postgres",
    "ALTER TABLE handshake.sealed DISABLE ROW LEVEL SECURITY",
    "SET row_security = off; SELECT text FROM handshake.sealed",
    "UPDATE handshake.sealed SET shared = true",
    "UPDATE handshake.members SET owner = handshake.me()",
    "INSERT INTO handshake.members VALUES (current_user, 'owner', 'x', true)",
    "CREATE FUNCTION handshake.me() RETURNS text LANGUAGE sql AS 'SELECT 1::text'",
    "DELETE FROM handshake.sealed",
    "SELECT handshake.erase(ARRAY[0, 1, 2, 3, 4, 5, 6, 7, 8]::bigint[])",
    "CREATE POLICY mine ON handshake.sealed USING (true)",
    "SELECT share(1) FROM (SELECT 1) AS x",
]
"""What somebody who knows the tables would try."""


def test_no_statement_of_another_owner_shows_or_changes_a_private_text(
    firm: Firm,
) -> None:
    firm.tom("coffee", "Zoé Ménard", "--new", "--note", "quartzite")
    for statement in STATEMENTS:
        shown = ""
        with firm.as_role(firm.ada) as client:
            try:
                cursor = client.execute(statement)
                shown = repr(cursor.fetchall()) if cursor.description else ""
            except psycopg.Error as error:
                shown = repr(error) + str(error.diag.message_detail)
            copied = b"".join(_copied(client))
        assert "quartzite" not in shown, statement
        assert b"quartzite".hex().encode() not in copied, statement
        assert "quartzite" in firm.tom("timeline").stdout, statement


ATTEMPTS = [
    (
        "CREATE FUNCTION pg_temp.leak(bytea) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS"
        " $$ BEGIN RAISE NOTICE '%', encode($1, 'escape'); RETURN true; END $$;"
        " SELECT count(*) FROM handshake.sealed WHERE pg_temp.leak(text)"
    ),
    "CREATE TEMP VIEW mine AS SELECT * FROM handshake.sealed; SELECT * FROM mine",
    "SELECT encode(text, 'escape') FROM handshake.sealed TABLESAMPLE SYSTEM (100)",
    (
        "SELECT most_common_vals::text, histogram_bounds::text FROM pg_stats"
        " WHERE schemaname = 'handshake' AND tablename = 'sealed'"
    ),
    "SELECT * FROM pg_statistic",
    "SELECT query FROM pg_stat_activity",
    "EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM handshake.sealed",
    (
        "INSERT INTO handshake.sealed (i, salt, text, shared)"
        " SELECT i, 'x', 'x', true FROM generate_series(0, 40) i"
        " ON CONFLICT (i) DO UPDATE SET shared = true RETURNING encode(text, 'escape')"
    ),
    "MERGE INTO handshake.sealed USING (SELECT 1) x ON true WHEN MATCHED THEN DELETE",
    (
        "SELECT handshake.share(i) FROM generate_series(0, 40) i;"
        " SELECT encode(text, 'escape') FROM handshake.sealed"
    ),
    "COPY handshake.sealed TO PROGRAM 'cat'",
    "SELECT pg_read_file('global/pg_control')",
    "SELECT rolpassword FROM pg_authid",
    "PREPARE plan AS SELECT encode(text, 'escape') FROM handshake.sealed; EXECUTE plan",
    (
        "DECLARE c CURSOR WITH HOLD FOR SELECT encode(text, 'escape') FROM handshake.sealed;"
        " FETCH ALL c"
    ),
    "SELECT * FROM handshake.sealed FOR UPDATE",
]
"""Ways around the policies that are known from elsewhere."""


def test_no_way_around_the_policies_shows_a_private_text(firm: Firm) -> None:
    firm.tom("coffee", "Zoé Ménard", "--new", "--note", "quartzite", "--at", "Basalte")
    firm.tom("note", "Zoé Ménard", "obsidian")
    with firm.as_role(firm.admin) as admin:
        admin.execute("ANALYZE")
    for statement in ATTEMPTS:
        shown = _shown(firm, statement)
        for text in ("quartzite", "Basalte", "obsidian"):
            assert text not in shown, statement
            assert text.encode().hex() not in shown, statement
    assert "obsidian" in firm.tom("timeline").stdout
    assert firm.admin.json("verify")["ok"]
    for file in firm.ada.home.rglob("*"):
        assert not file.is_file() or b"obsidian" not in file.read_bytes()


def _shown(firm: Firm, statement: str) -> str:
    """Everything that a role gets to see of a statement: rows, notices, errors."""
    seen: list[str] = []
    with firm.as_role(firm.ada) as client:
        client.add_notice_handler(
            lambda notice: seen.append(repr(notice.message_primary))
        )
        try:
            cursor = client.execute(statement)
            while True:
                seen.append(repr(cursor.fetchall()) if cursor.description else "")
                if not cursor.nextset():
                    break
        except psycopg.Error as error:
            seen.append(repr(error) + str(error.diag.message_detail))
    return "".join(seen)


def test_a_person_of_two_colleagues_is_one_person(firm: Firm) -> None:
    firm.ada("person", "add", "Zoé Ménard", "--email", "zoe@example.org")
    firm.tom("coffee", "Zoé Ménard", "--new")
    said = firm.tom("person", "add", "Zoe Menard", code=5).stderr
    assert "--namesake" in said
    address = ("--email", "zoe@example.org")
    said = firm.tom("person", "add", "Z. Dupont", *address, code=5).stderr
    assert "Zoé Ménard" in said
    people = firm.tom.json("person", "list")["people"]
    assert sum("Zo" in entry["name"] for entry in people) == 1


def _copied(client: psycopg.Connection) -> Iterator[bytes]:
    try:
        with client.cursor().copy("COPY handshake.sealed TO STDOUT") as rows:
            yield from map(bytes, rows)
    except psycopg.Error as error:
        yield str(error).encode()


_APPENDING = """SELECT handshake.append(NULL, {streams}, ARRAY[1], ARRAY[{topic}], ARRAY[state],
    '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', {erased}, {ends}) FROM handshake.stored_events
    WHERE (convert_from(state, 'UTF8')::pg_catalog.jsonb ->> 'recorded_by' = handshake.me()) = {mine}
    ORDER BY notification_id DESC LIMIT 1"""


def appending(
    *,
    streams: str = "ARRAY[gen_random_uuid()::text]",
    topic: str = "topic",
    erased: str = "'{}'",
    ends: str = "'{}'",
    mine: str = "true",
) -> str:
    """Return a statement that appends an event of the ledger once more."""
    return _APPENDING.format(
        streams=streams, topic=topic, erased=erased, ends=ends, mine=mine
    )


def test_no_role_records_as_another_person(firm: Firm) -> None:
    firm.tom("coffee", "Zoé Ménard", "--new")
    with firm.as_role(firm.ada) as client, pytest.raises(psycopg.Error) as error:
        client.execute(appending(mine="false"))
    assert error.value.sqlstate == "HS004"


@pytest.mark.parametrize("kind", ["PersonErased@1", "TextErased@1", "PersonErased@2"])
def test_no_role_that_may_not_erase_records_that_it_did(firm: Firm, kind: str) -> None:
    firm.ada("coffee", "Zoé Ménard", "--new")
    firm.tom("coffee", "Zoé Ménard")
    statement = appending(topic=f"'person.{kind}'")
    with firm.as_role(firm.ada) as client, pytest.raises(psycopg.Error) as error:
        client.execute(statement)
    assert error.value.sqlstate == "42501"
    with firm.as_role(firm.tom) as client:
        client.execute(statement)


SPOILING = [
    "INSERT INTO handshake.tree VALUES (1000, 'x', 'x')",
    "INSERT INTO handshake.keys VALUES ('x', 'x', 0)",
    """INSERT INTO handshake.stored_events SELECT notification_id + 1, originator_id || 'x', 1, topic, state
       FROM handshake.stored_events ORDER BY notification_id DESC LIMIT 1""",
    "INSERT INTO handshake.sealed (i, salt, text, shared) VALUES (1000, 'x', 'x', true)",
    appending(erased="ARRAY[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]"),
    """CREATE TEMP TABLE pg_namespace AS SELECT name 'handshake' AS nspname, oid AS nspowner FROM pg_roles
       WHERE rolname = session_user; GRANT SELECT ON pg_namespace TO PUBLIC;"""
    + appending(erased="ARRAY[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]"),
    """CREATE FUNCTION pg_temp.leak(pg_catalog.jsonb) RETURNS boolean LANGUAGE sql
       AS 'DELETE FROM handshake.sealed; SELECT true';
       CREATE DOMAIN pg_temp.jsonb AS pg_catalog.jsonb CHECK (pg_temp.leak(VALUE));"""
    + appending(ends="ARRAY[5, -1, NULL]"),
    "SELECT handshake.append(NULL, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')",
    appending(streams="ARRAY[gen_random_uuid(), gen_random_uuid()]::text[]"),
    appending(
        streams="ARRAY[ARRAY[gen_random_uuid()], ARRAY[gen_random_uuid()]]::text[]"
    ),
    appending(streams="('[3:3]={' || gen_random_uuid() || '}')::text[]"),
    appending(streams="ARRAY[NULL]"),
]
"""What an owner with a database client might send to the one function that writes, or past it."""


def test_no_owner_spoils_the_log_or_erases_what_he_may_not(firm: Firm) -> None:
    firm.tom("coffee", "Zoé Ménard", "--new", "--note", "quartzite")
    firm.ada("coffee", "Zoé Ménard")
    for statement in SPOILING:
        with firm.as_role(firm.ada) as client, suppress(psycopg.Error):
            client.execute(statement)
    assert firm.admin.json("verify")["ok"]
    firm.tom("coffee", "Zoé Ménard")
    assert "quartzite" in firm.tom("timeline").stdout


def test_a_ledger_of_an_earlier_version_is_brought_up_by_its_administrator(
    firm: Firm,
) -> None:
    firm.ada("coffee", "Zoé Ménard", "--new")
    with firm.as_role(firm.admin) as client:
        client.execute(f"DROP ROUTINE {RECORD}")
    assert firm.ada.json("verify")["ok"]
    said = firm.ada("coffee", "Zoé Ménard", code=5).stderr
    assert "its administrator runs 'handshake init' once." in said
    firm.admin("init")
    firm.ada("coffee", "Zoé Ménard")
    firm.auditor("coffee", "Tom Riedl", "--new", code=5)
    assert firm.auditor.json("verify")["ok"]


def test_a_ledger_is_not_copied_by_a_role_that_may_not_read_all_of_it(
    firm: Firm, tmp_path: Path
) -> None:
    firm.ada("coffee", "Zoé Ménard", "--new", "--note", "quartzite")
    copy = tmp_path / "copy.db"
    mine = tmp_path / "mine.db"
    firm.tom("--ledger", str(mine), "init", "--me", "Tom Riedl")
    for command in (
        ("copy", firm.tom.address, str(copy)),
        ("backup", str(copy)),
        ("--ledger", str(mine), "join", firm.tom.address),
    ):
        assert "administrator" in firm.tom(*command, code=5).stderr
    assert not copy.exists()
    firm.admin("copy", firm.admin.address, str(copy))
    assert copy.exists()


def test_an_auditor_verifies_and_exports_without_any_personal_text(firm: Firm) -> None:
    firm.ada("coffee", "Zoé Ménard", "--new", "--note", "quartzite")
    root = firm.admin.json("verify")["root"]
    verdict = firm.auditor.json("verify")
    assert verdict["ok"]
    assert verdict["root"] == root
    said = firm.auditor("export", "audit", code=5).stderr
    assert "--no-personal" in said
    exported = firm.auditor("export", "audit", "--no-personal").stdout
    assert "Zoé" not in exported
    assert "quartzite" not in exported
    with firm.as_role(firm.auditor) as client:
        assert client.execute("SELECT count(*) FROM handshake.sealed").fetchone() == (
            0,
        )
    firm.auditor("coffee", "Tom Riedl", "--new", code=5)


def test_an_owner_verifies_a_ledger_with_texts_that_are_not_his(firm: Firm) -> None:
    firm.tom("coffee", "Zoé Ménard", "--new", "--note", "quartzite")
    verdict = firm.ada.json("verify")
    assert verdict["ok"]
    assert verdict["personal"]["withheld"] > 0


def test_a_person_is_erased_for_every_owner_by_a_role_that_may(firm: Firm) -> None:
    firm.ada("coffee", "Zoé Ménard", "--new", "--note", "quartzite")
    firm.ada("timeline")
    firm.ada("person", "erase", "Zoé Ménard", "--yes", code=5)
    assert "quartzite" in firm.ada("timeline").stdout
    said = firm.tom("person", "erase", "Zoé Ménard", "--yes", code=75).stderr
    assert "administrator runs 'handshake doctor'" in said
    assert "(text erased)" in firm.ada("timeline").stdout
    assert "quartzite" not in firm.ada("timeline").stdout
    for file in firm.ada.home.rglob("*"):
        assert not file.is_file() or b"quartzite" not in file.read_bytes()
    firm.admin("doctor")
    assert firm.ada.json("verify")["ok"]
    with firm.as_role(firm.admin) as client:
        texts = client.execute("SELECT text FROM handshake.sealed").fetchall()
    assert not any(b"quartzite" in bytes(text) for (text,) in texts)


def test_what_each_owner_sets_for_themselves_is_not_seen_by_the_others(
    firm: Firm,
) -> None:
    firm.ada("coffee", "Zoé Ménard", "--new", "--on", "2026-10-01")
    firm.tom("coffee", "Zoé Ménard", "--on", "2026-10-01")
    firm.ada("person", "cadence", "Zoé Ménard", "30")
    firm.ada("person", "snooze", "Zoé Ménard", "--until", "2027-01-15")
    firm.ada("goal", "coffee", "3")
    assert firm.ada.json("person", "show", "Zoé Ménard")["every_days"] == 30
    assert firm.tom.json("person", "show", "Zoé Ménard")["every_days"] is None
    assert firm.tom.json("agenda")["goals"] == []
    assert [goal["count"] for goal in firm.ada.json("agenda")["goals"]] == [3]
    assert firm.ada.json("agenda")["cadences"] == []
    assert firm.tom.json("agenda")["cadences"] == []
    firm.tom("person", "cadence", "Zoé Ménard", "30")
    firm.tom("goal", "coffee", "3")
    assert len(firm.tom.json("agenda")["cadences"]) == 1
    assert [goal["count"] for goal in firm.tom.json("agenda")["goals"]] == [3]
    firm.tom("person", "cadence", "Zoé Ménard", "0")
    assert firm.ada.json("person", "show", "Zoé Ménard")["every_days"] == 30
    firm.ada("person", "cadence", "Zoé Ménard", "90")
    firm.tom("person", "cadence", "Zoé Ménard", "60")
    firm.ada("undo")
    assert firm.ada.json("person", "show", "Zoé Ménard")["every_days"] == 30
    firm.tom("undo")
    assert firm.tom.json("person", "show", "Zoé Ménard")["every_days"] is None
    assert firm.ada.json("person", "show", "Zoé Ménard")["every_days"] == 30
    firm.ada("goal", "coffee", "0")
    assert [goal["count"] for goal in firm.tom.json("agenda")["goals"]] == [3]


def test_connections_plans_and_missed_meetings_are_those_of_one_owner(
    firm: Firm,
) -> None:
    firm.ada("connect", "Zoé Ménard", "--accepted", "--new", "--on", "2026-10-01")
    firm.ada("propose", "coffee", "Zoé Ménard", "--for", "2026-11-27")
    assert len(firm.ada.json("queue")["owed"]) == 1
    assert firm.tom.json("queue")["owed"] == []
    assert len(firm.ada.json("agenda")["planned"]) == 1
    assert firm.tom.json("agenda")["planned"] == []
    assert firm.tom.json("network")["connections"] == 0
    firm.tom("coffee", "Zoé Ménard", "--on", "2026-11-01")
    before = firm.tom.json("trust", "Zoé Ménard")["trust"]
    firm.ada("coffee", "Zoé Ménard", "--on", "2026-11-02")
    lunch = ("lunch", "Zoé Ménard", "--on", "2026-11-18", "--for", "2026-11-20")
    plan = firm.ada.json("propose", *lunch)["events"][-1]["id"]
    firm.ada("missed", plan, "--by", "Zoé Ménard")
    assert firm.tom.json("trust", "Zoé Ménard")["trust"] == before
    assert firm.ada.json("trust", "Zoé Ménard")["missed"] > 0
    assert firm.tom.json("who-knows", "Zoé Ménard")["owners"][0]["trust"] == before


def test_a_reading_as_another_owner_is_what_that_owner_reads(firm: Firm) -> None:
    firm.ada("coffee", "Zoé Ménard", "--new", "--on", "2026-10-01")
    firm.tom("lunch", "Zoé Ménard", "--on", "2026-10-02", "--note", "quartzite")
    firm.tom("connect", "Zoé Ménard", "--accepted", "--on", "2026-10-02")
    firm.tom(
        "propose", "coffee", "Zoé Ménard", "--on", "2026-11-18", "--for", "2026-11-20"
    )
    firm.tom("missed", "Zoé Ménard", "--by", "Zoé Ménard")
    for words in [
        ("trust",),
        ("trust", "Zoé Ménard", "--explain"),
        ("network",),
        ("via", "Zoé Ménard"),
    ]:
        read = firm.tom.json(*words)
        assert firm.ada.json(*words, "--owner", "Tom Riedl") == read
        assert firm.ada.json(*words, "--owner", "riedl") == read
    assert "As Tom Riedl" in firm.ada("trust", "--owner", "Tom Riedl").stderr
    page = firm.ada("report", "-o", "-", "--owner", "Tom Riedl").stdout
    assert "Tom Riedl" in page
    assert "quartzite" not in page
    firm.tom("person", "cadence", "Zoé Ménard", "30")
    said = firm.ada("trust", "--owner", "Zoé", code=3).stderr
    assert "Ada Okafor" in said
    assert "Tom Riedl" in said
    assert firm.ada("trust", "--owner", "Tom Riedl", "--all", code=2).stderr


def test_all_owners_together_count_each_meeting_once(firm: Firm) -> None:
    firm.ada("coffee", "Zoé Ménard", "--new", "--on", "2026-10-01")
    alone = firm.ada.json("trust", "Zoé Ménard")["trust"]
    assert firm.tom.json("trust", "Zoé Ménard", "--all")["trust"] == alone
    firm.tom("lunch", "Zoé Ménard", "Ada Okafor", "--on", "2026-10-02")
    both = firm.ada.json("trust", "Zoé Ménard")["trust"]
    assert firm.tom.json("trust", "Zoé Ménard", "--all")["trust"] == both
    firm.tom("coffee", "Yanis Benali", "--new", "--on", "2026-10-03")
    figures = firm.ada.json("network", "--all")
    assert figures["met"] == 2
    people = firm.ada.json("trust", "--all")["people"]
    names = {row["person"]["name"] for row in people}
    assert names == {"Zoé Ménard", "Yanis Benali"}
    way = firm.ada.json("via", "Yanis Benali", "--all")
    assert way["owner"]["name"] == "Tom Riedl"
    assert "Tom Riedl" in firm.ada("via", "Yanis Benali", "--all").stdout
    assert "all owners" in firm.ada("report", "-o", "-", "--all").stdout


def test_owners_are_listed_with_their_roles_in_both_languages(firm: Firm) -> None:
    listed = firm.ada("owner", "list").stdout
    assert "Tom Riedl" in listed
    assert "erases" in listed
    assert "Auditor" in listed
    french = replace(firm.ada, language="fr")("owner", "list").stdout
    assert "Titulaire" in french
    owners = firm.tom.json("owner", "list")["owners"]
    assert [entry["owner"]["name"] for entry in owners][1:] == [
        "Ada Okafor",
        "Tom Riedl",
    ]
    assert owners[2]["roles"][0]["erases"]


def test_a_ledger_of_one_owner_is_read_as_theirs(shared: Shared) -> None:
    shared.address = str(shared.home / "ledger.db")
    shared("coffee", "Zoé Ménard", "--new")
    read = shared.json("trust", "Zoé Ménard")["trust"]
    assert shared.json("trust", "Zoé Ménard", "--owner", "me")["trust"] == read
    assert shared.json("trust", "Zoé Ménard", "--all")["trust"] == read
    assert len(shared.json("owner", "list")["owners"]) == 1
    shared("person", "erase", "Zoé Ménard", "--yes")
    for file in shared.home.rglob("*"):
        assert not file.is_file() or "Zoé Ménard".encode() not in file.read_bytes()


def test_undo_takes_back_what_one_recorded_oneself(firm: Firm) -> None:
    firm.ada("coffee", "Zoé Ménard", "--new")
    firm.tom("lunch", "Zoé Ménard")
    firm.ada("undo")
    assert firm.tom.json("trust", "Zoé Ménard")["trust"] > 0


def test_only_the_administrator_lets_roles_in(firm: Firm) -> None:
    said = firm.ada("owner", "add", "Zoé Ménard", "--new", "--role", "postgres", code=5)
    assert "administrator" in said.stderr
    assert (
        "createuser"
        in firm.admin("owner", "add", "Ada Okafor", "--role", "nobody_x", code=3).stderr
    )


def test_a_file_has_one_owner(shared: Shared) -> None:
    shared.address = str(shared.home / "ledger.db")
    shared("coffee", "Zoé Ménard", "--new")
    said = shared("owner", "add", "Zoé Ménard", "--role", "zoe", code=5).stderr
    assert "handshake copy" in said
