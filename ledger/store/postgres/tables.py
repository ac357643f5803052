"""The schema of a ledger in PostgreSQL, and what keeps it append-only for every role."""

from __future__ import annotations

from typing import Final

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
"""The error codes of the triggers below."""

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
"""`notification_id` is the library's name for the place of an event; leaf i is number i + 1 for ever. The writer
gives it, under a lock: a sequence would leave a gap after each transaction that is rolled back."""

_FUNCTIONS: Final = f"""
CREATE FUNCTION {SCHEMA}.refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = '{APPEND_ONLY}';
END $$;

CREATE FUNCTION {SCHEMA}.me() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog AS $$ SELECT owner FROM {SCHEMA}.members WHERE role = session_user $$;

CREATE FUNCTION {SCHEMA}.administers() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog AS $$
    SELECT pg_has_role(session_user, nspowner, 'USAGE') FROM pg_namespace WHERE nspname = '{SCHEMA}'
$$;

CREATE FUNCTION {SCHEMA}.next_leaf() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    size bigint := coalesce((SELECT max(notification_id) FROM {SCHEMA}.{EVENTS}), 0);
    version bigint := coalesce((SELECT max(originator_version) FROM {SCHEMA}.{EVENTS}
                                WHERE originator_id = NEW.originator_id), 0);
BEGIN
    IF NEW.originator_version > version + 1 THEN
        RAISE EXCEPTION 'a stream has no gap' USING ERRCODE = '{GAP}';
    ELSIF NEW.notification_id <> size + 1 OR NEW.originator_version <> version + 1 THEN
        RAISE EXCEPTION 'another event has this place' USING ERRCODE = '{OVERTAKEN}';
    ELSIF {SCHEMA}.me() IS NOT NULL
          AND {SCHEMA}.me() IS DISTINCT FROM convert_from(NEW.state, 'UTF8')::jsonb ->> 'recorded_by' THEN
        RAISE EXCEPTION 'this role records as another person' USING ERRCODE = '{ANOTHER}';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION {SCHEMA}.seal() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    event record;
BEGIN
    SELECT topic, convert_from(state, 'UTF8')::jsonb ->> 'recorded_by' AS recorded_by INTO event
    FROM {SCHEMA}.{EVENTS}
    WHERE notification_id = NEW.i + 1 AND xmin = pg_current_xact_id()::xid;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a text comes with its event, or never' USING ERRCODE = '{APPEND_ONLY}';
    END IF;
    NEW.owner := event.recorded_by;
    NEW.shared := NEW.shared OR event.topic ~ '{SHARED_KINDS}';
    RETURN NEW;
END $$;

CREATE FUNCTION {SCHEMA}.share(i bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
BEGIN
    LOCK TABLE {SCHEMA}.shares IN EXCLUSIVE MODE;
    UPDATE {SCHEMA}.sealed SET shared = true
    WHERE sealed.i = share.i AND owner = {SCHEMA}.me() AND NOT shared;
    IF FOUND THEN
        INSERT INTO {SCHEMA}.shares (i) VALUES (share.i);
    END IF;
END $$;

CREATE FUNCTION {SCHEMA}.erase(leaves bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
BEGIN
    IF NOT {SCHEMA}.administers()
       AND NOT coalesce((SELECT erases FROM {SCHEMA}.members WHERE role = session_user), false) THEN
        RAISE EXCEPTION 'this role may not erase' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM {SCHEMA}.sealed WHERE i = ANY(leaves);
END $$;

CREATE FUNCTION {SCHEMA}.withheld(first bigint, beyond bigint) RETURNS SETOF bigint LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT i FROM {SCHEMA}.sealed
    WHERE i >= first AND i < beyond AND NOT {SCHEMA}.administers()
      AND ({SCHEMA}.me() IS NULL OR (NOT shared AND owner <> {SCHEMA}.me()))
$$;

CREATE FUNCTION {SCHEMA}.lock_log() RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog AS $$ LOCK TABLE {SCHEMA}.tree IN EXCLUSIVE MODE $$;
"""  # noqa: S608 - constants only
"""One writer at a time holds the log, and readers wait for no one. The lock is taken in a function because
PostgreSQL grants it only to roles that may change the table, which no one may."""

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

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {SCHEMA} FROM PUBLIC;
"""  # noqa: S608 - constants only
"""Whose text it is, and who reads it, is decided by the login role alone: `session_user`, which no statement of a
client changes. Names are shared, since a firm has one list of people; notes, places and messages are not."""

_READS: Final = f"""
GRANT USAGE ON SCHEMA {SCHEMA} TO {{role}};
GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO {{role}};
GRANT EXECUTE ON FUNCTION {SCHEMA}.me(), {SCHEMA}.administers(), {SCHEMA}.withheld(bigint, bigint) TO {{role}};
"""
_RECORDS: Final = f"""
GRANT INSERT ON {SCHEMA}.{EVENTS}, {SCHEMA}.keys, {SCHEMA}.tree TO {{role}};
GRANT INSERT (i, salt, text, shared) ON {SCHEMA}.sealed TO {{role}};
GRANT EXECUTE ON FUNCTION {SCHEMA}.lock_log(), {SCHEMA}.erase(bigint[]), {SCHEMA}.share(bigint) TO {{role}};
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
        + _FUNCTIONS
        + _GUARDS
        + "".join(
            f"CREATE TRIGGER append_only BEFORE {actions} ON {SCHEMA}.{table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.refuse();\n"
            for table, actions in guarded
        )
    )
