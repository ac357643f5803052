"""Names of people, looked up as they are written, the longest first."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum, auto
from typing import Final

from ledger.facts.event import PersonId
from ledger.language.person_names import TITLES, is_given_name
from ledger.language.sentences import small
from ledger.language.sentences.day_words import STARTERS, dates_at
from ledger.language.sentences.forms import meaning_of
from ledger.language.sentences.pieces import Kind, Named, Piece, Sentence, once
from ledger.language.sentences.places import PLACE
from ledger.language.sentences.small import word_set

_KNOWN_WORDS: Final = 6
_COUPLE: Final = 2
_SHORT: Final = 3
_OF_FAMILIES: Final = frozenset({"les", "the"})
_NEW_WORDS: Final = 4
_NEVER: Final = frozenset(",()&+@")
_ARTICLES: Final = frozenset({"le", "la", "l", "the"})


class Where(IntEnum):
    """Where in the sentence a name stands."""

    MARKED = auto()
    """After `with`, or after a verb that takes someone."""
    QUALIFIED = auto()
    """After `with` and a small word: "with my friend"."""
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
_NEW_COST: Final = {
    Where.MARKED: 0.0,
    Where.QUALIFIED: 0.0,
    Where.NEXT: 0.0,
    Where.LISTED: 1.2,
}
_LOWER_COST: Final = {
    Where.AFTER_FORM: 0.5,
    Where.OPEN: 2.0,
    Where.PAST_NAME: 2.0,
    Where.LISTED: 2.0,
}
"""How unlikely a known name in lower case is."""

_ONE_MORE: Final = 0.6
_UNKNOWN: Final = 2.0
_ANYBODY: Final = 2.0
_PERHAPS_A_DAY: Final = 0.6
_LOWER_CASE: Final = 1.5
_OWN_WORD: Final = 5.0
_NO_NAME: Final = 50.0
"""More than leaving its words over: "her team", "Ada from Acme", "Ada's sister"."""

_PARTICLES: Final = small.PARTICLES | {"l", "o"}
_OF_FAMILY_NAMES: Final = _PARTICLES - word_set("d de des du l la le y e")
"""Particles that begin a family name; "Paul de Danone" and "Paul Le Procope" tell rather of a firm and a place."""

_JOINING: Final = small.AND | small.WITH
_OWN_WORDS: Final = (
    small.SMALL | small.OPINIONS | small.AND | small.WITH | small.DETERMINERS | PLACE
)
_NEVER_FIRST: Final = small.PARTICLES | small.ARTICLES | PLACE | small.AND
_OF_TITLES: Final = TITLES | _ARTICLES
_POSSESSIVES: Final = ("'s", "’s")


def names_at(sentence: Sentence, i: int, where: Where) -> Iterator[Piece]:
    """The names that begin here: known ones anywhere, unknown ones only where a name must stand."""
    yield from _families(sentence, i, where)
    start = after_titles(sentence, i)
    for piece in _spans(sentence, i):
        known = isinstance(piece.value, Named) and piece.value.people
        doubt_of = _known_doubt if known else _new_doubt
        doubt = doubt_of(sentence, start, piece, where)
        if doubt is not None:
            yield piece._replace(cost=doubt)


def _known_doubt(sentence: Sentence, start: int, piece: Piece, where: Where) -> float:
    """How unlikely a known name is here."""
    titled = start > piece.start
    cost = _known_cost(sentence, start, piece, where)
    oddity = _oddity(sentence, start, piece.end, titled=titled, where=where)
    return cost + oddity


def _known_cost(sentence: Sentence, start: int, piece: Piece, where: Where) -> float:
    """What a known name costs; one first name may stand right after another: "Café Camille Yanis"."""
    alone = piece.end == start + 1
    is_given_name_alone = (
        where is Where.AFTER_NAME
        and alone
        and is_given_name(sentence.tokens[start].text)
    )
    if is_given_name_alone:
        return _ONE_MORE
    return _KNOWN_COST[where]


def _new_doubt(
    sentence: Sentence, start: int, piece: Piece, where: Where
) -> float | None:
    """How unlikely an unknown name is here; None where no unknown name may stand."""
    if sentence.remembered(_is_common_word, start, piece.end):
        return None
    unknown = piece.cost
    if not sentence.new:
        unknown += _UNKNOWN
    is_whole_name = where is Where.AFTER_FORM and _is_whole_name(
        sentence, start, piece.end
    )
    if is_whole_name:
        return _KNOWN_COST[where] + unknown
    if where not in _NEW_COST:
        return None
    length = piece.end - start
    if length > _longest_new(sentence, start, piece.end):
        return None
    doubt = _NEW_COST[where] + unknown
    titled_alone = start > piece.start and piece.end == start + 1
    is_titled_stranger = (
        titled_alone and sentence.new and not _is_of_couple(sentence, piece.start)
    )
    if is_titled_stranger:
        doubt += (
            _UNKNOWN  # "Mme Bertrand": too little to tell her from others of that name
        )
    is_in_lower_case = where is Where.QUALIFIED and not sentence.tokens[start].capital
    if is_in_lower_case:
        doubt += _NO_NAME  # "with her team"
    return doubt


def _is_common_word(sentence: Sentence, start: int, end: int) -> bool:
    """Whether lower-case words after a capitalised name are unlikely to be a name: "with Ada and cake"."""
    run = sentence.tokens[start:end]
    has_a_name = any(
        token.capital or is_given_name(token.text.capitalize()) for token in run
    )
    if has_a_name:
        return False
    return sentence.first_known_name < start


def _longest_new(sentence: Sentence, start: int, end: int) -> int:
    """The most words that a new name may have, counting its particles."""
    words = sentence.words[start:end]
    return _NEW_WORDS + sum(map(small.PARTICLES.__contains__, words))


def _is_whole_name(sentence: Sentence, start: int, end: int) -> bool:
    """Whether words that nothing introduces are a whole name all the same: `Déj Bruno Lemaire hier`, `Ludwig van Beethoven`."""
    if end - start < _COUPLE:
        return False
    given, *particles, family = sentence.tokens[start:end]
    if not _OF_FAMILY_NAMES.issuperset(token.plain for token in particles):
        return False
    if family.plain in _PARTICLES:
        return False
    if family.digits:
        return False
    are_capital = given.capital and family.capital
    return are_capital and is_given_name(given.text)


def _families(sentence: Sentence, i: int, where: Where) -> Iterator[Piece]:
    """`les Morel`, `the Morels`: both people of that name, if they are two."""
    article = sentence.words[i]
    if article not in _OF_FAMILIES:
        return
    is_no_beginning = where is Where.AFTER_NAME or i + 1 >= len(sentence.tokens)
    if is_no_beginning:
        return
    token = sentence.tokens[i + 1]
    if not token.capital:
        return
    names = [token.text]
    if article == "the":
        names.append(token.text.removesuffix("s"))
    for name in names:
        people = tuple(sentence.known(name))
        is_known_couple = len(people) == _COUPLE and not sentence.begun(name)
        if is_known_couple:
            family = Named(sentence.written(i, i + 2), people, together=True)
            yield Piece(Kind.NAME, i, i + 2, 0.0, family)


def _is_of_couple(sentence: Sentence, i: int) -> bool:
    """Whether a titled name here is one of a couple: `M. Bertrand et Mme Bertrand`."""
    title = sentence.words[i]
    after = sentence.words[i + 2 : i + 4]
    before = sentence.words[max(0, i - 3) : i]
    partners = TITLES - {title}
    if len(after) == _COUPLE:
        joint, partner = after
        is_joined_to_partner = joint in small.AND and partner in partners
        if is_joined_to_partner:
            return True
    if len(before) <= _COUPLE:
        return False
    partner, _, joint = before
    return joint in small.AND and partner in partners


@once
def _spans(sentence: Sentence, i: int) -> Iterator[Piece]:
    """Runs of words from here that may be a name, with the people they mean or how unlike a name they are."""
    start = after_titles(sentence, i)
    for end in sentence.ends(start, _KNOWN_WORDS):
        if sentence.tokens[end - 1].plain in _NEVER:
            return
        people = _bearers(sentence, i, start, end)
        if people:
            yield Piece(
                Kind.NAME, i, end, 0.0, Named(sentence.written(start, end), people)
            )
            continue
        begin = (
            i if end == start + 1 else start
        )  # the title is all that tells M. Roche from Mme Roche
        named = Named(sentence.written(begin, end), ())
        yield Piece(Kind.NAME, i, end, _strangeness(sentence, start, end), named)


def _bearers(sentence: Sentence, i: int, start: int, end: int) -> tuple[PersonId, ...]:
    """The people that a name may mean; of several, those its title fits."""
    if _is_grammar(sentence, start, end):
        return ()
    people = tuple(sentence.known(sentence.written(start, end)))
    if start == i:
        return people
    if len(people) < _COUPLE:
        return people
    fitting = {*sentence.known(sentence.written(i, end))}
    titled = tuple(filter(fitting.__contains__, people))
    return titled or people


def _is_grammar(sentence: Sentence, start: int, end: int) -> bool:
    """Whether all words are grammatical words that begin no name: sa, n', ni, la, et, va, bel."""
    if sentence.plain(start, end + 1) == "grace a":
        return True
    if not small.GRAMMAR.issuperset(sentence.words[start:end]):
        return False
    following = sentence.tokens[end : end + 1]
    follows_an_article = (
        following and following[0].capital and sentence.words[end - 1] in small.ARTICLES
    )
    if follows_an_article:
        return True  # "La Défense"
    if start == 0:
        return True
    written = sentence.written(start, end)
    if not written[:1].isupper():
        return True
    if not sentence.known(written):
        return True
    return sentence.begun(written)


