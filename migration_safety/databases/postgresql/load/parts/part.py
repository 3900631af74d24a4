"""An index or constraint as the catalog tells of it, with the SQL that makes it again."""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import sql

# The constraints that an index can be made into, in SQL.
ATTACHABLE = {"primary key": "PRIMARY KEY", "unique": "UNIQUE"}


@dataclass(frozen=True, slots=True)
class Part:
    """All that must be as before; two that are equal differ in nothing that can be seen.

    `kind` is "index", "primary key", "unique", "exclusion" or "foreign key"; `index` and
    `constraint` are the server's own definitions, "" where it is not one of these; `statistics`
    are the targets of its expressions by their number; `marks` is what none of our statements
    can make again.
    """

    kind: str
    schema: str
    table: str
    name: str
    index: str
    constraint: str
    method: str
    tablespace: str
    options: dict[str, str]
    index_comment: str
    constraint_comment: str
    statistics: dict[str, int]
    deferrable: bool
    deferred: bool
    clustered: bool
    replica_identity: bool
    validated: bool
    marks: list[str]

    @property
    def owner(self) -> tuple[str, str]:
        """The schema and the name of its table."""
        return (self.schema, self.table)

    @property
    def place(self) -> tuple[str, str, str, str]:
        """What tells it from every other; an index may be named as a foreign key is."""
        family = "foreign key" if self.kind == "foreign key" else "index"
        return (family, self.schema, self.table, self.name)

    @property
    def drop(self) -> str:
        """The statement that drops it, and nothing that depends on it."""
        if self.kind == "index":
            return _written("DROP INDEX {}", sql.Identifier(self.schema, self.name))
        return self._alter("DROP CONSTRAINT {}", sql.Identifier(self.name))

    @property
    def build(self) -> list[str]:
        """The index, while other sessions build others of the same table."""
        # An index of any other method cannot be made a constraint afterwards.
        attachable = self.kind in ATTACHABLE and self.method == "btree"
        return [self.index] if self.kind == "index" or attachable else []

    @property
    def attach(self) -> list[str]:
        """What comes next and locks the table, however shortly."""
        statements = [self._add_constraint()] if self.kind != "index" else []
        if self.kind == "foreign key":
            return [*statements, *self._comments()]
        name = sql.Identifier(self.schema, self.name)
        # The definition of an index tells its options, that of a constraint does not.
        for option, given in self.options.items() if not self.build else ():
            setting = (sql.Identifier(option), sql.Literal(given))
            statements.append(_written("ALTER INDEX {} SET ({} = {})", name, *setting))
        for number, target in self.statistics.items():
            column, value = sql.Literal(int(number)), sql.Literal(target)
            alter = "ALTER INDEX {} ALTER COLUMN {} SET STATISTICS {}"
            statements.append(_written(alter, name, column, value))
        if self.clustered:
            statements.append(self._alter("CLUSTER ON {}", sql.Identifier(self.name)))
        if self.replica_identity:
            mark = "REPLICA IDENTITY USING INDEX {}"
            statements.append(self._alter(mark, sql.Identifier(self.name)))
        return statements + self._comments()

    @property
    def validate(self) -> list[str]:
        """What proves the rows, and lets others write meanwhile."""
        if self.kind == "foreign key" and self.validated:
            return [self._alter("VALIDATE CONSTRAINT {}", sql.Identifier(self.name))]
        return []

    @property
    def statements(self) -> list[str]:
        """All of them in order."""
        return [*self.build, *self.attach, *self.validate]

    def lacking(self, statements: list[str], found: Part | None) -> list[str]:
        """Those of its statements that are needed where `found` stands in its place."""
        there = set()
        if found and found.index == self.index:
            there.update(self.build)
        if found and self.constraint and _bare(found.constraint) == _bare(self.constraint):
            there.add(self._add_constraint())
        return [statement for statement in statements if statement not in there]

    def _add_constraint(self) -> str:
        name = sql.Identifier(self.name)
        if not self.build:
            later = " NOT VALID" if self.validate else ""
            return self._alter("ADD CONSTRAINT {} ", name) + self.constraint + later
        action = f"ADD CONSTRAINT {{}} {ATTACHABLE[self.kind]} USING INDEX {{}}"
        statement = self._alter(action, name, name)
        deferred = " INITIALLY DEFERRED" if self.deferred else ""
        return statement + (f" DEFERRABLE{deferred}" if self.deferrable else "")

    def _comments(self) -> list[str]:
        statements = []
        if self.index_comment:
            name = sql.Identifier(self.schema, self.name)
            statements.append(
                _written("COMMENT ON INDEX {} IS {}", name, sql.Literal(self.index_comment))
            )
        if self.constraint_comment:
            comment = "COMMENT ON CONSTRAINT {} ON {} IS {}"
            table = sql.Identifier(self.schema, self.table)
            text = sql.Literal(self.constraint_comment)
            statements.append(_written(comment, sql.Identifier(self.name), table, text))
        return statements

    def _alter(self, action: str, *names: sql.Identifier) -> str:
        table = sql.Identifier(self.schema, self.table)
        return _written(f"ALTER TABLE ONLY {{}} {action}", table, *names)


def _bare(constraint: str) -> str:
    return constraint.removesuffix(" NOT VALID")


def _written(statement: str, *parts: sql.Composable) -> str:
    return statement.format(*(part.as_string() for part in parts))
