"""A backup that was proven: what its manifest says of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backup:
    """`file` lies beside the manifest; `bytes` and `sha256` are the file's.

    `database`, `server` (its version), `plan` (the hash of the deployment) say what of, `at` is
    the moment of its snapshot: UTC in ISO 8601.  `encryption` is "age", "gpg" or "none".
    `proof` says how it was restored and compared, `restored_on` on which version; `tables`,
    `rows` and `columns` were compared, `unproven` could not be, each with its reason.
    """

    file: str
    bytes: int
    sha256: str
    database: str
    server: str
    plan: str
    at: str
    encryption: str
    proof: str
    restored_on: int
    tables: tuple[str, ...]
    rows: int
    columns: int
    unproven: tuple[str, ...] = ()
    seconds: float = 0.0
