"""Writes the reference and manual pages that follow from the code: `make docs`.

python docs/generate.py            write them
python docs/generate.py --check    exit with 1 if one is not what would be written
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import ledger.facts  # noqa: F401 - enters every kind in the registry
from ledger.facts.connection.events import Network
from ledger.facts.event import KINDS, UUID, Bounds, Code, Event, Field, Pattern, Unset, fields_of
from ledger.facts.ledger_stream import KEY
from ledger.facts.meeting.events import Met
from ledger.facts.schema import schema_of
from ledger.language import Language, _, current, use

sys.path.insert(0, str(Path(__file__).parents[1]))
from docs import events_in_french, man, pages

REFERENCE: Final = Path(__file__).with_name("reference")

STREAMS: Final = {
    "ledger": "The ledger's own stream: its id is the ledger's origin. Its first event is leaf 0.",
    "person": "One stream a person; the stream's id is the person's id.",
    "connection": "One stream for each owner, person and network. Clicks: kept, and worth no trust.",
    "meeting": "One stream a gathering, from the proposal to what came of it.",
    "exchange": "One stream for each thing that people did for each other.",
}

WORDS: Final = {
    UUID: "person id",
    KEY: "32 bytes in base64",
    get_args(Code)[1].regex: "word",
    get_args(Network)[1].regex: "word",
}

EVENTS: Final = """\
<!-- Written by `make docs` from the classes in ledger/facts. -->

# Events

What the ledger holds, for ever. An event is one line of it, the leaf, in canonical JSON:

```
{"i":7,"kind":"meeting.CoffeeHad@1","state":{…},"stream":"5b0e…","v":1}
```

`i` is its place in the ledger, from 0; `stream` the thing it is about, a random UUID; `v` its position in
that stream, from 1; `kind` the kind of stream, the kind of event and the version of its fields.
`handshake schema KIND` prints the JSON Schema of a kind's state.

Every state also has

| field | holds |
|---|---|
| `recorded_at` | when it entered the ledger: UTC, six digits of a second |
| `recorded_by` | the person id of who recorded it |
| `source` | how it came, and in which batch: `cli:<batch>`, `import:<format>:<batch>`, \
`undo:<batch undone>:<batch>` |
| `sealed` | with personal text: the commitment to it, HMAC-SHA256 under a salt of its own, in hex |
| `keys` | with identifiers: their keyed hashes in hex, sorted |

In the tables, *in clear* are the fields of the state; *sealed* are those of the personal text, which is kept
beside the event and can be deleted for good. A field with `?` is left out when it is not said; sealed fields
always may be. An event whose text was deleted says nothing about these fields. A position is that of an event
in the same stream. A day known only to the month or the year is stored as its first day.

