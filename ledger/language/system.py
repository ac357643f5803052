"""Why the system did not do something, in words of ours: its own follow its locale, not ours."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from typing import Final

from ledger.language import N_, _

REASONS: Final[Mapping[int, str]] = {
    errno.EACCES: N_("permission is refused"),
    errno.EEXIST: N_("it is there already"),
    errno.EIO: N_("the disk answers with an error"),
    errno.EISDIR: N_("it is a folder"),
    errno.ELOOP: N_("its links lead round in a circle"),
    errno.ENAMETOOLONG: N_("its name is too long"),
    errno.ENOENT: N_("there is no such file or folder"),
    errno.ENOSPC: N_("the disk is full"),
    errno.ENOTDIR: N_("something on the way there is no folder"),
    errno.EPERM: N_("permission is refused"),
    errno.EROFS: N_("this disk can only be read"),
}


def reason(error: OSError) -> str:
    """Why, in the current language; in the system's words where we have none."""
    known = REASONS.get(error.errno or 0)
    return _(known) if known else error.strerror or str(error)
