"""Words that are not understood: those that change nothing become the note, all others are asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from ledger.language.meeting_words import distance, outcome, outcome_in_note
from ledger.language.person_names import is_given_name
from ledger.language.sentences.forms import meaning_of
from ledger.language.sentences.pieces import Kind, Piece, Sentence, kinds_of, of_kind
from ledger.language.sentences.places import NETWORKS, PLACE
from ledger.language.sentences.small import NO_PLACES, PEOPLE, WITH, word_set
from ledger.language.sentences.tokens import Token
from ledger.language.sentences.typos import near_a_short_word, respelled

_MOST: Final = 12
"""More words than these tell a story."""

_IDLE: Final = frozenset({Kind.LEFT, Kind.SMALL})
_COMPANY: Final = frozenset({Kind.NAME, Kind.AND, Kind.WITH})
_TELL: Final = frozenset({Kind.FORM, Kind.PLACE, Kind.NAME})
_POSTAL: Final = re.compile("[0-9]{5}")
_WHEN: Final = word_set(
    "veille lendemain surlendemain epoque autrefois jadis longtemps recemment dernierement jour jours naguere souvent parfois",
    "chaque every often usually sometimes once recently lately ago ages back formerly earlier later week weeks month months year",
    "years semaine semaines mois annee annees day days soir matin temps time times tard tot bientot soon avant after apres before",
    "peu y yday yest yesty tmrw tmw demin anniversaire birthday rentree reveillon vacances holidays pendant during depuis since until jusqu date anniversary",
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
)
"""They colour a form that follows: networking coffee, board meeting."""

_INSTEAD: Final = word_set(
    "or ou either soit ni neither nor twice thrice fois instead plutot pardon sorry correction erreur non nope oops rather fait actually"
)
_EXCEPT: Final = word_set(
    "everyone everybody but except excepted save sauf hormis excepte"
)
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
    def before_a_name(self) -> bool:
        """Whether a name follows at once."""
        return bool(self.after) and self.after[0].kind is Kind.NAME


def runs_left(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The runs of words that are not understood; small words between them belong to a run."""
    for idle, group in groupby(pieces, lambda piece: piece.kind in _IDLE):
        if not idle:
            continue
        run = [*group]
        while run and run[-1].kind is not Kind.LEFT:
            run.pop()
        while run and run[0].kind is not Kind.LEFT:
            run.pop(0)
        if run:
            yield run


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
    if any(map(_counts, words)):
        return False
    suspicions = (_says_more, _names_somebody, _begins_like_a_place, _misspelt)
    for is_suspicious in suspicions:
        if is_suspicious(run):
            return False
    return _stands_well(run)


def _says_more(run: _Run) -> bool:
    """Whether the run tells of what fell through, or of distance."""
    beginning = run.sentence.plain(max(0, run.start - 2), run.start + 2)
    if outcome(beginning):
        return True
    if outcome_in_note(run.text):
        return True
    return distance(run.text) is not None


def _counts(word: str) -> bool:
    """Whether a word has a number that may matter: any but a postal one."""
    if _POSTAL.fullmatch(word):
        return False
    return any(map(str.isdecimal, word))


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
    if not run.before and _BEFORE_FORMS.issuperset(run.words):
        return bool(run.after) and run.after[0].kind is Kind.FORM
    kinds = kinds_of(run.before)
    if kinds.isdisjoint(_TELL):
        return False  # a verb of its own, perhaps: "rêvé d'un café avec Zoé"
    if _leads_on(run) or _may_be_a_verb(run):
        return False
    neighbour = run.before[-1]
    if neighbour.kind is Kind.WITH:
        return run.before_a_name  # "avec la recruteuse Rose Marchand"
    if neighbour.kind is Kind.AND and Kind.NAME in kinds:
        after_comma = neighbour.value == ","
        beside_a_name = run.before_a_name or _follows_a_name(run.before)
        return after_comma and not beside_a_name
    return True


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
    return any(token.text.islower() for token in run.strangers)


def _leads_on(run: _Run) -> bool:
    """Whether the end of the run belongs to what follows: "the wife of Ada", "Ada's sister"."""
    end = run.sentence.tokens[run.end - 1]
    if end.text.endswith(("'s", "’s")):
        return True
    if end.plain in _JOINED:
        return True
    return run.before_a_name and end.plain in _ENDS


def _follows_a_name(before: Sequence[Piece]) -> bool:
    return len(before) > 1 and before[-2].kind is Kind.NAME


def _names_somebody(run: _Run) -> bool:
    """Whether the run may name one more person, or mentions company without a name."""
    for stranger in run.strangers:
        if _may_be_somebody(run, stranger):
            return True
    if run.sentence.text.isupper():
        return False
    start = run.sentence.tokens[run.start]
    return start.capital and _is_beside_a_short_name(run)


def _may_be_somebody(run: _Run, token: Token) -> bool:
    word = token.plain
    if word in WITH or word in _FAMILY:
        return True
    meaning = meaning_of(word)
    if meaning and meaning.takes:
        return True
    if word in _KIN and _follows_somebody(run):
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
    """The runs as they were written, by where they begin; one at the end with the small words around it."""
    notes: dict[int, str] = {}
    for run in runs_left(pieces):
        start, end = run[0].start, run[-1].end
        after = pieces[pieces.index(run[-1]) + 1 :]
        if not _without_small(after):
            start = _past_telling(pieces, start)
            end = len(sentence.tokens)
        text = sentence.written(start, end).strip("() ,")
        tells = not _ENDS.issuperset(sentence.words[start:end])
        if tells and any(map(str.isalnum, text)):
            notes[start] = text
    return notes


def _past_telling(pieces: Sequence[Piece], start: int) -> int:
    """Where the small words right before `start` begin."""
    for piece in reversed(pieces):
        if piece.end > start or piece.kind is Kind.SMALL:
            continue
        return piece.end
    return start
