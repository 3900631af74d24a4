"""Settings of the suite: those of civicpulse, with no database but one that is named."""

from __future__ import annotations

import os

from civicpulse.database import from_url
from civicpulse.settings import *  # noqa: F403

# Port 1 is reserved and nobody listens there: a test that forgets its sandbox fails at once.
DATABASES = {
    "default": from_url(os.environ.get("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none"))
}
