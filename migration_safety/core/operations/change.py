"""What a migration operation says it changes, in Django's words, frozen."""

from __future__ import annotations

from dataclasses import dataclass

from migration_safety.core.operations.model import Leftover, Swallowed


@dataclass(frozen=True, slots=True)
class Source:
    """Where an operation is written: `path` as the user sees it, `line` from 1, and its text."""

    path: str = ""
    line: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One operation.

    `kind` is the class name ("AddField"); `app`, `model` and `field` are names in the
    project state ("people", "Person", "email"), "" where they do not apply; `table` is
    the model's table after the operation.  `path` holds the kinds of the operations it
    is nested in, outermost first: ("SeparateDatabaseAndState",).
    `state_only`: the operation changes the state and leaves the database alone.
    `reversible`: Django can run it backwards.  `refills`: going back, Django has a value for
    the rows of a field that the operation removes.  `leaves`: the columns of what it takes
    out of the state alone, where the migration ends with them still in the database.
    `swallowed`: what Django leaves undone, for the state has it already.  `elidable` and
    `hinted` are what RunPython and RunSQL say to squashmigrations and to routers; `code` names
    what it takes from the project's code ("people.models.new_code"), migrations not counted.
    """

    kind: str
    description: str
    app: str = ""
    model: str = ""
    field: str = ""
    table: str = ""
    path: tuple[str, ...] = ()
    state_only: bool = False
    reversible: bool = True
    refills: bool = True
    leaves: tuple[Leftover, ...] = ()
    swallowed: tuple[Swallowed, ...] = ()
    elidable: bool = False
    hinted: bool = False
    code: tuple[str, ...] = ()
