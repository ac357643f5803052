"""Who is meant by a text."""

from __future__ import annotations

import pytest

from ledger.facts import ledger_stream
from ledger.facts.event import Event
from ledger.facts.person import events as people
from projections.directory.resolve import Directory
from tests.read_models.given import (
    ADA,
    BELA,
    CHEN,
    DORA,
    EMIL,
    ME,
    ORIGIN,
    facts,
    folded,
    identity,
    opening,
)


def knows(*said: tuple[str, Event]) -> Directory:
    made = facts([*opening(), *said])
    return Directory(folded(made), len(made))


JEAN, JEANNE, EDDA = (identity(n) for n in (201, 202, 203))
MORE: tuple[tuple[str, Event], ...] = (
    (JEAN, people.PersonAdded(name="Jean-Pierre Martin", emails=("jp@example.fr",))),
    (
        JEANNE,
        people.PersonAdded(
            name="Jean Martin", urls=("https://www.linkedin.com/in/jean-martin/",)
        ),
    ),
    (EDDA, people.PersonAdded(name="Edda")),
    (ADA, people.AliasAdded(alias="Countess of Lovelace")),
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (ADA, [ADA]),
        (ADA.upper(), [ADA]),
        (ADA[:8], [ADA]),
        ("me", [ME]),
        ("Moi", [ME]),
        ("JP@Example.fr", [JEAN]),
        ("fr.linkedin.com/in/Jean-Martin?trk=x", [JEANNE]),
        ("ada lovelace", [ADA]),
        ("LOVELACE, Ada", [ADA]),
        ("Bela Bartok", [BELA]),
        ("o’brien dora", [DORA]),
        ("李雷", [CHEN]),
        ("countess of lovelace", [ADA]),
        ("lovelace of countess", [ADA]),
        ("lovelace", [ADA]),
        ("countess", [ADA]),
        ("emil", [EMIL]),
        ("jean martin", [JEANNE]),
        ("Martin Jean Pierre", [JEAN]),
        ("martin", [JEAN, JEANNE]),
        ("jean jean", []),
        ("edda", [EDDA]),
        ("love", [ADA]),
        ("a. love", [ADA]),
        ("lovel ad x", []),
        ("JP Martin", [JEAN]),
        ("JPM", []),
        ("Jp Martin", []),
        ("jp martin", []),
        ("Dr Ada Lovelace", [ADA]),
        ("Mme lovelace", [ADA]),
        ("M. Martin", [JEAN, JEANNE]),
        ("Me Nobody", []),
        ("李 雷", [CHEN]),
        ("雷", [CHEN]),
        ("雷雷", []),
        ("nobody", []),
        ("nobody@example.org", []),
        ("", []),
        ("  ", []),
        ("?", []),
    ],
)
def test_a_text_means_these_people(text: str, meant: list[str]) -> None:
    assert sorted(knows(*MORE).resolve(text)) == sorted(meant)


@pytest.mark.parametrize("text", ["lovelace", "martin", "countess"])
def test_part_of_a_name_is_not_the_whole(text: str) -> None:
    who = knows(*MORE)
    assert who.resolve(text)
    assert not who.full(text)


def test_a_beginning_that_several_ids_share_means_all_of_them() -> None:
    first, second = "1234aaaa" + ADA[8:], "1234bbbb" + ADA[8:]
    who = knows(
        (first, people.PersonAdded(name="One")),
        (second, people.PersonAdded(name="Two")),
    )
    assert list(who.resolve("1234")) == [first, second]
    assert list(who.resolve("1234b")) == [second]
    assert not who.resolve("123")


def test_a_name_in_hexadecimal_is_a_name_and_no_id() -> None:
    who = knows(("edda0000" + ADA[8:], people.PersonAdded(name="Somebody Else")), *MORE)
    assert list(who.resolve("Edda")) == [EDDA]


@pytest.mark.parametrize(
    "gone", [people.PersonRetracted(), people.PersonErased(reason="request")]
)
@pytest.mark.parametrize(
    "text", [ADA, ADA[:8], "ada@example.org", "Ada Lovelace", "lovelace"]
)
def test_the_retracted_and_the_erased_are_never_meant(gone: Event, text: str) -> None:
    before = (ADA, people.DetailsChanged(emails=("ada@example.org",)))
    assert list(knows(before).resolve(text)) == [ADA]
    who = knows(before, (ADA, gone))
    assert not who.resolve(text)
    assert not who.listed(ADA)
    assert "Ada Lovelace" not in (*who.completions("a"), *who.nearest("Ada Lovelac"))


def test_the_restricted_are_meant_and_not_listed() -> None:
    who = knows((ADA, people.PersonRestricted()))
    assert list(who.resolve("ada lovelace")) == [ADA]
    assert (who.standing(ADA), who.listed(ADA), who.listed(BELA)) == (
        "restricted",
        False,
        True,
    )


def test_the_merged_are_read_as_the_one_that_stays() -> None:
    merged = [
        (ORIGIN, ledger_stream.PeopleMerged(person=ADA, into=BELA)),
        (ORIGIN, ledger_stream.PeopleMerged(person=BELA, into=CHEN)),
    ]
    who = knows(*merged)
    assert list(who.resolve("ada lovelace")) == list(who.resolve(ADA)) == [CHEN]
    assert who.name(ADA) == "李雷"
    assert who.group(BELA) == (CHEN, *sorted((ADA, BELA)))
    assert ADA not in {each.id for each in who.people()}
    apart = knows(*merged, (ORIGIN, ledger_stream.PeopleUnmerged(person=ADA)))
    assert list(apart.resolve("ada lovelace")) == [ADA]


