"""What makes the rows of a table belong to tenants: a column of its own, and its parents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from migration_safety.rows.composing.sheet import Sheet
from migration_safety.rows.composing.tenants.belonging import null_fraction
from migration_safety.rows.models import Model
from migration_safety.rows.sources.referring.keys import coprime
from migration_safety.rows.sources.tenants.tenancy import NOBODY, Tenancy
from migration_safety.rows.spread.zipf import continued

# The journal keeps how many rows each tenant has: of more tenants than these it does not.
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Claims:
    """`column` says whose a row is, "" where its parents alone do; `theirs` are the tenancies of
    those by the column that refers to them."""

    sheet: Sheet
    column: str
    theirs: Mapping[str, Tenancy]
    numbering: str

    @property
    def owners(self) -> int:
        """How many there are: the tenants, and nobody."""
        if self.column:
            return self.sheet.relations[self.column].rows + 1
        return max(len(each.cuts) - 1 for each in self.theirs.values())

    def able(self) -> list[bool]:
        """Which owners have what their rows must refer to; nobody's refer to any."""
        required = [each for name, each in self.theirs.items() if not self.sheet.nullable(name)]
        nobody = not self.column or self.sheet.nullable(self.column)
        tenants = range(1, self.owners)
        return [nobody, *(all(each.places(owner) for each in required) for owner in tenants)]

    def weights(self) -> list[float]:
        """How many rows of each owner are wanted: by the column, or by the first parent."""
        weights = self._by_column() if self.column else self._by_parent()
        return [weight if able else 0.0 for weight, able in zip(weights, self.able(), strict=True)]

    def _by_column(self) -> list[float]:
        sheet, relation = self.sheet, self.sheet.relations[self.column]
        known, shape = sheet.known(self.column), sheet.world.shape
        exponent = None if known and known.shares else shape.skews.get(relation.name, shape.skew)
        ranked = continued(known.shares if known else (), relation.rows, exponent)
        nulls = null_fraction(sheet.ordinary(self.column))
        weights = [0.0] * self.owners
        weights[NOBODY] = nulls / (1 - nulls) * sum(ranked) if nulls < 1 else 1.0
        for rank, weight in enumerate(ranked if nulls < 1 else ()):
            # As in columns of tables whose rows nothing refers to.
            weights[1 + rank * coprime(relation.rows) % relation.rows] = weight
        return weights

    def _by_parent(self) -> list[float]:
        first = next(iter(self.theirs.values()))
        # Nobody's rows could refer to those of different tenants.
        return [0.0, *(float(len(first.places(owner))) for owner in range(1, self.owners))]


def claims(sheet: Sheet) -> Claims | None:
    """None where no row belongs to a tenant, or nothing follows from that."""
    column = _column(sheet)
    numbering = _numbering(sheet, column)
    theirs = {
        name: each.tenancy
        for name, each in sheet.relations.items()
        if each.tenancy and each.tenancy.numbering == numbering and name in sheet.free
    }
    referred = _is_referred(sheet.model)
    if (theirs and (column or referred or len(theirs) > 1)) or (column and referred):
        return Claims(sheet, column, theirs, numbering)
    return None


def _column(sheet: Sheet) -> str:
    """The column that says whose a row is; "" if there is none, or no two rows may agree in it."""
    alone = {each.columns for each in sheet.constraints.uniques if not each.condition}
    for name, each in sheet.relations.items():
        target = each.field.remote_field.model._meta.concrete_model._meta.label
        known = target == sheet.world.tenant and not each.own and each.key is not None
        if known and name in sheet.free and (name,) not in alone and each.rows <= MOST:
            return name
    return ""


def _numbering(sheet: Sheet, column: str) -> str:
    """That of the tenants, as the key of the first one shows."""
    if column and (parent := sheet.world.parents.get(sheet.world.tenant)):
        key = next(iter(parent.keys.values()))
        return next(iter(key.cells((0,)))).decode()
    tenancies = (each.tenancy for each in sheet.relations.values() if each.tenancy)
    return next((each.numbering for each in tenancies), "")


def _is_referred(model: Model) -> bool:
    """Whether any table of the project refers to it, in whatever run that is filled."""
    fields = model._meta.get_fields(include_hidden=True)
    return any(each.auto_created and not each.concrete and each.is_relation for each in fields)
