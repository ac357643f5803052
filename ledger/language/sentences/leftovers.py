"""Words that are not understood: those that change nothing become the note, all others are asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from ledger.language.meeting_words import distance, outcome, outcome_in_note
from ledger.language.person_names import is_given_name
from ledger.language.sentences.forms import Meaning, Rank, meaning_of
from ledger.language.sentences.pieces import (
    Kind,
    Piece,
    Sentence,
    Spot,
    kinds_of,
    of_kind,
    values_of,
)
from ledger.language.sentences.places import NETWORKS, PLACE
from ledger.language.sentences.small import (
    NO_PLACES,
    OPINIONS,
    PEOPLE,
    WITH,
    phrase_set,
    word_set,
)
from ledger.language.sentences.tokens import Token
from ledger.language.sentences.typos import near_a_short_word, respelled

_MOST: Final = 12
"""More words than these tell a story."""

_IDLE: Final = frozenset({Kind.LEFT, Kind.SMALL})
_COMPANY: Final = frozenset({Kind.NAME, Kind.AND, Kind.WITH})
_TELL: Final = frozenset({Kind.FORM, Kind.PLACE, Kind.NAME})
_NO_COUNT: Final = "[0-9]{5}|[3-9][0-9]{2}|[0-9]+(?:[.,][0-9]+)?k|[0-9]+(?:[.,][0-9]+)?k?[€$£%]|[€$£][0-9]+(?:[.,][0-9]+)?k?"
"""A postal number, a price, a share, or what is too much for minutes and too little for a year."""

_CURRENCIES: Final = word_set(
    "€ $ £ % euro euros eur dollars dollar usd pounds pound gbp chf francs"
)
_WHEN: Final = word_set(
    "veille lendemain surlendemain epoque autrefois jadis longtemps recemment dernierement jour jours naguere souvent parfois",
    "chaque every often usually sometimes once recently lately ago ages back formerly earlier later week weeks month months year",
    "years semaine semaines mois annee annees day days soir matin temps time times tard tot bientot soon avant after apres before",
    "wk wks nxt sem eow eom vendr y yday yest yesty tmrw tmw demin anniversaire birthday rentree reveillon vacances holidays pendant during depuis since until jusqu date anniversary",
)
"""These tell a day in a way that is not understood."""

_MEDIA: Final = word_set(
    "tv tele television radio journal journaux newspaper news paper papers photo photos film"
)
_BEFORE_FORMS: Final = word_set(
    "networking alumni career business client customer sales board project team welcome annual weekly monthly quarterly regular",
    "usual introductory intro follow up followup impromptu spontaneous surprise kickoff prep recruiter job onboarding investor",
    "press wedding mentor university college school office garden rooftop italian french indian thai sushi pizza press media",
    "end of joint private public informal formal casual social monday friday sunday",
    "thank you donor fundraising pitch committee trustee trustees",
    "stewardship cultivation charity grant campaign planning strategy budget review progress site home factory studio",
) | phrase_set("follow up, thank you, welcome back, get to know, getting to know")
"""They colour a form that follows: networking coffee, board meeting."""

_BEFORE_ADJECTIVES: Final = word_set("a an another our un une notre autre")
_UNREAL: Final = word_set(
    "hopeful prospective imaginary hypothetical potential theoretical optional eventual would-be failed attempted future next",
    "eventuel eventuelle potentiel potentielle hypothetique imaginaire futur prochain rate impossible",
) | {"would be"}
"""A meeting so called has not been held."""

_ADJECTIVE: Final = (
    "(?:pre|post) [a-z]+|[a-z]{3,}(?:ful|ous|ive|less|ish|some|ific|able|ible|antic|istic|inal|ional|ual|eux|euse|if|ique|el|elle)"
    "|intense|boozy|overdue|rushed|hurried|relaxed|unexpected|unplanned|belated|chatty|cosy|cozy|hasty|sunny|rainy|noisy"
    "|tasty|lively|lengthy|friendly|lovely|brilliant|decent|epic|cracking|splendid|superb|emotional|intensive|much|needed"
    "|incroyable|intense|imprevu|imprevue|joyeux|joyeuse|etonnant|etonnante|epatant|passionnant|passionnante|enrichissant|enrichissante|stimulant|stimulante|charmant|charmante|eprouvant|eprouvante|captivant|captivante|inspirant|inspirante|tardif|tardive|arrose|arrosee"
)
"""What can hardly be but an adjective."""

_INSTEAD: Final = word_set(
    "or ou either soit ni neither nor twice thrice fois instead plutot pardon sorry correction erreur non nope oops rather fait actually"
)
_EXCEPT: Final = word_set("everyone everybody except excepted save sauf hormis excepte")
"""With one of these a name may be that of someone who was not there."""

_PLANNED: Final = word_set(
    "accepted agreed confirmed approved booked reserved scheduled pending accepte acceptee confirme confirmee valide validee",
    "reserve reservee programme programmee",
)
"""With one of these a meeting may be a plan."""

_CAME_OR_GAVE: Final = word_set(
    "treated bought paid cooked made dropped popped stopped swung offert paye payee regale"
)
"""Verbs of a host or a visitor, told of something past: "Ada treated me to lunch"."""

_KIN: Final = PEOPLE - word_set(
    "legal sales marketing finance direction juridique compta rh hr clients client it me moi us nous her"
)
_TELLING: Final = _WHEN | _INSTEAD | _EXCEPT | _PLANNED | _MEDIA | NETWORKS
"""A run with one of these tells something."""

_OF_TAILS: Final = frozenset({Kind.LEFT, Kind.SMALL, Kind.FORM, Kind.AND, Kind.NOTE})
_WHEN_AND_WHERE: Final = frozenset({Kind.DATE, Kind.LENGTH, Kind.CLOCK, Kind.PLACE})
_DEGREES: Final = word_set(
    "bien tres vraiment assez plutot tellement trop si very really so quite rather too much well"
)
_TOO: Final = word_set("too also aussi as well egalement")
_FAMILY: Final = word_set("famille family parents enfants kids children")
_JOINED: Final = WITH | word_set("et and sans sauf except les the")
_ENDS: Final = (
    PLACE
    | WITH
    | word_set(
        "de d du des of from around autour pour for apres after avant before sans par by et and les the through via thanks to than like as vs because"
    )
)


class _Run(NamedTuple):
    """Words that are not understood, with what stands before and after them."""

    sentence: Sentence
    pieces: Sequence[Piece]
    before: Sequence[Piece]
    after: Sequence[Piece]

    @property
    def start(self) -> int:
        """The first token of the run."""
        return self.pieces[0].start

    @property
    def end(self) -> int:
        """The token after the run."""
        return self.pieces[-1].end

    @property
    def words(self) -> Sequence[str]:
        """Its folded words."""
        return self.sentence.words[self.start : self.end]

    @property
    def text(self) -> str:
        """Its words as they were written."""
        return self.sentence.written(self.start, self.end)

    @property
    def strangers(self) -> Sequence[Token]:
        """Those of its words that are not understood."""
        left = of_kind(self.pieces, Kind.LEFT)
        return [self.sentence.tokens[piece.start] for piece in left]

    @property
    def kind_after(self) -> Kind | None:
        """The kind of the next piece; None at the end."""
        if not self.after:
            return None
        return self.after[0].kind

    @property
    def before_a_name(self) -> bool:
        """Whether a name follows at once."""
        return self.kind_after is Kind.NAME

    def kind_before(self, distance: int) -> Kind | None:
        """The kind of a piece before the run, the nearest at distance 1; None beyond the first."""
        if distance > len(self.before):
            return None
        return self.before[-distance].kind


def runs_left(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The runs of words that are not understood; small words between them belong to a run."""
    for idle, group in groupby(pieces, lambda piece: piece.kind in _IDLE):
        if not idle:
            continue
        run = [*group]
        places = [place for place, piece in enumerate(run) if piece.kind is Kind.LEFT]
        if places:
            yield run[places[0] : places[-1] + 1]


