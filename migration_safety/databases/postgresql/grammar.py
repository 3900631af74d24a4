"""PostgreSQL's own grammar: a string of SQL becomes statements with their trees."""

from __future__ import annotations

from dataclasses import dataclass

from google.protobuf.message import Message
from postgast import PgQueryError, parse, scan
from postgast import pg_query_pb2 as pb

from migration_safety.errors import GrammarError

CONSTANTS = frozenset({pb.SCONST, pb.USCONST, pb.BCONST, pb.XCONST})


@dataclass(frozen=True, slots=True)
class Parsed:
    """One statement: its text as written, the kind of its tree ("index_stmt") and the tree."""

    sql: str
    kind: str
    tree: Message


def statements(sql: str) -> list[Parsed]:
    """Split and parse; comments around a statement are left out.

    Raises GrammarError where the grammar of PostgreSQL 18 rejects the text.
    """
    try:
        parsed = parse(sql)
    except PgQueryError as error:
        raise GrammarError(
            f"PostgreSQL's grammar rejects the SQL: {error}.", _near(sql, error)
        ) from error
    return [_parsed(sql.encode(), raw) for raw in parsed.stmts]


def split(sql: str) -> list[str]:
    """The statements of a string, as the server would take them one by one."""
    return [parsed.sql for parsed in statements(sql)]


def parameters_numbered(sql: str) -> str:
    """A query of the ORM, whose parameters the grammar knows as $1 and not as %s."""
    return sql.replace("%s", "$1").replace("%%", "%") if "%s" in sql else sql


def masked(sql: str) -> str:
    """The text without its string constants where it is about a password.

    A report is shown to many, and RunSQL may create a role.
    """
    return without_strings(sql) if "password" in sql.lower() else sql


def without_strings(sql: str) -> str:
    """The text with stars in place of its string constants."""
    text, masks = sql.encode(), []
    for token in scan(sql).tokens:
        if token.token in CONSTANTS:
            masks.append((token.start, token.end))
    for start, end in reversed(masks):
        text = text[:start] + b"'***'" + text[end:]
    return text.decode()


def _parsed(text: bytes, raw: pb.RawStmt) -> Parsed:
    """Positions count bytes; a length of 0 means "to the end"."""
    end = raw.stmt_location + raw.stmt_len if raw.stmt_len else len(text)
    sql = text[raw.stmt_location : end].decode().strip().rstrip(";").rstrip()
    kind = raw.stmt.WhichOneof("node") or ""
    return Parsed(_without_leading_comments(sql), kind, getattr(raw.stmt, kind))


def _without_leading_comments(sql: str) -> str:
    """Cut what stands before the first word; the grammar has already accepted the text."""
    while True:
        if sql.startswith("--"):
            sql = sql.partition("\n")[2].lstrip()
        elif sql.startswith("/*") and "*/" in sql and "/*" not in sql[2 : sql.index("*/")]:
            sql = sql.partition("*/")[2].lstrip()
        else:
            return sql


def _near(sql: str, error: PgQueryError) -> str:
    """Line and column of an error, both from 1."""
    before = sql.encode()[: max(error.cursorpos - 1, 0)].decode(errors="ignore")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return f"See line {line}, column {column} of the statement."
