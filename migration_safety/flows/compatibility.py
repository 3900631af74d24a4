"""Release compatibility as a sandbox saw it: it stands where it differs from what was predicted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module

from migration_safety.core.plan import Migration, Plan
from migration_safety.core.releases.compatibility import Combination, Compatibility
from migration_safety.core.releases.probe import Probe, Trouble, Verb
from migration_safety.core.report import Unknown
from migration_safety.databases.postgresql.observe.complaint import complaint
from migration_safety.databases.postgresql.observe.sequences import undisturbed
from migration_safety.reading.probing import Outcome, Outcomes, Passing, Prober
from migration_safety.reading.probing.moment import Tools

# Imported on demand: it brings Faker, which a run without a sandbox has no use for.
EXAMPLES = "migration_safety.rows.example"
UNTRIED = "the statements of its releases could not be tried on the sandbox"
SIDES = {
    "old_old": ("old", "old"),
    "old_new": ("old", "new"),
    "new_old": ("new", "old"),
    "new_new": ("new", "new"),
}
Place = tuple[str, str, Verb]


def prober(plan: Plan) -> Prober:
    """For each migration, or for the deploy as one, what is to be tried on the sandbox."""
    keys = [(each.app, each.name) for each in plan.migrations]
    if plan.compatibility:
        passings = [Passing(keys[0], keys[-1], plan.compatibility)]
    else:
        every = zip(keys, plan.migrations, strict=True)
        passings = [Passing(key, key, it.compatibility) for key, it in every if it.compatibility]
    return Prober(passings, Tools(import_module(EXAMPLES).example, complaint, undisturbed))


def untried(releases: Prober) -> tuple[Unknown, ...]:
    """The migrations before or after which nothing could be tried, and why."""
    return tuple(
        Unknown(f"{app}.{name}", f"{UNTRIED}: {why}", app=app, migration=name)
        for (app, name), why in releases.failures.items()
    )


def probed(plan: Plan, releases: Prober) -> Plan:
    """The plan with what came of the probes."""
    if plan.compatibility:
        first = plan.migrations[0]
        seen = _seen(plan.compatibility, (first.app, first.name), releases)
        every = tuple(_stepwise(each, seen) for each in plan.migrations)
        return replace(plan, compatibility=seen, migrations=every)
    return replace(plan, migrations=tuple(_migration(each, releases) for each in plan.migrations))


def _migration(migration: Migration, releases: Prober) -> Migration:
    if migration.compatibility is None:
        return migration
    seen = _seen(migration.compatibility, (migration.app, migration.name), releases)
    return _stepwise(replace(migration, compatibility=seen), seen)


def _seen(predicted: Compatibility, key: tuple[str, str], releases: Prober) -> Compatibility:
    outcomes = releases.outcomes.get(key, {})
    standing = {
        (label, verb)
        for (release, schema, label, verb), outcome in outcomes.items()
        if (release, schema) == ("old", "old") and not (outcome.error or outcome.unable)
    }
    found = {
        name: Combination(
            tuple(
                _probe(each, outcomes, sides, proven=(each.model, each.verb) in standing)
                for each in getattr(predicted, name).probes
            )
        )
        for name, sides in SIDES.items()
    }
    return Compatibility(**found)


def _probe(probe: Probe, outcomes: Outcomes, sides: tuple[str, str], *, proven: bool) -> Probe:
    """`proven`: the old code can do it on its own schema, so that its failures mean something."""
    outcome = outcomes.get((*sides, probe.model, probe.verb))
    if outcome is None:
        return probe
    if outcome.unable:
        return probe if probe.fails else _unprobed(probe, outcome.unable)
    if not outcome.error:
        return _passed(probe, outcome)
    if probe.fails:
        return _failed(probe, outcome)
    baseline = sides == ("old", "old") or (sides == ("new", "new") and not proven)
    if outcome.values or baseline or (sides == ("old", "new") and not proven):
        return _unprobed(probe, outcome.error)
    return _failed(probe, outcome)


def _passed(probe: Probe, outcome: Outcome) -> Probe:
    """One value that works refutes what was said of all, not what was said of some."""
    if probe.fails and not probe.certain:
        return probe
    return replace(probe, sql=outcome.sql, troubles=(), unknown="", witness="observed")


def _failed(probe: Probe, outcome: Outcome) -> Probe:
    trouble = Trouble(outcome.error, probe.only)
    return replace(probe, sql=outcome.sql, troubles=(trouble,), unknown="", witness="observed")


def _unprobed(probe: Probe, reason: str) -> Probe:
    return replace(probe, troubles=(), unknown=f"no such statement could be made up: {reason}")


def _stepwise(migration: Migration, seen: Compatibility) -> Migration:
    """The shares of the operations, in the words of the server where it has spoken."""
    known = {name: _by_place(getattr(seen, name)) for name in SIDES}

    def told(name: str, share: Combination) -> Combination:
        return Combination(
            tuple(_told(each, known[name].get(_place(each))) for each in share.probes)
        )

    steps = tuple(
        replace(
            step,
            compatibility=step.compatibility
            and Compatibility(
                **{name: told(name, getattr(step.compatibility, name)) for name in SIDES}
            ),
        )
        for step in migration.steps
    )
    return replace(migration, steps=steps)


def _told(probe: Probe, seen: Probe | None) -> Probe:
    return seen if seen and seen.witness == "observed" and not probe.unknown else probe


def _by_place(has: Combination) -> Mapping[Place, Probe]:
    return {_place(each): each for each in has.probes}


def _place(probe: Probe) -> Place:
    return probe.model, probe.table, probe.verb
