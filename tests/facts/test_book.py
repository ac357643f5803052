from __future__ import annotations

import base64

import pytest

from ledger.errors import Usage
from ledger.facts.ledger_stream import (
    PRESETS,
    AddOwner,
    ChooseCulture,
    CultureChosen,
    DistinctionWithdrawn,
    DistinguishMeetings,
    DistinguishPeople,
    GoalSet,
    JoinLedger,
    JoinMeetings,
    LedgerJoined,
    LedgerOpened,
    MeetingDistinctionWithdrawn,
    MeetingsDistinguished,
    MeetingsJoined,
    MeetingsParted,
    MergePeople,
    OpenLedger,
    OwnerAdded,
    PeopleDistinguished,
    PeopleMerged,
    PeopleUnmerged,
    SetGoal,
    SetSigningKey,
    SigningKeyRevoked,
    SigningKeySet,
    UnmergePeople,
    root,
)
from tests.facts.cast import ADA, BOB, CLEO, DORA, ME
from tests.facts.given import given

OPENED = LedgerOpened(owner=ME, culture="french", trust_permille=260)
KEY = base64.b64encode(bytes(range(32))).decode()


def test_a_ledger_opens_with_its_owner_and_the_french_culture() -> None:
    given("ledger").when(OpenLedger(owner=ME)).then(OPENED)


def test_a_ledger_opens_once() -> None:
    given("ledger", OPENED).when(OpenLedger(owner=ADA)).refused("already open")


@pytest.mark.parametrize(("culture", "share"), PRESETS.items())
def test_every_preset_has_its_share(culture: str, share: int) -> None:
    given("ledger").when(OpenLedger(owner=ME, culture=culture)).then(
        LedgerOpened(owner=ME, culture=culture, trust_permille=share)
    )


def test_the_share_of_a_preset_bears_its_name() -> None:
    given("ledger", OPENED).when(
        ChooseCulture(culture="nordic", trust_permille=690)
    ).then(CultureChosen(culture="nordic", trust_permille=690))


def test_any_other_share_is_ones_own_so_that_no_name_stands_in_clear() -> None:
    given("ledger", OPENED).when(
        ChooseCulture(culture="the Lefèvre family", trust_permille=333)
    ).then(CultureChosen(culture="own", trust_permille=333))


def test_an_unknown_culture_is_refused_with_those_there_are() -> None:
    refusal = (
        given("ledger")
        .when(ChooseCulture(culture="martian"))
        .refused("No such culture", Usage)
    )
    assert refusal.details == {
        "culture": "martian",
        "known": ("french", "anglo", "nordic"),
    }


@pytest.mark.parametrize("share", [-1, 0, 1000, 5000])
def test_a_share_that_cannot_be_is_refused(share: int) -> None:
    given("ledger").when(ChooseCulture(trust_permille=share)).refused("out of range")


def test_choosing_the_same_culture_again_says_nothing() -> None:
    given("ledger", OPENED).when(ChooseCulture(culture="french")).then_nothing()


def test_two_entries_become_one_person() -> None:
    given("ledger", OPENED).when(MergePeople(person=ADA, into=BOB)).then(
        PeopleMerged(person=ADA, into=BOB)
    )


def test_merges_are_followed_to_their_root() -> None:
    state = given(
        "ledger",
        OPENED,
        PeopleMerged(person=ADA, into=BOB),
        PeopleMerged(person=BOB, into=CLEO),
    ).state
    assert [root(state.into, person) for person in (ADA, BOB, CLEO, DORA)] == [
        CLEO,
        CLEO,
        CLEO,
        DORA,
    ]


def test_a_merge_into_oneself_is_refused() -> None:
    given("ledger", OPENED).when(MergePeople(person=ADA, into=ADA)).refused(
        "into themselves"
    )


def test_a_merge_in_a_circle_is_refused() -> None:
    given("ledger", OPENED, PeopleMerged(person=ADA, into=BOB)).when(
        MergePeople(person=BOB, into=ADA)
    ).refused("already one person")


