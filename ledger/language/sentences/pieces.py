"""What a run of words in a sentence may be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, auto
from functools import cached_property, wraps
from typing import NamedTuple, TypeAlias, TypeVar

from ledger.facts.event import PersonId
from ledger.language.dates.days import Viewpoint
from ledger.language.sentences.forms import Meaning
from ledger.language.sentences.tokens import Token, slice_of, tokens

Value = TypeVar("Value")


class Kind(IntEnum):
    """What a run of words is about."""

    FORM = auto()
    DATE = auto()
    LENGTH = auto()
    CLOCK = auto()
    PLACE = auto()
    NAME = auto()
    WITH = auto()
    AND = auto()
    SMALL = auto()
    FIRM = auto()
    """Where someone works, or as what: a note."""
    NOTE = auto()
    LEFT = auto()


class Piece(NamedTuple):
    """The tokens from `start` to before `end`, taken for `kind`; `cost` is how much that is to ask."""

    kind: Kind
    start: int
    end: int
    cost: float
    value: object = None


class Named(NamedTuple):
    """A name as it is written, and the people it may mean: no one known, one, or several.

    `together`: all of them were there, as in "the Morels".
    """

    text: str
    people: tuple[PersonId, ...]
    together: bool = False


class Known(NamedTuple):
    """Look-ups of the people a name may mean; `spelled` ignores beginnings of words.

    `doubtful` says whether a text may well have been meant for someone else than the one person it can
    mean, `nearly` gives the people of whose name a new one may be a slip.
    """

    resolve: Callable[[str], Sequence[PersonId]]
    spelled: Callable[[str], Sequence[PersonId]] | None = None
    doubtful: Callable[[str, PersonId], bool] | None = None
    nearly: Callable[[str], Sequence[PersonId]] | None = None


class Spot(NamedTuple):
    """Where it was: the words, the form that they imply, and the host.

    `with_host`: the host was present too, which the words leave open.
    """

    text: str
    meaning: Meaning | None = None
    host: Named | None = None
    with_host: bool = False


@dataclass(frozen=True)
class Sentence:
    """A text to understand, with its day, its people, and whether it may name new ones."""

    text: str
    viewpoint: Viewpoint
    people: Known
    new: bool = False
    seen: dict[tuple[object, int], tuple[Piece, ...]] = field(default_factory=dict)
    """The pieces from each token on: asked for often, looked for once."""
    told: dict[tuple[object, int, int], bool] = field(default_factory=dict, init=False)

    @cached_property
    def tokens(self) -> Sequence[Token]:
        """The words and signs of the sentence."""
        return tokens(self.text)

    @cached_property
    def words(self) -> Sequence[str]:
        """The tokens, folded."""
        return [token.plain for token in self.tokens]

    @cached_property
    def first_known_name(self) -> int:
        """The first token but one that has a capital and alone names someone; past the end if none does."""
        for at, token in enumerate(self.tokens):
            may_be_known = at > 0 and token.capital and self.known(token.text)
            if may_be_known:
                return at
        return len(self.tokens)

    def known(self, text: str) -> Sequence[PersonId]:
        """The people that the text may mean."""
        return self.people.resolve(text)

    def begun(self, text: str) -> bool:
        """Whether the text means someone only as the beginning of their name."""
        spelled = self.people.spelled
        if spelled is None:
            return False
        return bool(self.known(text)) and not spelled(text)

    def remembered(
        self, tell: Callable[[Sentence, int, int], bool], start: int, end: int
    ) -> bool:
        """The result of a test of some tokens, computed once."""
        key = tell, start, end
        if key not in self.told:
            self.told[key] = tell(self, start, end)
        return self.told[key]

    def before(self, at: int) -> str:
        """The folded word before a token; empty before the first."""
        return "".join(self.words[max(0, at - 1) : at])

    def plain(self, start: int, end: int) -> str:
        """The folded words of some tokens."""
        return " ".join(self.words[start:end])

    def ends(self, start: int, longest: int) -> range:
        """The ends of runs of one to `longest` tokens from `start`."""
        return range(start + 1, min(start + longest, len(self.tokens)) + 1)

    def written(self, start: int, end: int) -> str:
        """Some tokens as they were written."""
        return slice_of(self.text, self.tokens[start:end])


def kinds_of(pieces: Iterable[Piece]) -> set[Kind]:
    """The kinds among these pieces."""
    return {piece.kind for piece in pieces}


def of_kind(pieces: Iterable[Piece], kind: Kind) -> list[Piece]:
    """The pieces of this kind, in order."""
    return [piece for piece in pieces if piece.kind is kind]


def values_of(pieces: Iterable[Piece], value_type: type[Value]) -> list[Value]:
    """The values of this type, in the order of their pieces."""
    return [piece.value for piece in pieces if isinstance(piece.value, value_type)]


Finder: TypeAlias = Callable[[Sentence, int], Iterable[Piece]]


def once(find: Finder) -> Callable[[Sentence, int], tuple[Piece, ...]]:
    """A finder that looks at each token of a sentence only once."""

    @wraps(find)
    def pieces(sentence: Sentence, i: int) -> tuple[Piece, ...]:
        if (find, i) not in sentence.seen:
            sentence.seen[find, i] = tuple(find(sentence, i))
        return sentence.seen[find, i]

    return pieces