A text has at most 1 MiB (a list of texts too, and at most 1,000 entries), a name at most 1,000 characters, and an
event names at most 10,000 people. So no event takes more than 64 MiB as JSON, with its text.
"""


HEADERS: Final[dict[Language, tuple[str, str]]] = {
    "en": ("| kind | says | in clear | sealed |", "What null means:"),
    "fr": ("| genre | dit | en clair | scellé |", "Ce que signifie null :"),
}


def events(language: Language = "en") -> str:
    """The page of every kind of event, stream by stream."""
    use(language)
    introduction = EVENTS if language == "en" else events_in_french.PAGE
    page = introduction + "".join(_stream(name, words) for name, words in STREAMS.items())
    use("en")
    return page


def _in_language(sentence: str) -> str:
    """A sentence in the language in use; in English where it has no French yet."""
    return events_in_french.SENTENCES.get(sentence, sentence) if current() == "fr" else sentence


def _stream(name: str, words: str) -> str:
    kinds = [kind for kind in KINDS.values() if kind.stream_kind == name]
    header, about_null = HEADERS[current()]
    rows = "".join(
        f"| `{kind.__name__}` | {_says(kind)} | {_fields(kind)} | {_sealed(kind)} |\n" for kind in kinds
    )
    table = f"{header}\n|---|---|---|---|\n{rows}"
    nulls = "".join(f"- {meaning}\n" for meaning in dict.fromkeys(_nulls(kinds)))
    section = f"\n## {name}\n\n{_in_language(words)}\n\n{table}"
    return section + (f"\n{about_null}\n\n{nulls}" if nulls else "")


def _says(kind: type[Event]) -> str:
    if not issubclass(kind, Met):
        return _in_language(_sentences(kind))
    where = _in_language({"in the flesh": "in person"}.get(kind.family, kind.family))
    if current() == "fr":
        return f"{_(kind.title)}\u00a0: la rencontre a eu lieu, {where}."
    return f"{kind.title}: it took place, {where}."


def _fields(kind: type[Event]) -> str:
    return events_in_french.held(_clear(kind)) if current() == "fr" else _clear(kind)


def _sentences(kind: type[Event]) -> str:
    return re.sub(r"\s+", " ", kind.__doc__ or "").strip()


def _nulls(kinds: list[type[Event]]) -> Iterator[str]:
    """For each field that may be null, what that means."""
    colon = "\u00a0:" if current() == "fr" else ":"
    for kind in kinds:
        for each in (each for each in fields_of(kind) if each.null):
            yield f"`{each.name}`{colon} {_in_language(null_means(kind, each.name))}"


def null_means(kind: type[Event], field: str) -> str:
    """What null says in a field: the sentence about it in the docstring of the class that declares it."""
    declared = next(base for base in kind.__mro__ if field in vars(base).get("__annotations__", {}))
    clauses = re.split(r"(?<=\.) |; ", _sentences(declared))
    return re.sub("^.*null(?: says that|:) ", "", next(each for each in clauses if "null" in each))


def _clear(kind: type[Event]) -> str:
    required = schema_of(kind.topic())["required"]
    clear = (each for each in fields_of(kind) if not each.sealed)
    return ", ".join(_described(each, required=each.name in required) for each in clear)


def _described(field: Field, *, required: bool) -> str:
    optional = "" if required else "?"
    null = " or null" if field.null else ""
    return f"`{field.name}`{optional} ({_holds(field.hint)}{null})"


def _sealed(kind: type[Event]) -> str:
    return ", ".join(f"`{each.name}`" for each in fields_of(kind) if each.sealed)


def _holds(hint: Any) -> str:
    match get_origin(hint):
        case origin if origin is Annotated:
            return _marked(get_args(hint)[1])
        case origin if origin in (Union, UnionType):
            return _holds(next(each for each in get_args(hint) if each not in (type(None), Unset)))
        case origin if origin is Literal:
            return " / ".join(get_args(hint))
        case origin if origin is tuple:
            return f"{_holds(get_args(hint)[0])}s"
        case _:
            return {str: "text", date: "date"}[hint]


def _marked(mark: object) -> str:
    match mark:
        case Pattern(regex):
            return WORDS.get(regex, "id of an event")
        case Bounds(least, None):
            return f"{least} or more"
        case Bounds(least, most):
            return f"{least} to {most}"
        case _:
            raise TypeError(mark)


PAGES: Final[dict[str, Callable[[], str]]] = {
    "events.md": events,
    "events.fr.md": partial(events, "fr"),
    "commands.md": pages.commands,
    "commands.fr.md": partial(pages.commands, "fr"),
    "../explanation/architecture.md": pages.architecture,
    "../man/handshake.1": man.manual,
    "../man/fr/handshake.1": partial(man.manual, "fr"),
}


def stale() -> list[Path]:
    """The pages that are not what would be written."""
    files = {REFERENCE / name: page() for name, page in PAGES.items()}
    return [file for file, text in files.items() if not file.exists() or file.read_text("utf-8") != text]


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check only say which are not current."""
    late = stale()
    for file in late:
        print(file.resolve().relative_to(REFERENCE.parents[1].resolve()))
    if "--check" in arguments:
        return 1 if late else 0
    for name, page in PAGES.items():
        file = REFERENCE / name
        file.parent.resolve().mkdir(parents=True, exist_ok=True)
        file.resolve().write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
