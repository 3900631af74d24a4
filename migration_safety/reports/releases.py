"""Release compatibility in plain words: the sentences that the formats for people share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migration_safety.core.plan import Plan
from migration_safety.core.releases.compatibility import Compatibility, Order
from migration_safety.core.releases.probe import Probe

MOST = 3
ADVICE = {
    Order.EITHER: "either order works",
    Order.SCHEMA_FIRST: "schema first",
    Order.CODE_FIRST: "deploy the code first, migrate when no old process is left",
    Order.NEITHER: "no order works: expand first, contract in a later release",
}
LOST = "no order works: the new code fails on its own schema"
PREPOSITIONS = {"SELECT": "SELECT from", "INSERT": "INSERT into", "DELETE": "DELETE from"}
DEPLOY = "The deploy"


def found(plan: Plan) -> list[tuple[str, Compatibility]]:
    """The name of each migration, or of the deploy, and what came of it, where something did."""
    every = [(DEPLOY, plan.compatibility)]
    every += [(str(each), each.compatibility) for each in plan.migrations]
    return [(name, each) for name, each in every if each and (each.tried or each.unknown)]


def advice(has: Compatibility) -> str:
    """What to deploy first."""
    return LOST if has.lost else ADVICE[has.order]


def failures(has: Compatibility) -> list[str]:
    """ "old code on the new schema: INSERT into a fails: null value in column ..."."""
    return [f"{who}: {each}" for who, probes in sides(has) for each in sentences(probes)]


def sides(has: Compatibility) -> list[tuple[str, Sequence[Probe]]]:
    """Who fails where, where somebody does."""
    every: list[tuple[str, Sequence[Probe]]] = [
        ("old code on the new schema", has.broken),
        ("new code on the old schema", has.premature),
        ("new code on the new schema", has.lost),
    ]
    return [(who, probes) for who, probes in every if probes]


def sentences(probes: Sequence[Probe]) -> Iterator[str]:
    """One for each table and reason; of many, the first ones."""
    alike: dict[tuple[str, str], list[Probe]] = {}
    for each in probes:
        alike.setdefault((each.table, each.only), []).append(each)
    for (table, only), group in list(alike.items())[:MOST]:
        verbs = [each.verb.value for each in group]
        what = verbs[0] if len(verbs) > 1 else PREPOSITIONS.get(verbs[0], verbs[0])
        if len(verbs) > 1:
            what = f"{', '.join(verbs[:-1])} and {verbs[-1]} on"
        fails = "fails" if len(verbs) == 1 else "fail"
        some = f" for {only}" if only else ""
        yield f"{what} {table} {fails}{some}: {group[0].error} [{group[0].witness}]"
    if len(alike) > MOST:
        yield f"and {len(alike) - MOST} more"
