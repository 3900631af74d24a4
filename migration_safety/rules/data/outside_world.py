"""A migration reaches outside the database.

What happens:
    A mail server, an API or a program may be slow or away while the transaction and its locks
    wait; and when the migration fails and runs again, the mail has been sent twice.  On a
    developer's machine and in CI it runs as well.

When it is fine:
    Sleeping between batches that commit by themselves is good manners, and not told.

Instead:
    # a management command, run when you choose and as often as you need
    from django.core.management.base import BaseCommand

    class Command(BaseCommand):
        def handle(self, **options):
            ...
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.python import at, pythons
from migration_safety.rules.rule import Hazard, rule


@rule("MS514", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    atomic = any(each.atomic for each in pythons(step))
    for function in step.functions:
        for contact in function.contacts:
            if contact.does != "sleeps" or atomic:
                while_locked = " while its transaction is open" if atomic else ""
                yield Hazard(
                    f"The migration {contact.does}{while_locked}: {contact.name} "
                    f"{at(function, contact)}."
                )