def after_titles(sentence: Sentence, i: int) -> int:
    """Past `M.`, `le Dr`, `Madame la professeure`; an article after them may begin the name: `M. L'Hostis`."""
    tokens = sentence.tokens
    after = i
    while after < len(tokens) - 1 and tokens[after].plain in _OF_TITLES:
        after += 1
    if TITLES.isdisjoint(sentence.words[i:after]):
        return i
    while (
        tokens[after].capital
        and tokens[after - 1].capital
        and tokens[after - 1].plain in _ARTICLES
    ):
        after -= 1
    return after


def _is_own_word(word: str) -> bool:
    """Whether a word is one of the sentence's own rather than of a name."""
    if word in _OWN_WORDS:
        return True
    if meaning_of(word):
        return True
    return word in STARTERS and len(word) < _SHORT


def _oddity(
    sentence: Sentence, start: int, end: int, *, titled: bool, where: Where
) -> float:
    """How odd it is to take the words for a known name: in lower case they may be words of the sentence."""
    lower = [at for at in range(start, end) if _is_lower(sentence, at)]
    if end - start > 1:
        doubts = (_PERHAPS_A_DAY for at in lower if dates_at(sentence, at))
        return sum(doubts)
    if titled:
        return 0.0
    word = sentence.words[start]
    if lower and word in _NEVER_FIRST:
        return _NO_NAME  # "dîner de gala", though somebody is called de La Fontaine
    if _may_be_anybody(sentence, start, lower=bool(lower)):
        return _ANYBODY
    if not lower:
        return 0.0
    if _is_own_word(word):
        return _OWN_WORD
    cost = _LOWER_COST.get(where, 0.0)
    if dates_at(sentence, start):  # "dej noel"
        cost += _PERHAPS_A_DAY
    return cost


