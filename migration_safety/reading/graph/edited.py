"""Applied migrations compared with what git had of them when they were applied.

Django records when a migration was applied, but nothing of its text; git knows the text of
that time.  What is compared is the program, not its comments or layout.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db.migrations import Migration

from migration_safety.core.graph import Edited
from migration_safety.errors import SelectionError
from migration_safety.reading.graph.git import git
from migration_safety.reading.locate import file_of, path_of

Key = tuple[str, str]


def edited(migrations: Mapping[Key, Migration], rows: Mapping[Key, Any]) -> Edited:
    """Those of the project's repository; `rows` are Django's records of what was applied."""
    try:
        top = Path(_asked("rev-parse", "--show-toplevel").strip("\n")).resolve()
        if _asked("rev-parse", "--is-shallow-repository").strip() == "true":
            return Edited(why="a shallow clone does not know the texts of earlier")
        return _compared(top, migrations, rows)
    except SelectionError as error:
        return Edited(why=f"git cannot be asked: {error.problem}")


def _compared(top: Path, migrations: Mapping[Key, Migration], rows: Mapping[Key, Any]) -> Edited:
    files = dict(_files(top, {key: migrations[key] for key in migrations if key in rows}))
    commits = _commits(top, list(files))
    times = {name: int(rows[key].applied.timestamp()) for name, key in files.items()}
    known = {name: commit for name in files if (commit := _before(commits[name], times[name]))}
    open_ = set(_asked("diff", "--name-only", "-z", "HEAD").split("\0"))
    newer = {name: it for name, it in known.items() if name in open_ or commits[name][0][1] != it}
    return Edited(
        compared=len(known),
        differing=tuple(
            (".".join(files[name]), path_of(migrations[files[name]]), commit[:10])
            for name, commit in newer.items()
            if _differs(top / name, _asked("show", f"{commit}:{name}"))
        ),
        unknown=tuple(".".join(files[name]) for name in files if name not in known),
    )


def _files(top: Path, migrations: Mapping[Key, Migration]) -> Iterator[tuple[str, Key]]:
    """The files that lie in the repository, as git names them."""
    for key, migration in migrations.items():
        path = file_of(migration)
        if path and path.resolve().is_relative_to(top):
            yield path.resolve().relative_to(top).as_posix(), key


def _commits(top: Path, names: list[str]) -> dict[str, list[tuple[int, str]]]:
    """Of each file the commits that touched it, newest first, each with its time."""
    found: dict[str, list[tuple[int, str]]] = {name: [] for name in names}
    if not names:
        return found
    here = ("-C", str(top), "-c", "core.quotePath=false")
    told = _asked(*here, "log", "--format=%x01%ct %H", "--name-only", "--no-renames", "--", *names)
    for block in told.split("\x01")[1:]:
        head, *touched = block.strip("\n").split("\n")
        time, commit = head.split()
        for name in found.keys() & touched:
            found[name].append((int(time), commit))
    return found


def _asked(*arguments: str) -> str:
    return git("The text of a migration at the time that it was applied is not known.", *arguments)


def _before(commits: list[tuple[int, str]], applied: int) -> str:
    return next((commit for time, commit in commits if time <= applied), "")


def _differs(path: Path, then: str) -> bool:
    return list(_program(path.read_text("utf-8"))) != list(_program(then))


def _program(text: str) -> Iterator[str]:
    """What it does: without docstrings, and with imports in any order."""
    try:
        body = ast.parse(text).body
    except SyntaxError:  # of another Python
        yield text
        return
    imports = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    yield from sorted(ast.dump(node) for node in imports)
    for node in body:
        if node not in imports and not _is_text(node):
            yield ast.dump(node)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
