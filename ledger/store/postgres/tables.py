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
"""The error codes of the triggers below."""

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
CREATE TABLE {SCHEMA}.sealed (i bigint PRIMARY KEY, salt bytea NOT NULL, text bytea NOT NULL);
CREATE TABLE {SCHEMA}.keys (key bytea PRIMARY KEY, stream text NOT NULL, i bigint NOT NULL);
CREATE TABLE {SCHEMA}.tree (size bigint PRIMARY KEY, root bytea NOT NULL, frontier bytea NOT NULL);
CREATE TABLE {SCHEMA}.meta (name text PRIMARY KEY, value bytea NOT NULL);
"""
"""`notification_id` is the library's name for the place of an event; leaf i is number i + 1 for ever. The writer
gives it, under a lock: a sequence would leave a gap after each transaction that is rolled back."""

_FUNCTIONS: Final = f"""
CREATE FUNCTION {SCHEMA}.refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = '{APPEND_ONLY}';
END $$;

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
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION {SCHEMA}.lock_log() RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog AS $$ LOCK TABLE {SCHEMA}.tree IN EXCLUSIVE MODE $$;
"""  # noqa: S608 - constants only
"""One writer at a time holds the log, and readers wait for nobody. The lock is taken in a function because
PostgreSQL grants it only to roles that may change the table, which nobody may."""

_NEXT_LEAF: Final = f"""
CREATE TRIGGER next_leaf BEFORE INSERT ON {SCHEMA}.{EVENTS}
FOR EACH ROW EXECUTE FUNCTION {SCHEMA}.next_leaf();
"""


def statements() -> str:
    """Return the statements that make the schema of an empty ledger.

    Personal text may be deleted, which is the erasure, but never changed.
    """
    guarded = [
        (table, "UPDATE OR DELETE OR TRUNCATE")
        for table in (EVENTS, "keys", "tree", "meta")
    ]
    guarded.append(("sealed", "UPDATE OR TRUNCATE"))
    return (
        TABLES
        + _FUNCTIONS
        + _NEXT_LEAF
        + "".join(
            f"CREATE TRIGGER append_only BEFORE {actions} ON {SCHEMA}.{table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.refuse();\n"
            for table, actions in guarded
        )
    )
