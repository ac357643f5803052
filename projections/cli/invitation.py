"""An invitation to meet: a message in the language of the person, by what is known, and a slot in a calendar.

The texts stand in `letters/`; a file in the configuration folder takes their place (docs/how-to/invite.md).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Literal, NamedTuple, TypeAlias
from uuid import UUID, uuid5

from ledger.errors import BadInput, Usage
from ledger.facts.meeting.events import CoffeeHad, Form
from ledger.language import Language, _, current, use
from ledger.language.phrases import show_network, show_since, show_weekday, show_when
from ledger.language.text import fold, visible
from projections.cli.calendar_file import Slot
from projections.cli.read_session import ReadSession
from projections.cli.salutation import salutation
from projections.directory.tables import as_list
from projections.sheet import PersonSheet, person_sheet
from projections.suggestions import Prospect
from projections.trust.model import COFFEE_MINUTES

Ground: TypeAlias = Literal[
    "introduced", "requested", "connected", "met_lately", "met_once", "met_often", "new"
]
"""What is known of a person that an invitation begins with."""

LATELY: Final = 30
"""How many days both people remember a meeting."""

VARIANTS: Final = 3

HOURS: Final[Mapping[Form, time]] = {
    "breakfast": time(8, 30),
    "lunch": time(12, 30),
    "drinks": time(18, 30),
    "dinner": time(20),
}
"""When a form of meeting is proposed; any other one at ten."""

_MORNING: Final = time(10)
_FAMILIAR_TAGS: Final = frozenset({"tu", "tutoiement"})


class Letter(NamedTuple):
    """How an invitation is to be written; `familiar` is *tu* in French."""

    form: Form
    day: date
    at: time
    variant: int = 1
    familiar: bool = False


def usual_time(form: Form) -> time:
    """The time of day at which a form of meeting is proposed."""
    return HOURS.get(form, _MORNING)


def ground(sheet: PersonSheet) -> Ground:
    """What an invitation begins with: the last meeting, else an introduction, a request, a connection."""
    tie = sheet.tie
    if tie.last_met is not None:
        if (sheet.as_of - tie.last_met).days < LATELY:
            return "met_lately"
        if tie.days_met == 1:
            return "met_once"
        return "met_often"
    if sheet.introduced_by:
        return "introduced"
    standings = set(map(_standing, sheet.connections))
    if ("requested", "received") in standings:
        return "requested"
    is_connected = any(standing == "accepted" for standing, _direction in standings)
    if is_connected:
        return "connected"
    return "new"


def _standing(connection: Any) -> tuple[str, str]:
    return connection.standing, connection.direction


def language_of(sheet: PersonSheet) -> Language:
    """The language of a person, if the program speaks it; else that of the program."""
    return language_called(sheet.card.language)


def language_called(text: str | None) -> Language:
    """The language that a text such as `fr`, `French` or `anglais` names; that of the program for others."""
    name = fold(text or "")
    if name.startswith("fr"):
        return "fr"
    if name.startswith(("en", "ang")):
        return "en"
    return current()


def is_familiar(sheet: PersonSheet) -> bool:
    """Whether a tag says that one says *tu* to the person."""
    return not _FAMILIAR_TAGS.isdisjoint(map(fold, as_list(sheet.card.tags)))


def written(reading: ReadSession, sheet: PersonSheet, letter: Letter) -> str:
    """The message, in the language of the person."""
    language = language_of(sheet)
    with speaking(language):
        texts = _texts(language)
        register_name = "formal"
        if letter.familiar:
            register_name = "familiar"
        register = texts[register_name]
        values = _values(reading, sheet, letter, texts["forms"])
        template = _own_template(letter, language) or _built_in(register, letter)
        opening = register["openings"][ground(sheet)][letter.variant - 1]
        values["opening"] = _filled(opening, values)
        return _filled(template, values)


def _texts(language: Language) -> dict[str, Any]:
    """The built-in texts of a language; English has one register."""
    import tomllib
    from importlib.resources import files

    file = files("projections.cli") / "letters" / f"{language}.toml"
    texts = tomllib.loads(file.read_text("utf-8"))
    texts.setdefault("familiar", texts["formal"])
    return texts


def _built_in(register: Mapping[str, Any], letter: Letter) -> str:
    """Greeting, opening and proposal, closing: the paragraphs of a message."""
    place = letter.variant - 1
    proposal = register["proposals"][place]
    body = f"{{opening}} {proposal}"
    closing = f"{register['closings'][place]}\n{{me}}"
    return "\n\n".join((register["greetings"][place], body, closing))


def _values(
    reading: ReadSession, sheet: PersonSheet, letter: Letter, forms: Mapping[str, str]
) -> dict[str, str]:
    """What the places of a text are filled with."""
    owner = reading.name(reading.owner)
    network, since = _network(sheet)
    introducers = [introduction.by for introduction in sheet.introduced_by[-1:]]
    me = ""
    if owner != "me":
        me = visible(owner)
    introducer_names = (visible(reading.name(person)) for person in introducers)
    return {
        "name": salutation(sheet.card, letter.familiar),
        "me": me,
        "form": forms.get(letter.form, forms["other"]),
        "day": show_weekday(letter.day),
        "time": _hour(letter.at),
        "network": network,
        "since": since,
        "when": _last_met(reading, sheet),
        "introducer": "".join(introducer_names),
    }


def _hour(at: time) -> str:
    """A time of day: `10:00`, `10 h`, `12 h 30`."""
    if not at.minute:
        return _("{hour}:00").format(hour=at.hour)
    return _("{hour}:{minute}").format(hour=at.hour, minute=f"{at.minute:02}")


def _network(sheet: PersonSheet) -> tuple[str, str]:
    """The network of the newest connection or request, and since when."""
    wanted = "accepted"
    if ground(sheet) == "requested":
        wanted = "requested"
    standing = [
        connection for connection in sheet.connections if connection.standing == wanted
    ]
    if not standing:
        return "", ""
    newest = max(standing, key=lambda connection: connection.since)
    since = ""
    if newest.since:
        day = date.fromisoformat(newest.since)
        since = show_since(day, sheet.as_of, newest.precision)
    return show_network(newest.network), since


def _last_met(reading: ReadSession, sheet: PersonSheet) -> str:
    last_met = sheet.tie.last_met
    if last_met is None:
        return ""
    precision = reading.queries.precision_of(sheet.person, last_met)
    return show_when(last_met, sheet.as_of, precision)


_PLACE: Final = re.compile(r"\{(\w+)\}")


def _filled(template: str, values: Mapping[str, str]) -> str:
    """The text with its places filled, sentences begun with a capital, and no gap where nothing was known."""

    def value(place: re.Match[str]) -> str:
        name = place[1]
        if name not in values:
            raise BadInput(
                "No such placeholder in a message: {place}; use {known}.",
                place=place[0],
                known=", ".join(f"{{{known}}}" for known in sorted(values)),
            )
        begins = not place.start() or template[: place.start()].endswith(("? ", ". "))
        filled = values[name]
        if not begins:
            return filled
        return filled[:1].upper() + filled[1:]

    text = _PLACE.sub(value, template)
    text = re.sub(r"[ \t]+(?=[ \t,.])", "", text)
    return re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE).strip()


# ---------------------------------------------------------------- texts of one's own


def _own_template(letter: Letter, language: Language) -> str | None:
    """The text of a file in the configuration folder, the one for the form first; None without one.

    Its variants stand between lines of three hyphens.
    """
    register = ""
    if letter.familiar and language == "fr":
        register = ".tu"
    for form in (f".{letter.form}", ""):
        file = f"{_configuration()}/invite{form}.{language}{register}.txt"
        if os.path.exists(file):  # noqa: PTH110 - as in `ledger.store.ledger`
            return _variant(file, letter.variant)
    return None


def _configuration() -> str:
    """Return the program's folder in https://specifications.freedesktop.org/basedir-spec's for configuration."""
    folder = os.environ.get("XDG_CONFIG_HOME", "")
    if not os.path.isabs(folder):  # noqa: PTH117 - the same
        folder = os.path.expanduser("~/.config")  # noqa: PTH111 - the same
    return f"{folder}/handshake"


def _variant(file: str, number: int) -> str:
    from pathlib import Path

    try:
        text = Path(file).read_text("utf-8")
    except (OSError, UnicodeError) as error:
        raise BadInput(
            "Cannot read {file} ({reason}).", file=file, reason=error
        ) from error
    variants = re.split(r"^---[ \t]*$", text, flags=re.MULTILINE)
    if number > len(variants):
        raise Usage("{file} has only {count} variants.", file=file, count=len(variants))
    return variants[number - 1].strip()


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak a language for a while."""
    before = current()
    use(language)
    try:
        yield
    finally:
        use(before)


# ---------------------------------------------------------------- of `next`


def message(reading: ReadSession, candidate: Prospect, day: date, today: date) -> str:
    """The invitation to a coffee of a person who is proposed."""
    sheet = person_sheet(
        reading.tables, reading.identity, reading.listed, candidate.person, today
    )
    letter = Letter("coffee", day, usual_time("coffee"), familiar=is_familiar(sheet))
    return written(reading, sheet, letter)


def slot(
    reading: ReadSession, candidate: Prospect, day: date, why: str, text: str
) -> Slot:
    """The coffee as an entry of a calendar; the next one with a person is one entry until it is held."""
    return Slot(
        uid=str(uuid5(UUID(candidate.person), str(candidate.days_met))),
        start=start(day),
        length=timedelta(minutes=COFFEE_MINUTES),
        summary=_("{form} with {people}").format(
            form=_(CoffeeHad.title), people=reading.name(candidate.person)
        ),
        description=f"{why}\n\n{text}",
    )


def start(day: date) -> datetime:
    """When on a day a coffee is proposed, on the clock of wherever one is."""
    return datetime.combine(day, usual_time("coffee"))
