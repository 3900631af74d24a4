"""Python uses a method, property or manager that historical models lack.

What happens:
    The models of a migration have the fields of that moment, and Django's own methods.  What
    the class defines is not there: AttributeError, on every database that has not applied it
    yet, as soon as there is a row to do it to.

When it is fine:
    A manager with use_in_migrations = True is part of the history; so are the methods of base
    classes that the migration names.

Instead:
    # what the method does, written out in the migration
    def full_name(person):
        return f"{person.given_name} {person.family_name}"
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.python import at, faults
from migration_safety.rules.rule import Hazard, rule


@rule("MS613", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for function, fault in faults(step, "attribute"):
        text = fault.text[:1].upper() + fault.text[1:]
        yield Hazard(f"{text} {at(function, fault)}.")
