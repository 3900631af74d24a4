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
        "`preflight: done`; every check that has not passed is told with what mends it.",
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
        "Makes blue's roles and blue's schema on green, and compares both schemas.",
        "`green_ready: done`; what differs without harm is told.",
        f"Green must be empty at the start. {ABORT}",
    ),
    Stage(
        "copying",
        "Copy all rows and follow blue",
        DBA,
        "Makes the publication, the slot and the subscription, waits for every table's copy, and"
        " builds the indexes.",
        "`copying: done`. Watch blue's disk: the slot keeps WAL until green has it.",
        f"See green's log for the table that fails. A slot left behind fills blue's disk: {ABORT}",
        "some load on blue",
    ),
    Stage(
        "frozen",
        "Freeze blue's schema",
        DEVELOPER,
        "Refuses changes of blue's schema until the deployment is over.",
        "`frozen: done`. CREATE, ALTER and DROP fail on blue: `the schema is frozen`.",
        ABORT,
    ),
    Stage(
        "migrated",
        "Migrate green",
        DEVELOPER,
        "Stops the stream, sets green's sequences ahead, runs the migrations and makes the shims.",
        "`Applying`, each migration's name, `OK`; then `migrated: done`.",
        f"Read the error as one of `migrate`: blue has not seen it. {ABORT}",
    ),
    Stage(
        "streaming",
        "Let green catch up",
        DBA,
        "Starts the stream again, waits until green is close behind, then VACUUM and ANALYZE.",
        "`streaming: done`: the lag is below `--limit lag`.",
        f"Green's log names the table that fails: see the verdicts below. {ABORT}",
    ),
    Stage(
        "validated",
        "Compare both sides",
        DBA,
        "Compares the replicated columns in chunks, and looks for orphans of new foreign keys.",
        "How many rows were compared, and which columns were not; then `validated: done`.",
        f"Do not go on with a difference: somebody writes on green, or a shim is missing. {ABORT}",
        "some load on both sides",
    ),
    Stage(
        "armed",
        "Arm the switch",
        ENGINEER,
        "Makes the gates and the stream of the way back (asleep), and looks whether anything would"
        " keep the switch waiting.",
        "`armed: done`. From here to the switch is a matter of minutes.",
        f"It names the transaction or the dump that is in the way. {ABORT}",
    ),
    Stage(
        "switch",
        "Switch: hold, fence, catch up, commit, serve",
        ENGINEER,
        "Holds requests, fences blue, waits until green has all, sends traffic to green, then"
        " starts the stream back to blue and compares both sides at the moment of the switch.",
        "`committed: green serves`, with the length of the pause; `0 unequal` at the fence;"
        " `switch: done`.",
        "Before the commit it takes everything back by itself and users are on blue. If the"
        " driver dies: `--status`, then `--resume` or `--abort`; after it, `--rollback`.",
        "requests wait for the length of the write pause",
    ),
    Stage(
        "soaked",
        "Watch",
        DEVELOPER,
        "Watches errors, latency and the reverse stream, and goes back by itself if they worsen.",
        "`soaked: done` after `--limit monitor`; what a rollback would lose is told.",
        SERVES,
    ),
    Stage(
        "contracted",
        "Contract: end the way back",
        ENGINEER,
        "Drops the reverse stream and the shims, and runs the migrations that waited.",
        "`contracted: done`; nothing of the deployment is left on green.",
        "There is no way back but the backup. Mend forward.",
        last=True,
    ),
    Stage(
        "decommissioned",
        "Decommission blue",
        DBA,
        "Makes sure that nobody uses blue, and takes away what the deployment made there.",
        "`decommissioned: done`; blue is read-only, and holds nothing of the deployment.",
        "It names who is still connected.",
        last=True,
    ),
)
SWITCHING = tuple(each for each in STAGES if not each.last)
