"""The words of names: usual first names in French and English, titles, and which part of a name is which.

Of a woman's or a man's name only what nearly everyone would say is here: names of both (Camille, Dominique,
Claude) are usual, and tell nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Final, Literal, NamedTuple, TypeAlias

from ledger.language.text import fold, words

Gender: TypeAlias = Literal["woman", "man"]

_WOMEN: Final = """
    adele adeline adrienne agathe aglae agnes aicha aida alberte albertine alexandra alexia alice alicia aline alison
    alix amanda amandine ambre amel amelia amelie amina amy anabelle anais anastasia andree angela angele angelina
    angelique anita ann anna annabelle anne annette annick annie anouk antoinette apolline ariane arlette armelle assia
    astrid aude audrey augustine aurelia aurelie aurore axelle barbara beatrice belinda benedicte berenice bernadette
    bertille berthe beth betty beverly blanche blandine brenda brigitte brittany capucine carine carla carmen carol
    carole caroline cassandra catherine cathy cecile cecilia celeste celia celine chantal charlene charlotte chloe
    christelle christiane christina christine cindy claire clara clarisse claudette claudia claudine clemence clementine
    clotilde colette coralie corinne cynthia daisy daniela danielle daphne deborah delphine denise diana diane
    dina djamila dolores donna doris dorothee dorothy edith edwige eileen elaine eleanor elena eleonore eliane elisa
    elisabeth elise elizabeth ella ellen elodie eloise elsa elvire emeline emilie emily emma emmanuelle erica estelle
    esther eugenie eva eve eveline evelyne fabienne fanny farida fatiha fatima fatou fatoumata faustine felicie
    fernande fiona fleur flora florence florine france frances francine francoise frederique gabriella gabrielle gaelle
    genevieve georgette georgia geraldine germaine ghislaine gilberte gina gisele gladys gloria grace gwenaelle hannah
    hanna hayat helen helena helene heloise henriette hilary honorine hortense houda huguette ida ines ingrid irene iris
    isabel isabella isabelle isaure ivana jacqueline jade jane janet janice janine jasmine jeanne jeannine jenna
    jennifer jenny jessica jill joanna joanne jocelyne joelle johanna josephine josette josiane josie joyce juana judith
    judy julia juliana julie juliette justine karen karima karin karine katarina kate katherine kathleen kathryn katia
    katie kelly khadija kim kimberly laetitia laila lara laura laure laureen laurence laurie lea leila lena leonie leslie
    lila lily liliane lina linda lisa lise lisette livia lola lorena lorraine louisa louise louna lucia lucie
    lucienne lucile lucille lucy ludivine luna lydia lydie lynn mabel madeleine madison mae maeva magali magalie
    maggie maia malika manon marcelle margaret margaux margot marguerite maria mariam mariama marianne marie marielle
    marilyn marina marine marion marisa marjorie marlene marta martha marthe martine mary maryam maryline maryse
    mathilde maud megan melanie melina melissa melody meredith meryem mia micheline michelle mila milena
    mireille miriam molly mona monica monique morgane muriel myriam nabila nadege nadia nadine naima nancy naomi natacha
    natalia natalie nathalie nelly nicole nina noelle noemie nolwenn nora odette odile olga olive olivia ondine ophelie
    orane oriane pamela pascale patricia paula paulette pauline penelope perrine peggy philippine pierrette priscilla
    rachel rachida raphaelle raymonde rebecca regine reine rita roberta rolande romane rosalie rose roseline rosemary
    roxane ruth sabine sabrina salima salma salome samira sandra sandrine sara sarah segolene selena selma severine
    sharon sheila shirley sibylle sidonie sofia solange solene sonia sophia sophie stella stephanie suzanne
    suzette sybille sylvette sylviane sylvie tania tatiana teresa tess thais thea thelma therese tiffany tina
    valentine valerie vanessa vera veronica veronique victoire victoria violaine violette virginia virginie
    viviane wendy xaviere yamina yasmina yasmine yolande yvette yvonne zara zelie zineb zoe zohra
