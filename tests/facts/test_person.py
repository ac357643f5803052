from __future__ import annotations

from datetime import date

import pytest

from ledger.errors import Usage
from ledger.facts.person.commands import (
    AddPerson,
    ChangeDetails,
    Details,
    ErasePerson,
    EraseText,
    NamePersonAlso,
    PersonCommand,
    RenamePerson,
    RestrictPerson,
    RetractNote,
    RetractPerson,
    SetCadence,
    SnoozePerson,
    TakeNote,
)
from ledger.facts.person.events import (
    AliasAdded,
    AliasRemoved,
    CadenceSet,
    DetailsChanged,
    NoteReinstated,
    NoteRetracted,
    NoteTaken,
    PersonAdded,
    PersonErased,
    PersonReinstated,
    PersonRenamed,
    PersonRestricted,
    PersonRetracted,
    PersonSnoozed,
    PersonUnrestricted,
    TextErased,
)
from tests.facts.cast import ADA, LONG_AGO, TODAY, TOMORROW
from tests.facts.given import given

CAMILLE = PersonAdded(name="Camille Lefèvre")
NOTE = NoteTaken(text="looks for a partner")

ON_SOMEBODY: list[PersonCommand] = [
    RenamePerson(name="Camille Moreau"),
    NamePersonAlso(alias="Cam"),
    ChangeDetails(details=Details(place="Lyon")),
    TakeNote(text="looks for a partner"),
    RetractNote(note=2),
    SetCadence(every_days=30),
    SnoozePerson(until=TOMORROW),
    RestrictPerson(),
    RetractPerson(),
    ErasePerson(),
    EraseText(event=f"{ADA}/2"),
]


def test_a_person_is_added_with_cleaned_text_and_nothing_that_is_empty() -> None:
    details = Details(
        emails=(" camille@example.org", "", "camille@example.org"),
        phones=(),
        place=" ",
        language="fr",
    )
    given("person").when(
        AddPerson(
            name=" Camille Lefe\u0300vre ", given="Camille", family="", details=details
        )
    ).then(
        PersonAdded(
            name="Camille Lefèvre",
            given="Camille",
            emails=("camille@example.org",),
            language="fr",
        )
    )


def test_a_person_brings_the_identifiers_by_which_they_are_recognised() -> None:
    (added,) = (
        given("person")
        .when(AddPerson(name="Camille", identifiers=("email:camille@example.org",)))
        .decided()
    )
    assert added.identifiers == ("email:camille@example.org",)


@pytest.mark.parametrize("name", ["", "  ", "\u00a0"])
def test_a_person_without_a_name_is_refused(name: str) -> None:
    given("person").when(AddPerson(name=name)).refused("The name is empty", Usage)


def test_a_person_is_added_once() -> None:
    given("person", CAMILLE).when(AddPerson(name="Camille")).refused(
        "already in the ledger"
    )


def test_an_erased_person_does_not_come_back() -> None:
    given("person", CAMILLE, PersonErased(reason="request")).when(
        AddPerson(name="Camille")
    ).refused("will not come back")


@pytest.mark.parametrize(
    "command", ON_SOMEBODY, ids=lambda command: type(command).__name__
)
def test_nothing_is_recorded_about_who_was_never_added(command: PersonCommand) -> None:
    given("person").when(command).refused("is not in the ledger")


@pytest.mark.parametrize(
    "command", ON_SOMEBODY[:-2], ids=lambda command: type(command).__name__
)
def test_nothing_is_recorded_about_who_was_retracted(command: PersonCommand) -> None:
    given("person", CAMILLE, PersonRetracted()).when(command).refused(
        "is not in the ledger"
    )


def test_who_was_retracted_can_be_erased_all_the_same() -> None:
    gone = (CAMILLE, PersonRetracted())
    given("person", *gone).when(ErasePerson(reason="request")).then(
        PersonErased(reason="request")
    )
    given("person", *gone).when(EraseText(event=f"{ADA}/2")).then(
        TextErased(event=f"{ADA}/2")
    )


