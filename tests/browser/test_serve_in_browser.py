"""The live page: it records by the program's own commands, and nobody but its reader gets through."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pexpect
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.live_page import RUN, Served, started
from tests.browser.test_page_in_browser import axe
from tests.cli.conftest import Handshake


def told(page: Page) -> str:
    return page.locator(".told p").inner_text()


# ---------------------------------------------------------------- recording


def test_a_coffee_is_recorded_shown_and_undone(page: Page, served: Served) -> None:
    before = served.handshake.json("timeline", "Ada")["events"]
    page.get_by_text("Record a meeting").click()
    form = page.locator("form[action$=meeting]")
    form.locator("input[name=person]").first.fill("ada lovelace")
    form.locator("input[name=day]").fill("yesterday")
    form.locator("textarea").fill('<i>über</i> "Kunst"')
    form.get_by_role("button").click()
    assert "Coffee with Ada Lovelace" in told(page)
    assert "22 November" in told(page)
    latest = served.handshake.json("timeline", "Ada")["events"][-1]
    assert latest["text"] == {"note": '<i>über</i> "Kunst"'}
    page.get_by_role("button", name="Undo").click()
    assert "Coffee with Ada Lovelace" in told(page)
    assert served.handshake.json("timeline", "Ada")["events"] == before


def test_a_refused_form_keeps_what_was_filled_in(page: Page, served: Served) -> None:
    before = served.events()
    page.get_by_text("Record a meeting").click()
    form = page.locator("form[action$=meeting]")
    form.locator("input[name=person]").first.fill("Zorglub")
    form.locator("input[name=place]").fill("Chez Odette")
    form.get_by_role("button").click()
    assert "Zorglub" in told(page)
    assert form.locator("input[name=person]").first.input_value() == "Zorglub"
    assert form.locator("input[name=place]").input_value() == "Chez Odette"
    assert served.events() == before
    form.locator("input[name=new]").check()
    form.get_by_role("button").click()
    assert "Zorglub" in told(page)
    assert served.events() == before + 2


def test_a_refusal_says_what_is_wrong_and_not_how_commands_are_typed(
    page: Page,
) -> None:
    page.get_by_text("Record a meeting").click()
    form = page.locator("form[action$=meeting]")
    form.locator("input[name=person]").first.fill("Ada")
    for minutes in ("abc", "-5"):
        form.locator("input[name=minutes]").fill(minutes)
        form.get_by_role("button").click()
        assert minutes in told(page)
        assert told(page).startswith("Error: ")
        assert "--help" not in told(page)


def test_a_person_has_a_page_with_plans_notes_and_corrections(
    page: Page, served: Served
) -> None:
    page.get_by_role("link", name="People").click()
    page.locator(".people a", has_text="Ada").click()
    page.get_by_text("Add a note").click()
    page.locator("form[action$=note] textarea").fill("likes tea")
    page.locator("form[action$=note] button").click()
    assert "/person/" in page.url
    assert "likes tea" in page.inner_text("main")
    page.get_by_text("Plan a meeting").click()
    page.locator("form[action$=plan] input[name=planned]").fill("2026-11-27 9:00")
    page.locator("form[action$=plan] button").click()
    assert "27 November" in page.inner_text("main")
    page.get_by_role("link", name="Correct").first.click()
    page.locator("input[name=day]").fill("2026-11-19")
    page.get_by_role("button", name="Correct").click()
    assert "19 November" in page.inner_text("#meetings")
    page.get_by_role("link", name="Correct").first.click()
    page.get_by_role("button", name="It did not happen").click()
    assert "Retracted: Lunch with Ada Lovelace" in told(page)


def test_the_live_page_is_whole_on_a_telephone(
    browser: Browser, served: Served
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 700})
    page = context.new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(served.address)
    addresses = page.locator("nav a").evaluate_all("links => links.map(a => a.href)")
    page.goto(f"{served.address}people")
    addresses.append(page.locator(".people a").first.evaluate("link => link.href"))
    for address in addresses:
        page.goto(address)
        for fold in page.locator(".record details").all():
            fold.evaluate("fold => fold.open = true")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert axe(page) == []
    assert troubles == []
    context.close()


def test_hostile_names_and_notes_do_nothing_here_either(
    browser: Browser, served: Served
) -> None:
    hostile = "<img src=x onerror=alert(1)>\"'></textarea><script>alert(2)</script>"
    served.handshake("coffee", hostile, "--new", "--note", hostile, "--at", hostile)
    served.handshake("note", hostile, hostile)
    context = browser.new_context()
    page = context.new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("dialog", lambda dialog: troubles.append(dialog.message))
    page.goto(f"{served.address}people")
    page.locator(".people a", has_text="onerror").first.click()
    assert hostile[:40] in page.inner_text("h1")
    page.get_by_role("link", name="Correct").first.click()
    assert page.locator("img").count() == 0
    assert troubles == []
    served.post("meeting", kind="coffee", person=hostile, note=hostile)
    context.close()


def test_searching_and_filtering(page: Page, served: Served) -> None:
    shown = page.locator(".sheet:visible")
    page.goto(f"{served.address}people")
    page.locator("#search").fill("bela")
    assert shown.all_inner_texts()[0].startswith("Béla")
    page.locator("#search").fill("")
    page.get_by_label("Show", exact=True).select_option("connected")
    page.get_by_role("button", name="Search").click()
    assert shown.count() == 0
    assert "No one matches." in page.inner_text("#people")
    page.get_by_role("link", name="Show everyone").click()
    assert shown.count() >= 2
    page.locator("#search").fill("béla bartok")
    page.keyboard.press("Enter")
    page.wait_for_url("**/person/*")
    assert page.inner_text("h1") == "Béla Bartók"


def test_a_word_of_a_note_finds_its_person(page: Page, served: Served) -> None:
    served.handshake("note", "Béla", "collects folksongs")
    page.goto(f"{served.address}people?q=folksongs")
    assert page.locator(".sheet:visible").count() == 1
    assert "Béla" in page.inner_text(".people")


def test_a_figure_leads_to_the_page_of_what_it_counts(page: Page) -> None:
    page.locator(".figures a[href*='only=met']").first.click()
    assert page.locator("#only").input_value() == "met"
    assert page.locator(".people .met").count() == page.locator(".people li").count()


def test_every_link_of_every_page_leads_somewhere(
    browser: Browser, served: Served
) -> None:
    context = browser.new_context()
    page = context.new_page()
    seen: set[str] = set()
    waiting = [served.address]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = page.goto(address)
        assert answer is None or answer.status == 200, address
        fragment = urlsplit(address).fragment
        assert not fragment or page.locator(f"[id='{fragment}']").count(), address
        for link in page.locator("a[href]").all():
            target = urljoin(address, link.get_attribute("href") or "")
            assert target.startswith(served.address)
            waiting.append(target)
    assert len({urlsplit(address).path for address in seen}) > 10
    context.close()


def test_two_terminals_and_the_page_lose_nothing(served: Served) -> None:
    before = served.events()

    def from_page(number: int) -> int:
        return served.post("note", person="Ada", note=f"page {number}").status

    def from_terminal(number: int) -> int:
        words = ["note", "Béla", f"terminal {number}"]
        environment = {
            k: v for k, v in served.handshake.environment.items() if v is not None
        }
        return subprocess.run(
            [sys.executable, "-c", RUN, *words],
            env={**os.environ, **environment},
            capture_output=True,
            check=False,
        ).returncode

    with ThreadPoolExecutor(4) as pool:
        pages = pool.map(from_page, range(6))
        terminals = pool.map(from_terminal, range(4))
        assert {*pages} == {303}
        assert {*terminals} == {0}
    assert served.events() == before + 10


# ---------------------------------------------------------------- begin and end


def test_it_ends_with_the_terminal(handshake: Handshake) -> None:
    handshake("coffee", "Ada", "--new")
    environment = {k: v for k, v in handshake.environment.items() if v is not None}
    terminal = pexpect.spawn(
        sys.executable,
        ["-c", RUN, "serve"],
        env={**os.environ, **environment},
        encoding="utf-8",
        timeout=60,
    )
    terminal.expect(r"http://127\.0\.0\.1:\d+/\S+")
    terminal.expect("Ctrl-C")
    terminal.ptyproc.fileobj.close()  # type: ignore[attr-defined]  # its types lack it
    terminal.wait()
    assert terminal.signalstatus == signal.SIGHUP


def test_a_hang_up_ends_it(handshake: Handshake) -> None:
    handshake("coffee", "Ada", "--new")
    with started(handshake) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGHUP)
        assert process.wait(60) == -signal.SIGHUP


def test_ctrl_c_ends_it_quietly_and_a_port_in_use_is_reported(
    handshake: Handshake,
) -> None:
    handshake("coffee", "Ada", "--new")
    environment = {k: v for k, v in handshake.environment.items() if v is not None}
    terminal = pexpect.spawn(
        sys.executable,
        ["-c", RUN, "serve"],
        env={**os.environ, **environment},
        encoding="utf-8",
        timeout=60,
    )
    terminal.expect(r"http://127\.0\.0\.1:(\d+)/\S+\s")
    port = terminal.match.group(1)  # type: ignore[union-attr]  # it did match
    with started(handshake, "--port", port) as second:
        assert second.wait() == 75
        assert second.stderr is not None
        assert port in second.stderr.read()
    terminal.sendintr()
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0


@pytest.fixture
def launched(
    handshake: Handshake, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[str, Path]]:
    """The address of the pages, and the file that a browser was asked to open."""
    handshake("coffee", "Ada", "--new")
    written, script = handshake.home / "arguments", handshake.home / "browser.sh"
    script.write_text(
        f'#!/bin/sh\nprintf %s "$*" >{written}.new\nmv {written}.new {written}\n'
    )
    script.chmod(0o700)
    monkeypatch.setenv("BROWSER", f"{script} %s")
    with started(handshake, "--open") as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            while not written.exists():
                time.sleep(0.05)
            (file,) = handshake.home.rglob("handshake/open-*.html")
            assert written.read_text() == file.as_uri()
            yield address, file
        finally:
            process.send_signal(signal.SIGINT)
    assert not file.exists()


def test_the_browser_is_handed_a_private_file_that_leads_in_once(
    launched: tuple[str, Path], browser: Browser
) -> None:
    address, file = launched
    assert file.stat().st_mode & 0o777 == 0o600
    assert urlsplit(address).path not in file.read_text()
    page = browser.new_page()
    page.goto(file.as_uri())
    page.wait_for_url(address)
    assert "Record a meeting" in page.inner_text("main")
    page.goto(file.as_uri())
    page.get_by_text("Forbidden").first.wait_for()
    page.close()


def test_without_a_ledger_nothing_is_served(handshake: Handshake) -> None:
    with started(handshake) as process:
        assert process.wait() == 3


def test_it_speaks_french(handshake: Handshake, browser: Browser) -> None:
    handshake("coffee", "Ada", "--new")
    with started(handshake.french()) as process:
        assert process.stdout is not None
        page = browser.new_page()
        page.goto(process.stdout.readline().strip())
        assert "Noter une rencontre" in page.inner_text("main")
        assert "Record" not in page.inner_text("main")
        page.close()
        process.terminate()
