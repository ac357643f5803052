"""Ctrl-C while a library in Rust is loaded: the program ends as interrupted, and not by a crash."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

LOADING = """
import os, sys
from projections.cli.program import Unbroken

sys.meta_path.insert(0, Unbroken())
os.write(1, b"loading")
import orjson
assert orjson.loads(orjson.dumps({"a": 1})) == {"a": 1}
import time
time.sleep(60)
"""


@pytest.mark.parametrize("milliseconds", [0, 1, 2, 3, 4, 5, 6, 8, 10, 12])
def test_ctrl_c_while_orjson_is_loaded_is_no_crash(milliseconds: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LOADING], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.read(7)
        time.sleep(milliseconds / 1000)
        errors = _interrupt(process)
    assert process.returncode == -signal.SIGINT
    assert b"KeyboardInterrupt" in errors


def _interrupt(process: subprocess.Popen[bytes]) -> bytes:
    """Press Ctrl-C until it is heard: Python drops the one that falls into a weak reference's callback.

    Not sooner than a busy machine needs to end: the next one would fall into the end of the process.
    """
    for _press in range(4):
        process.send_signal(signal.SIGINT)
        try:
            _output, errors = process.communicate(timeout=15)
        except subprocess.TimeoutExpired:
            continue
        return errors
    process.kill()
    raise AssertionError("a minute of Ctrl-C did not end the program")
