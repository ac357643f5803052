"""Words that join, introduce or colour, folded, by what they do in a sentence."""

from __future__ import annotations

from typing import Final


def word_set(*texts: str) -> frozenset[str]:
    """Every word of these texts."""
    return frozenset(" ".join(texts).split())


def phrase_set(*texts: str) -> frozenset[str]:
    """Every phrase of these texts, which commas part."""
    return frozenset(", ".join(texts).split(", "))


WITH: Final = phrase_set(
    "with, w, together with, along with, avec, av, avc, en compagnie de, en compagnie d, accompagne de"
)
"""Who was there follows."""

AND: Final = phrase_set(
    "and, as well as, et, ainsi que, puis, then, ensuite, and then, et puis"
) | {
    ",",
    "&",
    "+",
    "/",
}
"""One more may follow; after a comma, also anything else."""

SMALL: Final = word_set(
    "j ai je m suis nous avons on a il elle ils elles ont eu est etait avait avions s un une le la l",
    "sommes pris bu fait partage mon ma mes notre nos ami amie copain copine collegue client cliente aussi enfin",
    "rapidement brievement ensemble moi meme suis sont es finalement vraiment egalement encore bref bien venu venue venus venues passes",
    "i we ve had have has having an the some just did was were got grabbed took taken shared enjoyed attended",
    "went gone been out briefly quickly my our friend colleague old dear together again finally also me myself us",
    "came over round actually really well so got very",
) | {"(", ")"}
"""Words without a meaning of their own."""

OPINIONS: Final = word_set(
    "bon bonne bons tres super agreable sympa sympathique beau belle excellent excellente petit petite petits",
    "rapide long longue longues premier premiere nouveau nouvel nouvelle second seconde deuxieme troisieme quatrieme dernier",
    "derniere gros grosse vrai vraie joli jolie delicieux delicieuse fructueux interessant interessante chouette",
    "nice great good lovely really very quick short little small first another brief long proper second third big huge",
    "wonderful fantastic delicious fabulous interesting pleasant fun fruitful useful productive final last",
)
"""Beside the word for a meeting they change nothing; elsewhere they are a note."""

PHRASES: Final = phrase_set(
    "took place, did take place, happened, did happen, a bien eu lieu, a eu lieu, eu lieu",
    "for the first time, in person, face to face, by chance, by accident, in the flesh, took part in",
    "and i, and me, and myself, you and i, all together, in the end, after all, in fact, en fait, en fin de compte, au final",
    "pour la premiere fois, en personne, en face a face, en chair et en os, par hasard, de vive voix",
    "et moi, et moi meme, tous ensemble, en tete a tete, assiste a, participe a",
)
"""Phrases without a meaning of their own."""

BEFORE_FORM: Final = word_set("to for over during pour autour lors pendant en")
BEFORE_MEAL: Final = word_set("at a au")
ARTICLES: Final = word_set("a an the some un une le la les l d du de des")
ADJECTIVES: Final = OPINIONS | {"grand"}
"""What may stand between those words and the form: over a quick coffee, autour d'un bon déjeuner."""

DETERMINERS: Final = word_set(
    "my our his her their its a an the some any two three four five several many other others",
    "everyone everybody someone somebody nobody without not no of from",
    "mon ma mes notre nos son sa ses leur leurs un une des les l' l’ d' d’ deux trois quatre cinq plusieurs",
    "quelques d'autres toute tout tous toutes personne quelqu'un sans pas",
)
"""What begins with one of these is no name: her team, deux collègues."""

PEOPLE: Final = word_set(
    "him her them it lui elle eux elles soi toi you moi me us nous who whom qui",
    "mum mom mummy mommy mother dad daddy father granny grandma grandpa sister brother sis bro wife husband",
    "partner son daughter kids family aunt uncle cousin cousins neighbour neighbor boss chief ceo cfo cto hr",
    "legal sales marketing finance team client clients customer customers friend friends colleague colleagues",
    "guest guests host baker cook smith doctor lawyer banker teacher coach mentor intern investor investors",
    "maman papa mere pere mamie papi papy tata tonton tante oncle soeur frere fille fils femme mari conjoint",
    "famille parents enfants children parent gamins ex copine copines couple groupe group crew gang bande coloc colocs monde",
    "compagne compagnon voisin voisine voisins chef cheffe patron patronne boulanger notaire avocat avocate",
    "medecin banquier comptable maire prof directeur directrice president presidente stagiaire equipe clients",
    "collegues amis copains associe associee investisseur investisseurs rh juridique compta direction",
)
"""Said of someone without a name; it may begin one, or be one, all the same."""

