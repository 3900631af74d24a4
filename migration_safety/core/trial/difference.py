"""The difference between two portraits: what was lost, added or changed, and what that means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from migration_safety.core.trial.consequence import (
    ORDER,
    SPELLING,
    of_addition,
    of_change,
    of_loss,
    of_name,
)
from migration_safety.core.trial.managed import Managed
from migration_safety.core.trial.pairing import Pair, nameless, pairs
from migration_safety.core.trial.portrait import Fact, Portrait
from migration_safety.core.trial.spelling import same

# Aspects that are differences of their own, beside that of the definition.
APART = {"comment": "comment", "privileges": "grant", "security label": "security label"}
NAME_OF_NOT_NULL = "not null constraint"
NEXT = "next value"
# What every object has, and nobody asks for that it is lost or added.
ORDINARY = frozenset({"owner", "privileges"})
# Where columns have an order that somebody may rely on, without a query that gives it.
ORDERED = frozenset({"table", "foreign table"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One object that the second portrait has lost, has added or shows changed.

    `kind` is that of the fact, or "comment", "grant" or "security label" with `on` the kind of
    what it is on.  `aspects` are what changed of it.  `drift`: the same object but for its
    "name", the same columns in another "order", or the same expression in another "spelling"; a
    note, and no damage.  `managed`: the
    project state can express it.
    """

    kind: str
    table: str
    name: str
    change: str
    before: str = ""
    after: str = ""
    drift: str = ""
    managed: bool = False
    consequence: str = ""
    aspects: tuple[str, ...] = ()
    on: str = ""

    @property
    def label(self) -> str:
        """The object in words: "index person_email_like of people_person"."""
        kind = f"{self.kind} on {self.on}" if self.on else self.kind
        if not self.name:
            return f"{kind} {self.table}".rstrip()
        return f"{kind} {self.name}" + (f" of {self.table}" if self.table else "")


def differences(
    before: Portrait, after: Portrait, *, managed: Managed | None = None
) -> tuple[Difference, ...]:
    """Everything in which they differ, names and orders included; () for equal ones.

    Parts of a table that is lost or added as a whole are not told one by one.  `managed` is
    what the state that both should have says; without it nothing counts as managed.
    """
    if before.facts == after.facts:
        return ()
    state = managed or Managed()
    told = (each for pair in pairs(before, after) for each in _told(pair, state))
    return tuple(sorted(told, key=lambda each: (each.table, each.kind, each.name)))


def modes(found: Iterable[Difference]) -> dict[str, tuple[Difference, ...]]:
    """The same differences in each of the modes; the verdict is that of "semantic".

    strict: all of them; semantic: without drift; Django-visible and unmanaged: those of the
    semantic ones that the project state can express, and the others.
    """
    strict = tuple(found)
    semantic = tuple(each for each in strict if not each.drift)
    return {
        "strict": strict,
        "semantic": semantic,
        "django-visible": tuple(each for each in semantic if each.managed),
        "unmanaged": tuple(each for each in semantic if not each.managed),
    }


def _told(pair: Pair, state: Managed) -> Iterator[Difference]:
    before, after = pair
    if before and after:
        yield from _changed(before, after, state)
    elif before:
        meaning = of_loss(_weight(before))
        yield _of(before, "lost", state, before=_in_full(before), consequence=meaning)
    elif after:
        meaning = of_addition(_weight(after))
        yield _of(after, "added", state, after=_in_full(after), consequence=meaning)


def _changed(before: Fact, after: Fact, state: Managed) -> Iterator[Difference]:
    old, new = before.aspects, after.aspects
    changed = {name for name in {*old, *new} if old.get(name) != new.get(name)}
    yield from _drifted(before, after, state)
    for aspect in sorted(changed & APART.keys()):
        yield _apart(before, after, aspect, state)
    # How far a sequence has come is no matter, as long as the next value is free.
    left = changed - APART.keys() - {NAME_OF_NOT_NULL} - ({NEXT} if NEXT in old else set())
    spelled = {name for name in left if same(old.get(name, ""), new.get(name, ""))}
    if spelled:
        yield _otherwise(after, "spelling", spelled, old, new, state)
    left -= spelled
    if not nameless(before) and (before.table, before.name) != (after.table, after.name):
        left.add("name")
        old, new = {**old, "name": _name(before)}, {**new, "name": _name(after)}
    if NEXT in left:
        old, new = {**old, NEXT: before.detail}, {**new, NEXT: after.detail}
    if left:
        yield _otherwise(after, "", left, old, new, state)


