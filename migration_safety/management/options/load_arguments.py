"""The options about live traffic."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from migration_safety.errors import TrafficError
from migration_safety.management.options.numbers import whole

CLIENTS = 2


def add_load(parser: CommandParser) -> None:
    """How much there is of it, and what it sends."""
    group = parser.add_argument_group("live traffic")
    group.add_argument(
        "--load",
        default="",
        metavar="N",
        help="N readers and N writers of each table while it is migrated, in both directions;"
        " and what readers feel behind an idle transaction",
    )
    group.add_argument(
        "--load-script",
        default="",
        metavar="FILE",
        help="let N clients run the SQL of a file instead, each statement a transaction"
        f" (without --load: {CLIENTS} clients)",
    )


def load(options: Mapping[str, Any]) -> dict[str, Any]:
    """The request's part.  Raises MigrationSafetyError for what cannot be read."""
    path = options["load_script"]
    text = _read(Path(path)) if path else ""
    clients = whole("--load", options["load"], least=1) if options["load"] else 0
    return {"load": clients or (CLIENTS if path else 0), "load_script": text}


def _read(path: Path) -> str:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or "it is not UTF-8"
        raise TrafficError(f"The load script {path} cannot be read: {said}.") from None
    if not text.strip():
        raise TrafficError(f"The load script {path} is empty.", "Write SQL into it.")
    return text
