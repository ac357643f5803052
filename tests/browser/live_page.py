"""The live page while it is served, and what it answers."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from tests.cli.conftest import Handshake

RUN = "from projections.cli import main; import sys; sys.argv[0] = 'handshake'; main()"


class Answer(NamedTuple):
    """What the program answered."""

    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Served:
    """A ledger, and the address under which it is shown."""

    handshake: Handshake
    address: str

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc

    @property
    def path(self) -> str:
        return urlsplit(self.address).path

    def events(self) -> int:
        """How many events the ledger has."""
        size: int = self.handshake.json("status")["events"]
        return size

    def ask(
        self,
        method: str,
        path: str,
        fields: dict[str, str] | None = None,
        **headers: str,
    ) -> Answer:
        """The answer to a request that no browser would make so."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", urlsplit(self.address).port
        )
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if fields is not None:
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        connection.request(method, path, urlencode(fields or {}), sent)
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        text = answer.read().decode()
        connection.close()
        return Answer(answer.status, headers, text)

    def post(self, action: str, **fields: str) -> Answer:
        """The answer to a form of the page itself."""
        path = f"{self.path}record/{action}"
        return self.ask("POST", path, fields, Origin=f"http://{self.host}")


def started(handshake: Handshake, *words: str) -> subprocess.Popen[str]:
    environment = {k: v for k, v in handshake.environment.items() if v is not None}
    return subprocess.Popen(
        [sys.executable, "-c", RUN, "serve", *words],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
