"""Who was there: names looked up as they are written, the longest first."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from typing import Final

from ledger.facts.event import PersonId
from ledger.language.given_names import is_given_name
from ledger.language.sentences import small
from ledger.language.sentences.days import STARTERS, dates_at
from ledger.language.sentences.forms import meaning_of
from ledger.language.sentences.pieces import Kind, Named, Piece, Sentence, once
from ledger.language.sentences.places import PLACE
from ledger.language.titles import TITLES

_KNOWN_WORDS: Final = 6
_COUPLE: Final = 2
_NEW_WORDS: Final = 4
_NEVER: Final = frozenset(",()&+@")
_ARTICLES: Final = frozenset({"le", "la", "l", "the"})


_GRAMMAR: Final = (
    small.SMALL
    | small.WITH
    | small.AND
    | small.DETERMINERS
    | small.PARTICLES
    | small.ARTICLES
    | small.each(
        "sa se si ni ne n co va vas vais bel beau car ca ce ces c qu que qui ou ours par pas plus me te tu ta tes il ils au aux"
        " en y or nor as at by do he if in is it of off no so to up us we am be can did for from has her him his how its let"
        " may not now off one our out see set she the too was who why you sur sous dans chez vers pour sans entre apres avant"
    )
)


class Where(Enum):
    """Where in the sentence a name stands."""

    MARKED = auto()
    """After `with`, or after a verb that takes somebody."""
    QUALIFIED = auto()
    """The same with a small word between: "with my friend"."""
    NEXT = auto()
    """One more, after `and`."""
    LISTED = auto()
    """One more, after a comma."""
    AFTER_FORM = auto()
    OPEN = auto()
    AFTER_NAME = auto()
    PAST_NAME = auto()
    """After a name and a day, a place or a length: `and` may still bring one more."""


_KNOWN_COST: Final = {
    Where.MARKED: 0.0,
    Where.QUALIFIED: 0.0,
    Where.NEXT: 0.0,
    Where.LISTED: 0.2,
    Where.AFTER_FORM: 0.3,
    Where.OPEN: 0.6,
    Where.AFTER_NAME: 1.5,
    Where.PAST_NAME: 0.6,
}
_NEW_COST: Final = {Where.MARKED: 0.0, Where.QUALIFIED: 0.0, Where.NEXT: 0.0, Where.LISTED: 1.2}
_ONE_MORE: Final = 0.6
_UNKNOWN: Final = 2.0
_ANYBODY: Final = 2.0
_NO_NAME: Final = 50.0
"""More than leaving its words over: "her team", "Ada from Acme", "Ada's sister"."""


def names_at(sentence: Sentence, i: int, where: Where) -> Iterator[Piece]:
    """The names that begin here: known ones anywhere, unknown ones only where a name must stand."""
    start = after_titles(sentence, i)
    yield from _families(sentence, i, where)
    for piece in _spans(sentence, i):
        known = isinstance(piece.value, Named) and piece.value.people
        if known:
            doubt = _known_cost(sentence, start, piece, where) + _oddity(
                sentence, start, piece.end, titled=start > i, where=where
            )
        elif where in _NEW_COST and piece.end - start <= _longest_new(sentence, start, piece.end):
            doubt = _NEW_COST[where] + piece.cost + (0.0 if sentence.new else _UNKNOWN)
            if start > i and piece.end == start + 1 and sentence.new and not _couple(sentence, i):
                doubt += _UNKNOWN  # "Mme Bertrand": too little to tell her from others of that name
            if where is Where.QUALIFIED and not sentence.tokens[start].capital:
                doubt += _NO_NAME  # "with her team"
        elif where is Where.AFTER_FORM and _like_a_name(sentence, start, piece.end):
            doubt = _KNOWN_COST[where] + piece.cost + (0.0 if sentence.new else _UNKNOWN)
        else:
            continue
        yield piece._replace(cost=doubt)


def _known_cost(sentence: Sentence, start: int, piece: Piece, where: Where) -> float:
    """How unlikely a known name is here; one first name may stand right after another: "Café Camille Yanis"."""
    alone = piece.end == start + 1 and is_given_name(sentence.tokens[start].text)
    return _ONE_MORE if where is Where.AFTER_NAME and alone else _KNOWN_COST[where]


def _families(sentence: Sentence, i: int, where: Where) -> Iterator[Piece]:
    """`les Morel`, `the Morels`: both who are called so, where they are two."""
    if sentence.words[i] not in {"les", "the"} or i + 1 >= len(sentence.tokens) or where is Where.AFTER_NAME:
        return
    token = sentence.tokens[i + 1]
    if not token.capital:
        return
    names = [token.text, *([token.text.removesuffix("s")] if sentence.words[i] == "the" else [])]
    for name in names:
        people = tuple(sentence.known(name))
        if len(people) == _COUPLE and not sentence.begun(name):
            yield Piece(Kind.NAME, i, i + 2, 0.0, Named(sentence.written(i, i + 2), people, together=True))


def _longest_new(sentence: Sentence, start: int, end: int) -> int:
    """How many words a new name may have, besides its particles."""
    return _NEW_WORDS + sum(word in small.PARTICLES for word in sentence.words[start:end])


def _like_a_name(sentence: Sentence, start: int, end: int) -> bool:
    """Whether words that nothing introduces are a whole name all the same: `Déj Bruno Lemaire hier`."""
    capital = all(sentence.tokens[at].capital and not sentence.tokens[at].digits for at in range(start, end))
    return capital and end - start == _COUPLE and is_given_name(sentence.tokens[start].text)


def _couple(sentence: Sentence, i: int) -> bool:
    """Whether a titled name here is one of a couple: `M. Bertrand et Mme Bertrand`."""
    title = sentence.words[i]
    joints = {sentence.plain(i + 2, i + 3), sentence.plain(i - 1, i)}
    others = {sentence.plain(i + 3, i + 4), sentence.plain(i - 3, i - 2) if i > 2 else ""}
    return bool(joints & small.AND) and bool({*others} & TITLES - {title})


@once
def _spans(sentence: Sentence, i: int) -> Iterator[Piece]:
    """The runs of words from here that may be a name, with whom they mean, or how unlike a name they are."""
    start = after_titles(sentence, i)
    for end in range(start + 1, min(start + _KNOWN_WORDS, len(sentence.tokens)) + 1):
        if sentence.tokens[end - 1].plain in _NEVER:
            return
        text = sentence.written(start, end)
        people = () if _grammar(sentence, start, end) else _bearers(sentence, i, start, end)
        if people:
            yield Piece(Kind.NAME, i, end, 0.0, Named(text, people))
        else:
            titled = sentence.written(i, end) if end == start + 1 else text
            yield Piece(Kind.NAME, i, end, _strangeness(sentence, start, end), Named(titled, ()))


def _bearers(sentence: Sentence, i: int, start: int, end: int) -> tuple[PersonId, ...]:
    """The people that a name may mean; of several those whom its title fits."""
    people = tuple(sentence.known(sentence.written(start, end)))
    if start == i or len(people) < 2:
        return people
    fitting = sentence.known(sentence.written(i, end))
    return tuple(person for person in people if person in fitting) or people


def _grammar(sentence: Sentence, start: int, end: int) -> bool:
    """Whether the words are all of the grammar, which begin no name: sa, n', ni, la, et, va, bel."""
    if sentence.plain(start, end + 1) == "grace a":
        return True
    if not {*sentence.words[start:end]} <= _GRAMMAR:
        return False
    written = sentence.written(start, end)
    return not written[:1].isupper() or start == 0 or not sentence.known(written) or sentence.begun(written)


