"""All poolers before a database, told as one: hold its requests, send them elsewhere, let go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from types import TracebackType

import psycopg

from migration_safety.errors import DeadlineError, ProxyError
from migration_safety.proxies.pgbouncer.console import Console, Row
from migration_safety.proxies.pgbouncer.pausing import pausing, resume
from migration_safety.proxies.pgbouncer.pools import at_work, setting


class Poolers:
    """A context manager over the consoles of all poolers.  Raises ProxyError.

    Two sessions of each are kept open, since one that pauses is good for nothing else: opening
    one takes longer than all that is done with it.  Where one does not answer the others are
    let go all the same, before that is told.
    """

    def __init__(self, conninfos: Sequence[str]) -> None:
        self._conninfos = tuple(conninfos)
        self._stack = ExitStack()
        self._consoles: list[Console] = []
        self._gone: dict[str, ProxyError] = {}
        self._pausing: dict[str, Console] = {}

    def __enter__(self) -> Poolers:
        with ExitStack() as stack:
            for each in self._conninfos:
                try:
                    self._consoles.append(stack.enter_context(Console(each)))
                except ProxyError as error:
                    self._gone[each] = error
            if not self._consoles:
                self._expect_all()
            self._arm()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._disarm()
        self._stack.close()

    def pause(self, database: str, *, within: float) -> None:
        """Hold new transactions of that database, and wait for those under way.

        Where one is still under way after so many seconds, all poolers let go again, and
        DeadlineError says who was at work.  Paused ones stay as they are.
        """
        paused = self.paused(database)
        self._arm()
        chosen = [each for name, each in self._pausing.items() if not paused[name]]
        try:
            late = pausing(chosen, database, within=within)
        except (ProxyError, psycopg.Error) as error:
            self._let_go(database)
            raise ProxyError(
                f"A pooler could not be paused: {error}", "All were resumed."
            ) from None
        if late:
            at_work = "; ".join(self._at_work(database)) or "none that is still there"
            self._let_go(database)
            raise DeadlineError(
                f"Transactions of {database} were still under way after {within:g} s: {at_work}.",
                "The poolers were resumed. End what is long, or allow more time.",
            )

    def resume(self, database: str) -> None:
        """Let go, where it is held."""

        def let_go(console: Console) -> None:
            if str(self._row(console, database)["paused"]) == "1":
                resume(console, database)

        self._each(let_go)

    def reload(self) -> None:
        """Have them read their files again: of an included one, see `routes.repoint`."""
        self._each(lambda console: console.tell("RELOAD"))

    def paused(self, database: str) -> dict[str, bool]:
        """Of each pooler, whether it holds that database."""
        return {name: str(row["paused"]) == "1" for name, row in self._databases(database)}

    def pointing(self, database: str) -> dict[str, tuple[str, int, str]]:
        """Of each pooler, the host, port and name that it connects to: itself, not its file."""
        return {
            name: (str(row["host"] or ""), int(str(row["port"])), str(row["database"]))
            for name, row in self._databases(database)
        }

    def modes(self, database: str) -> dict[str, str]:
        """Of each pooler, "transaction", "statement" or "session": a pause ends with the last
        transaction in the first two, with the last session in the third."""
        found = {}
        for console, row in zip(self._consoles, self._rows(database), strict=True):
            found[console.name] = str(row["pool_mode"] or setting(console, "pool_mode"))
        return found

    def patience(self) -> float:
        """Seconds after which the least patient disconnects clients that wait; 0 for never."""
        waits = [float(setting(each, "query_wait_timeout")) for each in self._consoles]
        return min((wait for wait in waits if wait), default=0.0)

    def expect_patience(self, database: str, *, within: float) -> None:
        """Raise ProxyError where one could not hold its requests for so many seconds."""
        if session := [name for name, mode in self.modes(database).items() if mode == "session"]:
            raise ProxyError(
                f"The pooler at {session[0]} pools sessions: a pause would wait until clients go.",
                f"Set pool_mode = transaction for {database}.",
            )
        if 0 < (patience := self.patience()) <= within:
            raise ProxyError(
                f"A pooler sends clients away after {patience:g} s, a switch may hold them for"
                f" {within:g} s.",
                "Raise query_wait_timeout, whose default is 120.",
            )

    def _at_work(self, database: str) -> list[str]:
        return [client for each in self._consoles for client in at_work(each, database)]

    def _databases(self, database: str) -> Iterator[tuple[str, Row]]:
        names = (console.name for console in self._consoles)
        return zip(names, self._rows(database), strict=True)

    def _rows(self, database: str) -> Iterator[Row]:
        self._expect_all()
        for console in self._consoles:
            yield self._row(console, database)

    def _row(self, console: Console, database: str) -> Row:
        rows = [row for row in console.show("DATABASES") if row["name"] == database]
        if not rows:
            raise ProxyError(
                f"The pooler at {console.name} has no database {database!r}.",
                "Name it as the application does, and as its [databases] do.",
            )
        return rows[0]

    def _each(self, tell: Callable[[Console], None]) -> None:
        """Tell all that answer, then raise ProxyError where one did not."""
        failed = list(self._gone.values())
        for console in self._consoles:
            try:
                tell(console)
            except ProxyError as error:
                failed.append(error)
        if failed:
            raise failed[0]

    def _expect_all(self) -> None:
        for error in self._gone.values():
            raise error

    def _arm(self) -> None:
        known = [each for each in self._conninfos if each not in self._gone]
        for console, conninfo in zip(self._consoles, known, strict=True):
            if console.name not in self._pausing:
                self._pausing[console.name] = Console(conninfo)

    def _disarm(self) -> None:
        for console in self._pausing.values():
            console.close()
        self._pausing.clear()

    def _let_go(self, database: str) -> None:
        """First let clients go on, then drop the connections whose PAUSE never returns."""
        for console in self._consoles:
            with suppress(ProxyError):
                resume(console, database)
        self._disarm()