@pytest.mark.parametrize(
    "command", ON_SOMEBODY, ids=lambda command: type(command).__name__
)
def test_nothing_is_recorded_about_who_was_erased(command: PersonCommand) -> None:
    given("person", CAMILLE, NOTE, PersonErased(reason="objection")).when(
        command
    ).refused("was erased")


def test_a_person_is_renamed_whole() -> None:
    given("person", CAMILLE).when(
        RenamePerson(name="Camille Moreau", family="Moreau")
    ).then(PersonRenamed(name="Camille Moreau", family="Moreau"))


def test_the_same_name_again_says_nothing() -> None:
    given("person", CAMILLE).when(RenamePerson(name=" Camille Lefèvre")).then_nothing()


def test_an_empty_new_name_is_refused() -> None:
    given("person", CAMILLE).when(RenamePerson(name=" ")).refused(
        "The name is empty", Usage
    )


def test_an_alias_is_added_once() -> None:
    given("person", CAMILLE).when(NamePersonAlso(alias="Cam")).then(
        AliasAdded(alias="Cam")
    )
    given("person", CAMILLE, AliasAdded(alias="Cam")).when(
        NamePersonAlso(alias="Cam")
    ).then_nothing()


def test_an_alias_is_removed() -> None:
    given("person", CAMILLE, AliasAdded(alias="Cam")).when(
        NamePersonAlso(alias="Cam", remove=True)
    ).then(AliasRemoved(alias="Cam"))


def test_removing_an_alias_nobody_bears_is_refused() -> None:
    history = (CAMILLE, AliasAdded(alias="Cam"), AliasRemoved(alias="Cam"))
    given("person", *history).when(NamePersonAlso(alias="Cam", remove=True)).refused(
        "has no alias"
    )


def test_an_empty_alias_is_refused() -> None:
    given("person", CAMILLE).when(NamePersonAlso(alias="")).refused(
        "The alias is empty", Usage
    )


def test_details_say_only_what_changed() -> None:
    known = PersonAdded(name="Camille", place="Lyon", emails=("camille@example.org",))
    new = Details(
        place="Lyon",
        organisation="Atelier Durand, SARL",
        emails=("camille@example.fr",),
    )
    given("person", known).when(ChangeDetails(details=new)).then(
        DetailsChanged(
            organisation="Atelier Durand, SARL", emails=("camille@example.fr",)
        )
    )


def test_an_empty_detail_removes_the_detail() -> None:
    known = PersonAdded(name="Camille", place="Lyon", emails=("camille@example.org",))
    given("person", known).when(
        ChangeDetails(details=Details(place="", emails=()))
    ).then(DetailsChanged(place="", emails=()))


def test_details_that_are_known_say_nothing() -> None:
    history = (
        PersonAdded(name="Camille", place="Lyon"),
        DetailsChanged(place=""),
        DetailsChanged(language="fr"),
    )
    given("person", *history).when(
        ChangeDetails(details=Details(place=" ", tags=(), language="fr"))
    ).then_nothing()
    given("person", *history).when(ChangeDetails(details=Details())).then_nothing()


def test_a_note_is_taken() -> None:
    given("person", CAMILLE).when(TakeNote(text=" looks for a partner\n")).then(NOTE)


def test_a_note_may_be_about_a_day_a_month_or_a_year() -> None:
    day = date(2019, 6, 17)
    given("person", CAMILLE).when(
        TakeNote(text="married", on=day, today=TODAY, precision="month")
    ).then(NoteTaken(text="married", occurred_on=date(2019, 6, 1), precision="month"))


def test_a_note_about_a_day_to_come_is_refused() -> None:
    given("person", CAMILLE).when(
        TakeNote(text="married", on=TOMORROW, today=TODAY)
    ).refused("in the future")


def test_a_note_about_a_day_before_1900_is_refused() -> None:
    given("person", CAMILLE).when(
        TakeNote(text="born", on=LONG_AGO, today=TODAY)
    ).refused("before 1900")


def test_an_empty_note_is_refused() -> None:
    given("person", CAMILLE).when(TakeNote(text="\n")).refused(
        "The note is empty", Usage
    )


