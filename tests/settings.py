"""Settings of the suite: those of civicpulse, with no database but one that is named."""

from __future__ import annotations

import os

from civicpulse.database import from_url
from civicpulse.settings import *  # noqa: F403
from civicpulse.settings import MIGRATION_SAFETY as CIVIC

# Port 1 is reserved and nobody listens there: a test that forgets its sandbox fails at once.
DATABASES = {
    "default": from_url(os.environ.get("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none"))
}
# Nobody's requests go through the gates of most tests: no switch has to wait until all know them.
MIGRATION_SAFETY = {**CIVIC, "GATE_LOOK": 0.1}
