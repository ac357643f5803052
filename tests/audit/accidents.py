"""What may happen to a file on its way: a byte, a line or its end is not what was written."""

from __future__ import annotations

from hypothesis import strategies as st


@st.composite
def damaged(draw: st.DrawFn, lines: list[bytes]) -> bytes:
    """The file with one thing wrong."""
    data = b"".join(lines)
    at = draw(st.integers(0, len(data) - 1))
    byte = bytes([draw(st.integers(0, 255).filter(lambda value: value != data[at]))])
    first, second = draw(
        st.lists(st.integers(0, len(lines) - 1), min_size=2, max_size=2, unique=True)
    )
    swapped = lines.copy()
    swapped[first], swapped[second] = lines[second], lines[first]
    ways = {
        "a byte changed": data[:at] + byte + data[at + 1 :],
        "a byte added": data[:at] + byte + data[at:],
        "a byte lost": data[:at] + data[at + 1 :],
        "cut": data[:at],
        "something after the end": data + byte,
        "lines swapped": b"".join(swapped),
        "a line dropped": b"".join(lines[:first] + lines[first + 1 :]),
        "a line doubled": b"".join([*lines[:second], lines[first], *lines[second:]]),
    }
    return ways[draw(st.sampled_from(sorted(ways)))]