def test_a_note_is_retracted_and_reinstated() -> None:
    given("person", CAMILLE, NOTE).when(RetractNote(note=2, why="it was Yanis")).then(
        NoteRetracted(note=2, why="it was Yanis")
    )
    given("person", CAMILLE, NOTE, NoteRetracted(note=2)).when(
        RetractNote(note=2, reinstate=True)
    ).then(NoteReinstated(note=2))


def test_retracting_what_is_no_note_is_refused() -> None:
    given("person", CAMILLE, NOTE).when(RetractNote(note=1)).refused("No such note")


def test_retracting_a_note_twice_is_refused() -> None:
    given("person", CAMILLE, NOTE, NoteRetracted(note=2)).when(
        RetractNote(note=2)
    ).refused("already retracted")


def test_reinstating_a_note_that_holds_is_refused() -> None:
    given("person", CAMILLE, NOTE).when(RetractNote(note=2, reinstate=True)).refused(
        "was not retracted"
    )


def test_a_cadence_is_set_and_lifted() -> None:
    given("person", CAMILLE).when(SetCadence(every_days=30)).then(
        CadenceSet(every_days=30)
    )
    given("person", CAMILLE, CadenceSet(every_days=30)).when(
        SetCadence(every_days=None)
    ).then(CadenceSet(every_days=None))


def test_the_same_cadence_again_says_nothing() -> None:
    given("person", CAMILLE, CadenceSet(every_days=30)).when(
        SetCadence(every_days=30)
    ).then_nothing()


@pytest.mark.parametrize("days", [-3, 0, 3661])
def test_a_cadence_that_cannot_be_is_refused(days: int) -> None:
    given("person", CAMILLE).when(SetCadence(every_days=days)).refused(
        "days is out of range"
    )


def test_a_person_is_snoozed_and_woken() -> None:
    given("person", CAMILLE).when(SnoozePerson(until=TOMORROW)).then(
        PersonSnoozed(until=TOMORROW)
    )
    given("person", CAMILLE, PersonSnoozed(until=TOMORROW)).when(
        SnoozePerson(until=TOMORROW)
    ).then_nothing()
    given("person", CAMILLE, PersonSnoozed(until=TOMORROW)).when(
        SnoozePerson(until=None)
    ).then(PersonSnoozed(until=None))


def test_a_person_is_restricted_and_no_longer() -> None:
    given("person", CAMILLE).when(RestrictPerson()).then(PersonRestricted())
    given("person", CAMILLE, PersonRestricted()).when(RestrictPerson()).then_nothing()
    given("person", CAMILLE, PersonRestricted()).when(
        RestrictPerson(restrict=False)
    ).then(PersonUnrestricted())


def test_a_person_is_retracted_and_reinstated() -> None:
    given("person", CAMILLE).when(RetractPerson(why="a firm, not a person")).then(
        PersonRetracted(why="a firm, not a person")
    )
    given("person", CAMILLE, PersonRetracted()).when(
        RetractPerson(reinstate=True)
    ).then(PersonReinstated())


def test_reinstating_who_was_not_retracted_is_refused() -> None:
    given("person", CAMILLE).when(RetractPerson(reinstate=True)).refused(
        "was not retracted"
    )


def test_an_erased_person_is_not_reinstated() -> None:
    history = (CAMILLE, PersonRetracted(), PersonErased(reason="request"))
    given("person", *history).when(RetractPerson(reinstate=True)).refused(
        "was not retracted"
    )


def test_a_person_is_erased_with_a_reason() -> None:
    given("person", CAMILLE).when(ErasePerson(reason="objection")).then(
        PersonErased(reason="objection")
    )


def test_the_text_of_one_event_is_erased() -> None:
    given("person", CAMILLE).when(EraseText(event=f"{ADA}/7")).then(
        TextErased(event=f"{ADA}/7")
    )


def test_nothing_personal_is_left_in_the_state_of_who_was_erased() -> None:
    history = (
        CAMILLE,
        AliasAdded(alias="Cam"),
        DetailsChanged(place="Lyon"),
        PersonErased(reason="request"),
    )
    state = given("person", *history).state
    assert (state.names, state.details, state.aliases) == (None, {}, frozenset())
