"""Two portraits, compared."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from migration_safety.core.trial.schema.consequence import (
    ORDER,
    SPELLING,
    VALID,
    of_addition,
    of_change,
    of_loss,
    of_name,
)
from migration_safety.core.trial.schema.difference import Difference
from migration_safety.core.trial.schema.managed import Managed
from migration_safety.core.trial.schema.pairing import nameless, pairs
from migration_safety.core.trial.schema.portrait import Fact, Portrait
from migration_safety.core.trial.schema.privileges import only
from migration_safety.core.trial.schema.spelling import same

# Aspects that are differences of their own, beside that of the definition.
APART = {"comment": "comment", "privileges": "grant", "security label": "security label"}
NAME_OF_NOT_NULL = "not null constraint"
# Aspects that only what is not valid has: without them nothing is lost.
BETTER = frozenset({"validated", "state"})
NEXT = "next value"
# What every object has, and nobody asks for when it is lost or added.
ORDINARY = frozenset({"owner", "privileges"})
# Where columns have an order that somebody may rely on, without a query that gives it.
ORDERED = frozenset({"table", "foreign table"})


def differences(
    before: Portrait, after: Portrait, *, managed: Managed | None = None
) -> tuple[Difference, ...]:
    """Everything in which they differ, names and orders included; () for equal ones.

    Parts of a table that is lost or added as a whole are not told one by one.  `managed` is
    what the states say that the migration leads from and to; without it nothing is managed.
    """
    if before.facts == after.facts:
        return ()
    state, told = managed or Managed(), list[Difference]()
    for old, new in pairs(before, after):
        if old and new:
            told += _Change(old, new, state).differences()
        elif old:
            told.append(_whole(old, "lost", state, before=_in_full(old)))
        elif new:
            told.append(_whole(new, "added", state, after=_in_full(new)))
    return tuple(sorted(told, key=lambda each: (each.table, each.kind, each.name)))


def _whole(
    fact: Fact, change: str, state: Managed, *, before: str = "", after: str = ""
) -> Difference:
    kind = "unique index" if fact.kind == "index" and "unique" in fact.aspects else fact.kind
    return Difference(
        *fact.key,
        change,
        before,
        after,
        managed=state.knows(fact),
        consequence=of_loss(kind) if change == "lost" else of_addition(kind),
    )


@dataclass(frozen=True, slots=True)
class _Change:
    """One object at both moments, unequal."""

    before: Fact
    after: Fact
    state: Managed

    def differences(self) -> Iterator[Difference]:
        """Drift first, then what is a difference of its own, then the rest as one."""
        old, new = self.before.aspects, self.after.aspects
        changed = {name for name in {*old, *new} if old.get(name) != new.get(name)}
        yield from self._drift(old, new)
        for aspect in sorted(changed & APART.keys()):
            yield self._apart(aspect, old.get(aspect, ""), new.get(aspect, ""))
        # How far a sequence has come is no matter, as long as the next value is free.
        left = changed - APART.keys() - {NAME_OF_NOT_NULL} - ({NEXT} & old.keys())
        spelled = {name for name in left if same(old.get(name, ""), new.get(name, ""))}
        if spelled:
            told = [_text(each, sorted(spelled)) for each in (old, new)]
            yield self._difference(*told, drift="spelling", consequence=SPELLING)
        better = {name for name in left & BETTER if name in old and name not in new}
        if better:
            told = [_text(each, sorted(better)) for each in (old, new)]
            yield self._difference(*told, drift="validity", consequence=VALID)
        yield from self._rest(left - spelled - better)

    def _drift(self, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Difference]:
        named = old.get(NAME_OF_NOT_NULL), new.get(NAME_OF_NOT_NULL)
        if named[0] and named[1] and named[0] != named[1]:
            yield self._renamed("not null constraint", named[0], named[1])
        if nameless(self.before) and self.before.name != self.after.name:
            yield self._renamed(self.before.kind, self.before.name, self.after.name)
        common = set(self.before.columns) & set(self.after.columns)
        orders = [
            ", ".join(name for name in each.columns if name in common)
            for each in (self.before, self.after)
        ]
        if self.before.kind in ORDERED and orders[0] != orders[1]:
            yield self._difference(*orders, drift="order", consequence=ORDER)

    def _renamed(self, kind: str, old: str, new: str) -> Difference:
        """Told by the old name, which is the one that others know."""
        managed, declared = self.state.knows(self.before), self.state.names(self.before)
        return Difference(
            kind,
            self.before.table,
            self.before.name,
            "changed",
            old,
            new,
            drift="name",
            managed=managed,
            consequence=of_name(kind, old, declared=declared, managed=managed),
        )

    def _apart(self, aspect: str, old: str, new: str) -> Difference:
        if aspect == "privileges":
            old, new = only(old, new), only(new, old)
        kind, change = APART[aspect], "changed" if old and new else "lost" if old else "added"
        return self._difference(
            old,
            new,
            kind=kind,
            change=change,
            aspects=(aspect,),
            consequence=of_loss(kind) if old else of_addition(kind),
        )

    def _rest(self, left: Collection[str]) -> Iterator[Difference]:
        old, new = ({**each.aspects, NEXT: each.detail} for each in (self.before, self.after))
        aspects = sorted(left)
        if not nameless(self.before) and self.before.key != self.after.key:
            aspects = [*aspects, "name"]
            old["name"], new["name"] = (_name(each) for each in (self.before, self.after))
        if aspects:
            told = (_text(each, aspects) for each in (old, new))
            yield self._difference(*told, aspects=tuple(aspects))

    def _difference(
        self,
        old: str,
        new: str,
        *,
        kind: str = "",
        change: str = "changed",
        drift: str = "",
        aspects: tuple[str, ...] = (),
        consequence: str = "",
    ) -> Difference:
        fact = self.after
        return Difference(
            kind or fact.kind,
            fact.table,
            fact.name,
            change,
            old,
            new,
            drift,
            any(self.state.knows(fact, each) for each in aspects or ("",)),
            consequence or of_change(aspects),
            aspects,
            on=fact.kind if kind else "",
        )


def _text(aspects: Mapping[str, str], among: Collection[str]) -> str:
    """Those of them that there are in one line, what the definition says first."""
    named = (f"{name}: {aspects[name]}" for name in among if name in aspects)
    bare = (each.removeprefix("definition: ") for each in named)
    return "; ".join(bare)


def _in_full(fact: Fact) -> str:
    aspects = {name: value for name, value in fact.definition if name not in ORDINARY}
    told = _text(aspects, sorted(aspects, key=lambda name: (name != "definition", name)))
    if fact.kind not in ORDERED:
        return told
    return "; ".join(filter(None, (f"columns: {', '.join(fact.columns)}", told)))


def _name(fact: Fact) -> str:
    return fact.name or fact.table
