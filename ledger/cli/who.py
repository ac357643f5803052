"""Names on the command line become people: which one a text means, and a typing error makes no one new."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ledger.errors import Ambiguous, NotFound
from ledger.language import _
from ledger.language.phrases import show_choice
from ledger.language.text import fold, visible, words

if TYPE_CHECKING:
    from ledger.cli.queries import Queries
    from ledger.cli.session import Session
    from ledger.cli.write import Writing
    from ledger.facts.event import PersonId
    from ledger.facts.person.commands import Details


OWNER: Final = frozenset({"me", "moi"})
_AND: Final = frozenset({"and", "et", "&", "+"})
_SEPARATORS: Final = r"(?i)\s*[,&]\s*|\s+(?:\+|and|et)\s+"
_SUFFIXES: Final = (
    "jr junior sr senior fils pere ii iii iv phd md mba esq cpa cfa pmp dds jd llm msc bsc ma ba"
    " dipling diplinf drmed dphil edd psyd rn pe frcp cbe obe mbe kc qc mp"
)
_TITLES_AFTER: Final = "dr mr mrs ms mme m"
_AFTER_COMMA: Final = frozenset([*_SUFFIXES.split(), *_TITLES_AFTER.split()])
"""What follows a comma within one person's name."""


def the_one(
    session: Session,
    queries: Queries,
    text: str,
    candidates: Sequence[PersonId],
    *,
    may_add: bool = False,
) -> PersonId | None:
    """The only candidate, or the one chosen on a terminal; None, with `may_add`, for the new one chosen there.

    Raises NotFound with the nearest names, Ambiguous where it is not certain.
    """
    is_certain = len(candidates) == 1 and not queries.doubtful(text, candidates[0])
    if is_certain:
        return candidates[0]
    if session.can_ask:
        from ledger.cli.which_person import picked

        return picked(session, queries, text, candidates, may_add=may_add)
    if not candidates:
        raise nobody(queries, text, may_add=may_add)
    raise ambiguous(queries, text, candidates)


def said_of_twin(queries: Queries, text: str, somebody: PersonId) -> str | None:
    """A sentence about an imported namesake that was not meant; None without one."""
    if somebody.startswith(text.strip().lower()):
        return None
    twins = queries.passed_over(somebody)
    if not twins:
        return None
    return _(
        "{name} here is the person you entered ({id}), not the one from an import ({other}); 'handshake person duplicates' asks whether they are the same."
    ).format(name=visible(queries.name(somebody)), id=somebody[:8], other=twins[0][:8])


def nobody(queries: Queries, text: str, *, may_add: bool = True) -> NotFound:
    """The error for a text that means no one, with the names that come near; `may_add` if --new helps."""
    nearest = show_choice(list(map(visible, queries.nearest(text))))
    if nearest and may_add:
        return NotFound(
            'No one here is called "{text}". Did you mean {nearest}? Add --new for a new person.',
            text=text,
            nearest=nearest,
        )
    if nearest:
        return NotFound(
            'No one here is called "{text}". Did you mean {nearest}?',
            text=text,
            nearest=nearest,
        )
    if may_add:
        return NotFound(
            'No one here is called "{text}". Add --new for a new person.',
            text=text,
        )
    return NotFound('No one here is called "{text}".', text=text)


def ambiguous(queries: Queries, text: str, candidates: Sequence[PersonId]) -> Ambiguous:
    """The error for a text that may mean several people, or not quite certainly one."""
    if len(candidates) == 1:
        return Ambiguous(
            '"{text}" could be {candidates}, or someone else; write more of the name, or the id.',
            text=text,
            candidates=names(queries, candidates),
        )
    return Ambiguous(
        "\"{text}\" could be {candidates}; write more of the name, or the id. If two of them are one person: 'handshake person merge'.",
        text=text,
        candidates=names(queries, candidates),
    )


