"""Why the system did not do something, in words of ours: its own follow its locale, not ours."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from typing import Final

from ledger.language import N_, _

REASONS: Final[Mapping[int, str]] = {
    errno.EACCES: N_("permission denied"),
    errno.EEXIST: N_("it already exists"),
    errno.EIO: N_("the disk reports an error"),
    errno.EISDIR: N_("it is a folder"),
    errno.ELOOP: N_("its links go round in a circle"),
    errno.ENAMETOOLONG: N_("its name is too long"),
    errno.ENOENT: N_("no such file or folder"),
    errno.ENOSPC: N_("the disk is full"),
    errno.ENOTDIR: N_("part of the path is not a folder"),
    errno.EPERM: N_("permission denied"),
    errno.EROFS: N_("this disk is read-only"),
}


def reason(error: OSError) -> str:
    """Why, in the current language; in the system's words where we have none."""
    known = REASONS.get(error.errno or 0)
    return _(known) if known else error.strerror or str(error)
