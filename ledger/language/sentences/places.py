"""Where it was: the words after `au`, `chez`, `at`, up to where something else begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ledger.language.dates.words import COUNTS, UNITS
from ledger.language.person_names import TITLES
from ledger.language.sentences.day_words import STREETS, dates_at
from ledger.language.sentences.forms import LONGEST, Meaning, Rank, meaning_of
from ledger.language.sentences.hours import clocks_at, lengths_at
from ledger.language.sentences.pieces import Kind, Named, Piece, Sentence, Spot
from ledger.language.sentences.small import (
    NO_PLACES,
    OPINIONS,
    PEOPLE,
    phrase_set,
    word_set,
)
from ledger.language.sentences.tokens import Token
from ledger.language.text import fold

PLACE: Final = phrase_set(
    "at, in, on the, near, inside, outside, outside of, next to, opposite, round at, over at, down at",
    "au, aux, a, chez, dans, devant, vers, pres de, pres du, en face de, en face du, du cote de, a cote de",
    "a cote du, lors du, lors de, lors d, a l occasion du, a l occasion de, a l occasion d, en bas de, au pied de, non loin de",
    "along the, le long de, le long du, a deux pas de, a deux pas du, autour de, aux abords de, round the corner from, in front of, behind",
) | {"@"}
"""Where it was follows."""

EVENTS: Final = word_set(
    "salon conference conf colloque congres seminaire forum summit festival"
)
"""With a name after them they are a place by themselves: Salon VivaTech."""

_ARTICLES: Final = word_set("la le l les un une the a an")
_AFTER_A: Final = word_set("la l' l’ mon ma son sa notre leur")
_LINKS: Final = word_set(
    "de du des d la le l les of the a an un une sur sous in at near"
)
_OWNERS: Final = word_set(
    "my mon ma mes son sa ses notre nos leur leurs our his her their"
)
_JOINS: Final = {
    **dict.fromkeys(word_set("a au aux en dans pres by"), 0.05),
    **dict.fromkeys(("et", "and", "&"), 0.3),
}
"""Words that join two parts of a place, and how doubtful each makes it."""
_VAGUE: Final = word_set(
    "easter paques toussaint ascension pentecote rentree vacances holidays midi noon minuit night matin soir",
    "morning afternoon evening matinee midday apres moment time temps fois debut fin beginning end last moins",
    "least half quarter bit while few quelques",
    "risk doubt diary calendar planning agenda attente cours hold progress question fact general particular",
    "short detail details advance avance retard peace sum theory theorie principe principle mind vain charge touch",
    "epoque anniversaire reveillon saint rentree retour depart arrivee sortie milieu heure occasion instant aube birthday",
    "anniversary return end nouvel chandeleur epiphanie careme mardi-gras siecle jeunesse enfance suite age retraite",
    "sujet propos",
    "contact line ligne common commun tv tele television radio journal journaux newspaper news paper papers",
)
"""After a word for a place these tell when, how, or nothing: no place is called so."""

NETWORKS: Final = word_set(
    "linkedin facebook twitter x instagram insta whatsapp messenger telegram signal slack discord viadeo xing",
    "mail mails email emails sms internet web forum chat reseaux youtube tiktok mastodon bluesky",
)
"""Who was met on one of these was not met: it is no place, but where someone works."""

VENUES: Final = word_set(
    "bar pub cafe brasserie restaurant resto bistro bistrot bouillon auberge hotel lobby office offices bureau",
    "station gare airport campus park parc library bibliotheque theatre theater museum musee club lounge hall",
    "canteen cantine cafeteria terrace terrasse market marche church square building tower headquarters hq",
)
"""What places are: The Crown pub, Brasserie Lipp."""

_ARTICLE_OF_NAME: Final = {
    **dict.fromkeys(
        word_set(
            "defense villette rochelle baule ciotat seyne courneuve plagne clusaz haye reunion"
        ),
        "La",
    ),
    **dict.fromkeys(
        word_set("havre mans touquet creusot caire cap vesinet pecq lavandou marais"),
        "Le",
    ),
    **dict.fromkeys(word_set("ulis lilas halles sables-d'olonne"), "Les"),
}
"""Towns and districts that no one names without their article."""
_CONTRACTED: Final = {
    "La": word_set("la"),
    "Le": word_set("au du le"),
    "Les": word_set("aux les des"),
}

_LONGEST: Final = 9
_NEVER: Final = frozenset({",", "(", ")", "+", "@", "avec", "with", "w", "pour", "for"})
_OUTSIDE: Final = word_set(
    "terrasse place quai quais port plage stand peniche bateau toit rooftop champs parvis rue boulevard chantier site parking"
)
_OF_HOUSES: Final = word_set("de du des d la le l les of the")
_HOUSES: Final = frozenset({"cafe", "cafes", "resto", "restau", "diner"})
_UNLIKELY: Final = 0.8
"""A word in lower case after a name is hardly part of it: Paris postponed."""

_NAMED: Final = STREETS | EVENTS | VENUES
_PREPOSITIONS: Final = PLACE | {"sur"}
_LONGEST_PREPOSITION: Final = 4
_NEVER_LAST: Final = _LINKS | _OWNERS | {*_JOINS} | TITLES | {"chez"}
_ON_NETWORKS: Final = frozenset({"sur", "on", "par", "via"})
_UNITS_OF_TIME: Final = frozenset(word for word in UNITS if len(word) > 2)
_TIMES: Final = _UNITS_OF_TIME | {
    *COUNTS,
    "hour",
    "hours",
    "heure",
    "heures",
    "minutes",
}
_INFINITIVE: Final = re.compile("[a-zà-ÿ]{2,}(?:er|ir|re)")
_OF_FAMILIES: Final = frozenset({"les", "the"})
_COUPLE: Final = 2
HOST_IN_DOUBT: Final = 1.2
"""Whether the host was there is never certain."""


def places_at(sentence: Sentence, i: int) -> Iterator[Piece]:
    """The place, without the word before it and its article; `chez` and `rue` belong to it."""
    for start in _after_preposition(sentence, i):
        yield from _from_preposition(sentence, i, start)
    is_a_place_by_itself = sentence.words[i] in _NAMED or _house_number(sentence, i)
    if is_a_place_by_itself:
        yield from _by_themselves(sentence, i)


def _from_preposition(sentence: Sentence, i: int, start: int) -> Iterator[Piece]:
    """The places after a preposition at `i`, whose article is at `start`."""
    chez = sentence.words[i] == "chez"
    body = start
    while body < len(sentence.tokens) - 1 and _article(sentence, body):
        body += 1
    no_place = _tells_otherwise(sentence, i)
    for end, doubt in _bodies(sentence, body):
        if end <= no_place:
            continue
        beginning = i if chez else body
        written = sentence.written(beginning, end)
        if not chez:
            written = _with_its_article(sentence, i, body, written)
        spot = Spot(written, _venue(sentence, body, end))
        host = _host(sentence, start, end, at_home=chez)
        yield from _hosted(Piece(Kind.PLACE, i, end, doubt, spot), host)


def _with_its_article(sentence: Sentence, start: int, body: int, written: str) -> str:
    """A name whose article belongs to it, whole: `à la Défense` is La Défense, `au Havre` Le Havre."""
    article = _ARTICLE_OF_NAME.get(sentence.words[body])
    before = sentence.plain(start, body).split()
    is_theirs = article is not None and before[-1] in _CONTRACTED[article]
    return f"{article} {written}" if is_theirs else written


def _tells_otherwise(sentence: Sentence, i: int) -> int:
    """How far the words tell when or how: `à 10 h`, `en mars`, `au printemps`, `on the phone`."""
    for end in sentence.ends(i, LONGEST):
        words = sentence.plain(i, end)
        meaning = meaning_of(words)
        if words in NO_PLACES:
            return len(sentence.tokens)
        if meaning is None:
            continue
        several_words = end > i + 1
        is_no_venue = several_words or meaning.rank is Rank.MEDIUM
        if is_no_venue:
            return len(
                sentence.tokens
            )  # "in passing at the gym": the place comes after it
    times = [*dates_at(sentence, i), *clocks_at(sentence, i)]
    ends = [time.end for time in times]
    return max(ends, default=0)


def _by_themselves(sentence: Sentence, i: int) -> Iterator[Piece]:
    """Streets, and events and houses with a name: `rue de Rivoli`, `Salon VivaTech`, `Brasserie Lipp`."""
    named = _name_of_house(sentence, i)
    if not _is_called(sentence, i, named):
        return
    for end, doubt in _bodies(sentence, i):
        if end <= named:
            continue
        venue = _venue(sentence, i, end) or _house(sentence, i)
        spot = Spot(sentence.written(i, end), venue)
        yield Piece(Kind.PLACE, i, end, doubt, spot)


def _is_called(sentence: Sentence, i: int, named: int) -> bool:
    """Whether a street or a house has this name; "Café Camille Yanis" may be a coffee with two people."""
    if sentence.words[i] in STREETS:
        return True
    if _house_number(sentence, i):
        return True
    name = sentence.tokens[named]
    if not name.capital:
        return False
    served = meaning_of(sentence.words[i])
    if served is None:
        return True
    if served.rank is not Rank.PLAIN:
        return True
    return not sentence.known(name.text)


def _name_of_house(sentence: Sentence, i: int) -> int:
    """Where the name begins in `Brasserie Lipp`, `Café de la Paix`, `12 rue de Rivoli`."""
    start = i + 1
    last_token = len(sentence.tokens) - 1
    if sentence.words[i] in STREETS:
        return min(start, last_token)
    while start < last_token and sentence.words[start] in _OF_HOUSES:
        start += 1
    return min(start, last_token)


def _house_number(sentence: Sentence, i: int) -> bool:
    """Whether a number here belongs to a street: `12 rue de la Paix`, `3 bis, avenue Foch`."""
    if not sentence.tokens[i].digits:
        return False
    after = i + 1
    if sentence.plain(after, after + 1) in {"bis", "ter"}:
        after += 1
    if sentence.plain(after, after + 1) == ",":
        after += 1
    return sentence.plain(after, after + 1) in STREETS


def _house(sentence: Sentence, i: int) -> Meaning | None:
    """What a house of this name serves: a coffee, by default."""
    if sentence.words[i] not in {"cafe", "coffee"}:
        return None
    return Meaning(Rank.VENUE, ("coffee",))


def _after_preposition(sentence: Sentence, i: int) -> Iterator[int]:
    """Where the place begins, if these words introduce one."""
    if sentence.before(i) in {"de", "d"}:
        return  # "Camille de chez Acme" tells whose she is, not where she was
    longest = min(i + _LONGEST_PREPOSITION, len(sentence.tokens) - 1)
    for start in range(longest, i, -1):
        word = sentence.plain(i, start)
        following = sentence.tokens[start]
        is_a_verb = word == "a" and _INFINITIVE.fullmatch(following.text)
        if is_a_verb:
            return  # "à confirmer", "à faire": still to be done
        outside = not _OUTSIDE.isdisjoint(sentence.words[start : start + 3])
        if word == "sur" and not outside:
            return  # "une conférence sur l'IA"
        is_a_preposition = word in _PREPOSITIONS and not _is_bare_a(sentence, i, start)
        if is_a_preposition:
            yield start
            return
        is_in_town = word == "en" and (
            following.capital or following.plain in {"ville", "terrasse"}
        )
        if is_in_town:
            yield start


def _is_bare_a(sentence: Sentence, i: int, start: int) -> bool:
    """Whether the word is `a` without its accent, a verb and an article too, and no place follows."""
    if start > i + 1:
        return False
    if sentence.tokens[i].text.lower() != "a":
        return False
    following = sentence.tokens[start].text
    if following[:1].isupper():
        return False
    return following.lower() not in _AFTER_A


def _article(sentence: Sentence, i: int) -> bool:
    token = sentence.tokens[i]
    return token.plain in _ARTICLES and not token.capital


def _bodies(sentence: Sentence, body: int) -> Iterator[tuple[int, float]]:
    """Where the place may end, and how doubtful each end is."""
    cost = 0.0
    for end in sentence.ends(body, _LONGEST):
        step = _step(sentence, body, end - 1)
        if step is None:
            return
        cost += step
        if sentence.words[end - 1] not in _NEVER_LAST:
            yield end, cost


def _step(sentence: Sentence, body: int, at: int) -> float | None:
    """How doubtful it is to take one more token for the place; None where the place has ended."""
    token = sentence.tokens[at]
    begins = at == body
    is_tag = token.text.startswith("#")
    has_ended = is_tag or token.plain in _NEVER or _ends_before(sentence, body, at)
    if has_ended:
        return None
    linked = begins or sentence.words[at - 1] in _LINKS | _OWNERS
    if _tells_a_time(sentence, at):
        return _step_over_time(token, linked=linked)
    if sentence.plain(at - 2, at + 1) == "machine a cafe":
        return 0.0
    if token.plain in _JOINS:
        return _JOINS[token.plain]
    house = begins and token.plain in _HOUSES
    is_a_form = not token.capital and not house and _is_form(token.plain, venue=linked)
    if is_a_form:
        return 1.0
    if linked:
        return 0.0
    if token.plain in _LINKS:
        return 0.0
    if token.capital:
        return 0.0
    if token.digits:
        return 0.0
    return _step_in_lower_case(sentence, at)


def _step_over_time(token: Token, *, linked: bool) -> float | None:
    """How doubtful a place is that goes on with a time: "at Bouillon yesterday" has ended."""
    if not linked:
        return None
    if token.capital:
        return 0.7
    return 2.0


def _step_in_lower_case(sentence: Sentence, at: int) -> float | None:
    """How doubtful a place is that goes on with a lower-case word, to which nothing links it."""
    word = sentence.words[at]
    if word in VENUES:
        return 0.5
    if word in OPINIONS:
        return None  # "bureau d'Orange, bonne écoute"
    after_a_name = sentence.tokens[at - 1].capital
    if after_a_name:
        return _UNLIKELY
    return 0.5


def _ends_before(sentence: Sentence, body: int, at: int) -> bool:
    """Whether the words up to here tell no place: what follows is a time, a network, a birthday."""
    if at == body:
        return _no_place(sentence, at)
    owned = at == body + 1 and sentence.words[body] in _OWNERS
    return owned and sentence.words[at] in _VAGUE


def _tells_a_time(sentence: Sentence, at: int) -> bool:
    for day in dates_at(sentence, at):
        if day.cost < 1:
            return True
    if lengths_at(sentence, at):
        return True
    return bool(clocks_at(sentence, at))


def _no_place(sentence: Sentence, at: int) -> bool:
    """Whether the words after a preposition name a time, or a place where people do not meet in person."""
    token = sentence.tokens[at]
    if token.plain in NETWORKS:
        return sentence.words[at - 1] in _ON_NETWORKS
    if token.plain in _VAGUE:
        return True
    if token.capital:
        return False
    if token.plain in _TIMES:
        return True
    return token.digits and sentence.plain(at + 1, at + 2) in _TIMES


def _is_form(word: str, *, venue: bool) -> bool:
    """Whether the word tells a form, and not what a place is called."""
    meaning = meaning_of(word)
    if meaning is None:
        return False
    return not (venue and meaning.rank is Rank.VENUE)


def _venue(sentence: Sentence, start: int, end: int) -> Meaning | None:
    """What the name of the place says of the form: a salon, a conference; nothing if it is someone's."""
    if sentence.words[start] in _OWNERS:
        return None
    for word in sentence.words[start:end]:
        meaning = meaning_of(word)
        if meaning and meaning.rank is Rank.VENUE:
            return meaning
    return None


