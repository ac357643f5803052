"""The schema of a ledger in PostgreSQL, and what keeps it append-only for every role."""

from __future__ import annotations

from typing import Final

from ledger.store.merkle import SPAN

SCHEMA: Final = "handshake"
EVENTS: Final = "stored_events"
FORMAT: Final = 1
"""The format of the schema; a program refuses a newer one than it knows."""

OLDEST_SERVER: Final = 150_000
"""PostgreSQL 15, as `server_version` counts."""

APPEND_ONLY: Final = "HS001"
GAP: Final = "HS002"
OVERTAKEN: Final = "HS003"
ANOTHER: Final = "HS004"
DISAGREES: Final = "HS005"
"""The error codes of the triggers and functions below."""

APPEND_TYPES: Final = (
    "bigint",
    *("text[]", "bigint[]", "text[]", "bytea[]"),
    *("bytea[]", "bytea[]"),
    *("bytea[]", "text[]", "bigint[]"),
    *("bigint[]", "bigint[]"),
)
"""What `append` takes: the expected size, events, their texts, keys, the leaves whose text is erased, the ends.

NULL stands for none of a kind, and in the arrays of texts for an event without one.
"""

APPEND: Final = f"{SCHEMA}.append({', '.join(APPEND_TYPES)})"
RECORD: Final = f"{SCHEMA}.record({', '.join(APPEND_TYPES)}, bigint)"

ERASES: Final = f"{SCHEMA}.erases()"
"""Whether the role that logged in may erase: the newest of the functions below, which an earlier version did not make."""

SHARED_KINDS: Final = r"^(ledger\.|person\.(PersonAdded|PersonRenamed|AliasAdded|AliasRemoved|DetailsChanged)@)"
"""The kinds whose text every owner reads."""

TABLES: Final = f"""
CREATE SCHEMA {SCHEMA};
CREATE TABLE {SCHEMA}.{EVENTS} (
    notification_id bigint PRIMARY KEY,
    originator_id text COLLATE "C" NOT NULL,
    originator_version bigint NOT NULL,
    topic text COLLATE "C" NOT NULL,
    state bytea NOT NULL,
    UNIQUE (originator_id, originator_version)
);
CREATE TABLE {SCHEMA}.sealed (
    i bigint PRIMARY KEY,
    salt bytea NOT NULL,
    text bytea NOT NULL,
    owner text NOT NULL,
    shared boolean NOT NULL
);
CREATE TABLE {SCHEMA}.keys (key bytea PRIMARY KEY, stream text NOT NULL, i bigint NOT NULL);
CREATE TABLE {SCHEMA}.tree (size bigint PRIMARY KEY, root bytea NOT NULL, frontier bytea NOT NULL);
CREATE TABLE {SCHEMA}.shares (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, i bigint NOT NULL);
CREATE TABLE {SCHEMA}.members (
    role name PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('owner', 'auditor')),
    owner text CHECK ((kind = 'owner') = (owner IS NOT NULL)),
    erases boolean NOT NULL,
    position bigint GENERATED ALWAYS AS IDENTITY
);
CREATE TABLE {SCHEMA}.meta (name text PRIMARY KEY, value bytea NOT NULL);
"""
"""`notification_id` is the library's name for the place of an event; leaf i is number i + 1 for ever. `append`
gives it, under a lock: a sequence would leave a gap after each transaction that is rolled back."""

_PINNED: Final = "SET search_path = pg_catalog, pg_temp"
"""What names mean in a function. Where `pg_temp` is not named it comes first: a member's own temporary table would
stand for one of the server's."""

_ARGUMENTS: Final = """expected bigint, streams text[], versions bigint[], topics text[], states bytea[],
    salts bytea[], texts bytea[],
    keys bytea[], key_streams text[], key_places bigint[], erased bigint[], ends bigint[]"""
"""The names of `APPEND_TYPES`, in their order."""