def test_a_merge_in_a_long_circle_is_refused() -> None:
    chain = (PeopleMerged(person=ADA, into=BOB), PeopleMerged(person=BOB, into=CLEO))
    given("ledger", OPENED, *chain).when(MergePeople(person=CLEO, into=ADA)).refused(
        "already one person"
    )


def test_merging_who_was_merged_into_somebody_else_is_refused() -> None:
    given("ledger", OPENED, PeopleMerged(person=ADA, into=BOB)).when(
        MergePeople(person=ADA, into=CLEO)
    ).refused("merged into someone else")


def test_merging_the_owner_into_somebody_is_refused() -> None:
    given("ledger", OPENED).when(MergePeople(person=ME, into=ADA)).refused(
        "You cannot be merged"
    )


def test_somebody_is_merged_into_the_owner() -> None:
    given("ledger", OPENED).when(MergePeople(person=ADA, into=ME)).then(
        PeopleMerged(person=ADA, into=ME)
    )


def test_a_merged_person_becomes_somebody_of_their_own_again() -> None:
    given("ledger", OPENED, PeopleMerged(person=ADA, into=BOB)).when(
        UnmergePeople(person=ADA)
    ).then(PeopleUnmerged(person=ADA))


def test_unmerging_who_was_not_merged_is_refused() -> None:
    given("ledger", OPENED, PeopleMerged(person=ADA, into=BOB)).when(
        UnmergePeople(person=BOB)
    ).refused("was not merged")


def test_an_unmerged_person_can_be_merged_otherwise() -> None:
    history = (OPENED, PeopleMerged(person=ADA, into=BOB), PeopleUnmerged(person=ADA))
    given("ledger", *history).when(MergePeople(person=ADA, into=CLEO)).then(
        PeopleMerged(person=ADA, into=CLEO)
    )


def test_namesakes_are_distinguished_in_one_order() -> None:
    given("ledger", OPENED).when(DistinguishPeople(people=(BOB, ADA, BOB))).then(
        PeopleDistinguished(people=(ADA, BOB))
    )


def test_telling_the_same_people_apart_again_says_nothing() -> None:
    given("ledger", OPENED, PeopleDistinguished(people=(ADA, BOB))).when(
        DistinguishPeople(people=(BOB, ADA))
    ).then_nothing()


def test_telling_one_person_apart_is_refused() -> None:
    given("ledger", OPENED).when(DistinguishPeople(people=(ADA, ADA))).refused(
        "the two people"
    )


def test_telling_merged_people_apart_is_refused() -> None:
    given("ledger", OPENED, PeopleMerged(person=ADA, into=BOB)).when(
        DistinguishPeople(people=(ADA, BOB, CLEO))
    ).refused("are merged")


def test_merging_distinguished_people_withdraws_the_distinction_first() -> None:
    history = (
        OPENED,
        PeopleDistinguished(people=(ADA, BOB)),
        PeopleDistinguished(people=(ADA, CLEO)),
    )
    given("ledger", *history).when(MergePeople(person=ADA, into=BOB)).then(
        DistinctionWithdrawn(people=(ADA, BOB)), PeopleMerged(person=ADA, into=BOB)
    )


def test_a_goal_is_set_changed_and_ended() -> None:
    three = GoalSet(form="coffee", count=3, per="week")
    ten = GoalSet(form="coffee", count=10, per="month")
    none = GoalSet(form="coffee", count=None, per="month")
    given("ledger", OPENED).when(SetGoal(form="coffee", count=3)).then(three)
    given("ledger", OPENED, three).when(SetGoal(form="coffee", count=3)).then_nothing()
    given("ledger", OPENED, three).when(
        SetGoal(form="coffee", count=10, per="month")
    ).then(ten)
    given("ledger", OPENED, three, ten).when(SetGoal(form="coffee")).then(none)
    given("ledger", OPENED, ten, none).when(SetGoal(form="coffee")).then_nothing()


