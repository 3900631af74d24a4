"""A difference between two schemas: what was lost, added or changed, and what that means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """One object that the second portrait has lost, has added or shows changed.

    `kind` is that of the fact, or "comment", "grant" or "security label" with `on` the kind of
    what it is on.  `aspects` are what changed of it.  `drift`: the same object but for its
    "name", the same columns in another "order", the same expression in another "spelling", or a
    constraint or index of better "validity" than before; a note, and no damage.  `managed`: the
    project state can express it.
    """

    kind: str
    table: str
    name: str
    change: str
    before: str = ""
    after: str = ""
    drift: str = ""
    managed: bool = False
    consequence: str = ""
    aspects: tuple[str, ...] = ()
    on: str = ""

    @property
    def label(self) -> str:
        """The object in words: "index person_email_like of people_person"."""
        kind = f"{self.kind} on {self.on}" if self.on else self.kind
        if not self.name:
            return f"{kind} {self.table}".rstrip()
        return f"{kind} {self.name}" + (f" of {self.table}" if self.table else "")


def modes(found: Iterable[Difference]) -> dict[str, tuple[Difference, ...]]:
    """The same differences in each of the modes; the verdict is that of "semantic".

    strict: all of them; semantic: without drift; Django-visible and unmanaged: those of the
    semantic ones that the project state can express, and the others.
    """
    strict = tuple(found)
    semantic = tuple(each for each in strict if not each.drift)
    return {
        "strict": strict,
        "semantic": semantic,
        "django-visible": tuple(each for each in semantic if each.managed),
        "unmanaged": tuple(each for each in semantic if not each.managed),
    }
