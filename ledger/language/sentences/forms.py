"""The words that tell what sort of meeting it was, in both languages, folded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import IntEnum
from functools import cache
from typing import Final, NamedTuple

from ledger.facts.meeting.events import Form, Met, forms
from ledger.language import Language, _, current
from ledger.language.meeting_words import plain
from ledger.language.text import fold


class Rank(IntEnum):
    """How specific a word is: the highest rank in a sentence decides."""

    TALKED = 0
    """That people spoke, not where: in person or not."""
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
    """The meaning of a word: the forms it may name, and whether a name follows it."""

    rank: Rank
    forms: tuple[Form, ...]
    takes: bool = False


_NOUNS: Final[Mapping[Rank, Mapping[str, str]]] = {
    Rank.PLAIN: {
        "coffee": (
            "expresso, latte, cup of coffee, cup of tea, coffee break, coffee chat, caoua, pause cafe, "
            "chocolat chaud, chocolat, allonge, noisette, creme, grand creme, petit noir, infusion, tisane, "
            "flat white, americano, macchiato, cuppa, cafe gourmand, cafe croissant, cafe croissants, "
            "gouter, elevenses, afternoon tea, tea time, hot chocolate, tasse de cafe, tasse de the"
        ),
        "breakfast": "brekkie, petit deje, pdj, ptit dejs, petits dejs",
        "lunch": (
            "dejeunions, lunche, sunday roast, sunday lunch, casse croute, repas d affaires, repas de travail, repas pro, "
            "repas professionnel, bite to eat"
        ),
        "drinks": (
            "glass of wine, wine, pot, coup, verre de vin, coupe de champagne, champagne, demi, demis, "
            "pinte, pintes, mousse, canon, kir, perrier, mojito, mojitos, martini, prosecco, sangria, cidre, "
            "cider, lager, ale, spritzs, gin tonic, whisky, apero dinatoire, aperitif dinatoire, "
            "cocktail dinatoire, spritz, vin chaud, mulled wine, nightcap"
        ),
        "dinner": "dine, soupe",
        "encounter": "in passing, en passant, rencontre fortuite, chance meeting",
        "video": (
            "video interview, video meeting, visio conference, visioconf, video, video conference, "
            "video chat, video catch up, zoom catch up, teams catch up, zoom, zoom call, zoom meeting, teams, teams call, skype, skype call, facetime, "
            "google meet, appel zoom, appel teams, visio teams, visio zoom, reunion zoom, reunion teams, "
            "reunion en visio, rendez vous visio, rdv visio, point visio, conf call video"
        ),
        "call": (
            "phone interview, telephone interview, phone screen, phone screening, phone meeting, tel, "
            "phone chat, phone catch up, phone catchup, telephone catch up, telephone call, catch up call, "
            "catchup call, conference call, conf call, coup de telephone, "
            "appel telephonique, entretien telephonique, rendez vous telephonique, rdv telephonique, "
            "rdv tel, point telephonique, echange telephonique, appel audio"
        ),
        "lunch dinner": (
            "restaurant, pizza, pizzeria, burger, burgers, sushi, sushis, sandwich, ramen, kebab, raclette, "
            "fondue, repas, resto, restau, bouffe, meal, mange, manger, ate, eaten, "
            "grignote, casse la croute, bite, fish and chips, roast"
        ),
        "breakfast lunch": "brunch, brunche",
    },
    Rank.MEETING: {
        "appointment": (
            "catch up, catchup, one on one, one to one, 1 on 1, 1 1, sit down, job interview, interview, "
            "consultation, entretien, entrevue, tete a tete, point, point rapide, point hebdo, "
            "point d etape, sync, check in, rdv pro, rdv d affaires, rendez vous pro, rv, debrief, "
            "debriefing, seance, bilan de competences, simulation d entretien, preparation d entretien, "
            "mock interview, informational interview, screening, balade, promenade, randonnee, stroll, walk, "
            "hike, run, jog, bike ride, cycle ride, visit, site visit, get together, get-together, jogging, footing, "
            "course a pied, sortie a velo, rendez vous d affaires, rendez vous professionnel, "
            "entretien d embauche, entretien annuel, entretien de suivi, visite, rencard, rencontre"
        ),
        "meeting": (
            "business meeting, working meeting, staff meeting, board meeting, work session, working session, "
            "mtg, stand up, standup, all hands, town hall, reu, reunion de travail, reunion d equipe, "
            "reunion pro, reunion de suivi, reunion de lancement, reunion de service, point d equipe, "
            "session de travail, comite, comite de direction, comite de pilotage, codir, comex, copil, "
            "conseil d administration, ag, ag de l association, assemblee, assemblee generale"
        ),
    },
    Rank.SEEN: {
        "appointment": (
            "passe la soiree, passe l apres midi, passe la journee, passe la matinee, passe le week end, spent the evening, spent the day, "
            "spent the afternoon, spent the morning, golf, tennis, squash, padel, gym, yoga, cinema, cine, theatre, concert, match, expo, "
            "exposition, film, movie, spectacle, musee, museum, opera, ice cream, glace, sport, piscine, "
            "coaching, seance de coaching, volunteering, volunteered, pub quiz, benevolat, bilan, outplacement, mentoring, mentorat, spent, passe, "
            "se sont vus, s est vu, s est vus, s est vue, s est vues, sommes vus, sommes vues, "
            "s est rencontre, s est rencontres, s est rencontrees, sommes rencontres, sommes rencontrees, "
            "s est retrouve, s est retrouves, s est retrouvees, sommes retrouves, sommes retrouvees, "
            "fait connaissance, got together"
        ),
    },
    Rank.VENUE: {
        "gathering": (
            "congress, convention, panel, seminar, symposium, meet up group, trade show, trade fair, fair, "
            "exhibition, forum, reception, workshop, round table, networking event, event, barbecue, bbq, "
            "picnic, hackathon, seminaire, atelier, table ronde, pique nique, cocktail d inauguration, "
            "inauguration, conf, gala, team building, pot de depart, pot d arrivee, pot d adieu, "
            "pot de fin d annee, pot d accueil, cremaillere, fete d anniversaire, job dating, "
            "portes ouvertes, formation, training, training course, soutenance, networking evening, networking drinks, masterclass, leaving do, "
            "leaving party, birthday party, housewarming"
        ),
    },
    Rank.TALKED: {"appointment call video": "chat, conversation, discussion, echange"},
    Rank.MEDIUM: {
        "video": (
            "on zoom, over zoom, via zoom, by zoom, on teams, over teams, via teams, on skype, over skype, "
            "via skype, on facetime, over facetime, via facetime, on google meet, via google meet, "
            "over video, by video, on video, via video, by videoconference, virtual, virtually, sur zoom, "
            "par zoom, sur teams, par teams, sur skype, par skype, sur facetime, par facetime, "
            "sur google meet, en visio, par visio, en visioconference, par visioconference, en video, "
            "par video, virtuel, virtuelle, a distance, en distanciel, distanciel, en ligne, online, "
            "remotely, remote, virtuellement, webinar, webinaire, webex, on webex, sur webex, via webex, "
            "par webex, jitsi, on jitsi, sur jitsi, via jitsi, par jitsi, on meet, sur meet, via meet, "
            "par meet, gotomeeting, on gotomeeting, sur gotomeeting, hangouts, on hangouts, sur hangouts, "
            "whereby, on whereby, slack huddle, on a slack huddle, over a slack huddle, video chatted with, "
            "video chatted, teleconference, ms teams, on ms teams, microsoft teams, sur microsoft teams, "
            "par appel video, on a video call, over a video call"
        ),
        "call": (
            "on the phone, over the phone, by phone, by telephone, on the telephone, on phone, au telephone, "
            "par telephone, au tel, par tel, au bout du fil, telephonique, en audio, in a phone call, "
            "on a call, over a call, audioconference, en audioconference"
        ),
    },
}
"""Phrases besides the words on the classes (`Met.words`), which name the form only in a sentence about people."""

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
        "interviewe, recu, recue, recus, recu par, recue par, recus par, recues par, ete recu par, ete recue par, visite a, "
        "sat down with, caught up with, catching up with, interviewed by, interview by, interview with",
    },
    Rank.SEEN: {
        "appointment": "met, met up with, met up, saw, seen, seeing, spent time with, hung out with, caught, joined, "
        "hung out, walked, hiked, strolled, vu, vue, vus, vues, revu, revue, revus, rencontre, rencontree, rencontres, "
        "retrouve, retrouvee, retrouves, passe voir, passe un moment avec, alle voir, "
        "allee voir, passee voir, rejoint, rejointe, accueilli, accueillie, accueilli par, accueillie par, accueillis par, "
        "ete voir, alles voir, fait la connaissance de, fait la connaissance d, fait connaissance avec, "
        "made the acquaintance of, been to see, went to see, popped in on, dropped in on, visited with, stopped by to see, dropped by to see, "
        "popped by to see, reconnected with, passe dire bonjour a",
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
    "{} rapide, {} d equipe, {} tardif, late {}, early {}, long {}, {} d anniversaire, birthday {}, {} de noel, christmas {}, {} de fin d annee, "
    "{} de depart, {} d adieu, farewell {}, leaving {}"
)


def _entries(
    table: Mapping[Rank, Mapping[str, str]], *, takes: bool
) -> Iterable[tuple[str, Meaning]]:
    for rank, kinds in table.items():
        for names, phrases in kinds.items():
            for phrase in phrases.split(", "):
                yield phrase, Meaning(rank, tuple(names.split()), takes)


_RANKS: Final = {
    "appointment": Rank.MEETING,
    "meeting": Rank.MEETING,
    "gathering": Rank.VENUE,
}


def _declared(
    words_of: Callable[[Form, type[Met]], Iterable[str]],
) -> Mapping[str, Meaning]:
    """Words of every form that the facts know, so that a new one is understood."""
    table: dict[str, Meaning] = {}
    for form, kind in forms().items():
        meaning = Meaning(_RANKS.get(form, Rank.PLAIN), (form,))
        table.update(dict.fromkeys(words_of(form, kind), meaning))
    return table


@cache
def _class_words(known: tuple[Form, ...]) -> Mapping[str, Meaning]:  # noqa: ARG001  a new form has words of its own
    """The words on the classes, as sentences have them."""
    return _declared(lambda _form, kind: map(plain, kind.phrases()))


def _meals(known: tuple[Form, ...]) -> Iterable[tuple[str, Meaning]]:
    """The words for meals, of the classes and of sentences."""
    for word, meaning in _class_words(known).items():
        if MEALS.issuperset(meaning.forms):
            yield word, meaning
    meals = {form: words for form, words in _NOUNS[Rank.PLAIN].items() if form in MEALS}
    yield from _entries({Rank.PLAIN: meals}, takes=False)


@cache
def _table(known: tuple[Form, ...], language: Language) -> Mapping[str, Meaning]:  # noqa: ARG001  titles depend on it
    qualified = {
        pattern.format(word): meaning
        for word, meaning in _meals(known)
        for pattern in _QUALIFIED.split(", ")
    }
    table = {
        **_declared(lambda _form, kind: [fold(_(kind.title))]),
        **qualified,
        **_nouns(known),
        **dict(_entries(_VERBS, takes=True)),
        **_declared(lambda form, _kind: [fold(form)]),
    }
    return {
        word: meaning for word, meaning in table.items() if {*meaning.forms} <= {*known}
    }


def meaning_of(phrase: str) -> Meaning | None:
    """What a folded phrase says of the form, None if nothing."""
    return _table(tuple(forms()), current()).get(phrase)


@cache
def _nouns(known: tuple[Form, ...]) -> Mapping[str, Meaning]:
    return {**dict(_entries(_NOUNS, takes=False)), **_class_words(known)}


def noun_of(phrase: str) -> Meaning | None:
    """The meaning of a folded phrase as a noun, which needs no person after it."""
    return _nouns(tuple(forms())).get(phrase)


def vocabulary() -> Iterable[str]:
    """Every phrase that says something of the form."""
    return _table(tuple(forms()), current())


LONGEST: Final = 5
"""No phrase has more words."""