FUNCTIONS: Final = f"""
CREATE OR REPLACE FUNCTION {SCHEMA}.refuse() RETURNS trigger LANGUAGE plpgsql
{_PINNED} AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = '{APPEND_ONLY}';
END $$;

CREATE OR REPLACE FUNCTION {SCHEMA}.me() RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER
{_PINNED} AS $$
BEGIN
    RETURN (SELECT owner FROM {SCHEMA}.members WHERE role = session_user);
END $$;

CREATE OR REPLACE FUNCTION {SCHEMA}.administers() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
{_PINNED} AS $$
    SELECT pg_has_role(session_user, nspowner, 'USAGE') FROM pg_catalog.pg_namespace WHERE nspname = '{SCHEMA}'
$$;

CREATE OR REPLACE FUNCTION {SCHEMA}.erases() RETURNS boolean LANGUAGE sql STABLE
{_PINNED} AS $$
    SELECT {SCHEMA}.administers()
           OR coalesce((SELECT erases FROM {SCHEMA}.members WHERE role = session_user), false)
$$;

CREATE OR REPLACE FUNCTION {SCHEMA}.next_leaf() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    neighbours bigint;
BEGIN
    IF NEW.originator_version > 1 THEN
        PERFORM FROM {SCHEMA}.{EVENTS}
        WHERE originator_id = NEW.originator_id AND originator_version = NEW.originator_version - 1;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'a stream has no gap' USING ERRCODE = '{GAP}';
        END IF;
    ELSIF NEW.originator_version < 1 THEN
        RAISE EXCEPTION 'a stream begins with 1' USING ERRCODE = '{OVERTAKEN}';
    END IF;
    SELECT count(*) INTO neighbours FROM {SCHEMA}.{EVENTS} WHERE notification_id >= NEW.notification_id - 1;
    IF neighbours <> (NEW.notification_id > 1)::integer THEN
        RAISE EXCEPTION 'an event takes the next place' USING ERRCODE = '{DISAGREES}';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION {SCHEMA}.seal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    topic text;
    recorder text;
BEGIN
    SELECT events.topic, convert_from(state, 'UTF8')::jsonb ->> 'recorded_by' INTO topic, recorder
    FROM {SCHEMA}.{EVENTS} AS events
    WHERE notification_id = NEW.i + 1 AND xmin = pg_current_xact_id()::xid;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a text comes with its event, or never' USING ERRCODE = '{APPEND_ONLY}';
    END IF;
    NEW.owner := recorder;
    NEW.shared := NEW.shared OR topic ~ '{SHARED_KINDS}';
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION {SCHEMA}.share(i bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
{_PINNED} AS $$
BEGIN
    LOCK TABLE {SCHEMA}.shares IN EXCLUSIVE MODE;
    UPDATE {SCHEMA}.sealed SET shared = true
    WHERE sealed.i = share.i AND owner = {SCHEMA}.me() AND NOT shared;
    IF FOUND THEN
        INSERT INTO {SCHEMA}.shares (i) VALUES (share.i);
    END IF;
END $$;

CREATE OR REPLACE FUNCTION {SCHEMA}.erase(leaves bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
{_PINNED} AS $$
BEGIN
    IF NOT {SCHEMA}.erases() THEN
        RAISE EXCEPTION 'this role may not erase' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM {SCHEMA}.sealed WHERE i = ANY(leaves);
END $$;

CREATE OR REPLACE FUNCTION {SCHEMA}.withheld(first bigint, beyond bigint) RETURNS SETOF bigint LANGUAGE sql STABLE
SECURITY DEFINER {_PINNED} AS $$
    SELECT i FROM {SCHEMA}.sealed
    WHERE i >= first AND i < beyond AND NOT {SCHEMA}.administers()
      AND ({SCHEMA}.me() IS NULL OR (NOT shared AND owner <> {SCHEMA}.me()))
$$;

CREATE OR REPLACE FUNCTION {SCHEMA}.root(nodes bytea) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    node bytea := substr(nodes, length(nodes) - 31);
    place integer := length(nodes) - 63;
BEGIN
    IF nodes = '' THEN
        RETURN sha256('');
    END IF;
    WHILE place > 0 LOOP
        node := sha256('\\x01'::bytea || substr(nodes, place, 32) || node);
        place := place - 32;
    END LOOP;
    RETURN node;
END $$;

CREATE OR REPLACE FUNCTION {SCHEMA}.append(
    {_ARGUMENTS}
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER {_PINNED} AS $$
DECLARE
    me text;
    first bigint;
    leaves bigint;
    stored_root bytea;
    nodes bytea;
    node bytea;
    width bigint;
    next_end integer := 1;
    is_end boolean;
BEGIN
    me := (SELECT owner FROM {SCHEMA}.members WHERE role = session_user);
    LOCK TABLE {SCHEMA}.tree IN EXCLUSIVE MODE;
    SELECT size, root, frontier INTO first, stored_root, nodes FROM {SCHEMA}.tree ORDER BY size DESC LIMIT 1;
    IF NOT FOUND THEN
        first := 0;
        nodes := '';
    ELSIF stored_root <> {SCHEMA}.root(substr(nodes, 9)) OR substr(nodes, 1, 8) <> int8send(first)
          OR length(nodes) <> 8 + 32 * bit_count(first::bit(64)) THEN
        RAISE EXCEPTION 'the log does not match itself' USING ERRCODE = '{DISAGREES}';
    ELSE
        nodes := substr(nodes, 9);
    END IF;
    IF expected <> first THEN
        IF first <> (SELECT coalesce(max(notification_id), 0) FROM {SCHEMA}.{EVENTS}) THEN
            RAISE EXCEPTION 'the events do not match their log' USING ERRCODE = '{DISAGREES}';
        END IF;
        RAISE EXCEPTION 'another event has this place' USING ERRCODE = '{OVERTAKEN}';
    END IF;

    leaves := first;
    FOR place IN 1 .. cardinality(streams) LOOP
        IF me IS NOT NULL AND me IS DISTINCT FROM convert_from(states[place], 'UTF8')::jsonb ->> 'recorded_by' THEN
            RAISE EXCEPTION 'this role records as another person' USING ERRCODE = '{ANOTHER}';
        ELSIF topics[place] LIKE 'person.%Erased@%' AND NOT {SCHEMA}.erases() THEN
            RAISE EXCEPTION 'this role may not erase' USING ERRCODE = 'insufficient_privilege';
        END IF;
        INSERT INTO {SCHEMA}.{EVENTS}
        VALUES (leaves + 1, streams[place], versions[place], topics[place], states[place]);
        IF texts[place] IS NOT NULL THEN
            INSERT INTO {SCHEMA}.sealed (i, salt, text, shared) VALUES (leaves, salts[place], texts[place], false);
        END IF;
        node := sha256(
            '\\x00'::bytea || convert_to('{{"i":' || leaves || ',"kind":"' || topics[place] || '","state":', 'UTF8')
            || states[place] || convert_to(',"stream":"' || streams[place] || '","v":' || versions[place] || '}}', 'UTF8'));
        width := leaves;
        leaves := leaves + 1;
        WHILE width & 1 = 1 LOOP
            node := sha256('\\x01'::bytea || substr(nodes, length(nodes) - 31) || node);
            nodes := substr(nodes, 1, length(nodes) - 32);
            width := width >> 1;
        END LOOP;
        nodes := nodes || node;
        is_end := coalesce(place = ends[next_end], false);
        IF is_end THEN
            next_end := next_end + 1;
        END IF;
        IF is_end OR leaves % {SPAN} = 0 OR place = cardinality(streams) THEN
            INSERT INTO {SCHEMA}.tree VALUES (leaves, {SCHEMA}.root(nodes), int8send(leaves) || nodes);
        END IF;
    END LOOP;

    IF cardinality(keys) > 0 THEN
        INSERT INTO {SCHEMA}.keys
        SELECT new.key, new.stream, first + new.place
        FROM unnest(keys, key_streams, key_places) AS new (key, stream, place)
        ON CONFLICT (key) DO NOTHING;
    END IF;
    IF cardinality(erased) > 0 THEN
        PERFORM {SCHEMA}.erase(erased);
    END IF;
    RETURN first;
END $$;

CREATE OR REPLACE PROCEDURE {SCHEMA}.record(
    {_ARGUMENTS}, INOUT size bigint
) LANGUAGE plpgsql AS $$
DECLARE
    flushed pg_catalog.pg_lsn;
BEGIN
    SET LOCAL synchronous_commit = off;
    size := {SCHEMA}.append(expected, streams, versions, topics, states, salts, texts,
                            keys, key_streams, key_places, erased, ends);
    COMMIT;
    flushed := pg_catalog.pg_logical_emit_message(true, 'handshake', '');
END $$;

REVOKE ALL ON ALL ROUTINES IN SCHEMA {SCHEMA} FROM PUBLIC;
"""  # noqa: S608 - constants only
"""What a ledger of an earlier version is given, too: its tables are the same.

Only `append` writes, under a lock that it holds until the transaction ends: one writer at a time, and readers wait
for no one. The server computes the Merkle log from what it stored, so no answer of a client is waited for meanwhile,
and no member can record a wrong root. Its rights are the administrator's: whose events they are it decides by
`session_user`, the trigger `seal` whose texts, and `erase` what may be erased. The triggers do not pin what names mean:
they run within `append`, which does, or for the administrator. To pin, too, what is done once for each event took a
sixth of the server's time."""