"""
_MEN: Final = """
    aaron abdel abdallah abdoulaye abel adam adel adrien ahmed aime alain alan albert alban alec aldric alejandro
    alessandro alexander alexandre alexis alfred ali allan alphonse amadou amaury ambroise amine anatole andre andreas
    andrew andy ange anis anselme anthony antoine antonin antonio anton aristide armand arnaud arnold arsene arthur
    arturo aubin auguste augustin aurelien aymeric ayoub axel bachir baptiste barnabe barry bart barthelemy bastien
    basile ben benedict benjamin benoit bernard bertrand bilal bill bob boris brahim brandon brendan brian brice bruce
    bruno bryan carl carlos cedric cesar charles charly chris christian christophe christopher clement colin
    conrad constant constantin corentin craig cyprien cyril cyrille damien dan daniel darren dave david dean denis dennis
    derek desire didier diego dimitri djamel donald donatien doug douglas driss duncan dylan eddy edgar edmond edmund
    edouard eduardo edward edwin eli elias elie eliot elliot emile emilien emmanuel enzo eric erik ernest erwan etienne
    eugene evan evrard fabien fabio fabrice fabrizio farid faycal felicien felix ferdinand fernand fernando florent
    florentin florian francis francisco franck francois frank fred frederic frederick gabin gabriel gael gaetan gary
    gaspard gaston gauthier gautier gavin geoffrey geoffroy george georges gerald gerard germain ghislain giacomo
    gilbert gildas gilles giovanni giuseppe glenn gonzague gordon graham greg gregoire gregory guilhem guillaume gustave
    guy habib hadrien hakim hamid hamza harold harry hassan hector henri henry herbert hermann herve hicham hippolyte
    honore howard hubert hugh hugo hugues hussein ian ibrahim idriss ignace igor ilias ilyes isaac ismael ivan jack
    jacky jacob jacques jacquot jalal jamal james jamie jared jason jay jean jeff jeffrey jeremie jeremy jerome jesus
    jim jimmy joachim joao joaquin joe joel joffrey johan johann john johnny jon jonas jonathan joris jorge jose joseph
    joshua josselin juan jules julian julien jurgen justin kader kamel karim karl kamil keith ken kenneth kevin khaled
    killian kurt kyle lambert lamine lance larry lars laurent lawrence leandre leo leon leonard leopold lewis
    lionel loic lorenzo lothaire louis luc luca lucas lucien ludovic luigi luis luke mael mahdi malcolm malik
    mamadou manuel marc marceau marcel marcello marco marcos marcus mario marius mark martial martin marvin massimo
    mathias mathieu mathis matteo matthew matthias matthieu maurice max maxence maxime maximilien mehdi melchior
    michael michel miguel mike mikael milan milo modeste mohamed mohammed moise mouloud mourad moussa mustapha nabil
    nassim nathan nathaniel neil nelson nestor nicholas nicolas nigel nils noah noam noe norbert norman octave olaf
    oleg olivier omar oscar oswald otto owen pablo paolo pascal patrice patrick paul pedro peter phil philibert philip
    philippe phillip pierre pierrick pierrot prosper quentin rachid rafael ralph ramon raoul raphael raul ray raymond
    rayan regis remi remy renaud rene ricardo richard rick robert roberto robin rodolphe rodrigue rodrigo roger roland
    romain roman romuald ron ronald ronan roy ruben rudy rupert russell ryan said salim salomon salvador sami
    samir samuel samy saul scott sean sebastian sebastien serge sergio seth severin shane sidney sidi silvain
    simon simeon sofiane spencer stan stanislas stefan stefano stephan stephane stephen steve steven stewart stuart sven
    sylvain sylvestre tanguy tarek ted terence terry thaddee theo theodore theophile thibaud thibault thibaut thierry
    thomas tim timeo timothee timothy titouan todd tom tomas tony travis trevor tristan ugo ulrich ulysse urbain
    valentin valere valery vianney victor vincent virgile vladimir wade walid walter warren wassim wayne werner wilfrid
    wilfried will william willy wladimir wolfgang xavier yacine yanis yann yannick yassine youcef younes youssef yvan
    yves yvon zacharie zachary zinedine
"""
_BOTH: Final = """
    alex andrea ange ashley avery blair camille casey charlie claude cleo dana daniele dominique eden elia francis
    gabriele gwen jackie jessie jo jordan kerry lou loan michele morgan nicola noa pat quinn riley robin sacha sam sandy
    shannon sidney simone stacy taylor tracy val yael
