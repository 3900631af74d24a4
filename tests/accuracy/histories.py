"""Random but valid migrations, drawn operation by operation against the project state."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import CASCADE, Field, Q
from hypothesis import strategies as st

APP = "shop"
PLAIN: dict[str, Callable[..., Field]] = {
    "char": lambda **kw: models.CharField(**{"max_length": 20, **kw}),
    "wide": lambda **kw: models.CharField(**{"max_length": 50, **kw}),
    "slug": models.SlugField,
    "text": models.TextField,
    "integer": models.IntegerField,
    "big": models.BigIntegerField,
    "positive": models.PositiveIntegerField,
    "decimal": lambda **kw: models.DecimalField(max_digits=8, decimal_places=2, **kw),
    "wider": lambda **kw: models.DecimalField(max_digits=12, decimal_places=2, **kw),
}
DEFAULTS = {"char": "a", "wide": "b", "slug": "c", "text": "d"}
NUMBERS = ("integer", "big", "positive", "decimal", "wider")


class History:
    """Draws operations; the state follows, so that each one is valid where it stands."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.state = ProjectState()
        self.numbers = count(1)

    def migrations(self, size: int) -> list[migrations.Migration]:
        """The initial migration and `size` more."""
        made = [self._migration("initial", [self._create() for _ in range(3)])]
        for number in range(size):
            operations = [self._operation() for _ in range(self.draw(st.integers(1, 3)))]
            made.append(self._migration(f"change_{number}", operations))
        return made

    def _migration(self, name: str, operations: list[Operation]) -> migrations.Migration:
        kind = type("Migration", (migrations.Migration,), {"operations": operations})
        return kind(name, APP)

    def _apply(self, operation: Operation) -> Operation:
        operation.state_forwards(APP, self.state)
        return operation

    def _create(self) -> Operation:
        number = next(self.numbers)
        auto = self.draw(st.sampled_from((models.AutoField, models.BigAutoField)))
        fields: list[tuple[str, Field]] = [("id", auto(primary_key=True))]
        fields.append((f"f{next(self.numbers)}", self._plain()))
        fields.append((f"f{next(self.numbers)}", self._plain()))
        if self.state.models:
            fields.append((f"f{next(self.numbers)}", self._relation()))
        return self._apply(migrations.CreateModel(f"Model{number}", fields))

    def _plain(self, kinds: tuple[str, ...] = tuple(PLAIN)) -> Field:
        kind = self.draw(st.sampled_from(kinds))
        options: dict[str, object] = {"null": self.draw(st.booleans())}
        options |= self.draw(st.sampled_from(({}, {}, {"db_index": True}, {"unique": True})))
        default = DEFAULTS.get(kind, 1)
        options |= self.draw(st.sampled_from(({}, {"default": default}, {"db_default": default})))
        return PLAIN[kind](**options)

    def _relation(self) -> Field:
        target = f"{APP}.{self._model().name}"
        kind = self.draw(st.sampled_from((models.ForeignKey, models.OneToOneField)))
        if self.draw(st.integers(0, 3)) == 0:
            return models.ManyToManyField(target, related_name="+")
        options: dict[str, object] = {"null": True, "related_name": "+"}
        options |= self.draw(st.sampled_from(({}, {"db_index": False}, {"db_constraint": False})))
        return kind(target, CASCADE, **options)

    def _model(self) -> ModelState:
        return self.state.models[self.draw(st.sampled_from(sorted(self.state.models)))]

    def _operation(self) -> Operation:
        kinds = (self._add, self._alter, self._alter, self._remove, self._rename, self._index)
        kinds += (self._constraint, self._constraint, self._relate, self._key, self._whole)
        drawn = None
        while drawn is None:
            drawn = self.draw(st.sampled_from(kinds))()
        return self._apply(drawn)

    def _add(self) -> Operation:
        field = self._plain()
        if not (field.null or field.has_default() or field.has_db_default()):
            field.null = True
        return migrations.AddField(self._model().name, f"f{next(self.numbers)}", field)

    def _relate(self) -> Operation:
        name = f"f{next(self.numbers)}"
        return migrations.AddField(self._model().name, name, self._relation())

    def _column(self, model: ModelState, *, relation: bool) -> str | None:
        names = [
            name
            for name, field in model.fields.items()
            if not field.primary_key
            and bool(field.remote_field) is relation
            and not field.many_to_many
        ]
        return self.draw(st.sampled_from(sorted(names))) if names else None

    def _alter(self) -> Operation | None:
        model = self._model()
        relation = self.draw(st.booleans())
        name = self._column(model, relation=relation)
        if name is None:
            return None
        old = model.fields[name]
        if relation:
            new = old.clone()
            new.null, new.db_index = not old.null, self.draw(st.booleans()) or new.unique
            new.db_constraint = self.draw(st.booleans())
            return migrations.AlterField(model.name, name, new)
        number = old.get_internal_type() not in ("CharField", "SlugField", "TextField")
        kinds = NUMBERS if number else tuple(DEFAULTS)
        return migrations.AlterField(model.name, name, self._plain(kinds))

    def _key(self) -> Operation:
        model = self._model()
        auto = self.draw(st.sampled_from((models.AutoField, models.BigAutoField)))
        return migrations.AlterField(model.name, "id", auto(primary_key=True))

    def _remove(self) -> Operation | None:
        model = self._model()
        name = self._column(model, relation=self.draw(st.booleans()))
        used = {each for index in model.options.get("indexes", ()) for each in index.fields}
        used |= {name for each in model.options.get("constraints", ()) for name in _fields(each)}
        return None if name is None or name in used else migrations.RemoveField(model.name, name)

    def _rename(self) -> Operation | None:
        model = self._model()
        name = self._column(model, relation=self.draw(st.booleans()))
        return name and migrations.RenameField(model.name, name, f"f{next(self.numbers)}")

    def _index(self) -> Operation | None:
        model = self._model()
        indexes = model.options.get("indexes", [])
        if indexes and self.draw(st.booleans()):
            return migrations.RemoveIndex(model.name, indexes[0].name)
        name = self._column(model, relation=False)
        if name is None:
            return None
        number = next(self.numbers)
        condition = self.draw(st.sampled_from((None, Q(id__gt=3))))
        index = models.Index(fields=[name], name=f"i{number}", condition=condition)
        return migrations.AddIndex(model.name, index)

    def _constraint(self) -> Operation | None:
        model = self._model()
        constraints = model.options.get("constraints", [])
        if constraints and self.draw(st.booleans()):
            return migrations.RemoveConstraint(model.name, constraints[0].name)
        name = self._column(model, relation=False)
        if name is None:
            return None
        label = f"c{next(self.numbers)}"
        check = models.CheckConstraint(condition=Q(**{f"{name}__isnull": False}), name=label)
        unique = models.UniqueConstraint(fields=[name, "id"], name=label)
        partial = models.UniqueConstraint(fields=[name], condition=Q(id__gt=9), name=label)
        return migrations.AddConstraint(
            model.name, self.draw(st.sampled_from((check, unique, partial)))
        )

    def _whole(self) -> Operation | None:
        model, number = self._model(), next(self.numbers)
        if self.draw(st.booleans()):
            return migrations.AlterModelTable(model.name, f"table_{number}")
        if any(_points_to(each, model) for each in self.state.models.values()):
            return migrations.RenameModel(model.name, f"Model{number}")
        return migrations.DeleteModel(model.name) if len(self.state.models) > 2 else None


def _fields(constraint: models.BaseConstraint) -> tuple[str, ...]:
    if isinstance(constraint, models.UniqueConstraint):
        return tuple(constraint.fields)
    return tuple(name.partition("__")[0] for name, _ in constraint.condition.children)


def _points_to(model: ModelState, target: ModelState) -> bool:
    wanted = f"{APP}.{target.name}".lower()
    related = (field.remote_field.model for field in model.fields.values() if field.remote_field)
    return wanted in {str(each).lower() for each in related}


@st.composite
def histories(draw: st.DrawFn) -> list[migrations.Migration]:
    """An initial migration and up to six more."""
    return History(draw).migrations(draw(st.integers(1, 6)))