def names(queries: Queries, candidates: Sequence[PersonId]) -> str:
    """The names of these people with what tells namesakes apart and the beginnings of their ids, as a list."""
    differences = queries.told_apart(candidates)
    shown: list[str] = []
    for person in candidates:
        details = filter(None, (visible(differences[person]), person[:8]))
        shown.append(f"{visible(queries.name(person))} ({', '.join(details)})")
    return show_choice(sorted(shown, key=fold))


# ---------------------------------------------------------------- of those who are recorded now


def person(
    writing: Writing,
    text: str,
    *,
    new: bool | None = None,
    likely: Callable[[PersonId], bool] | None = None,
) -> PersonId:
    """The one person that `text` means; with `new`, a person added if no one does. None: there is no such option.

    Raises NotFound with the nearest names, Ambiguous with the candidates. With `new` a part of
    a known name is not enough to mean that person, nor to add another one. Of several people only those are
    meant that are `likely`, if any is: for an answer to a plan, those with a plan.
    """
    if text.strip().casefold() in OWNER:
        return writing.me
    session, queries = writing.session, writing.queries
    if text in session.chosen:
        return session.chosen[text]
    if text in session.new_names:
        return _new(writing, text)
    candidates = queries.full(text) if new else queries.resolve(text)
    _refuse_several(queries, text, candidates)
    if likely and len(candidates) > 1:
        candidates = [*filter(likely, candidates)] or candidates
    if not candidates and new:
        return _new(writing, text)
    if not candidates and len(added := _added_now(writing, text)) == 1:
        return added[0]
    somebody = the_one(session, queries, text, candidates, may_add=new is not None)
    if somebody is None:
        return _new(writing, text)
    if sentence := said_of_twin(queries, text, somebody):
        writing.say(sentence)
    return somebody


def _new(writing: Writing, text: str) -> PersonId:
    """The person to add for a text, once in a command; on a terminal a known one may be chosen instead."""
    named = sorted(words(text))
    for stream, entry in writing.entries.items():
        for event in entry.events:
            name = getattr(event, "name", None)
            if name is not None and sorted(words(name)) == named:
                return stream
    session, queries = writing.session, writing.queries
    if text in session.new_names:
        return add(writing, text)
    alike = queries.resolve(text)
    bearers = queries.full(text) if alike else ()
    if len(bearers) == 1:
        return bearers[0]  # somebody else added the person just now
    alike = alike or queries.nearly(text)
    if not alike:
        return add(writing, text)
    if not session.can_ask:
        raise _like_a_known_one(queries, text, alike)
    from ledger.cli.which_person import picked

    somebody = picked(session, queries, text, alike, may_add=True)
    return somebody or add(writing, text)


def _like_a_known_one(
    queries: Queries, text: str, alike: Sequence[PersonId]
) -> Ambiguous:
    """The refusal of a new name that is a part of a known one, or nearly one."""
    if queries.resolve(text):
        return Ambiguous(
            "\"{text}\" could be {candidates}; write the full name, or add a new person with 'handshake person add'.",
            text=text,
            candidates=names(queries, alike),
        )
    return Ambiguous(
        "\"{text}\" looks like {known}; write that name, or add a new person with 'handshake person add'.",
        text=text,
        known=names(queries, alike),
    )


def _added_now(writing: Writing, text: str) -> list[PersonId]:
    """The people with this name, or these words in their name, that the same command adds."""
    from ledger.facts.person.events import PersonAdded

    named = {*words(text)}
    exact: list[PersonId] = []
    bearing: list[PersonId] = []
    for stream, entry in writing.entries.items():
        added = (event for event in entry.events if isinstance(event, PersonAdded))
        for event in added:
            name = {*words(event.name)}
            if name == named:
                exact.append(stream)
            elif named and named <= name:
                bearing.append(stream)
    return exact or bearing


