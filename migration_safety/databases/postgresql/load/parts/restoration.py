"""The order in which parts come back, and what may run beside what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import Lock

from migration_safety.databases.postgresql.load.failures import failures
from migration_safety.databases.postgresql.load.parts.crew import Crew
from migration_safety.databases.postgresql.load.parts.entries import Entry, mark_restored
from migration_safety.databases.postgresql.load.parts.part import Part
from migration_safety.databases.postgresql.load.parts.remake import remake
from migration_safety.errors import VolumeError


class Restoration:
    """`there` is what the catalog has already; `troubles` say why a part is not back."""

    def __init__(
        self,
        crew: Crew,
        there: Mapping[tuple[str, str, str, str], Part],
        progress: Callable[[str], None],
    ) -> None:
        self.troubles: dict[int, str] = {}
        self._crew = crew
        self._there = there
        self._progress = progress
        self._lock = Lock()

    def run(self, missing: Sequence[Entry]) -> None:
        """Every index of every table at once; what locks a table, table by table."""
        indexes = [entry for entry in missing if entry.part.kind != "foreign key"]
        foreign_keys = [entry for entry in missing if entry.part.kind == "foreign key"]
        self._crew.each(self._build, indexes)
        self._crew.each(self._attach, _by_table(indexes))
        # Unproved they come at once, but each locks two tables: two at a time could deadlock.
        self._crew.each(self._attach, [foreign_keys])
        self._crew.each(self._validate, _by_table(foreign_keys))

    def _build(self, entry: Entry) -> None:
        self._restore(entry, entry.part.build)

    def _attach(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self._restore(entry, entry.part.attach)

    def _validate(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self._restore(entry, entry.part.validate)

    def _restore(self, entry: Entry, statements: list[str]) -> None:
        if not statements or entry.id in self.troubles:
            return
        part = entry.part
        last = statements[-1] == part.statements[-1]
        needed = part.lacking(statements, self._there.get(part.place))
        try:
            with (
                self._crew.connection() as connection,
                failures(connection, f"restoring {part.name}"),
                connection.transaction(),
            ):
                remake(connection, part, needed)
                if last:
                    mark_restored(connection, entry.id)
        except VolumeError as error:
            self.troubles[entry.id] = error.problem
            return
        if last:
            with self._lock:
                self._progress(f"{part.name} on {part.table}")


def _by_table(entries: Iterable[Entry]) -> list[list[Entry]]:
    tables: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        tables.setdefault(entry.part.owner, []).append(entry)
    return list(tables.values())
