"""The stages of a run as the runbook and the script tell them: DATA, in their order."""

from __future__ import annotations

from dataclasses import dataclass

ENGINEER, DBA, DEVELOPER = "release engineer", "database administrator", "on-call developer"


@dataclass(frozen=True, slots=True)
class Stage:
    """`name` is what --run takes.  `who` stands by beside the driver; `expect` is what is seen
    when it went well, `wrong` what to do where it did not; `users` says what these notice.
    `last`: only on the operator's word, after which there is no way back.
    """

    name: str
    title: str
    who: str
    does: str
    expect: str
    wrong: str
    users: str = "nothing"
    last: bool = False


ABORT = "`--abort` removes all that was made, on both sides; users stay on blue."
SERVES = "`--rollback` takes traffic back to blue with all that green has taken."

STAGES = (
    Stage(
        "preflight",
        "Look whether all is there on both sides",
        DBA,
        "Reads settings, free slots and workers, roles, replica identities, extensions,"
        " collations, long and prepared transactions, other consumers, disk. Changes nothing.",
        "It ends with exit status 0; every check that is not passed is told with what mends it.",
        "Mend what it names and run it again. Nothing was made yet.",
    ),
    Stage(
        "backed_up",
        "Back up blue, and prove the backup by restoring it",
        DBA,
        "Dumps blue in parallel, encrypts the dump, restores it on a scratch server and compares.",
        "The backup's path, its checksum, and that the restored copy equals blue.",
        f"No backup, no deployment: make room or mend the key, and run it again. {ABORT}",
        "some load on blue's disk",
    ),
    Stage(
        "green_ready",
        "Make green ready: roles and the schema of today",
        DBA,
        "Copies roles' settings and blue's schema to green, and the rows of tables that are not"
        " replicated.",
        "Both schemas have the same fingerprint.",
        f"Green must be empty at the start. {ABORT}",
    ),
    Stage(
        "copying",
        "Copy all rows and follow blue",
        DBA,
        "Makes the publication, the slot and the subscription, and waits for every table's copy.",
        "Every table is ready. Watch blue's disk: the slot keeps WAL until green has it.",
        f"See green's log for the table that fails. A slot left behind fills blue's disk: {ABORT}",
        "some load on blue",
    ),
    Stage(
        "frozen",
        "Freeze blue's schema",
        DEVELOPER,
        "Refuses changes of blue's schema until the deployment is over.",
        "A change of schema on blue fails with a message that names this deployment.",
        ABORT,
    ),
    Stage(
        "migrated",
        "Migrate green",
        DEVELOPER,
        "Stops the stream, sets green's sequences ahead, runs the migrations and makes the shims.",
        "`migrate` reports each migration as OK; green's history ends at the plan's targets.",
        f"Read the error as one of `migrate`: blue has not seen it. {ABORT}",
    ),
    Stage(
        "streaming",
        "Let green catch up",
        DBA,
        "Starts the stream again, waits until green is close behind, then VACUUM and ANALYZE.",
        "The lag falls below the limit; the count of apply errors does not grow.",
        f"An apply error names the row's table: see the verdicts below. {ABORT}",
    ),
    Stage(
        "validated",
        "Compare both sides",
        DBA,
        "Compares the replicated columns in chunks, and looks for orphans of new foreign keys.",
        "No differing chunk, no orphan.",
        f"Do not go on with a difference: somebody writes on green, or a shim is missing. {ABORT}",
        "some load on both sides",
    ),
    Stage(
        "armed",
        "Arm the switch",
        ENGINEER,
        "Makes the way back ready (switched off), opens the sessions of the switch, and looks"
        " whether anything would keep it waiting.",
        "It ends with exit status 0. From here to the switch is a matter of minutes.",
        f"It names the transaction or the dump that is in the way. {ABORT}",
    ),
    Stage(
        "switch",
        "Switch: hold, fence, catch up, commit, serve",
        ENGINEER,
        "Holds requests, fences blue, waits until green has all, sends traffic to green, then"
        " starts the stream back to blue and compares both sides at the moment of the switch.",
        "It tells the length of the pause; both sides were equal at the fence; the stream back"
        " runs.",
        "Before the commit it takes everything back by itself and users are on blue. If the"
        " driver dies: `--status`, then `--resume` or `--abort`; after it, `--rollback`.",
        "requests wait for the length of the write pause",
    ),
    Stage(
        "soaked",
        "Watch",
        DEVELOPER,
        "Watches errors, latency and the reverse stream, and goes back by itself if they worsen.",
        "The window ends without a trigger.",
        SERVES,
    ),
    Stage(
        "contracted",
        "Contract: end the way back",
        ENGINEER,
        "Drops the reverse stream and the shims, and runs the migrations that waited.",
        "Green's schema is that of the models; nothing of the deployment is left on green.",
        "There is no way back but the backup. Mend forward.",
        last=True,
    ),
    Stage(
        "decommissioned",
        "Decommission blue",
        DBA,
        "Makes sure that nobody uses blue, and takes away what the deployment made there.",
        "Nobody is connected to blue; nothing of the deployment is left on it.",
        "It names who is still connected.",
        last=True,
    ),
)
SWITCHING = tuple(each for each in STAGES if not each.last)
ENDING = tuple(each for each in STAGES if each.last)