def _is_lower(sentence: Sentence, at: int) -> bool:
    token = sentence.tokens[at]
    return not token.capital and not token.digits


def _may_be_anybody(sentence: Sentence, at: int, *, lower: bool) -> bool:
    """Whether a word may well mean someone without a name: the boss, mum, a baker, her."""
    token = sentence.tokens[at]
    begun = sentence.begun(token.text)
    common = token.plain in small.PEOPLE
    if lower or at == 0:  # where every word has its capital
        after_article = sentence.before(at) in small.BEFORE_PEOPLE
        return begun or common or after_article
    if not begun:
        return False
    initial = len(token.plain) == 1 and token.plain.isascii()
    return common or initial


def _strangeness(sentence: Sentence, start: int, end: int) -> float:
    """How unlike a name the words are: lower case, a word of the sentence's own, a day."""
    if _goes_past_a_name(sentence, start, end):
        return _NO_NAME
    cost = 0.0
    if _begins_like_none(sentence, start, end):
        cost += _NO_NAME
    for at in range(start, end):
        inside = start < at < end - 1
        is_a_particle = inside and sentence.words[at] in small.PARTICLES
        if is_a_particle:
            cost += _particle_cost(sentence, start, at)
        else:
            cost += _word_cost(sentence, start, at)
    return cost


def _goes_past_a_name(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a known name ends within the words, in capitals throughout: "MET SAM OKAFOR ACME"."""
    if not sentence.text.isupper():
        return False
    beginnings = [sentence.written(start, at) for at in range(start + 2, end)]
    return any(map(sentence.known, beginnings))


def _begins_like_none(sentence: Sentence, start: int, end: int) -> bool:
    """Whether no name begins so: "her team", "Ada's sister", "de Zoé"."""
    first_word = sentence.tokens[start].text
    if first_word.lower() in small.DETERMINERS:
        return True
    is_somebodys = first_word.endswith(_POSSESSIVES) and sentence.known(first_word[:-2])
    if is_somebodys:
        return True
    if first_word not in small.PARTICLES:
        return False
    if end == start + 1:
        return True
    after_particle = sentence.written(start + 1, end)
    return bool(sentence.known(after_particle))


def _particle_cost(sentence: Sentence, start: int, at: int) -> float:
    """A particle after a whole known name tells where they work: "Hélène Vasseur de Total"."""
    if at <= start + 1:
        return 0.0
    name = sentence.written(start, at)
    if sentence.known(name):
        return _NO_NAME
    return 0.0


def _word_cost(sentence: Sentence, start: int, at: int) -> float:
    """How unlike a part of a name one word is."""
    token = sentence.tokens[at]
    strange = token.digits or _is_own_word(token.plain) or dates_at(sentence, at)
    if not token.capital:
        cost = _lower_case_cost(sentence, start, at)
        if not strange:
            return cost
        return cost + 6.0
    if not strange:
        return 0.0
    if _is_surely_a_day(sentence, at):
        return 4.0
    return 0.2


def _lower_case_cost(sentence: Sentence, start: int, at: int) -> float:
    """How unlike a part of a name a word in lower case is."""
    if sentence.words[at] in _JOINING:
        return _NO_NAME
    if _goes_on_about(sentence, start, at):
        return _NO_NAME
    return _LOWER_CASE


def _goes_on_about(sentence: Sentence, start: int, at: int) -> bool:
    """Whether a known person stands before this word, which then says something about them."""
    for end in range(start + 1, at + 1):
        before = sentence.written(start, end).removesuffix("'s").removesuffix("’s")
        if sentence.known(before):
            return True
    return False


def _is_surely_a_day(sentence: Sentence, at: int) -> bool:
    days_here = (day.end == at + 1 and not day.cost for day in dates_at(sentence, at))
    return any(days_here)
