"""nginx's configuration: two upstreams, the flag tested per request, what is sent again."""

from __future__ import annotations

import getpass
import os
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from migration_safety.errors import ProxyError
from migration_safety.proxies.nginx.flag import BLUE, GREEN
from migration_safety.proxies.nginx.log import FORMAT
from migration_safety.proxies.nginx.templates import (
    ALONE,
    BODY,
    HTTP,
    LOCATION,
    SERVER,
    STEPS,
    UNSENT,
    UPSTREAM,
    WAYS,
)

# Seconds that nginx keeps an idle connection to an application; it must be the first to close.
KEEP = 15
# One that failed so often in so many seconds is left out for as long.  More often than once: where
# all of a colour are left out, nginx answers 502 without trying.
FAILS, OUT = 2, 2
# What neither quotes nor escapes can bring into a directive.
PLAIN = re.compile(r"[\w./:@%+\[\]-]+")


@dataclass(frozen=True, slots=True)
class Site:
    """Where nginx listens and whom it sends to.

    Addresses are "HOST:PORT", those of applications also "unix:PATH"; `probe` is for the driver.
    """

    flag: Path
    blue: tuple[str, ...]
    green: tuple[str, ...]
    log: Path
    listen: str = "127.0.0.1:8000"
    probe: str = "127.0.0.1:8001"

    def __post_init__(self) -> None:
        for each in (self.flag, self.log, *self.blue, *self.green, self.listen, self.probe):
            if not PLAIN.fullmatch(str(each)):
                raise ProxyError(
                    f"nginx's configuration cannot hold {str(each)!r}.",
                    "Use paths and addresses of letters, digits and . / : - _ alone.",
                )
        if not (self.flag.is_absolute() and self.log.is_absolute()):
            raise ProxyError(
                "nginx needs absolute paths.", "Begin the flag's and the log's with /."
            )
        if not (self.blue and self.green):
            raise ProxyError("A colour has no application.", "Name at least one of each colour.")


def http(site: Site) -> str:
    """What an `http` block includes: the upstreams, the format of the log, the driver's probe."""
    colours = ((BLUE, site.blue), (GREEN, site.green))
    upstreams = "".join(_upstream(colour, addresses) for colour, addresses in colours)
    return HTTP.format(format=FORMAT, upstreams=upstreams, probe=site.probe, flag=site.flag)


def server(site: Site) -> str:
    """What the site's `server` block includes instead of its `location /`."""
    locations = "".join(_way(site, way, onward) for way, onward in WAYS.items())
    unsent = BODY.format(flag=site.flag, next="off", then="careful_once_more")
    return SERVER.format(log=site.log, locations=locations, unsent=unsent)


def alone(site: Site, folder: Path) -> str:
    """A whole configuration that keeps all it writes in that folder: for a rehearsal."""
    return ALONE.format(
        user=f"user {getpass.getuser()};\n" if os.geteuid() == 0 else "",
        folder=folder,
        http=_indented(http(site), 4),
        listen=site.listen,
        server=_indented(server(site), 8),
    )


def _way(site: Site, way: str, onward: str) -> str:
    names = (*(f"{way}{step}" for step in STEPS), "unavailable")
    return "".join(_location(site, name, then, onward) for name, then in pairwise(names))


def _location(site: Site, name: str, then: str, onward: str) -> str:
    body = BODY.format(flag=site.flag, next=onward, then=then)
    # The last one has nobody after it.
    more = UNSENT if onward == "off" and then != "unavailable" else ""
    return LOCATION.format(name=name, body=body + more)


def _upstream(colour: str, addresses: tuple[str, ...]) -> str:
    servers = "\n".join(
        f"    server {each} max_fails={FAILS} fail_timeout={OUT}s;" for each in addresses
    )
    return UPSTREAM.format(colour=colour, servers=servers, keep=KEEP)


def _indented(text: str, by: int) -> str:
    return "\n".join(f"{' ' * by}{line}" if line else "" for line in text.splitlines())