def _host(sentence: Sentence, start: int, end: int, *, at_home: bool) -> Named | None:
    """Whose place it is, if someone known: `chez M. Lefèvre`, `at Grace's`, `at Grace's office`."""
    is_a_family = sentence.words[start] in _OF_FAMILIES and start + 2 == end
    if is_a_family:
        return _family(sentence, start)
    while start < end - 1 and sentence.words[start] in TITLES:
        start += 1
    owned = end if at_home else _end_of_owner(sentence, start, end)
    if owned is None:
        return None
    name = sentence.written(start, owned).removesuffix("'s").removesuffix("’s")
    if fold(name) in PEOPLE:
        return None  # "chez moi"
    people = tuple(sentence.known(name))
    if not people:
        return None
    return Named(name, people)


def _family(sentence: Sentence, start: int) -> Named | None:
    """The two people of a name at whose place it was: `chez les Morel`, `at the Morels`."""
    token = sentence.tokens[start + 1]
    if not token.capital:
        return None
    for name in (token.text, token.text.removesuffix("s")):
        people = tuple(sentence.known(name))
        is_known_couple = len(people) == _COUPLE and not sentence.begun(name)
        if is_known_couple:
            text = sentence.written(start, start + 2)
            return Named(text, people, together=True)
    return None


def _end_of_owner(sentence: Sentence, start: int, end: int) -> int | None:
    for at in range(start, end):
        if sentence.tokens[at].text.endswith(("'s", "’s")):
            return at + 1
    return None


def _hosted(piece: Piece, host: Named | None) -> Iterator[Piece]:
    """The place, and where it is someone's, also the place with them: neither is certain."""
    if host is None or not isinstance(piece.value, Spot):
        yield piece
        return
    doubt = piece.cost + HOST_IN_DOUBT
    for present in (False, True):
        yield piece._replace(
            cost=doubt, value=piece.value._replace(host=host, with_host=present)
        )
