"""The words that tell what sort of meeting it was, in both languages, folded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import IntEnum
from functools import cache
from typing import Final, NamedTuple

from ledger.facts.meeting.events import Form, Met, forms
from ledger.language import Language, _, current
from ledger.language.folding import fold


class Rank(IntEnum):
    """How much a word says: the highest in a sentence decides."""

    TALKED = 0
    """That people spoke, not where: in the flesh or not."""
    SEEN = 1
    """That people met, not how."""
    VENUE = 2
    """What the place is called: a salon, a conference."""
    MEETING = 3
    """A rendez-vous, a meeting, which a meal or a coffee may have been."""
    PLAIN = 4
    """The form itself."""
    MEDIUM = 5
    """That it was at a distance, whatever else it is called: a coffee on Zoom."""


class Meaning(NamedTuple):
    """What a word says: the forms it may be, and whether who was met follows it."""

    rank: Rank
    forms: tuple[Form, ...]
    takes: bool = False


_NOUNS: Final[Mapping[Rank, Mapping[str, str]]] = {
    Rank.PLAIN: {
        "coffee": "coffee, coffees, espresso, expresso, cappuccino, latte, tea, cup of coffee, "
        "cup of tea, coffee break, coffee chat, cafe, cafes, kawa, caoua, pause cafe, chocolat chaud, "
        "tasse de cafe, tasse de the",
        "breakfast": "breakfast, breakfasts, brekkie, petit dejeuner, petit dej, petits dejeuners, "
        "p tit dej, ptit dej, ptit dejeuner, p tit dejeuner, petit deje",
        "lunch": "lunch, lunches, luncheon, lunched, dejeuner, dejeuners, dejeune, dej, "
        "dejeunions, lunche, casse croute",
        "drinks": "drinks, drink, beer, beers, pint, pints, cocktail, cocktails, glass of wine, wine, "
        "happy hour, verre, verres, pot, apero, aperos, aperitif, biere, bieres, coup, "
        "afterwork, after work, verre de vin, coupe de champagne, champagne",
        "dinner": "dinner, dinners, dined, supper, diner, diners, dine, souper, soupe",
        "encounter": "encounter, handshake, poignee de main, in passing, en passant",
        "video": "visio, visios, visioconference, visio conference, visioconf, video call, video calls, "
        "video, videoconference, video conference, video chat, appel video, zoom, zoom call, zoom meeting, "
        "teams, teams call, skype, skype call, facetime, google meet, appel zoom, appel teams, visio teams, "
        "visio zoom, reunion zoom, reunion teams, reunion en visio, rendez vous visio, rdv visio, "
        "point visio, conf call video",
        "call": "call, calls, tel, phone call, phone calls, phone chat, telephone call, catch up call, "
        "conference call, conf call, coup de fil, coups de fil, coup de telephone, appel, "
        "appel telephonique, entretien telephonique, rendez vous telephonique, rdv telephonique, "
        "rdv tel, point telephonique, echange telephonique, appel audio",
        "lunch dinner": "repas, resto, restau, bouffe, meal, mange, manger, ate, eaten",
        "breakfast lunch": "brunch, brunche",
    },
    Rank.MEETING: {
        "appointment": "appointment, appointments, catch up, catchup, one on one, "
        "one to one, 1 on 1, 1 1, sit down, job interview, interview, "
        "consultation, rendez vous, rendezvous, rdv, entretien, entrevue, "
        "tete a tete, point, point rapide, point hebdo, point d etape, sync, check in, "
        "rdv pro, rdv d affaires, rendez vous pro, "
        "rendez vous d affaires, rendez vous professionnel, entretien d embauche, entretien annuel, "
        "entretien de suivi, visite, rencard, rencontre",
        "meeting": "meeting, meetings, business meeting, team meeting, working meeting, staff meeting, "
        "work session, working session, kick off, reunion, reunions, reunion de travail, reunion d equipe, "
        "reunion pro, reunion de suivi, reunion de lancement, reunion de service, point d equipe, "
        "seance de travail, session de travail",
    },
    Rank.SEEN: {"appointment": "spent, passe, se sont vus, s est vu, s est vus, sommes vus, sommes vues"},
    Rank.VENUE: {
        "gathering": "gathering, conference, conferences, congress, convention, seminar, symposium, meetup, "
        "meet up group, trade show, trade fair, fair, exhibition, forum, party, parties, reception, "
        "workshop, round table, networking event, event, wedding, barbecue, bbq, picnic, hackathon, salon, "
        "salons, colloque, congres, seminaire, fete, soiree, evenement, vernissage, atelier, table ronde, "
        "mariage, pique nique, assemblee generale, cocktail d inauguration, inauguration, conf, gala, "
        "team building, pot de depart",
    },
    Rank.MEDIUM: {
        "video": "on zoom, over zoom, via zoom, by zoom, on teams, over teams, via teams, on skype, "
        "over skype, via skype, on facetime, over facetime, via facetime, on google meet, via google meet, "
        "over video, by video, on video, via video, by videoconference, virtual, virtually, sur zoom, "
        "par zoom, sur teams, par teams, sur skype, par skype, sur facetime, par facetime, sur google meet, "
        "en visio, par visio, en visioconference, par visioconference, en video, par video, virtuel, "
        "virtuelle, a distance, en distanciel",
        "call": "on the phone, over the phone, by phone, by telephone, on the telephone, on phone, "
        "au telephone, par telephone, au tel, par tel, au bout du fil",
    },
}

_VERBS: Final[Mapping[Rank, Mapping[str, str]]] = {
    Rank.PLAIN: {
        "encounter": "bumped into, ran into, came across, met by chance, encountered, "
        "shook hands with, shaken hands with, shook the hand of, crossed paths with, said hello to, "
        "said hi to, greeted, croise, croisee, croises, croisees, recroise, recroisee, tombe sur, "
        "tombee sur, tombes sur, serre la main a, serre la main de, serre la pince a, dit bonjour a, salue, "
        "saluee, apercu",
        "call": "called, phoned, rang, telephoned, rung, spoke on the phone with, spoke on the phone to, "
        "talked on the phone with, appele, appelee, appeles, rappele, rappelee, telephone a, telephone, "
        "telephoner a, passe un coup de fil a, passe un appel a, donne un coup de fil a, "
        "passe un coup de telephone a, coup de fil a, coup de telephone a, appel a, call to, appel de, appel d, coup de fil de, coup de telephone de, call from, "
        "phone call from, calls from",
        "video": "zoomed with, zoomed, skyped with, skyped, facetimed, facetimed with",
    },
    Rank.MEETING: {
        "appointment": "visit from, visite de, visite d, met with, rendu visite a, rendu visite, paid a visit to, visited, interviewed, "
        "interviewe, recu, recue, recus, sat down with, caught up with, catching up with",
    },
    Rank.SEEN: {
        "appointment": "met, met up with, met up, saw, seen, seeing, spent time with, hung out with, caught, joined, "
        "hung out, vu, vue, vus, vues, revu, revue, revus, rencontre, rencontree, rencontres, "
        "retrouve, retrouvee, retrouves, passe voir, passe un moment avec, alle voir, "
        "allee voir, passee voir, rejoint, rejointe, accueilli, accueillie, been to see, went to see",
    },
    Rank.TALKED: {
        "appointment call video": "talked to, talked with, talked, spoke to, spoke with, spoke, chatted with, "
        "chatted, chat with, chat, conversation with, conversation, discussion, parle a, parle avec, parle, "
        "discute avec, discute, bavarde avec, bavarde, echange avec, echange, papote avec, papote",
    },
}

MEALS: Final = frozenset({"breakfast", "lunch", "dinner", "drinks"})
_QUALIFIED: Final = (
    "business {}, working {}, quick {}, team {}, {} d affaires, {} de travail, {} pro, {} professionnel, "
    "{} rapide, {} d equipe, {} tardif, late {}, early {}, long {}"
)


def _entries(table: Mapping[Rank, Mapping[str, str]], *, takes: bool) -> Iterable[tuple[str, Meaning]]:
    for rank, kinds in table.items():
        for names, phrases in kinds.items():
            for phrase in phrases.split(", "):
                yield phrase, Meaning(rank, tuple(names.split()), takes)


def _declared(word: Callable[[Form, type[Met]], str]) -> Mapping[str, Meaning]:
    """A word of every form that the facts know, so that a new one is understood."""
    ranks = {"appointment": Rank.MEETING, "meeting": Rank.MEETING, "gathering": Rank.VENUE}
    return {
        fold(word(form, kind)): Meaning(ranks.get(form, Rank.PLAIN), (form,))
        for form, kind in forms().items()
    }


@cache
def _table(known: tuple[Form, ...], language: Language) -> Mapping[str, Meaning]:  # noqa: ARG001  titles depend on it
    meals = {form: words for form, words in _NOUNS[Rank.PLAIN].items() if form in MEALS}
    table = {
        **_declared(lambda _form, kind: _(kind.title)),
        **{
            pattern.format(word): meaning
            for word, meaning in _entries({Rank.PLAIN: meals}, takes=False)
            for pattern in _QUALIFIED.split(", ")
        },
        **dict(_entries(_NOUNS, takes=False)),
        **dict(_entries(_VERBS, takes=True)),
        **_declared(lambda form, _kind: form),
    }
    return {word: meaning for word, meaning in table.items() if {*meaning.forms} <= {*known}}


def meaning_of(phrase: str) -> Meaning | None:
    """What a folded phrase says of the form, None if nothing."""
    return _table(tuple(forms()), current()).get(phrase)


def vocabulary() -> Iterable[str]:
    """Every phrase that says something of the form."""
    return _table(tuple(forms()), current())


LONGEST: Final = 5
"""No phrase has more words."""