def test_what_is_no_goal_is_refused() -> None:
    opened = given("ledger", OPENED)
    opened.when(SetGoal(form="stroll", count=1)).refused(
        "No such kind of meeting", Usage
    )
    for count in (0, -1, 1001):
        opened.when(SetGoal(form="coffee", count=count)).refused("A goal must be 1 to")


def test_a_signing_key_is_set_once() -> None:
    given("ledger", OPENED).when(SetSigningKey(public_key=KEY)).then(
        SigningKeySet(public_key=KEY)
    )
    given("ledger", OPENED, SigningKeySet(public_key=KEY)).when(
        SetSigningKey(public_key=KEY)
    ).then_nothing()


OTHER_KEY = base64.b64encode(bytes(range(1, 33))).decode()


def test_a_key_is_revoked_with_the_one_that_follows_it() -> None:
    given("ledger", OPENED, SigningKeySet(public_key=KEY)).when(
        SetSigningKey(public_key=OTHER_KEY, revoke=True)
    ).then(SigningKeyRevoked(public_key=KEY), SigningKeySet(public_key=OTHER_KEY))


def test_a_revoked_key_is_never_set_again() -> None:
    past = (
        OPENED,
        SigningKeySet(public_key=KEY),
        SigningKeyRevoked(public_key=KEY),
    )
    given("ledger", *past).when(SetSigningKey(public_key=KEY)).refused("was revoked")
    given("ledger", *past).when(SetSigningKey(public_key=OTHER_KEY)).then(
        SigningKeySet(public_key=OTHER_KEY)
    )


def test_without_a_key_nothing_can_be_revoked() -> None:
    given("ledger", OPENED).when(SetSigningKey(public_key=KEY, revoke=True)).refused(
        "nothing to revoke"
    )


def test_a_join_is_noted_once() -> None:
    joined = JoinLedger(origin=ADA, size=7, root="ab" * 32)
    noted = LedgerJoined(origin=ADA, size=7, root="ab" * 32)
    given("ledger", OPENED).when(joined).then(noted)
    given("ledger", OPENED, noted).when(joined).then_nothing()


def test_two_records_are_one_meeting_once() -> None:
    joining = JoinMeetings(meeting=ADA, same_as=BOB)
    joined = MeetingsJoined(meeting=ADA, same_as=BOB)
    given("ledger", OPENED).when(joining).then(joined)
    given("ledger", OPENED, joined).when(joining).refused("already one meeting")
    back = JoinMeetings(meeting=BOB, same_as=ADA)
    given("ledger", OPENED, joined).when(back).refused("already one meeting")
    parted = MeetingsParted(meeting=ADA)
    given("ledger", OPENED, joined, parted).when(joining).then(joined)


def test_two_records_that_were_told_apart_are_open_again_once_joined() -> None:
    distinguishing = DistinguishMeetings(meetings=(BOB, ADA))
    distinguished = MeetingsDistinguished(meetings=(ADA, BOB))
    joined = MeetingsJoined(meeting=ADA, same_as=BOB)
    given("ledger", OPENED).when(distinguishing).then(distinguished)
    given("ledger", OPENED, distinguished).when(distinguishing).then_nothing()
    given("ledger", OPENED, joined).when(distinguishing).refused("already one meeting")
    given("ledger", OPENED, distinguished).when(
        JoinMeetings(meeting=ADA, same_as=BOB)
    ).then(MeetingDistinctionWithdrawn(meetings=(ADA, BOB)), joined)


def test_an_owner_is_added_once() -> None:
    given("ledger", OPENED).when(AddOwner(owner=ADA)).then(OwnerAdded(owner=ADA))
    given("ledger", OPENED, OwnerAdded(owner=ADA)).when(
        AddOwner(owner=ADA)
    ).then_nothing()
    given("ledger", OPENED).when(AddOwner(owner=ME)).then_nothing()


@pytest.mark.parametrize(
    "text", ["", "Camille", KEY[:-4], KEY + KEY, KEY.replace("=", "!")]
)
def test_what_is_no_public_key_is_refused(text: str) -> None:
    given("ledger", OPENED).when(SetSigningKey(public_key=text)).refused(
        "not an Ed25519 public key", Usage
    )