_GUARDS: Final = f"""
CREATE TRIGGER next_leaf BEFORE INSERT ON {SCHEMA}.{EVENTS}
FOR EACH ROW EXECUTE FUNCTION {SCHEMA}.next_leaf();
CREATE TRIGGER seal BEFORE INSERT ON {SCHEMA}.sealed
FOR EACH ROW EXECUTE FUNCTION {SCHEMA}.seal();
CREATE TRIGGER only_share BEFORE UPDATE ON {SCHEMA}.sealed
FOR EACH ROW WHEN ((OLD.i, OLD.salt, OLD.text, OLD.owner) IS DISTINCT FROM (NEW.i, NEW.salt, NEW.text, NEW.owner)
                   OR NOT NEW.shared)
EXECUTE FUNCTION {SCHEMA}.refuse();

ALTER TABLE {SCHEMA}.sealed ENABLE ROW LEVEL SECURITY;
CREATE POLICY reads ON {SCHEMA}.sealed FOR SELECT
    USING ({SCHEMA}.me() IS NOT NULL AND (shared OR owner = {SCHEMA}.me()));
CREATE POLICY records ON {SCHEMA}.sealed FOR INSERT WITH CHECK (owner = {SCHEMA}.me());
ALTER TABLE {SCHEMA}.meta ENABLE ROW LEVEL SECURITY;
CREATE POLICY reads ON {SCHEMA}.meta FOR SELECT USING (name = 'format' OR {SCHEMA}.me() IS NOT NULL);
"""
"""Whose text it is, and who reads it, is decided by the login role alone: `session_user`, which no statement of a
client changes. Names are shared, since a firm has one list of people; notes, places and messages are not."""

