"""The tree of our exceptions; commands turn them into one line and exit status 2.

MigrationSafetyError
    ConfigurationError      settings.MIGRATION_SAFETY holds something it may not
    SelectionError          the arguments name nothing, or the migrations cannot be loaded
        GraphError          they do not form one graph
    LedgerError             a ledger of accepted findings cannot be read or written
    GrammarError            PostgreSQL's grammar rejects a statement
    CatalogError            the project's database does not say what it holds
    SandboxError            no sandbox can be had, or it died
        BusyError           a database cannot be copied while somebody is connected to it
        CloneError          a database cannot be cloned into a sandbox
    OverdueError            what is bounded in time has taken longer
    VolumeError             tables cannot be filled as asked, or their filling failed
    TrafficError            no traffic can be made as asked
    DeploymentError         a deployment cannot go on
        PlanError           it cannot be planned, or the file of a plan was edited or is stale
        RefusedError        a state cannot begin: nothing was done
        DeadlineError       a wait took longer than it may: what was begun is taken back
        ReachError          one of the two sides does not answer
        JournalError        the journal of a run cannot be read or written
        GateError           the gate is not there, or somebody else has turned it
        ProxyError          nginx or a pooler does not do what it is told
        TroubleError        since the switch things go badly: it is time to go back
        ProgramError        a program is not installed, or does not run
        RehearsalError      a deployment cannot be rehearsed here
    OutputError             a report cannot be written
"""

from __future__ import annotations

from collections.abc import Sequence


class MigrationSafetyError(Exception):
    """What is wrong, and what to do about it: each one line."""

    def __init__(self, problem: str, advice: str = "") -> None:
        super().__init__(problem, advice)
        self.problem = problem
        self.advice = advice

    def __str__(self) -> str:
        # Others' words, such as a driver's, may lack their full stop.
        ended = self.problem.endswith((".", "?", "!"))
        return f"{self.problem if ended else f'{self.problem}.'} {self.advice}".strip()


class ConfigurationError(MigrationSafetyError):
    """settings.MIGRATION_SAFETY holds an unknown key or a value of the wrong kind."""


class SelectionError(MigrationSafetyError):
    """The arguments name nothing that exists, or the migrations cannot be loaded."""


class GraphError(SelectionError):
    """The migrations do not form one graph: there is a gap, a circle, or an app has several leaves.

    `details` say each of one of these, and what mends it; `migrations` are on disk.
    """

    def __init__(
        self, problem: str, advice: str, details: Sequence[str] = (), migrations: int = 0
    ) -> None:
        super().__init__(problem, advice)
        self.details, self.migrations = tuple(details), migrations


class LedgerError(MigrationSafetyError):
    """A ledger of accepted findings cannot be read, or names what does not exist."""


class GrammarError(MigrationSafetyError):
    """PostgreSQL's own grammar rejects a statement; `position` counts characters from 1."""


class CatalogError(MigrationSafetyError):
    """The project's own database cannot be read, or not in time."""


class SandboxError(MigrationSafetyError):
    """No sandbox can be had, or the one in use went away."""


class BusyError(SandboxError):
    """A database cannot be copied while somebody is connected to it."""


class CloneError(SandboxError):
    """The database to clone cannot be read, or the sandbox cannot hold it."""


class OverdueError(MigrationSafetyError):
    """Work that is bounded in time was broken off."""


class VolumeError(MigrationSafetyError):
    """Tables cannot be filled validly as asked, or filling them failed on the way."""


class TrafficError(MigrationSafetyError):
    """No traffic can be made as asked: the load script is empty, or steers transactions."""


class DeploymentError(MigrationSafetyError):
    """A deployment cannot go on."""


class PlanError(DeploymentError):
    """A deployment cannot be planned, or the file of a plan is not what was planned."""


class RefusedError(DeploymentError):
    """What a state needs is not there; nothing of it was done."""


class DeadlineError(DeploymentError):
    """A wait has taken longer than the plan allows."""


class ReachError(DeploymentError):
    """One of the two sides does not answer, or refuses the driver."""


class JournalError(DeploymentError):
    """The journal of a run cannot be read or written, or is not one."""


class GateError(DeploymentError):
    """The gate is not installed, cannot be read, or is no longer as it was seen."""


class ProxyError(DeploymentError):
    """nginx or a pooler cannot be told, does not answer, or is set up so that it would not do."""


class TroubleError(DeploymentError):
    """The side that serves since the switch does badly: it is time to go back."""


class ProgramError(DeploymentError):
    """A program that a rehearsal needs is not installed, does not start, or has ended."""


class BackupError(DeploymentError):
    """A backup cannot be taken, or what was restored of it is not what was backed up."""


class RehearsalError(DeploymentError):
    """A deployment cannot be rehearsed on this machine, or what came of it is not known."""


class OutputError(MigrationSafetyError):
    """A report cannot be written where it was asked for."""
