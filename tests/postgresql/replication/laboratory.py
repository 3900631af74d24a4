"""Runs many experiments at once, each in a schema of its own of the databases blue and green."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from migration_safety.core.deployment.verdict import Direction, Fate
from tests.plugins.servers import Server

Connection = psycopg.Connection[Any]
DEADLINE = 60.0
AT_ONCE = 60
SIDES = ("blue", "green")
COLUMNS = """
SELECT relname::text, array_agg(attname::text ORDER BY attnum) FILTER (WHERE attgenerated = '')
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
WHERE relnamespace = %s::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
GROUP BY relname
"""
MOMENTS = """
SELECT attname::text FROM pg_attribute
WHERE attrelid = %s::regclass AND atttypid IN ('timestamp'::regtype, 'timestamptz'::regtype)
"""
STOPPED = re.compile(
    r"ERROR:  (?P<error>[^\n]+)\n(?:[^\n]*?(?:DETAIL|HINT):[^\n]*\n(?:\t[^\n]*\n)*)*"
    r'[^\n]*CONTEXT:  processing remote data for replication origin "pg_(?P<origin>\d+)"'
)


@dataclass(frozen=True)
class Experiment:
    """One row in one direction; `name` is its schema.

    `both` is what both sides have, `change` what comes over green, `shims` SQL by side, `fence`
    that of the target once all has arrived; `left_out` are tables and columns that are not
    published ("" for the whole table); `again`: the subscription is made again after the change.
    """

    name: str
    direction: Direction
    both: str
    change: str
    writes: str
    shims: Mapping[str, str] = field(default_factory=dict)
    fence: str = ""
    left_out: frozenset[tuple[str, str]] = frozenset()
    again: bool = False
    sound: str = ""
    kept: str = ""
    transforms: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Outcome:
    """What came of it, and what the server or a comparison said."""

    fate: Fate
    said: str = ""


class Trial:
    """One experiment under way."""

    def __init__(self, of: Experiment, server: Server, sides: Mapping[str, Connection]) -> None:
        self.of, self.name, self.sides = of, sql.Identifier(of.name), sides
        forward = of.direction is Direction.FORWARD
        self.writer, self.reader = (sides[each] for each in (SIDES if forward else SIDES[::-1]))
        self.conninfo = server.url(self.writer.info.dbname)
        self.failed = self.origin = ""

    def prepare(self) -> None:
        """Both sides, the publication, a subscription that knows its tables, and the change."""
        for side in self.sides.values():
            side.execute(sql.SQL("CREATE SCHEMA {}").format(self.name))
            self.send(side, f"{self.of.both}; CREATE TABLE ms_marker (id integer PRIMARY KEY)")
        forward = self.of.direction is Direction.FORWARD
        for act in (self.subscribe, self.change) if forward else (self.change, self.subscribe):
            self.attempt(act)
        if self.of.again:
            self.attempt(self.subscribe_again)

    def attempt(self, act: Any) -> None:
        """Do it unless something has failed; a refusal by the server is an outcome."""
        if not self.failed:
            try:
                act()
            except psycopg.Error as error:
                self.failed = str(error.diag.message_primary or error)

    def change(self) -> None:
        self.send(self.sides["green"], self.of.change)
        for side, text in self.of.shims.items():
            self.send(self.sides[side], text)

    def subscribe(self) -> None:
        """Publish what is not left out, and subscribe to it, disabled for now."""
        tables = [
            each for each in self.tables(self.writer) if (each[0], "") not in self.of.left_out
        ]
        listed = sql.SQL(", ").join(self.listed(*each) for each in tables)
        make = sql.SQL("CREATE PUBLICATION {} FOR TABLE {}")
        self.writer.execute(make.format(self.name, listed))
        self.connect()

    def subscribe_again(self) -> None:
        """As after a table has got another identity; nothing has been applied yet."""
        alter = sql.SQL("ALTER SUBSCRIPTION {} SET (slot_name = NONE)")
        self.reader.execute(alter.format(self.name))
        self.reader.execute(sql.SQL("DROP SUBSCRIPTION {}").format(self.name))
        self.connect()

    def connect(self) -> None:
        make = sql.SQL(
            "CREATE SUBSCRIPTION {0} CONNECTION {1} PUBLICATION {0} WITH (create_slot = false,"
            " slot_name = {0}, copy_data = false, enabled = false, disable_on_error = true)"
        )
        self.reader.execute(make.format(self.name, sql.Literal(self.conninfo)))
        oid = "SELECT oid FROM pg_subscription WHERE subname = %s"
        (self.origin,) = map(str, self.reader.execute(oid, [self.of.name]).fetchone() or ("",))

    def listed(self, table: str, columns: list[str]) -> sql.Composable:
        """A table of a publication, with a list where some of its columns are left out."""
        kept = [each for each in columns if (table, each) not in self.of.left_out]
        name = sql.Identifier(self.of.name, table)
        if kept == columns:
            return name
        names = sql.SQL(", ").join(map(sql.Identifier, kept))
        return sql.SQL("{} ({})").format(name, names)

    def tables(self, side: Connection) -> list[tuple[str, list[str]]]:
        """The tables of one side, with their columns."""
        return side.execute(COLUMNS, [self.of.name]).fetchall()

    def begin(self) -> None:
        """From the slot on, every write counts."""
        slot = "SELECT pg_create_logical_replication_slot(%s, 'pgoutput')"
        self.attempt(lambda: self.writer.execute(slot, [self.of.name]))
        enable = sql.SQL("ALTER SUBSCRIPTION {} ENABLE").format(self.name)
        self.attempt(lambda: self.reader.execute(enable))
        writes = f"{self.of.writes}; INSERT INTO ms_marker VALUES (1)"
        try:
            self.send(self.writer, writes)
        except psycopg.Error as error:
            self.failed = f"the application: {error.diag.message_primary}"

    def over(self, stopped: set[str]) -> bool:
        """Whether the last write has arrived, or never will."""
        if self.failed or self.of.name in stopped:
            return True
        marker = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(
            sql.Identifier(self.of.name, "ms_marker")
        )
        return self.reader.execute(marker).fetchone() == (True,)

    def outcome(self, said: Mapping[str, str], stopped: set[str]) -> Outcome:
        """What became of the rows."""
        if self.failed or self.of.name in stopped:
            error = self.failed or said.get(self.origin, "the subscription is disabled")
            return Outcome(Fate.LOUD, error.replace(f"{self.of.name}.", ""))
        self.send(self.reader, self.of.fence or "SELECT")
        if wrong := [*self.differences(), *self.unsound()]:
            return Outcome(Fate.SILENT, "; ".join(wrong))
        return Outcome(Fate.WORKS if self.arrived() else Fate.LOSSY)

    def differences(self) -> Iterator[str]:
        """Of the tables and columns that both sides have."""
        theirs = dict(self.tables(self.reader))
        for table, columns in self.tables(self.writer):
            shared = [each for each in columns if each in theirs.get(table, [])]
            shared = [each for each in shared if (table, each) not in self.of.left_out]
            shared = [each for each in shared if each not in self.of.transforms]
            if shared and (table, "") not in self.of.left_out:
                here, there = (
                    self.rows(side, table, shared) for side in (self.writer, self.reader)
                )
                if wrong := here ^ there:
                    yield f"{table}: {len({each[0] for each in wrong})} rows differ"

    def rows(self, side: Connection, table: str, columns: list[str]) -> set[tuple[str, ...]]:
        name = sql.Identifier(self.of.name, table)
        moments = self.moments(side, table)
        text = sql.SQL(", ").join(
            sql.SQL(f"{'extract(epoch FROM {})' if each in moments else '{}'}::text").format(
                sql.Identifier(each)
            )
            for each in columns
        )
        return set(side.execute(sql.SQL("SELECT {} FROM {}").format(text, name)).fetchall())

    def moments(self, side: Connection, table: str) -> set[str]:
        """Its columns with a time, which is the same with and without a zone."""
        path = sql.Identifier(self.of.name, table).as_string(None)
        return {name for (name,) in side.execute(MOMENTS, [path])}

    def unsound(self) -> Iterator[str]:
        if self.of.sound and (wrong := self.send(self.reader, self.of.sound).fetchall()):
            yield f"{len(wrong)} rows are not what the migration makes of them"

    def arrived(self) -> bool:
        try:
            return not self.of.kept or bool(self.send(self.reader, self.of.kept).fetchall())
        except (psycopg.errors.UndefinedColumn, psycopg.errors.UndefinedTable):
            return False

    def send(self, side: Connection, text: str) -> psycopg.Cursor[Any]:
        """Send statements to the schema of the experiment."""
        side.execute(sql.SQL("SET search_path = {}, public").format(self.name))
        return side.execute(text.encode())

    def end(self) -> None:
        """Take the subscription away, then its slot, which its worker may hold a moment longer."""
        if not self.origin:
            return
        for text in ("DISABLE", "SET (slot_name = NONE)"):
            self.reader.execute(sql.SQL(f"ALTER SUBSCRIPTION {{}} {text}").format(self.name))
        self.reader.execute(sql.SQL("DROP SUBSCRIPTION {}").format(self.name))


class Laboratory:
    """Two databases of one server.  A context manager."""

    def __init__(self, server: Server, log: Path) -> None:
        self._server, self._log = server, log
        self._stack = ExitStack()

    def __enter__(self) -> Laboratory:
        with self._server.connect() as connection:
            for name in SIDES:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        self._sides = {n: self._stack.enter_context(self._server.connect(n)) for n in SIDES}
        for side in self._sides.values():
            side.execute("SET TimeZone = 'UTC'")
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def run(self, experiments: Iterable[Experiment]) -> dict[str, Outcome]:
        """The outcome of each by its name."""
        found: dict[str, Outcome] = {}
        every = list(experiments)
        for start in range(0, len(every), AT_ONCE):
            found |= self._run(every[start : start + AT_ONCE])
        return found

    def _run(self, experiments: Iterable[Experiment]) -> dict[str, Outcome]:
        trials = [Trial(each, self._server, self._sides) for each in experiments]
        for each in trials:
            each.prepare()
        for each in trials:
            each.begin()
        self._wait(trials)
        log = self._log.read_text("utf-8", "replace")
        said = {match["origin"]: match["error"] for match in STOPPED.finditer(log)}
        stopped = self._stopped()
        found = {each.of.name: each.outcome(said, stopped) for each in trials}
        for each in trials:
            each.end()
        return found

    def _stopped(self) -> set[str]:
        query = "SELECT subname::text FROM pg_subscription WHERE NOT subenabled"
        return {name for (name,) in self._sides["blue"].execute(query)}

    def _wait(self, trials: list[Trial]) -> None:
        end = time.monotonic() + DEADLINE
        while trials:
            if time.monotonic() > end:
                raise TimeoutError(f"still running: {[each.of.name for each in trials]}")
            time.sleep(0.05)
            stopped = self._stopped()
            trials = [each for each in trials if not each.over(stopped)]
