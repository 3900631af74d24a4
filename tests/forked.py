"""manage.py for a script: asks a zygote for the command, and ends as that does.

Needs no import but those of a bare interpreter: python -I -S tests/forked.py ARGUMENTS, in the
folder of the project, with the descriptor of the zygote's channel in ZYGOTE.
"""

import json
import os
import socket
import sys
from pathlib import Path

DEADLINE = 300


def main() -> int:
    """The command writes where this process would."""
    channel = socket.socket(fileno=int(os.environ["ZYGOTE"]))
    reading, writing = os.pipe()
    message = {
        "arguments": ["manage.py", *sys.argv[1:]],
        "folder": str(Path.cwd()),
        "environ": dict(os.environ),
        "deadline": DEADLINE,
    }
    socket.send_fds(channel, [json.dumps(message).encode()], [1, 2, writing])
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as stream:
        return int(stream.read())


if __name__ == "__main__":
    sys.exit(main())
