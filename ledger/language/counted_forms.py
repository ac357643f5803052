"""How many meetings of a form, as one says it: `3 coffees`, `1 déjeuner`."""

from __future__ import annotations

from ledger.facts.meeting.events import Form, forms
from ledger.language import _, _n


def counted_form(form: Form, count: int) -> str:
    """The word for meetings of a form beside a number of them; the title for one that was added later."""
    words = {
        "coffee": _n("coffee", "coffees", count),
        "breakfast": _n("breakfast", "breakfasts", count),
        "lunch": _n("lunch", "lunches", count),
        "drinks": _n("round of drinks", "rounds of drinks", count),
        "dinner": _n("dinner", "dinners", count),
        "appointment": _n("appointment", "appointments", count),
        "meeting": _n("work meeting", "work meetings", count),
        "encounter": _n("encounter", "encounters", count),
        "gathering": _n("gathering", "gatherings", count),
        "video": _n("video call", "video calls", count),
        "call": _n("phone call", "phone calls", count),
    }
    if form in words:
        return words[form]
    if form not in forms():
        return form
    return _(forms()[form].title)