def harmless(sentence: Sentence, pieces: Sequence[Piece]) -> bool:
    """Whether nothing that is not understood may change what the line says."""
    for run in runs_left(pieces):
        at = pieces.index(run[0])
        before = _without_small(pieces[:at])
        after = _without_small(pieces[at + len(run) :])
        if not _is_harmless(_Run(sentence, run, before, after)):
            return False
    return True


def _without_small(pieces: Sequence[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece.kind is not Kind.SMALL]


def _is_harmless(run: _Run) -> bool:
    words = run.words
    if len(words) > _MOST:
        return False
    if not _TELLING.isdisjoint(words):
        return False
    suspicions = (
        _counts,
        _says_more,
        _names_somebody,
        _leads_to_a_name,
        _has_a_subject,
        _begins_like_a_place,
        _misspelt,
    )
    for is_suspicious in suspicions:
        if is_suspicious(run):
            return False
    return _stands_well(run)


def _says_more(run: _Run) -> bool:
    """Whether the run says that something fell through, or was at a distance."""
    beginning = run.sentence.plain(max(0, run.start - 2), run.start + 2)
    if outcome(beginning):
        return True
    if outcome_in_note(run.text):
        return True
    return distance(run.text) is not None


def _leads_to_a_name(run: _Run) -> bool:
    """Whether another name follows that may only be mentioned: "he said he met Grace"."""
    is_at_an_end = Kind.NAME not in kinds_of(run.before) or Kind.NAME not in kinds_of(
        run.after
    )
    if is_at_an_end:
        return False
    return run.before[-1].kind is not Kind.WITH and [*run.words] != ["plus"]


def _has_a_subject(run: _Run) -> bool:
    """Whether a name right before the run is the subject of its words: "yesterday, Grace says hello"."""
    if run.kind_before(1) is not Kind.NAME:
        return False
    is_only_name = len(of_kind(run.before, Kind.NAME)) < 2
    if is_only_name:
        return False
    if _TOO.issuperset(run.words):
        return False
    before = [*run.before[:-1]]
    if before[-1].value == ",":
        before.pop()
    return before[-1].kind in _WHEN_AND_WHERE


def _counts(run: _Run) -> bool:
    """Whether a number of the run may matter: any but a postal one, a price, and one too large for hours and people."""
    sentence = run.sentence
    for at in range(run.start, run.end):
        word = sentence.tokens[at].text
        is_no_count = not any(map(str.isdecimal, word)) or re.fullmatch(_NO_COUNT, word)
        if is_no_count:
            continue
        beside = {
            *sentence.words[max(0, at - 1) : at],
            *sentence.words[at + 1 : at + 2],
        }
        if _CURRENCIES.isdisjoint(beside):
            return True
    return False


def _begins_like_a_place(run: _Run) -> bool:
    """Whether a run begins like a place, and is none: "au planning", "in the diary", "à la télé"."""
    ends = range(run.start + 1, run.end + 1)
    beginnings = {run.sentence.plain(run.start, end) for end in ends}
    if not beginnings.isdisjoint(NO_PLACES):
        return False
    return not beginnings.isdisjoint(PLACE)


def _misspelt(run: _Run) -> bool:
    """Whether a word may be one of ours with a slip."""
    for stranger in run.strangers:
        text = stranger.text
        if near_a_short_word(text):
            return True
        if respelled(text, [text]) != text:
            return True
    return False


def _stands_well(run: _Run) -> bool:
    """Whether the run stands where words only colour: beside the form, before a name, at the end."""
    if not run.before and _colours(run):
        return run.kind_after is Kind.FORM
    kinds = kinds_of(run.before)
    if kinds.isdisjoint(_TELL):
        return False  # a verb of its own, perhaps: "rêvé d'un café avec Zoé"
    says_something = _leads_on(run) or _may_be_a_verb(run)
    if says_something:
        return False
    neighbour = run.before[-1]
    if neighbour.kind is Kind.WITH:
        return run.before_a_name  # "avec la recruteuse Rose Marchand"
    goes_on_after_a_name = neighbour.kind is Kind.AND and Kind.NAME in kinds
    if not goes_on_after_a_name:
        return True
    if run.kind_before(2) is Kind.LEFT:
        return not run.before_a_name  # "beau moment et bonnes nouvelles"
    if run.before_a_name:
        return False
    if run.kind_before(2) is Kind.NAME:
        return False
    return neighbour.value == ","


def _colours(run: _Run) -> bool:
    """Whether the words at the beginning of a line only colour the form that follows: known ones, or adjectives.

    After an article any word does: "a much needed coffee".
    """
    start = run.start
    if not _UNREAL.isdisjoint(run.words):
        return False
    if run.sentence.before(start) in _BEFORE_ADJECTIVES:
        return run.words[-1] not in _ENDS
    colours = (
        word in _BEFORE_FORMS or re.fullmatch(_ADJECTIVE, word) for word in run.words
    )
    return all(colours)


def _may_be_a_verb(run: _Run) -> bool:
    """Whether the run may tell what someone does about a form that follows: "Ada accepts a coffee"."""
    kinds = kinds_of(run.before)
    if Kind.FORM in kinds:
        return False
    after = kinds_of(run.after)
    if Kind.FORM not in after:
        return False
    if not _CAME_OR_GAVE.isdisjoint(run.words):
        return Kind.NAME in after  # "Ada paid for lunch with Grace"
    if run.sentence.text.isupper():
        return True
    lower_case = (token.text.islower() for token in run.strangers)
    return any(lower_case)


def _leads_on(run: _Run) -> bool:
    """Whether the end of the run belongs to what follows: "the wife of Ada", "Ada's sister"."""
    end = run.sentence.tokens[run.end - 1]
    if end.text.endswith(("'s", "’s")):
        return True
    if end.plain in _JOINED:
        return True
    return run.before_a_name and end.plain in _ENDS


def _names_somebody(run: _Run) -> bool:
    """Whether the run may name one more person, or mentions company without a name."""
    for stranger in run.strangers:
        if _may_be_somebody(run, stranger):
            return True
    if run.sentence.text.isupper():
        return False
    if not _is_beside_a_short_name(run):
        return False
    start = run.sentence.tokens[run.start]
    name = run.sentence.tokens[run.start - 1]
    if name.capital:
        return start.capital
    return _may_be_a_surname(run)


def _may_be_a_surname(run: _Run) -> bool:
    """Whether the run is a single word of no known meaning, where names have no capital: "coffee with ada okafro"."""
    if len(run.words) > 1:
        return False
    (word,) = run.words
    has_a_meaning = word in OPINIONS | _TOO | _CAME_OR_GAVE
    return not has_a_meaning and not re.fullmatch(_ADJECTIVE, word)


def _may_be_somebody(run: _Run, token: Token) -> bool:
    word = token.plain
    if word in WITH:
        return True
    if word in _FAMILY:
        return True
    meaning = meaning_of(word)
    if meaning and meaning.takes:
        return True
    is_kin = word in _KIN and _follows_somebody(run)
    if is_kin:
        return True
    if not token.capital:
        return False
    if is_given_name(token.text):
        return True
    return bool(run.sentence.known(token.text))


def _follows_somebody(run: _Run) -> bool:
    """Whether a name, or a word for company, stands before the run, and no name right after it."""
    if run.before_a_name:
        return False
    return not _COMPANY.isdisjoint(kinds_of(run.before))


def _is_beside_a_short_name(run: _Run) -> bool:
    """Whether a first name alone stands right before: the run may be the family name of someone else."""
    if not run.before:
        return False
    name = run.before[-1]
    if name.kind is not Kind.NAME:
        return False
    return name.start + 1 == name.end == run.start


def notes_of_runs(sentence: Sentence, pieces: Sequence[Piece]) -> dict[int, str]:
    """The runs as they were written, by where they begin; the end of the line whole, if any of it is left over."""
    notes: dict[int, str] = {}
    tail = _tail(pieces)
    start_of_tail = tail[0].start if tail else len(sentence.tokens)
    for run in runs_left(pieces):
        start = _with_degrees(sentence, run[0].start)
        if start < start_of_tail:
            notes[start] = sentence.written(start, run[-1].end)
    for form in _other_forms(pieces):
        if form.start < start_of_tail:
            start = _with_opinions(sentence, form.start)
            notes.setdefault(start, sentence.written(start, form.end))
    if tail:
        notes[start_of_tail] = sentence.written(start_of_tail, len(sentence.tokens))
    bare_notes: dict[int, str] = {}
    for start, text in notes.items():
        bare = text.strip("() ,")
        tells = not _ENDS.issuperset(sentence.words[start : start + len(text.split())])
        is_worth_noting = tells and any(map(str.isalnum, bare))
        if is_worth_noting:
            bare_notes[start] = bare
    return bare_notes


def _tail(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The end of a line that tells nothing but a note: words left over, small ones, other words for the meeting.

    Empty if none of it is left over, nor a word for what the meeting was besides: "super échange".
    """
    start = len(pieces)
    while start and pieces[start - 1].kind in _OF_TAILS:
        start -= 1
    start = _past_form(pieces, start)
    while start < len(pieces) and pieces[start].kind is Kind.AND:
        start += 1
    tail = pieces[start:]
    tells_something = (
        piece.kind is Kind.LEFT or (piece.kind is Kind.FORM and start > 0)
        for piece in tail
    )
    is_note = any(tells_something)
    if is_note:
        return tail
    return ()


def _other_forms(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Weaker words for the meeting, after its people and with nobody after them."""
    ranks = [meaning.rank for meaning in values_of(pieces, Meaning)]
    if max(ranks, default=Rank.TALKED) is Rank.TALKED:
        return
    for at, piece in enumerate(pieces):
        if not isinstance(piece.value, Meaning):
            continue
        is_beside_people = piece.value.rank is Rank.TALKED and _is_after_people(
            pieces, at
        )
        if is_beside_people:
            yield piece


def _is_after_people(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a word comes after people, and neither company nor what is not understood stands beside it."""
    if Kind.NAME not in kinds_of(pieces[:at]):
        return False
    if pieces[at - 1].kind is Kind.LEFT:
        return False
    after = _without_small(pieces[at + 1 :])
    if not after:
        return True
    following = after[0].kind
    return following not in _COMPANY | {Kind.FORM}


def _with_opinions(sentence: Sentence, start: int) -> int:
    """Where the opinions before a word for the meeting begin: "super échange"."""
    while sentence.before(start) in OPINIONS | _DEGREES:
        start -= 1
    return start


def _rank_before(pieces: Sequence[Piece]) -> int:
    """How much the words before the tail say of the form; less than any if they say nothing."""
    of_places = (spot.meaning for spot in values_of(pieces, Spot))
    meanings = [*values_of(pieces, Meaning), *filter(None, of_places)]
    ranks = [meaning.rank for meaning in meanings]
    return max(ranks, default=-1)


def _past_form(pieces: Sequence[Piece], start: int) -> int:
    """Past the word of a tail that tells what the meeting was, if nothing is left over before it."""
    rank = _rank_before(pieces[:start])
    for at, piece in enumerate(pieces[start:], start):
        if piece.kind is Kind.LEFT:
            break
        if isinstance(piece.value, Meaning) and piece.value.rank > rank:
            return at + 1
    return start


def _with_degrees(sentence: Sentence, start: int) -> int:
    """Where the words begin that only say how much: "very", "bien"."""
    while sentence.before(start) in _DEGREES:
        start -= 1
    return start