def _otherwise(
    fact: Fact,
    drift: str,
    changed: Iterable[str],
    old: Mapping[str, str],
    new: Mapping[str, str],
    state: Managed,
) -> Difference:
    aspects = tuple(sorted(changed))
    return _of(
        fact,
        "changed",
        state,
        *(text({name: of[name] for name in aspects if name in of}) for of in (old, new)),
        drift=drift,
        consequence=SPELLING if drift else of_change(aspects),
        aspects=aspects,
    )


def _drifted(before: Fact, after: Fact, state: Managed) -> Iterator[Difference]:
    old, new = before.aspects.get(NAME_OF_NOT_NULL), after.aspects.get(NAME_OF_NOT_NULL)
    if old and new and old != new:
        yield _renamed(before, "not null constraint", old, new, state)
    if nameless(before) and before.name != after.name:
        yield _renamed(before, before.kind, before.name, after.name, state)
    common = set(before.columns) & set(after.columns)
    orders = [[name for name in of.columns if name in common] for of in (before, after)]
    if before.kind in ORDERED and orders[0] != orders[1]:
        told = (", ".join(order) for order in orders)
        yield _of(before, "changed", state, *told, drift="order", consequence=ORDER)


def _renamed(fact: Fact, kind: str, old: str, new: str, state: Managed) -> Difference:
    meaning = of_name(kind, old, declared=state.names(fact), managed=state.knows(fact))
    return _of(fact, "changed", state, old, new, kind=kind, drift="name", consequence=meaning)


def _apart(before: Fact, after: Fact, aspect: str, state: Managed) -> Difference:
    old, new = before.aspects.get(aspect, ""), after.aspects.get(aspect, "")
    if aspect == "privileges":
        old, new = _only(old, new), _only(new, old)
    kind, change = APART[aspect], "changed" if old and new else "lost" if old else "added"
    meaning = of_loss(kind) if old else of_addition(kind)
    return _of(
        after,
        change,
        state,
        old,
        new,
        kind=kind,
        on=before.kind,
        aspects=(aspect,),
        consequence=meaning,
    )


def _only(some: str, others: str) -> str:
    """The privileges that the others lack, by role."""
    have, told = dict(_granted(others)), []
    for role, each in _granted(some):
        lacking = [it for it in each if it not in have.get(role, ())]
        told += [f"{role}: {', '.join(lacking)}"] if lacking else []
    return "; ".join(told)


def _granted(privileges: str) -> Iterator[tuple[str, list[str]]]:
    for line in filter(None, privileges.split("; ")):
        role, _, told = line.rpartition(": ")
        yield role, told.split(", ")


def _of(
    fact: Fact,
    change: str,
    state: Managed,
    before: str = "",
    after: str = "",
    *,
    consequence: str,
    kind: str = "",
    on: str = "",
    drift: str = "",
    aspects: tuple[str, ...] = (),
) -> Difference:
    asked = aspects or ("",)
    return Difference(
        kind or fact.kind,
        fact.table,
        fact.name,
        change,
        before,
        after,
        drift,
        any(state.knows(fact, aspect) for aspect in asked),
        consequence,
        aspects,
        on,
    )


def text(aspects: Mapping[str, str]) -> str:
    """Aspects in one line, what the definition says first."""
    named = (f"{name}: {value}" for name, value in aspects.items() if name != "definition")
    return "; ".join(filter(None, (aspects.get("definition", ""), *named)))


def _in_full(fact: Fact) -> str:
    told = {name: value for name, value in fact.definition if name not in ORDINARY}
    return text({"columns": ", ".join(fact.columns), **told} if fact.kind in ORDERED else told)


def _weight(fact: Fact) -> str:
    return "unique index" if fact.kind == "index" and "unique" in fact.aspects else fact.kind


def _name(fact: Fact) -> str:
    return fact.name or fact.table
