"""Values as the driver writes them into SQL, with no server to ask for extensions' types."""

from __future__ import annotations

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap
from psycopg.dbapi20 import Binary
from psycopg.sql import Literal
from psycopg.types import TypeInfo
from psycopg.types.hstore import register_hstore
from psycopg.types.string import BytesDumper

# A server gives the types of extensions numbers from here on; which ones, no literal shows.
FIRST_NORMAL_OID = 16384


class _HexDumper(BytesDumper):
    """As a server that is asked takes it; without one the driver falls back on escapes."""

    def quote(self, obj: Buffer | Binary) -> bytes:
        content = obj.obj if isinstance(obj, Binary) else obj
        return rb"'\x%s'" % bytes(content).hex().encode()


class _Adapting:
    """The driver's adapters, and those that Django registers where the extension is there."""

    adapters = AdaptersMap(psycopg.adapters)
    connection = None


for each in (bytes, bytearray, memoryview, Binary):
    _Adapting.adapters.register_dumper(each, _HexDumper)
register_hstore(TypeInfo("hstore", FIRST_NORMAL_OID, FIRST_NORMAL_OID + 1), _Adapting())


def literal(value: object) -> str:
    """With the type where it does not follow from the text: "''::hstore", "1"."""
    return Literal(value).as_string(_Adapting())
