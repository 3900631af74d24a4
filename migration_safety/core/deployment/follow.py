"""What migrations do to the names of tables and columns, from the first to the last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from migration_safety.core.price.sized import renaming
from migration_safety.core.statement import Action


@dataclass
class Followed:
    """A table that was there before: its name `now`, "" once it is dropped; its columns that
    were `removed` and `added`, and those `renamed`, by their old names."""

    now: str
    removed: set[str] = field(default_factory=set)
    added: set[str] = field(default_factory=set)
    renamed: dict[str, str] = field(default_factory=dict)

    def take(self, action: Action) -> None:
        """What an action does to its columns."""
        column = "".join(action.columns[:1])
        if action.shape.startswith("ADD COLUMN"):
            self.added.add(column)
        elif action.shape == "DROP COLUMN":
            self._drop(column)
        elif action.shape == "RENAME COLUMN":
            self._rename(*action.detail.split(" -> "))

    def _drop(self, column: str) -> None:
        if column in self.added:
            self.added.remove(column)
            return
        old = next((old for old, new in self.renamed.items() if new == column), column)
        self.renamed.pop(old, None)
        self.removed.add(old)

    def _rename(self, old: str, new: str) -> None:
        if old in self.added:
            self.added.remove(old)
            self.added.add(new)
            return
        first = next((each for each, now in self.renamed.items() if now == old), old)
        self.renamed[first] = new


@dataclass
class Names:
    """All tables, those that were there by their old names, and the `new` ones."""

    tables: dict[str, Followed] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)

    def follow(self, actions: Iterable[Action]) -> None:
        """The actions of statements, in the order in which they are sent."""
        for action in actions:
            if action.shape.startswith("CREATE TABLE") and "(exists)" not in action.shape:
                self.new.append(action.table or action.name)
            elif action.table:
                self._take(action)

    def _take(self, action: Action) -> None:
        renamed = renaming(action)
        if action.table in self.new:
            place = self.new.index(action.table)
            if action.shape == "DROP TABLE":
                del self.new[place]
            elif renamed:
                self.new[place] = renamed
            return
        table = self.table(action.table)
        if action.shape == "DROP TABLE":
            table.now = ""
        elif renamed:
            table.now = renamed
        else:
            table.take(action)

    def table(self, name: str) -> Followed:
        """The one that has this name now."""
        found = (each for each in self.tables.values() if each.now == name)
        return next(found, None) or self.tables.setdefault(name, Followed(name))
