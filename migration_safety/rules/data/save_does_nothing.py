"""A historical model is expected to do what only today's class does.

What happens:
    The models of a migration have the fields of that moment and nothing else: no save() of
    yours, no properties, no methods, no signals.  save() without a change writes the row back
    as it was, and a value that is set on a field that is not there yet is lost.  Nothing fails.

When it is fine:
    The write itself is what is wanted, as for a trigger of the database or auto_now.

Instead:
    # what save() would have set, set here
    def fill(rows):
        for row in rows.iterator(chunk_size=1000):
            row.slug = slugify(row.name)
            row.save(update_fields=["slug"])
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.python import at, faults
from migration_safety.rules.rule import Hazard, rule


@rule("MS511", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for function, fault in faults(step, "save", "lost"):
        text = fault.text[:1].upper() + fault.text[1:] if fault.kind == "save" else fault.text
        yield Hazard(f"{text} {at(function, fault)}.")
