"""A hundred and more strings that nobody means well: what they would do to a terminal, a page, a table, a shell."""

from __future__ import annotations

from typing import Final

_CONTROLS: Final = [chr(code) for code in (*range(1, 32), *range(127, 160))]
_UNSEEN: Final = [
    chr(code)
    for code in (
        0xAD,
        0x61C,
        0x180E,
        *range(0x200B, 0x2010),
        *range(0x2028, 0x202F),
        *range(0x2060, 0x2065),
        *range(0x2066, 0x206A),
        0xFEFF,
        0xFFF9,
        0xE0001,
        0xE0041,
    )
]
_TERMINAL: Final = (
    "\x1b[31mred",
    "\x1b]0;title\x07",
    "\x1b]8;;https://example.org\x07link\x1b]8;;\x07",
    "\x1b]52;c;ZXZpbA==\x07",
    "\x1bP+q544e\x1b\\",
    "\x1b[2J\x1b[H",
    "\x1b[6n",
    "\x9b31mC1",
    "over\rwritten",
    "back\b\b\b\bspace",
)
_PAGE: Final = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title><svg onload=alert(1)>",
    "</textarea></script><b>",
    "javascript:alert(1)",
    "&lt;b&gt; &amp; &#60;",
    "]]><!--",
    "{{7*7}} ${7*7} <%= 7*7 %>",
    "<style>*{display:none}</style>",
)
_TABLE: Final = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    '=HYPERLINK("https://example.org","a")',
    "a,b;c|d\te",
    'say "hello"',
    '"',
    "two\nlines",
)
_CALENDAR: Final = (
    "a\r\nATTENDEE:mailto:evil@example.org",
    "a\nEND:VCARD\nBEGIN:VCARD\nFN:Other",
    "a\nEND:VEVENT\nBEGIN:VEVENT",
    "semi;colon,comma:colon\\backslash\\n",
    "x" * 900,
)
_SHELL: Final = (
    "$(touch /nowhere/x)",
    "`id`",
    "; exit 3",
    "a && b || c > d",
    "~root",
    "!!",
    "* ? [a-z]",
    "%s %n %x",
    "{0} {name} {unknown}",
    "%(name)s $name",
    "'; DROP TABLE stored_events; --",
    "__proto__",
    "../../etc/hostname",
    "NULL",
    "me",
)
_LETTERS: Final = (
    "Zal\u0315\u031b\u0328\u0329go" + "\u0301" * 40,
    "\u05d3\u05d5\u05d3 abc",
    "\u0645\u062d\u0645\u062f",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\u0130stanbul \u0131",
    "Stra\u00dfe \u1e9e",
    "e\u0301 \u00e9",
    "\uff21\uff24\uff21",
    "\U00020000\U0001d504",
    "\ufdfd",
    "\u3042\u3099",
)

HOSTILE: Final = tuple(
    dict.fromkeys(
        [f"Eve{sign}x" for sign in (*_CONTROLS, *_UNSEEN)]
        + [*_TERMINAL, *_PAGE, *_TABLE, *_CALENDAR, *_SHELL, *_LETTERS]
    )
)
