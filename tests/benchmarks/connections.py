"""An invented Connections.csv as LinkedIn exports it: `python -m tests.benchmarks.connections FILE ROWS`."""

from __future__ import annotations

import csv
import random
import sys
from datetime import timedelta
from pathlib import Path

from tests.benchmarks.naming import name
from tests.benchmarks.work import SEED, TODAY, YEARS

MONTHS = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
HEADER = (
    "First Name",
    "Last Name",
    "URL",
    "Email Address",
    "Company",
    "Position",
    "Connected On",
)


def write(path: Path, rows: int) -> None:
    """Write so many connections, each of somebody else; one in twenty shows an address."""
    draw = random.Random(SEED)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for number in range(rows):
            given, family = name(number).split(" ", 1)
            day = TODAY - timedelta(days=draw.randrange(YEARS.days))
            email = f"p{number}@example.org" if draw.random() < 0.05 else ""
            url = f"https://www.linkedin.com/in/p-{number}"
            firm, connected = (
                f"Firm {draw.randrange(4000)}, SARL",
                f"{day.day:02d} {MONTHS[day.month - 1]} {day.year}",
            )
            out.writerow((given, family, url, email, firm, "Engineer", connected))


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
