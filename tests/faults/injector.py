"""The library that makes system calls fail, compiled where a C compiler is, and what the program does under it."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

TRACEBACK: Final = 99
"""The exit code of a child in which something escaped that is no answer of the program."""


CALLS: Final = 200
"""The descriptor to which a child writes how many calls it made; the library may have others open."""


class Fault(IntEnum):
    """What happens to a system call."""

    IO_ERROR = 1
    FULL = 2
    KILL = 3
    SHORT_READ = 4
    INTERRUPT = 5
    QUOTA = 6
    NO_LOCKS = 7


class Arm(NamedTuple):
    """A fault at a call (0: none, the calls are counted), and at all after it."""

    fault: Fault
    at: int = 0
    for_ever: bool = False


class Ended(NamedTuple):
    """How a child ended: its exit code (minus a signal), its output and words, how many calls could have failed."""

    code: int
    output: str
    words: str
    calls: int


def missing() -> str | None:
    """Why nothing can be injected here; None where it can."""
    if not sys.platform.startswith("linux"):
        return "faults are injected by LD_PRELOAD, on Linux only"
    if shutil.which("gcc") is None and shutil.which("cc") is None:
        return "no C compiler (gcc): nothing can be injected"
    return None


def compiled(folder: Path) -> Path:
    """The library, compiled into a folder."""
    library = folder / "inject.so"
    compiler = shutil.which("gcc") or shutil.which("cc") or "cc"
    source = Path(__file__).with_name("inject.c")
    options = ("-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl")
    subprocess.run([compiler, *options], check=True)
    return library


def run(words: Sequence[str], under: Path, arm: Arm | None, home: Path) -> Ended:
    """Run the program in a child of this process, which runs under the library, with `under` as current folder."""
    home.mkdir(exist_ok=True)
    streams = [home / name for name in ("stdout", "stderr", "calls")]
    child = os.fork()
    if child == 0:
        _in_child(words, under, arm, streams)
    _pid, status = os.waitpid(child, 0)
    output, errors, calls = (file.read_text("utf-8", "replace") for file in streams)
    return Ended(os.waitstatus_to_exitcode(status), output, errors, int(calls or 0))


def _in_child(
    words: Sequence[str], under: Path, arm: Arm | None, streams: Sequence[Path]
) -> NoReturn:
    for descriptor, file in zip((1, 2, CALLS), streams, strict=True):
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(opened, descriptor)
    os.chdir(under)
    code = TRACEBACK
    try:
        library = ctypes.CDLL(None)
        if arm is not None:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            folder = os.fsencode(under.resolve())
            library.fault_arm(folder, int(arm.fault), arm.at, int(arm.for_ever))
        code = _program(words)
        if arm is not None:
            os.write(CALLS, str(library.fault_count()).encode())
            library.fault_arm(b"", 0, 0, 0)
    finally:
        os._exit(code)


def in_child(work: Callable[[], object], home: Path) -> Any:
    """What some work gives, as JSON has it, in a child of this process: what it loads and opens goes with it."""
    home.mkdir(exist_ok=True)
    result = home / "result"
    child = os.fork()
    if child == 0:
        code = TRACEBACK
        try:
            result.write_text(json.dumps(work()))
            code = 0
        finally:
            os._exit(code)
    _pid, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    return json.loads(result.read_text())


def _program(words: Sequence[str]) -> int:
    from projections.cli.program import program

    code: int | str | None = 0
    try:
        program(list(words), prog_name="handshake")
    except SystemExit as exit_:
        code = exit_.code
    except BaseException:  # noqa: BLE001 - that is what is looked for
        traceback.print_exc()
        code = TRACEBACK
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    return code if isinstance(code, int) else int(code is not None)
