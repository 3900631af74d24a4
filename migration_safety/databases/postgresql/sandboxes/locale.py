"""The encoding and the locale of a database, which another one on another server shall share."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import errors, sql

# Two columns are of later versions than 15, or were renamed.
QUERY = """
    SELECT pg_encoding_to_char(encoding), datlocprovider::text, datcollate, datctype,
        coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale', '')
    FROM pg_database AS d WHERE datname = current_database()
"""
# No such locale there, a provider that it was built without, an option of later versions, an
# encoding that does not go with the locale.
LACKING = (
    *(errors.WrongObjectType, errors.FeatureNotSupported, errors.InvalidParameterValue),
    *(errors.SyntaxError, errors.InvalidObjectDefinition, errors.UndefinedObject),
)


@dataclass(frozen=True, slots=True)
class Locale:
    """As pg_database has it; `provider` is c, i or b, `name` is ICU's or the builtin one's."""

    encoding: str
    provider: str
    collate: str
    ctype: str
    name: str

    def create(self, connection: psycopg.Connection, database: str) -> str:
        """Create the database like that; a note where its server can only come near."""
        for option in (self._own(), *_near(self.encoding)):
            try:
                connection.execute(
                    sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING {} {}").format(
                        sql.Identifier(database), sql.Literal(self.encoding), option
                    )
                )
            except LACKING:
                continue
            own = option == self._own()
            return "" if own else f"Text sorts by code point: the server has no {self}."
        raise errors.FeatureNotSupported(f"no locale for {self.encoding}")

    def __str__(self) -> str:
        return f"locale {self.name or self.collate}"

    def _own(self) -> sql.Composable:
        both = sql.SQL("LC_COLLATE {} LC_CTYPE {}").format(self.collate, self.ctype)
        provider = {"c": "libc", "i": "icu ICU_LOCALE {}", "b": "builtin BUILTIN_LOCALE {}"}
        chosen = sql.SQL(provider[self.provider]).format(self.name)
        return sql.SQL("LOCALE_PROVIDER {} {}").format(chosen, both)


def read_locale(connection: psycopg.Connection) -> Locale:
    """Of the database that the connection is to."""
    row = connection.execute(QUERY).fetchone()
    return Locale(*row) if row else Locale("UTF8", "c", "C", "C", "")


def _near(encoding: str) -> list[sql.SQL]:
    """What every server has; letters beyond ASCII have their case in the first of them alone."""
    utf8 = sql.SQL("LOCALE_PROVIDER libc LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'")
    return [
        *([utf8] if encoding == "UTF8" else []),
        sql.SQL("LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C'"),
    ]