"""

_BY_NAME: Final[dict[str, Gender | None]] = {
    **dict.fromkeys(_WOMEN.split(), "woman"),
    **dict.fromkeys(_MEN.split(), "man"),
    **dict.fromkeys(_BOTH.split()),
}
_BY_TITLE: Final[dict[str, Gender]] = {
    **dict.fromkeys(
        [
            "mrs",
            "ms",
            "miss",
            "mme",
            "mmes",
            "mlle",
            "mlles",
            "madame",
            "mesdames",
            "mademoiselle",
            "docteure",
            "professeure",
            "lady",
        ],
        "woman",
    ),
    **dict.fromkeys(["m", "mm", "mr", "mgr", "monsieur", "messieurs", "sir"], "man"),
}
_PARTS: Final = r"[-\u2010\u2011\s]+"


@lru_cache(10_000)
def is_given_name(word: str) -> bool:
    """Whether a word is a usual first name."""
    return fold(word) in _BY_NAME


def gender_of_title(title: str) -> Gender | None:
    """Tell whether a title is a woman's or a man's; None for a title of both, such as Dr."""
    return _BY_TITLE.get(fold(title))


def gender_of(name: str, given: str | None = None) -> Gender | None:
    """Tell a woman's name from a man's by its title, else by its first name; None where neither tells.

    The first name is `given` if the file has it apart, else the first word that is a usual one:
    `DUPONT Jean` and `Jean Dupont` are both a man's. The first half of a compound decides: Jean-Marie, Marie-Jean.
    """
    title, *after = words(name) or ("",)
    if after and title in _BY_TITLE:
        return _BY_TITLE[title]
    first_name = (given or name).strip()
    for part in re.split(_PARTS, first_name):
        word = fold(part)
        if word in _BY_NAME:
            return _BY_NAME[word]
    return None


# ---------------------------------------------------------------- titles before a name

_TITLES: Final = (
    "m mm mr mrs ms miss mme mmes mlle mlles dr drs pr prof me mgr madame monsieur mademoiselle docteur "
    "docteure doctor professeur professeure professor maitre sir lady"
)
TITLES: Final = frozenset(_TITLES.split())
"""Titles, folded."""


_ARTICLES: Final = frozenset({"le", "la", "the"})


def title_apart(text: str) -> tuple[str, str] | None:
    """A title and the name after it, such as `Mme` and `Durand`; None without a title or a name.

    Articles and further titles are left out: `le Dr Durand`, `Mme la professeure Durand`.
    """
    parts = text.split()
    titles: list[str] = []
    while len(parts) > 1:
        if fold(parts[0]) in TITLES:
            titles.append(parts.pop(0))
        elif (
            len(parts) > 2 and fold(parts[0]) in _ARTICLES and fold(parts[1]) in TITLES
        ):
            parts.pop(0)
        else:
            break
    if not titles:
        return None
    return (titles[0], " ".join(parts))


# ---------------------------------------------------------------- first and family names in a name


class Parts(NamedTuple):
    """The folded words of a name: the title before it, first names, family names.

    `compound` are the halves of a first name of two: Jean-Pierre, Marie Claude.
    """

    title: str
    given: tuple[str, ...]
    family: tuple[str, ...]
    compound: tuple[str, ...]


_BEFORE_ANOTHER: Final = frozenset({"jean", "marie", "anne", "pierre", "louis"})
"""First names that make a compound with the next one, also without a hyphen."""


def parts_of(shown: str, given: str | None = None, family: str | None = None) -> Parts:
    """First and family names in a name as it is written, or as a file has them apart."""
    title, written = _title_apart(shown)
    if given and family:
        first_names = given.split()
        family_names = family.split()
    else:
        first_names, family_names = first_and_family(written)
    return Parts(
        title=title,
        given=_folded(first_names),
        family=_folded(family_names),
        compound=_compound(first_names),
    )


def _title_apart(shown: str) -> tuple[str, str]:
    title, _space, name = shown.strip().partition(" ")
    has_title = fold(title) in TITLES and name.strip()
    if has_title:
        return fold(title), name
    return "", shown


def first_and_family(written: str) -> tuple[list[str], list[str]]:
    """First and family names; the family name is what stands before a comma, in capitals, or after one word."""
    before, _comma, after = written.partition(",")
    if after.strip():
        return after.split(), before.split()
    tokens = written.split()
    first_names: list[str] = []
    capitals: list[str] = []
    for token in tokens:
        names = first_names
        if len(token) > 2 and token.isupper():
            names = capitals
        names.append(token)
    if first_names and capitals:
        return first_names, capitals
    count = 1
    if len(tokens) > 2 and _makes_compound(tokens[0], tokens[1]):
        count = 2
    return tokens[:count], tokens[count:]


def _makes_compound(word: str, following: str) -> bool:
    return fold(word) in _BEFORE_ANOTHER and is_given_name(following)


def _compound(first_names: Sequence[str]) -> tuple[str, ...]:
    if not first_names:
        return ()
    halves = words(first_names[0])
    if len(halves) > 1:
        return halves
    is_compound = len(first_names) > 1 and _makes_compound(
        first_names[0], first_names[1]
    )
    if is_compound:
        return _folded(first_names[:2])
    return ()


def _folded(tokens: Sequence[str]) -> tuple[str, ...]:
    words_of_tokens = map(words, tokens)
    return tuple(chain.from_iterable(words_of_tokens))
