"""Who deploys and who writes: the driver's role, and the roles that the fence has to hold."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.checks.outcome import outcome
from migration_safety.checks.preflight.sides import Sides, listed
from migration_safety.core.deployment.preflight.inventory import Inventory
from migration_safety.core.deployment.preflight.roles import Role, Writer
from migration_safety.core.report import Check

SUPERUSER = "Or let a superuser drive."


def privileges(sides: Sides) -> Check:
    """What the run will do as the role of MIGRATION_SAFETY_BLUE and _GREEN."""
    found = [(each, each.role) for each in sides.all if each.role]
    wrong = [line for side, role in found for line in _lacking(side, role)]
    weak = [line for side, role in found for line in _degraded(side, role)]
    return outcome(
        "the driver may do it",
        len(found),
        wrong,
        doubtful=weak,
        unexamined=sides.unanswered("role"),
    )


def _lacking(side: Inventory, role: Role) -> Iterator[str]:
    if not role.replication:
        yield f"{side.side}: {role.name} may not make slots. ALTER ROLE ... REPLICATION."
    if not role.creates:
        yield f"{side.side}: {role.name} may not create in the database. GRANT CREATE ON DATABASE."
    if not role.subscribes:
        yield f"{side.side}: {role.name} may not subscribe. GRANT pg_create_subscription (16+)."
    if not role.alters:
        yield (
            f"{side.side}: {role.name} may not make the server read-only. GRANT ALTER SYSTEM ON"
            " PARAMETER default_transaction_read_only; EXECUTE ON FUNCTION pg_reload_conf(),"
            " pg_show_all_file_settings(); SELECT ON pg_file_settings."
        )
    if not role.signals:
        yield f"{side.side}: {role.name} may not end sessions. GRANT pg_signal_backend."
    if not role.replays:
        yield (
            f"{side.side}: {role.name} may not write rows without firing triggers. GRANT SET ON"
            " PARAMETER session_replication_role."
        )
    if not role.follows:
        yield (
            f"{side.side}: {role.name} may not ask how far a subscription has come. GRANT SELECT ON"
            " pg_replication_origin_status; EXECUTE ON FUNCTION"
            " pg_show_replication_origin_status(), pg_replication_origin_advance(text, pg_lsn)."
        )
    if foreign := [each.name for each in side.tables if each.kind in "rp" and not each.owned]:
        yield (
            f"{side.side}: {role.name} does not own {listed(foreign)}, and cannot publish"
            f" them. GRANT it the owner's role. {SUPERUSER}"
        )
    if not role.bypasses and (secured := [each.name for each in side.tables if each.secured]):
        yield (
            f"{side.side}: row-level security of {listed(secured)} holds for {role.name}: rows"
            " would stay behind. ALTER ROLE ... BYPASSRLS."
        )


def _degraded(side: Inventory, role: Role) -> Iterator[str]:
    if not role.superuser:
        yield (
            f"{side.side}: {role.name} is no superuser: changes of the schema are detected, not"
            " forbidden, while the run lasts."
        )
    if not role.fences:
        yield (
            f"{side.side}: {role.name} may not take LOGIN from writers: the fence holds only who"
            " asks the gate. ALTER ROLE ... CREATEROLE."
        )


def writers(sides: Sides) -> Check:
    """All who can write to blue are known to the run, which fences those it knows."""
    found = sides.blue.writers
    wrong = [line for each in found for line in _unfenced(each, sides.writers)]
    doubtful = [line for each in found for line in _watched(each)]
    if found and not sides.writers:
        doubtful.append(_unnamed(found))
    known = {each.name for each in found}
    doubtful += [
        f"{name} is named as a writer, but can write to no table of blue, or not log in."
        for name in sides.writers
        if name not in known
    ]
    return outcome(
        "writers are known",
        len(found),
        wrong,
        doubtful=doubtful,
        unexamined=sides.unanswered("writers"),
        none="no other role can log in and write",
    )


def _unfenced(writer: Writer, named: tuple[str, ...]) -> Iterator[str]:
    sessions = f"{writer.sessions} session{'s' * (writer.sessions != 1)}"
    if writer.own and (writer.name in named or (writer.sessions and not writer.superuser)):
        yield (
            f"{writer.name} is the driver's own role: the fence would lock the driver out."
            " Give the driver a role of its own."
        )
    elif named and writer.name not in named and not writer.own:
        yield (
            f"{writer.name} can write to {writer.tables} tables and has {sessions}, but is not"
            " named as a writer: what it writes during the switch would be lost. Name it in"
            f" MIGRATION_SAFETY_WRITERS, or: ALTER ROLE {writer.name} NOLOGIN."
        )


def _watched(writer: Writer) -> Iterator[str]:
    if writer.superuser and writer.sessions:
        yield (
            f"{writer.name}, a superuser, has sessions in the database beside the driver's"
            f" ({writer.sessions}): what they write is not held by the gate. End them."
        )


def _unnamed(found: tuple[Writer, ...]) -> str:
    return (
        f"No writer is named; these roles can write: {listed([each.name for each in found])}."
        " Name all that shall be fenced in MIGRATION_SAFETY_WRITERS."
    )