def test_who_was_merged_into_somebody_gone_is_gone() -> None:
    who = knows(
        (ORIGIN, ledger_stream.PeopleMerged(person=ADA, into=BELA)),
        (BELA, people.PersonRetracted()),
    )
    assert not who.resolve("ada lovelace")
    assert "Ada Lovelace" not in who.completions("ada")


def test_two_of_one_name_are_both_meant_until_they_are_merged() -> None:
    twin = (JEAN, people.PersonAdded(name="Ada Lovelace"))
    assert set(knows(twin).resolve("ada lovelace")) == {ADA, JEAN}
    merged = (ORIGIN, ledger_stream.PeopleMerged(person=JEAN, into=ADA))
    assert list(knows(twin, merged).resolve("ada lovelace")) == [ADA]


def test_the_nearest_names_come_first_and_are_five_at_most() -> None:
    who = knows(*MORE)
    assert who.nearest("Ada Lovelaec")[0] == "Ada Lovelace"
    assert who.nearest("Bela Bartock")[0] == "Béla Bartók"
    assert len(who.nearest("Jean Martin")) <= 5
    assert not who.nearest("zzzzqqqq")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Paul Petit", "Pauline Petit"),
        ("Jean", "Jeanne Petit"),
        ("Ann Petit", "Anna Petit"),
        ("Michel Petit", "Michelle Petit"),
        ("John", "Ada Johnson"),
        ("Martin", "Ada Martinez"),
        ("Nicola Petit", "Nicolas Petit"),
    ],
)
def test_a_name_is_not_the_beginning_of_another_name(text: str, name: str) -> None:
    who = knows((EDDA, people.PersonAdded(name=name)))
    assert not who.resolve(text)
    assert who.nearest(text)[0] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Alex P", "Alexandre Petit"),
        ("Cam", "Camille Petit"),
        ("Max", "Maxime Petit"),
        ("Steph Petit", "Stéphane Petit"),
        ("Ben", "Benjamin Petit"),
        ("P. Petit", "Pauline Petit"),
        ("Pauline Pet", "Pauline Petit"),
    ],
)
def test_a_short_form_of_a_name_is_its_beginning(text: str, name: str) -> None:
    assert list(knows((EDDA, people.PersonAdded(name=name))).resolve(text)) == [EDDA]


def test_a_title_may_be_an_initial_too() -> None:
    marie = (identity(204), people.PersonAdded(name="Marie Martin"))
    assert set(knows(marie, *MORE).resolve("M. Martin")) == {
        JEAN,
        JEANNE,
        identity(204),
    }
    lady = (identity(205), people.PersonAdded(name="Lady Martin"))
    assert list(knows(lady, *MORE).resolve("Lady Martin")) == [identity(205)]


def test_names_much_less_alike_than_the_nearest_are_not_shown() -> None:
    who = knows((EDDA, people.PersonAdded(name="Okafor Bo")), *MORE)
    assert who.nearest("Lovelaec Ada") == ["Ada Lovelace"]


def test_a_name_is_completed_by_its_beginning_and_the_only_one_by_that_of_any_word() -> (
    None
):
    who = knows(*MORE)
    assert set(who.completions("jea")) == {"Jean-Pierre Martin", "Jean Martin"}
    assert who.completions("mar") == []
    assert who.completions("jean pier") == ["Jean-Pierre Martin"]
    assert who.completions("coun") == ["Countess of Lovelace"]
    assert len(who.completions("", limit=3)) == 3
    assert not who.completions("zzz")


def test_who_has_no_name_is_shown_by_a_short_id(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    who = knows((ADA, people.PersonErased(reason="request")))
    assert ADA[:8] in who.name(ADA)
    assert "Ada" not in who.name(ADA)
    assert who.name(BELA) == "Béla Bartók"
    assert who.name(identity(7777))[-9:-1] == identity(7777)[:8]


def test_nobody_is_known_of_an_empty_ledger() -> None:
    who = Directory(folded([]), 0)
    assert who.owner is None
    assert not who.resolve("me")
    assert not who.nearest("Ada")
    assert not who.completions("a")


def test_many_names_at_once_resolve_like_each_alone() -> None:
    who = knows(
        (ADA, people.PersonAdded(name="Ada Example", emails=("ada@example.org",))),
        (BELA, people.PersonAdded(name="Example Ada")),
        (CHEN, people.PersonAdded(name="Chen Chen")),
        (DORA, people.PersonAdded(name="4711")),
        (DORA, people.AliasAdded(alias="Éléonore d’Arc")),
        (ORIGIN, ledger_stream.PeopleMerged(person=BELA, into=ADA)),
    )
    texts = [
        "ada example",
        "Ada",
        "CHEN chen",
        "chen",
        "4711",
        "darc eleonore",
        "ada@example.org",
        "me",
        "",
        "?",
    ]
    texts += [ADA, DORA[:8]]
    alone = {text: list(who.full(text)) for text in texts}
    assert sum(map(bool, alone.values())) == 8
    for many in (True, False):
        assert {
            text: list(found) for text, found in who.named(texts, many=many).items()
        } == alone
