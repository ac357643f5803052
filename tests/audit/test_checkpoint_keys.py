"""Which keys of a ledger, or of a file from other hands, make a signature count."""

from __future__ import annotations

from base64 import b64encode

import pytest

from ledger.store import signing
from ledger.store.checkpoint import Checkpoint, Signature, SignedNote, key_id
from projections.audit.checkpoints import Key, Watch, judge

ORIGIN = "3f0c1b7a-5d7e-4a63-9a0e-0a8a3c1d2e4f"
RAW = bytes(range(32))
PUBLIC = b64encode(RAW).decode()
NEUTRAL = b64encode(b"\1" + bytes(31)).decode()
SET, REVOKED = "ledger.SigningKeySet@1", "ledger.SigningKeyRevoked@1"


def signed(size: int) -> SignedNote:
    signature = Signature(ORIGIN, key_id(ORIGIN, RAW), bytes(64))
    return SignedNote(Checkpoint(ORIGIN, size, bytes(32)), b"", (signature,))


def watch_of(size: int, *leaves: tuple[int, str]) -> Watch:
    watch = Watch(size, ORIGIN, root=bytes(32))
    for i, kind in leaves:
        watch.take_key(i, kind, {"public_key": PUBLIC})
    return watch


@pytest.fixture
def _every_signature_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "is_signed", lambda *_parts: True)


@pytest.mark.usefixtures("_every_signature_fits")
@pytest.mark.parametrize(
    ("size", "assurance"),
    [(1, "extends"), (2, "signed"), (5, "signed"), (6, "extends"), (9, "extends")],
)
def test_a_key_counts_from_the_event_that_sets_it_to_the_one_that_revokes_it(
    size: int, assurance: str
) -> None:
    watch = watch_of(size, (1, SET), (5, REVOKED))
    proved = judge(signed(size), watch, 9)
    assert proved.assurance == assurance
    assert proved.revoked == (Key(5, PUBLIC) if size > 5 else None)


@pytest.mark.usefixtures("_every_signature_fits")
def test_a_revoked_key_that_is_set_again_by_other_hands_stays_revoked() -> None:
    watch = watch_of(9, (1, SET), (5, REVOKED), (6, SET), (7, REVOKED))
    proved = judge(signed(9), watch, 9)
    assert (proved.assurance, proved.revoked) == ("extends", Key(5, PUBLIC))


@pytest.mark.parametrize("public", [NEUTRAL, "", 7, None, "camille"])
def test_a_key_that_proves_nothing_is_no_key(public: object) -> None:
    watch = Watch(9, ORIGIN)
    watch.take_key(1, SET, {"public_key": public})
    watch.take_key(2, REVOKED, {"public_key": public})
    assert not watch.keys
    assert not watch.revoked
