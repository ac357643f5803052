"""The live page lets nobody through but its reader: no other site, no made-up request, no slow sender."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser.live_page import Served

# ---------------------------------------------------------------- nobody else gets through


class _Elsewhere(BaseHTTPRequestHandler):
    """A page of somebody else, on the same computer."""

    content = b""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(self.content)

    def log_message(self, *_arguments: object) -> None:
        """Keep silent."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Elsewhere)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_another_site_that_knows_the_address_can_neither_record_nor_read(
    browser: Browser, served: Served, elsewhere: str
) -> None:
    before = served.events()
    _Elsewhere.content = f"""<!DOCTYPE html><iframe id="frame" src="{served.address}"></iframe>
      <form id="form" method="post" target="_blank" action="{served.address}record/note">
      <input name="person" value="Ada"><input name="note" value="stolen"></form>
      <script>document.getElementById("form").submit()</script>""".encode()
    context = browser.new_context()
    page = context.new_page()
    with context.expect_page() as opened:
        page.goto(elsewhere)
    opened.value.wait_for_load_state()
    assert "Forbidden" in opened.value.inner_text("body")
    read = """async address => {
      try { return await (await fetch(address)).text(); } catch (error) { return "unread"; } }"""
    assert page.evaluate(read, served.address) == "unread"
    blind = """address => fetch(address, {method: "POST", mode: "no-cors",
      body: new URLSearchParams({person: "Ada", note: "stolen"})}).catch(() => 0)"""
    page.evaluate(blind, f"{served.address}record/note")
    frame = page.frames[1]
    assert "Lovelace" not in frame.content()
    assert served.events() == before
    context.close()


def test_a_name_that_leads_here_is_refused(browser: Browser, served: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    port = urlsplit(served.address).port
    answer = page.goto(f"http://rebound.example.org:{port}{served.path}")
    assert answer is not None
    assert answer.status == 421
    assert "Lovelace" not in page.content()
    context.close()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "http://example.org"},
        {"Origin": "http://localhost:1"},
        {"Origin": "http://{host}", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://{host}", "Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_of_another_origin_is_refused(
    served: Served, headers: dict[str, str]
) -> None:
    before = served.events()
    sent = {name: value.format(host=served.host) for name, value in headers.items()}
    path = f"{served.path}record/note"
    answer = served.ask("POST", path, {"person": "Ada", "note": "x"}, **sent)
    assert answer.status == 403
    assert served.events() == before


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "{path}page",
        "{path}week/../../etc",
        "/robots.txt",
        "/static/report.css",
        "{path}../../etc/passwd",
        "{path}person/..%2f..%2f..%2fetc%2fpasswd",
        "{path}person/%00",
        "{path}event/../1",
        "{path}record/../../x",
        "{short}/",
        "{path}nothing",
        "//example.org/{path}",
        "{path}person/<script>alert(1)</script>",
    ],
)
def test_nothing_but_the_pages_of_this_ledger_is_there(
    served: Served, path: str
) -> None:
    address = quote(path.format(path=served.path, short=served.path[:-2]), safe="/%")
    answer = served.ask("GET", address)
    assert answer.status in {308, 404}
    for word in ("Lovelace", "root:", "<script>alert", "Traceback"):
        assert word not in answer.text


def test_answers_are_kept_from_others_and_set_no_cookie(served: Served) -> None:
    answer = served.ask("GET", served.path)
    headers = answer.headers
    assert answer.status == 200
    assert "set-cookie" not in headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in headers
    assert len(served.path.strip("/")) >= 43


@pytest.mark.parametrize(
    "text",
    ["--new", "-", "$(id)", "; rm -rf /", "'\"\n", "--ledger=/x", "<zzz>", "\x1b[2J"],
)
def test_what_is_filled_in_is_never_an_option_nor_a_command(
    served: Served, text: str
) -> None:
    before = served.events()
    answer = served.post("meeting", kind="coffee", person=text)
    assert answer.status == 422
    assert served.events() == before
    assert served.post("note", person="Ada", note=text).status == 303
    shown = served.handshake.json("timeline", "Ada")["events"][-1]["text"]["text"]
    assert shown.replace("–", "-") == text.strip()


@pytest.mark.parametrize("kind", ["import", "undo", "--version", "", "erase"])
def test_only_meetings_are_recorded_as_such(served: Served, kind: str) -> None:
    before = served.events()
    assert served.post("meeting", kind=kind, person="Ada").status == 422
    assert served.post("erase", person="Ada").status == 404
    assert served.events() == before


def test_a_sender_who_dawdles_keeps_nobody_waiting(served: Served) -> None:
    port = urlsplit(served.address).port
    with socket.create_connection(("127.0.0.1", port)) as slow:
        head = (
            f"POST {served.path}record/note HTTP/1.1\r\nHost: {served.host}\r\n"
            f"Origin: http://{served.host}\r\nContent-Length: 1000\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\nperson=Ada"
        )
        slow.sendall(head.encode())
        assert served.ask("GET", served.path).status == 200
        assert served.post("note", person="Ada", note="meanwhile").status == 303


def test_a_body_that_is_too_large_is_refused(served: Served) -> None:
    before = served.events()
    assert served.post("note", person="Ada", note="x" * 2**23).status == 413
    assert served.events() == before


@pytest.mark.parametrize(
    "head",
    [
        "GET {path} HTTP/1.1\r\nHost: example.org",
        "GET {path} HTTP/1.1\r\nHost: example.org\r\nX-Forwarded-Host: {host}",
        "GET {path} HTTP/1.0",
        "GET http://example.org{path} HTTP/1.1\r\nHost: example.org",
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nHost: example.org",
        "GET {path}%0d%0aSet-Cookie:x HTTP/1.1\r\nHost: {host}",
    ],
)
def test_a_head_made_up_gets_no_page(served: Served, head: str) -> None:
    port = urlsplit(served.address).port
    sent = head.format(path=served.path, host=served.host)
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(f"{sent}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
    assert "Lovelace" not in answer
    assert "\r\nSet-Cookie" not in answer


def test_it_leads_back_nowhere_but_to_its_own_pages(served: Served) -> None:
    for back in (
        "//example.org",
        "http://example.org",
        "person/../../x",
        "person/x\r\nX: y",
    ):
        answer = served.post("note", person="Ada", note="x", back=back)
        assert answer.status == 303
        where = answer.headers["location"]
        assert where.split("?")[0] in {served.path, served.path + "person/x"}