def after_titles(sentence: Sentence, i: int) -> int:
    """Past `M.`, `le Dr`, `Madame la professeure`; an article after them may begin the name: `M. L'Hostis`."""
    j = i
    while j < len(sentence.tokens) - 1 and sentence.tokens[j].plain in TITLES | _ARTICLES:
        j += 1
    if not any(token.plain in TITLES for token in sentence.tokens[i:j]):
        return i
    while (
        sentence.tokens[j - 1].plain in _ARTICLES
        and sentence.tokens[j].capital
        and sentence.tokens[j - 1].capital
    ):
        j -= 1
    return j


def _plain_word(word: str) -> bool:
    """Whether a word is one of the sentence's own rather than of a name."""
    return bool(
        word in small.SMALL | small.OPINIONS | small.AND | small.WITH | small.DETERMINERS | PLACE
        or (word in STARTERS and len(word) < 3)
        or meaning_of(word)
    )


def _oddity(sentence: Sentence, start: int, end: int, *, titled: bool, where: Where) -> float:
    """How odd it is to take the words for a known name: in lower case they may be words of the sentence."""
    lower = [
        at for at in range(start, end) if not (sentence.tokens[at].capital or sentence.tokens[at].digits)
    ]
    if end - start > 1:
        return sum(0.6 for at in lower if dates_at(sentence, at))
    if titled:
        return 0.0
    if lower and sentence.tokens[start].plain in small.PARTICLES | small.ARTICLES | PLACE | small.AND:
        return _NO_NAME  # "dîner de gala", whoever is called de La Fontaine
    if _somebody_else(sentence, start, lower=bool(lower)):
        return _ANYBODY
    if not lower:
        return 0.0
    if _plain_word(sentence.tokens[start].plain):
        return 5.0
    day = 0.6 if dates_at(sentence, start) else 0.0  # "dej noel"
    return day + {Where.AFTER_FORM: 0.5, Where.OPEN: 2.0, Where.PAST_NAME: 2.0, Where.LISTED: 2.0}.get(
        where, 0.0
    )


