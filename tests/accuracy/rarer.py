"""Operations that few projects have, drawn beside the usual ones."""

from __future__ import annotations

from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState
from django.db.models import Deferrable, F, Q, Value
from django.db.models.functions import Abs
from hypothesis import strategies as st

from tests.accuracy.histories import APP, History

SQL = (
    # What stands in comments and quotes does not end a statement.
    '-- first; then\nALTER TABLE "{table}" ADD COLUMN "x{n}" integer DEFAULT $q$3$q$::integer;'
    " /* a; b */ COMMENT ON TABLE \"{table}\" IS 'a; b'",
    'ALTER TABLE "{table}" ADD COLUMN "x{n}" uuid DEFAULT gen_random_uuid(), ADD "y{n}" integer',
    'ALTER TABLE "{table}" ADD COLUMN "x{n}" varchar(9)[];'
    ' ALTER TABLE "{table}" ALTER "x{n}" TYPE varchar(19)[]',
    'ALTER TABLE "{table}" ADD CONSTRAINT "x{n}" CHECK (id > 0) NOT VALID;'
    ' ALTER TABLE "{table}" VALIDATE CONSTRAINT "x{n}"',
    'CREATE UNIQUE INDEX "x{n}" ON "{table}" (id) INCLUDE ("id");'
    ' ALTER INDEX "x{n}" RENAME TO "y{n}"; DROP INDEX "y{n}"',
    'CREATE INDEX IF NOT EXISTS "x{n}" ON "{table}" (abs(id)) WHERE id > 3;'
    ' CREATE INDEX IF NOT EXISTS "x{n}" ON "{table}" (id)',
    'CREATE VIEW "x{n}" AS SELECT id FROM "{table}"; CREATE VIEW "y{n}" AS SELECT * FROM "x{n}";'
    ' DROP VIEW "x{n}" CASCADE',
    'CREATE TABLE "X {n}" ("{{n}}" bigint REFERENCES "{table}"); DROP TABLE "X {n}"',
    'LOCK TABLE "{table}" IN SHARE ROW EXCLUSIVE MODE',
    'CREATE TYPE "x{n}" AS ENUM (\'a\'); ALTER TABLE "{table}" ADD "x{n}" "x{n}" DEFAULT \'a\';'
    ' ALTER TABLE "{table}" ALTER "x{n}" DROP DEFAULT, ALTER "x{n}" TYPE text',
)


class Rarer(History):
    """The usual operations and, as often, the rare ones."""

    def _operation(self) -> Operation:
        if self.draw(st.booleans()):
            return super()._operation()
        kinds = (self._sql, self._sql, self._together, self._comment, self._generated)
        kinds += (self._ordered, self._table, self._special_constraint, self._special_index)
        drawn = None
        while drawn is None:
            drawn = self.draw(st.sampled_from(kinds))()
        return self._apply(drawn)

    def _remove(self) -> Operation | None:
        return self._spared(super()._remove())

    def _rename(self) -> Operation | None:
        return self._spared(super()._rename())

    def _spared(self, operation: Operation | None) -> Operation | None:
        """Only of a field that no option of its model names."""
        if operation is None:
            return None
        options = self.state.models[APP, operation.model_name.lower()].options
        name = getattr(operation, "name", "") or getattr(operation, "old_name", "")
        return None if f"'{name}'" in repr(_plain(options)) else operation

    def _sql(self) -> Operation:
        text = self.draw(st.sampled_from(SQL))
        return migrations.RunSQL(text.format(table=_table(self._model()), n=next(self.numbers)))

    def _together(self) -> Operation | None:
        model = self._model()
        name = self._column(model, relation=False)
        if model.options.get("unique_together"):
            return migrations.AlterUniqueTogether(model.name, set())
        return name and migrations.AlterUniqueTogether(model.name, {("id", name)})

    def _comment(self) -> Operation | None:
        model, text = self._model(), f"it's {next(self.numbers)}"
        name = self._column(model, relation=False)
        if name is None or model.fields[name].get_internal_type() == "GeneratedField":
            return migrations.AlterModelTableComment(model.name, text)
        field = model.fields[name].clone()
        field.db_comment = text
        return migrations.AlterField(model.name, name, field)

    def _generated(self) -> Operation:
        field = models.GeneratedField(
            expression=Value(3), output_field=models.IntegerField(), db_persist=True
        )
        return migrations.AddField(self._model().name, f"g{next(self.numbers)}", field)

    def _ordered(self) -> Operation | None:
        model = self._model()
        if model.options.get("order_with_respect_to"):
            return migrations.AlterOrderWithRespectTo(model.name, None)
        name = self._column(model, relation=True)
        return name and migrations.AlterOrderWithRespectTo(model.name, name)

    def _table(self) -> Operation:
        named = f"Table {next(self.numbers)} {'x' * self.draw(st.sampled_from((1, 70)))}"
        return migrations.AlterModelTable(self._model().name, named)

    def _special_constraint(self) -> Operation | None:
        model, label = self._model(), f"c{next(self.numbers)}"
        name = self._column(model, relation=False)
        if name is None:
            return None
        kinds = (
            models.UniqueConstraint(fields=[name], include=["id"], name=label),
            models.UniqueConstraint(
                fields=[name, "id"], deferrable=Deferrable.DEFERRED, name=label
            ),
            models.UniqueConstraint(fields=[name], nulls_distinct=False, name=label),
            models.UniqueConstraint(Abs("id"), F(name).desc(), name=label),
            models.CheckConstraint(condition=Q(id__gt=0), name=label),
        )
        return migrations.AddConstraint(model.name, self.draw(st.sampled_from(kinds)))

    def _special_index(self) -> Operation | None:
        model, label = self._model(), f"i{next(self.numbers)}"
        name = self._column(model, relation=False)
        if name is None:
            return None
        kinds = (
            models.Index(fields=["id"], include=[name], name=label),
            models.Index(Abs("id"), F(name).desc(), name=label),
            models.Index(fields=[f"-{name}"], name=label),
        )
        return migrations.AddIndex(model.name, self.draw(st.sampled_from(kinds)))


def _plain(options: dict[str, object]) -> list[object]:
    """Options with constraints and indexes as their arguments."""
    every = [*options.get("constraints", ()), *options.get("indexes", ())]  # type: ignore[misc]
    rest = [options.get("unique_together"), [str(options.get("order_with_respect_to"))]]
    return [*(each.deconstruct() for each in every), *rest]


def _table(model: ModelState) -> str:
    return str(model.options.get("db_table") or f"{APP}_{model.name_lower}")


@st.composite
def rarer_histories(draw: st.DrawFn) -> list[migrations.Migration]:
    """An initial migration and up to six more."""
    return Rarer(draw).migrations(draw(st.integers(1, 6)))