def _refuse_several(
    queries: Queries, text: str, candidates: Sequence[PersonId]
) -> None:
    """Refuse several names in one text, unless it is the whole name of someone.

    A comma also stands in one name: `Lefèvre, Zoé`.
    """
    names_in_it = several_names(text)
    if not names_in_it:
        return
    is_doubtful = candidates and not all(map(queries.full, names_in_it))
    if is_doubtful:
        return
    quoted = " ".join(f'"{name}"' for name in names_in_it)
    if len(names_in_it) == 2 and re.search(r",", text):
        raise Ambiguous(
            '"{text}" could be two people; write {quoted}. For one person, write "{turned}".',
            text=text,
            quoted=quoted,
            turned=" ".join(reversed(names_in_it)),
        )
    raise Ambiguous(
        '"{text}" could be several people; write {quoted}.', text=text, quoted=quoted
    )


def several_names(text: str) -> list[str]:
    """The names in a text that may hold several, such as "Tom, Wei"; empty where it is one name or an address."""
    is_an_address = "@" in text or "://" in text or text.startswith("#")
    if is_an_address:
        return []
    says_and = not _AND.isdisjoint(text.casefold().split())
    may_be_several = says_and or "," in text or "&" in text
    if not may_be_several:
        return []  # nearly always, and the pattern is not compiled for it
    parts = re.split(_SEPARATORS, text.strip(" ,;"))
    several: list[str] = []
    for part in filter(words, parts):
        if several and _belongs_to_name(part, several[0]):
            continue
        several.append(part)
    if len(several) < 2:
        return []
    from ledger.language.person_names import TITLES

    _given, *family = several[-1].split()
    is_a_title = fold(several[0]) in TITLES
    if is_a_title and family:
        several[0] = " ".join([several[0], *family])  # M. et Mme Durand
    return several


def _belongs_to_name(part: str, name: str) -> bool:
    """Whether what follows a comma belongs to the name before it: a suffix, or words without a capital."""
    if re.sub(r"[\W_]+", "", fold(part)) in _AFTER_COMMA:
        return True
    return part.islower() and not name.islower()


def add(writing: Writing, text: str, details: Details | None = None) -> PersonId:
    """A new person; an e-mail or profile address given as the name is kept as such."""
    from ledger.facts import identifiers
    from ledger.facts.person.commands import AddPerson, Details

    details = details or Details()
    if identifiers.email(text) and not details.emails:
        details = Details(emails=(text.strip(),))
    elif identifiers.profile(text) and not details.urls:
        details = Details(urls=(text.strip(),))
    addresses = identifiers.of_person(details.emails or (), details.urls or ())
    writing.adds_people = True
    stream = writing.do(
        "person", AddPerson(name=text, details=details, identifiers=addresses)
    )
    writing.say(_("Added {name}.").format(name=visible(text.strip())))
    return stream


def people(
    writing: Writing, texts: Sequence[str], *, new: bool | None = None
) -> list[PersonId]:
    """The people that the texts mean, one each; words between them such as `and` are left out.

    Raises Ambiguous where words that were not quoted together name one person.
    """
    named: list[str] = []
    for place, text in enumerate(texts):
        name = text.strip().rstrip(",;")
        if not _joins(name, place, len(texts)):
            named.append(name)
    if len(named) > 1:
        _refuse_unquoted(writing, named)
    return [person(writing, text, new=new) for text in named]


def _joins(text: str, place: int, count: int) -> bool:
    """Whether a word of its own only joins the names before and after it."""
    return 0 < place < count - 1 and text.casefold() in _AND


def _refuse_unquoted(writing: Writing, texts: Sequence[str]) -> None:
    queries = writing.queries
    for former, latter in pairwise(texts):
        joined = f"{former} {latter}"
        bearers = queries.full(joined)
        is_unquoted = bearers and any(
            not set(queries.resolve(text)) - set(bearers) for text in (former, latter)
        )
        if is_unquoted:
            raise Ambiguous(
                'Is "{joined}" one person? Then put quotes around the name.',
                joined=joined,
            )