BEFORE_PEOPLE: Final = word_set(
    "le la l les un une des the a an some mon ma mes my our notre nos son sa ses his her their"
)
"""After these a word in lower case is hardly a name: the baker, mon voisin."""

PARTICLES: Final = word_set(
    "de du des d la le van von der den ten di da del della dos el al ben bin ibn y e zu af"
)
"""They stand in lower case inside names."""

IDIOMS: Final = phrase_set(
    "vite fait, bien fait, a l improviste, au pied leve, sur le pouce, en vitesse, en coup de vent, a la va vite, a la bonne franquette, au debotte",
    "a la hate, au calme, en petit comite, a l heure, en avance, en retard, a la derniere minute, au passage, a la fraiche",
    "a l aveugle, a sa demande, a ma demande, a la demande, par surprise, a mes frais, a ses frais, en toute simplicite",
    "sur le tas, sur le vif, dans la foulee, dans l urgence, au hasard, a tout hasard, en douce, en tout, au total",
    "a merveille, a fond, dans le calme",
    "sous la pluie, sous la neige, sous le soleil, au soleil, dans le froid, au chaud, in the rain, in the sun, in the sunshine,"
    " in the snow, in the cold, in the dark, tout a fait par hasard, totally by chance, as usual, comme d habitude",
    "aux chandelles, a la bougie, aux frais de, a bord, a table, a pied, a velo, en voiture, en francais, en anglais, en prive",
    "in a rush, on the fly, on the go, at short notice, at last, at length, in no time, on the spot, off the cuff",
    "out of the blue, on the run, on me, on him, on her, on them, on us, on the house, at the last minute, in a hurry, at ease",
    "at first, at least, at best, at most, at times, at heart, au debut, au depart, au moins, au mieux, au fond",
    "in private, in french, in english, on time, at leisure, on foot, on a whim, on impulse",
)
"""They tell how it was, though they begin like a place."""

NO_PLACES: Final = IDIOMS | phrase_set(
    "grace a, a propos, a la place, en fait, a nouveau, a bientot, a refaire, en fin de compte, au final, au fait, en bref",
    "by the way, by the time, by the end, along the lines, along the way, in total, in the end, in fact, en tout, au total",
)
"""Words that begin like a place and are none."""

OTHERS: Final = word_set("he she they il elle ils elles who qui")
"""Of them, and not of the teller, the line tells."""

TOPICS: Final = phrase_set(
    "about, regarding, re, to discuss, to talk about, to talk over, we talked about, we discussed, talked about",
    "discussed, talking about, discussing, to celebrate, to plan, to review, to prepare, to catch up on",
    "a propos de, a propos du, a propos d, au sujet de, au sujet du, au sujet d, concernant, pour preparer",
    "pour feter, pour faire le point sur, pour parler de, pour parler du, pour parler d, pour discuter de",
    "pour discuter du, pour discuter d, on a parle de, on a parle du, on a parle d, nous avons parle de",
    "nous avons parle du, nous avons parle d, on a discute de, on a discute du, on a discute d",
    "nous avons discute de, nous avons discute du, parle de, parle du, parle d, discute de, discute du",
)
"""What was talked about follows: a note."""

GRAMMAR: Final = (
    SMALL
    | WITH
    | AND
    | DETERMINERS
    | PARTICLES
    | ARTICLES
    | word_set(
        "sa se si ni ne n co va vas vais bel beau car ca ce ces c qu que qui ou ours par pas plus me te tu ta tes il ils au aux"
        " en y or nor as at by do he if in is it of off no so to up us we am be can did for from has her him his how its let"
        " may not now off one our out see set she the too was who why you sur sous dans chez vers pour sans entre apres avant"
    )
)
"""Words of the grammar, which begin no name."""
