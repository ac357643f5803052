"""The pages on the loopback interface: who may ask, what may be asked, and what is recorded.

Every address begins with a token that no one can guess; there is no cookie that another page could use. Host and
Origin are checked, so that neither a name that points here nor a form elsewhere gets through.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from hmac import compare_digest
from threading import Lock
from typing import Any, Final, Protocol

from flask import Flask, Response, abort, redirect, request
from werkzeug.serving import WSGIRequestHandler
from werkzeug.wrappers import Response as AnyResponse

from ledger.errors import LedgerError
from ledger.facts.event import PersonId
from ledger.language.phrases import sentence
from projections.report import live_page
from projections.report.live_page import Outcome, Shown, Wanted
from projections.report.material import Material, Source
from projections.report.page import policy
from projections.report.page_cells import FigurePeriod
from projections.report.web_forms import ACTIONS

LONGEST: Final = 4 * 1024 * 1024
"""So many bytes may be sent at a time: more than any note."""

REMEMBERED: Final = 20
"""How many commands' messages are kept for the page that follows."""

SECONDS: Final = 60
"""Whoever sends or reads nothing for so long is hung up on."""

_OWN_SITE: Final = frozenset({"same-origin", "none", ""})
"""Where a request may come from, as browsers tell: this page, or the address bar."""


class Desk(Protocol):
    """The ledger behind the pages."""

    def source(self, base: str) -> AbstractContextManager[Source]:
        """Where the pages below `base` are read from, as of today."""

    def at_hand(self, source: Source) -> Source:
        """The source with every event in memory, for a page that asks for most of them."""

    def state(self, source: Source) -> str:
        """A word that changes whenever a page may."""

    def run(self, words: Sequence[str]) -> Outcome:
        """Run a command of the program."""


class _Pages:
    """One request at a time: the program speaks one language, and writes to one standard output."""

    def __init__(self, desk: Desk, base: str) -> None:
        self.desk: Final = desk
        self.base: Final = base
        self.lock: Final = Lock()
        self._sections: dict[str, tuple[str, str]] = {}
        self._outcomes: OrderedDict[str, Outcome] = OrderedDict()

    def today(self, shown: Shown) -> str:
        with self.desk.source(self.base) as source:
            return live_page.today_page(Material(source), shown)

    def section(self, name: str) -> str:
        """A section, drawn again only when the ledger, the day or the language is another."""
        shown = Shown(self.base)
        with self.desk.source(self.base) as source:
            state = self.desk.state(source)
            drawn = self._sections.get(name)
            if drawn is None or drawn[0] != state:
                material = Material(self.desk.at_hand(source))
                drawn = state, live_page.section_page(material, shown, name)
                self._sections[name] = drawn
            return drawn[1]

    def people(self, wanted: Wanted) -> str:
        with self.desk.source(self.base) as source:
            return live_page.people_page(Material(source), Shown(self.base), wanted)

    def one_named(self, text: str) -> PersonId | None:
        with self.desk.source(self.base) as source:
            return live_page.one_named(Material(source), text)

    def person(self, shown: Shown, id_: str) -> str | None:
        with self.desk.source(self.base) as source:
            return live_page.person_page(source, shown, id_)

    def event(self, shown: Shown, id_: str) -> str | None:
        with self.desk.source(self.base) as source:
            return live_page.event_page(source, shown, id_)

    def act(self, action: str, fields: Any) -> Outcome:
        try:
            words = ACTIONS[action](fields)
        except LedgerError as error:
            return Outcome(sentence(error), done=False)
        return self.desk.run(words)

    def remember(self, outcome: Outcome) -> str:
        number = str(len(self._outcomes) and int(next(reversed(self._outcomes))) + 1)
        self._outcomes[number] = outcome
        if len(self._outcomes) > REMEMBERED:
            self._outcomes.popitem(last=False)
        return number

    def shown(self) -> Shown:
        """What the page that follows a command tells."""
        number = request.args.get("told", "")
        return Shown(self.base, self._outcomes.get(number))


class Entrance:
    """A way in for one visit: its path leads to the pages once, so that no program's arguments need name them."""

    def __init__(self, path: str | None) -> None:
        self._path = path

    def admits(self, path: str) -> bool:
        """Whether the path is that of the entrance, which closes behind the visitor."""
        if self._path is None:
            return False
        if not compare_digest(path.encode(), self._path.encode()):
            return False
        self._path = None
        return True


def make_app(
    desk: Desk, token: str, hosts: Sequence[str], entrance: Entrance | None = None
) -> Flask:
    """The application: `hosts` are the names and ports under which it may be asked."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LONGEST
    app.config["MAX_FORM_MEMORY_SIZE"] = LONGEST
    pages = _Pages(desk, f"/{token}")
    app.before_request(_guard(token, frozenset(hosts), entrance or Entrance(None)))
    app.after_request(_close)
    _add_pages(app, pages)
    _add_actions(app, pages)
    return app


# ---------------------------------------------------------------- who may ask


_FORWARD: Final = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>handshake</title>
<meta http-equiv="refresh" content="0; url={address}"></head><body></body></html>
"""
"""A page that leads to another at once. A redirect would be taken for a visit from another site."""


