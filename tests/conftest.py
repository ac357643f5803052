"""How many examples the property tests try: some in `make test`, a hundred times as many in `make test-long`.

A law that deserves more says so in proportion: ``@settings(max_examples=10 * settings().max_examples)``.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# No deadline: how long an example takes says more about the machine than about the code.
COMMON = settings(deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])

settings.register_profile("short", parent=COMMON, max_examples=100)
settings.register_profile("long", parent=COMMON, max_examples=10_000)
settings.load_profile("short")