_READS: Final = f"""
REVOKE ALL ON ALL TABLES IN SCHEMA {SCHEMA} FROM {{role}};
REVOKE ALL ON ALL ROUTINES IN SCHEMA {SCHEMA} FROM {{role}};
GRANT USAGE ON SCHEMA {SCHEMA} TO {{role}};
GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO {{role}};
GRANT EXECUTE ON FUNCTION {SCHEMA}.me(), {SCHEMA}.administers(), {SCHEMA}.withheld(bigint, bigint) TO {{role}};
"""
_RECORDS: Final = f"""
GRANT EXECUTE ON ROUTINE {RECORD}, {APPEND}, {SCHEMA}.share(bigint) TO {{role}};
"""

GRANTS: Final = {"auditor": _READS, "owner": _READS + _RECORDS}
"""What each kind of member is granted; `{role}` is its quoted name."""


def statements() -> str:
    """Return the statements that make the schema of an empty ledger.

    Personal text may be deleted, which is the erasure, but never changed.
    """
    guarded = [
        (table, "UPDATE OR DELETE OR TRUNCATE")
        for table in (EVENTS, "keys", "tree", "meta", "members", "shares")
    ]
    guarded.append(("sealed", "TRUNCATE"))
    return (
        TABLES
        + FUNCTIONS
        + _GUARDS
        + "".join(
            f"CREATE TRIGGER append_only BEFORE {actions} ON {SCHEMA}.{table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.refuse();\n"
            for table, actions in guarded
        )
    )