def forwarding(address: str) -> str:
    """The page that leads to an address."""
    return _FORWARD.format(address=address)


def _guard(
    token: str, hosts: frozenset[str], entrance: Entrance
) -> Callable[[], str | None]:
    def guard() -> str | None:
        """Refuse a request that comes neither from this page nor from the address bar."""
        if request.headers.get("Host", "") not in hosts:
            abort(421)
        if request.method == "GET" and entrance.admits(request.path):
            return forwarding(f"/{token}/")
        if request.headers.get("Sec-Fetch-Site", "") not in _OWN_SITE:
            abort(403)
        is_foreign = request.method not in {"GET", "HEAD"} and not _is_own(
            request.headers.get("Origin")
        )
        if is_foreign:
            abort(403)
        _slash, _colon, rest = request.path.partition("/")
        if not compare_digest(rest.partition("/")[0].encode(), token.encode()):
            abort(404)
        return None

    return guard


def _is_own(origin: str | None) -> bool:
    return origin == f"http://{request.headers.get('Host')}"


def _close(response: Response) -> Response:
    """Say that nothing here is for other pages, for frames, or to be kept."""
    response.headers["Content-Security-Policy"] = (
        f"{policy(live=True)}; frame-ancestors 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response


# ---------------------------------------------------------------- what may be asked


def _add_pages(app: Flask, pages: _Pages) -> None:
    base = pages.base

    @app.get(f"{base}/")
    def today() -> str:
        with pages.lock:
            return pages.today(pages.shown())

    @app.get(f"{base}/<name>")
    def section(name: str) -> str:
        if name not in live_page.SLOW:
            abort(404)
        with pages.lock:
            return pages.section(name)

    @app.get(f"{base}/people")
    def people() -> str | AnyResponse:
        wanted = _wanted()
        with pages.lock:
            if wanted.text and not wanted.only:
                person = pages.one_named(wanted.text)
                if person is not None:
                    return redirect(f"{base}/person/{person}", 303)
            return pages.people(wanted)

    @app.get(f"{base}/person/<id_>")
    def person(id_: str) -> str:
        with pages.lock:
            return pages.person(pages.shown(), id_) or abort(404)

    @app.get(f"{base}/event/<stream>/<int:v>")
    def event(stream: str, v: int) -> str:
        with pages.lock:
            return pages.event(pages.shown(), f"{stream}/{v}") or abort(404)


def _wanted() -> Wanted:
    """The filters of the list of people that the address asks for, without those that make no sense."""
    text, only, period = (
        request.args.get(name, "").strip() for name in ("q", "only", "period")
    )
    days = period.split(" ")
    is_period = len(days) == len(FigurePeriod._fields)
    figure_period = None
    if is_period:
        figure_period = FigurePeriod(*days)
    return Wanted(text, only, figure_period)


def _add_actions(app: Flask, pages: _Pages) -> None:
    base = pages.base

    @app.post(f"{base}/record/<action>")
    def record(action: str) -> AnyResponse | tuple[str, int]:
        if action not in ACTIONS:
            abort(404)
        fields = request.form  # read before others wait: its sender may be slow
        with pages.lock:
            outcome = pages.act(action, fields)
            if not outcome.done:
                return _again(pages, action, outcome), 422
            back = _back(base, request.form.get("back", ""))
            return redirect(f"{back}?told={pages.remember(outcome)}", 303)


def _again(pages: _Pages, action: str, outcome: Outcome) -> str:
    """The page with the form as it was filled in, and why nothing was recorded."""
    fields = {name: request.form.getlist(name) for name in request.form}
    shown = Shown(pages.base, outcome, action, fields)
    event = request.form.get("event", "")
    person = request.form.get("back", "").removeprefix("person/")
    return (
        (event and pages.event(shown, event))
        or (person and pages.person(shown, person))
        or pages.today(shown)
    )


def _back(base: str, wish: str) -> str:
    """The page to go back to: that of a person, or the overview; never anywhere else."""
    kind, _slash, id_ = wish.partition("/")
    is_a_person = kind == "person" and id_.replace("-", "").isalnum() and id_.isascii()
    if is_a_person:
        return f"{base}/person/{id_}"
    return f"{base}/"


class QuietRequests(WSGIRequestHandler):
    """Answers as werkzeug does, and writes nothing to the terminal: each address holds the token."""

    timeout = SECONDS

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's word
        """Write nothing."""

    def version_string(self) -> str:
        """Return the name of the program, without a version."""
        return "handshake"
