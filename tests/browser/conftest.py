"""A real browser, the Chromium that is installed, without network; pages of several sizes to open in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.live_page import Served, started
from tests.cli.conftest import Handshake
from tests.report import networks

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A name of somebody else that leads here, as in an attack by DNS rebinding.
    "--host-resolver-rules=MAP rebound.example.org 127.0.0.1",
)


@pytest.fixture
def handshake(tmp_path: Path) -> Handshake:
    return Handshake(tmp_path)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; skipped where there is none."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip(
            "no Chromium here (Debian: apt-get install chromium): pages were not opened in a browser"
        )
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=[*QUIET])
        yield running
        running.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    handshake = Handshake(tmp_path_factory.mktemp("served"))
    handshake("lunch", "Ada Lovelace", "Béla Bartók", "--on", "2026-11-20", "--new")
    with started(handshake) as process:
        assert process.stdout is not None
        yield Served(handshake, process.stdout.readline().strip())
        process.terminate()


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1000, "height": 900})
    opened = context.new_page()
    opened.goto(served.address)
    yield opened
    context.close()


class Visit:
    """A page that was opened, and all that went wrong meanwhile."""

    def __init__(self, context: BrowserContext) -> None:
        self.troubles: list[str] = []
        self.requests: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", lambda message: self.troubles.append(message.text))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("dialog", self._asked)
        self.page.on("request", lambda request: self.requests.append(request.url))

    def _asked(self, dialog: Any) -> None:
        self.troubles.append(f"dialog: {dialog.message}")
        dialog.dismiss()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Opens a file, off line, in a window of its own."""
    contexts: list[BrowserContext] = []

    def visit_file(file: Path, *, width: int = 1280, **options: Any) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, offline=True, **options
        )
        contexts.append(context)
        opened = Visit(context)
        opened.page.goto(file.as_uri())
        return opened

    yield visit_file
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Pages of so many people, in a language, made once."""
    made: dict[tuple[object, ...], Path] = {}
    folder = tmp_path_factory.mktemp("pages")

    def page_of(people: int, language: str = "en", *words: str) -> Path:
        key = (people, language, *words)
        if key not in made:
            handshake = Handshake(folder / str(people), language)
            if not handshake.ledger.exists():
                handshake.ledger.parent.mkdir(parents=True)
                networks.fill(handshake.ledger, people)
            file = folder / f"{len(made)}.html"
            handshake("report", "-o", str(file), *words)
            made[key] = file
        return made[key]

    return page_of
