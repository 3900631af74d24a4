"""Random models with random constraints, each of which some rows satisfy."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Upper
from hypothesis import strategies as st

from tests.seeding.filled.drawn_constraints import Constraining
from tests.seeding.filled.drawn_fields import DISTINCT, KEYS, PLAIN
from tests.seeding.filled.shop import Model, forget, model


class Drawing:
    """Draws model after model; each may refer to those before it, and to itself."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.made: list[Model] = []
        self.numbers = count(1)

    def one_of(self, options: Any) -> Any:
        return self.draw(st.sampled_from(list(options)))

    def chance(self, of: int) -> bool:
        return self.draw(st.integers(1, of)) == 1

    def model(self) -> None:
        name = f"Model{len(self.made)}"
        parents = [
            each for each in self.made if not isinstance(each._meta.pk, tuple) and _simple(each)
        ]
        if parents and self.chance(6):
            kind = self.one_of(parents)
            if self.chance(2):
                self.made.append(model(name, kind, meta={"proxy": True}))
                return
            self.made.append(model(name, kind, **self._fields()))
            return
        key = self.one_of(KEYS)
        fields = {**KEYS[key](), **self._fields()}
        for _ in range(self.draw(st.integers(0, 3))):
            fields |= self._relation("" if key == "composite" else name)
        if self.chance(5):
            fields |= self._generic()
        meta = Constraining(self.draw, name, fields).meta()
        if self.chance(8):
            meta["db_table"] = f'Odd "name" of {name}'.replace('"', "'")
        self.made.append(model(name, meta=meta, **fields))

    def _fields(self) -> dict[str, models.Field]:
        return dict(self._field() for _ in range(self.draw(st.integers(1, 4))))

    def _field(self) -> tuple[str, models.Field]:
        kind = self.one_of(PLAIN)
        options: dict[str, Any] = {"null": self.draw(st.booleans()), "blank": self.chance(3)}
        if kind in DISTINCT and self.chance(4):
            options |= {"unique": True, "blank": options["null"]}
        return f"{kind}_{next(self.numbers)}", PLAIN[kind](**options)

    def _relation(self, own: str) -> dict[str, models.Field]:
        name = f"to_{next(self.numbers)}"
        targets = [each for each in self.made if _simple(each)]
        null = self.draw(st.booleans())
        options: dict[str, Any] = {"null": null, "blank": null, "related_name": "+"}
        if not targets and not own:
            return {}
        if own and (not targets or self.chance(5)):
            kind = self.one_of((models.ForeignKey, models.ForeignKey, models.OneToOneField))
            return {name: kind("self", models.CASCADE, **options)}
        target = self.one_of(targets)
        if own and self.chance(5):
            return {name: models.ManyToManyField(target, related_name="+")}
        unique = [
            each.name
            for each in target._meta.local_concrete_fields
            if each.unique and not each.null and not each.remote_field
        ]
        kind = self.one_of((models.ForeignKey, models.ForeignKey, models.OneToOneField))
        if unique and self.chance(3):
            options["to_field"] = self.one_of(unique)
        return {name: kind(target, models.CASCADE, **options)}

    def _generic(self) -> dict[str, Any]:
        key = self.one_of((models.PositiveIntegerField(), models.CharField(max_length=64)))
        kind = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
        return {"kind": kind, "key": key, "subject": GenericForeignKey("kind", "key")}

    def computed(self) -> None:
        """A column that the database fills."""
        word = models.CharField(max_length=30)
        loud = models.GeneratedField(
            expression=Upper("word"), output_field=models.TextField(), db_persist=True
        )
        self.made.append(model("Computed", word=word, loud=loud))


def _simple(kind: Model) -> bool:
    """Whether others can refer to it."""
    return not isinstance(kind._meta.pk, models.CompositePrimaryKey) and not kind._meta.proxy


@st.composite
def drawn_models(draw: st.DrawFn) -> list[Model]:
    """Up to five models."""
    forget()
    drawing = Drawing(draw)
    for _ in range(draw(st.integers(1, 4))):
        drawing.model()
    if drawing.chance(4):
        drawing.computed()
    return drawing.made
