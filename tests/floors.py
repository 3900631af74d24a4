"""Checks the imports of a package against a table of its rooms, by reading its modules."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

PACKAGE = "migration_safety"
MIGRATIONS = "django.db.migrations"
# In these each folder is a room of its own; what its neighbours share lies beside the folders.
PARTED = frozenset({"databases", "flows"})


@dataclass(frozen=True)
class Room:
    """`below` are the rooms it may import, `libraries` what it may import of others' code."""

    name: str
    floor: int
    below: str = ""
    libraries: str = ""


@dataclass(frozen=True)
class House:
    """The table of rooms, and the text of every module by its name."""

    rooms: Mapping[str, Room]
    modules: Mapping[str, str]

    def violations(self) -> Iterator[str]:
        """Every import that the table does not allow."""
        graph: dict[str, set[str]] = {}
        for module, text in self.modules.items():
            tree = ast.parse(text)
            found = set(self.imports(tree))
            graph[module] = {name for name in found if name in self.modules and name != module}
            yield from (f"{module}:{line} imports in a function" for line in lazy_imports(tree))
            reasons = ((name, self.wrong(module, name)) for name in sorted(found))
            yield from (f"{module} imports {name}: {reason}" for name, reason in reasons if reason)
        yield from (f"{module} lies in no room" for module in graph if not self.has_room(module))
        yield from cycles(graph)

    def imports(self, tree: ast.AST) -> Iterator[str]:
        """What it imports, and the modules that it names in strings, to import on demand."""
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    name = f"{node.module}.{alias.name}"
                    yield name if name in self.modules else f"{node.module}"
            elif isinstance(node, ast.Constant) and self.names_module(node.value):
                yield str(node.value)

    def names_module(self, value: object) -> bool:
        """Whether it is the full name of a module; that of the package alone may be a label."""
        return isinstance(value, str) and "." in value and value in self.modules

    def has_room(self, module: str) -> bool:
        """The package itself has none: it names the best of all floors."""
        return module == PACKAGE or room_of(module) in self.rooms

    def wrong(self, module: str, name: str) -> str:
        """Why that module may not import that name, or ""."""
        room = self.rooms.get(room_of(module))
        if room is None:
            return ""
        if name.startswith(MIGRATIONS) and room.name != "reading":
            return "only reading imports Django's migrations"
        library, other = name.partition(".")[0], room_of(name)
        if library != PACKAGE:
            known = library in sys.stdlib_module_names or library in room.libraries.split()
            return "" if known else f"no library of {room.name}"
        if other == room.name:
            return self.wrong_neighbour(module, name) if other in PARTED else ""
        return "" if other in room.below.split() else f"{room.name} may not see {other}"

    def wrong_neighbour(self, module: str, name: str) -> str:
        """What is shared knows none of the folders beside it, and they not each other."""
        here, there = self.folder(module), self.folder(name)
        return f"a matter of {there} alone" if there and here != there else ""

    def folder(self, module: str) -> str:
        """The folder inside its room, or "" where it lies beside the folders."""
        parts = module.split(".")
        is_folder = any(name.startswith(f"{module}.") for name in self.modules)
        return parts[2] if len(parts) > 3 or (len(parts) == 3 and is_folder) else ""


def room_of(module: str) -> str:
    """The first part below the package."""
    return module.removeprefix(PACKAGE).lstrip(".").partition(".")[0]


def lazy_imports(tree: ast.AST) -> Iterator[int]:
    """Lines of imports inside functions."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield node.lineno


def cycles(graph: Mapping[str, set[str]]) -> Iterator[str]:
    """The first circle of modules that import each other."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        yield f"cycle: {' <- '.join(error.args[1])}"


def modules(root: Path) -> dict[str, str]:
    """The text of every module of the package below that folder."""
    found = {}
    for path in sorted((root / PACKAGE).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = path.read_text("utf-8")
    return found
