"""What the server knows of the types of values: hash functions, casts, what domains stand for."""

from __future__ import annotations

from contextlib import suppress

from psycopg import errors, sql

from migration_safety.databases.postgresql.fingerprint.hashing import Type
from migration_safety.databases.postgresql.fingerprint.session import Session, query

# A domain is a chain of types that ends at the one its values have.
FACTS = """
    WITH RECURSIVE chain (depth, oid) AS (
        SELECT 0, %s::oid
        UNION ALL
        SELECT depth + 1, typbasetype FROM chain JOIN pg_type AS t ON t.oid = chain.oid
        WHERE typtype = 'd'
    )
    SELECT t.oid::bigint, t.typname, t.typcategory = 'A',
        coalesce(element.typtype, t.typtype) NOT IN ('b', 'r', 'm'),
        CASE WHEN t.typsend <> 0 THEN ARRAY[n.nspname, proname] ELSE '{}' END,
        format_type(t.oid, NULL)
    FROM chain JOIN pg_type AS t ON t.oid = chain.oid
    LEFT JOIN pg_type AS element ON element.oid = t.typelem AND t.typcategory = 'A'
    LEFT JOIN pg_proc AS p ON p.oid = t.typsend
    LEFT JOIN pg_namespace AS n ON n.oid = p.pronamespace
    ORDER BY depth DESC LIMIT 1
"""
NAMED = "SELECT to_regtype(%s)::oid::bigint"
# The function is looked up before a value is.
HASHABLE = "SELECT hash_array_extended(ARRAY[NULL::{}], 0)"
CASTABLE = "SELECT (NULL::{})::{}"


class Types:
    """Answers about types, each asked of the server once."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._facts: dict[int, Type] = {}
        self._named: dict[str, int] = {}
        self._casts: dict[tuple[str, str], bool] = {}

    def of(self, oid: int) -> Type:
        """The type of values of a column of that declared type."""
        if oid not in self._facts:
            _, name, is_array, user_made, send, written = query(self.session, FACTS, [oid])[0]
            hashable = not user_made and self._answers(sql.SQL(HASHABLE).format(sql.SQL(written)))
            self._facts[oid] = Type(name, is_array, user_made, hashable, tuple(send))
        return self._facts[oid]

    def named(self, written: str) -> Type | None:
        """The type of that name, as format_type writes it, if it still exists."""
        if written not in self._named:
            self._named[written] = query(self.session, NAMED, [written])[0][0] or 0
        return self.of(self._named[written]) if self._named[written] else None

    def castable(self, source: str, target: str) -> bool:
        """Whether values of one type can be written as another at all."""
        if (source, target) not in self._casts:
            command = sql.SQL(CASTABLE).format(sql.SQL(source), sql.SQL(target))
            self._casts[source, target] = self._answers(command)
        return self._casts[source, target]

    def _answers(self, command: sql.Composed) -> bool:
        refused = (errors.UndefinedFunction, errors.CannotCoerce, errors.UndefinedObject)
        with suppress(*refused), self.session.transaction():
            query(self.session, command)
            return True
        return False
