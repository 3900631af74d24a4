"""One stay inside the gate: a request's or a piece of work's, on its thread's connection."""

from __future__ import annotations

import logging
from enum import Enum, auto
from typing import Any
from weakref import WeakSet

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import InterfaceError, OperationalError, ProgrammingError

from migration_safety.databases.postgresql.gate.words import ENTER, LEAVE, LOOK, ROW
from migration_safety.gate.presence import presence

logger = logging.getLogger(__name__)

# A kept connection may be dead, and so may several of a pool.
ATTEMPTS = 3
# undefined_table, invalid_schema_name, insufficient_privilege
GONE = ("42P01", "3F000", "42501")
# Sessions that are inside: who is may come again, as work inside of work does.
_inside: WeakSet[Any] = WeakSet()


class Admission(Enum):
    """What the gate says."""

    ENTERED = auto()
    HELD = auto()
    REFUSED = auto()
    UNREACHABLE = auto()
    # There is no gate, or not for this database.
    UNGATED = auto()


class Visit:
    """`look` is how many seconds it is believed that there is no gate.

    Nothing is asked through Django's cursors, so that the queries of a request that tests count
    stay its own.
    """

    def __init__(self, alias: str, look: float) -> None:
        self._alias, self._look = alias, look
        self._presence = presence(alias)
        self._connection: BaseDatabaseWrapper | None = None
        self._session: Any = None
        self._held = False

    @property
    def needless(self) -> bool:
        """Whether there is known to be no gate: no connection is needed to know it."""
        return self._presence.absent(self._look)

    def enter(self) -> Admission:
        """Ask once.  One that cannot be asked lets nobody in, if it is not known to be absent."""
        if self.needless or connections[self._alias].vendor != "postgresql":
            return Admission.UNGATED
        connection = connections[self._alias]
        for _ in range(ATTEMPTS):
            try:
                return self._ask(connection)
            except (OperationalError, InterfaceError) as error:
                # Nothing of the request has been done: it may begin on another connection.
                reason = type(error.__cause__ or error).__name__
                connection.close()
        if self._presence.there is False:
            return Admission.UNGATED
        logger.warning("the gate of %r cannot be asked: %s", self._alias, reason)
        return Admission.UNREACHABLE

    def leave(self) -> None:
        """Let go; it may be done again."""
        connection, session = self._connection, self._session
        self._connection = self._session = None
        if connection is None:
            return
        _inside.discard(session)
        if connection.connection is not session:
            logger.error("a request closed its connection to %r inside the gate", self._alias)
            return
        try:
            if not session.execute(LEAVE).fetchone()[0]:
                logger.error("the lock on %r was lost: is there a pooler between?", self._alias)
        except Exception as error:
            # The lock goes with the session; a pool must not keep it.
            logger.warning("%r was left by closing: %s", self._alias, type(error).__name__)
            session.close()

    def _ask(self, connection: BaseDatabaseWrapper) -> Admission:
        connection.close_if_health_check_failed()
        connection.ensure_connection()
        session = connection.connection
        if session in _inside:
            return Admission.ENTERED
        try:
            with connection.wrap_database_errors:
                if not self._presence.there and not self._find(session):
                    return Admission.UNGATED
                return self._admitted(connection, session)
        except ProgrammingError as error:
            # A lock of a session outlives the error of the statement after it.
            session.execute(LEAVE)
            if getattr(error.__cause__, "sqlstate", "") not in GONE:
                raise
            self._presence.learn(False)
            return Admission.UNGATED

    def _find(self, session: Any) -> bool:
        """Look whether there is a gate; one that we may not read would shut everybody out."""
        found = session.execute(LOOK).fetchone()
        if found == (False,):
            logger.error("there is a gate on %r that this role may not read", self._alias)
        there: bool = found == (True,)
        self._presence.learn(there)
        return there

    def _admitted(self, connection: BaseDatabaseWrapper, session: Any) -> Admission:
        if self._held and session.execute(ROW).fetchone()[0] == "hold":
            return Admission.HELD
        locked, mode = _entered(session)
        if locked and mode == "open":
            self._connection, self._session = connection, session
            _inside.add(session)
            return Admission.ENTERED
        if locked:
            session.execute(LEAVE)
        # Who meets the barrier while the gate is open waits until it is gone.
        self._held = mode != "refuse"
        return Admission.HELD if self._held else Admission.REFUSED


def _entered(session: Any) -> tuple[bool, str]:
    """Whether the lock was to be had, and the mode as it is since then."""
    cursor = session.execute(ENTER)
    locked = cursor.fetchone()[0]
    cursor.nextset()
    mode, _, isolation = cursor.fetchone()
    if locked and isolation != "read committed":
        # Both statements have had one snapshot: that of before the lock.
        mode, _, _ = session.execute(ROW).fetchone()
    return locked, mode