def _somebody_else(sentence: Sentence, at: int, *, lower: bool) -> bool:
    """Whether a word may well mean somebody who is not named so: the boss, mum, a baker, her."""
    token = sentence.tokens[at]
    lower = lower or at == 0  # where every word has its capital
    begun, common = sentence.begun(token.text), token.plain in small.PEOPLE
    the = at > 0 and sentence.words[at - 1] in small.BEFORE_PEOPLE
    if lower:
        return begun or common or the
    return begun and (common or (len(token.plain) == 1 and token.plain.isascii()))


def _strangeness(sentence: Sentence, start: int, end: int) -> float:
    """How unlike a name the words are: lower case, a word of the sentence's own, a day."""
    first = sentence.tokens[start].text
    possessive = first.endswith(("'s", "’s")) and sentence.known(first[:-2])
    of = first in small.PARTICLES and (end == start + 1 or sentence.known(sentence.written(start + 1, end)))
    cost = _NO_NAME if first.lower() in small.DETERMINERS or possessive or of else 0.0
    if sentence.text.isupper() and any(
        sentence.known(sentence.written(start, at)) for at in range(start + 2, end)
    ):
        return _NO_NAME  # "MET SAM OKAFOR ACME": no capital tells where the name ends
    for at in range(start, end):
        token = sentence.tokens[at]
        if start < at < end - 1 and token.plain in small.PARTICLES:
            cost += _NO_NAME if at > start + 1 and sentence.known(sentence.written(start, at)) else 0.0
            continue
        if not token.capital:
            joins = token.plain in small.AND | small.WITH
            cost += _NO_NAME if joins or _goes_on_about(sentence, start, at) else 1.5
        if token.digits or _plain_word(token.plain) or dates_at(sentence, at):
            cost += 6.0 if not token.capital else 4.0 if _surely_a_day(sentence, at) else 0.2
    return cost


def _goes_on_about(sentence: Sentence, start: int, at: int) -> bool:
    """Whether somebody known stands before this word: then it tells of them and is no part of a name."""
    before = (
        sentence.written(start, end).removesuffix("'s").removesuffix("’s") for end in range(start + 1, at + 1)
    )
    return any(sentence.known(each) for each in before)


def _surely_a_day(sentence: Sentence, at: int) -> bool:
    return any(each.end == at + 1 and not each.cost for each in dates_at(sentence, at))
