"""Calls that leave the database: to the network, a mail server, another program, or sleep."""

from __future__ import annotations

from typing import Any

# By the module and name of what is called, the longest first.
OUTSIDE = {
    "time.sleep": "sleeps",
    "django.core.mail": "sends mail",
    "smtplib": "sends mail",
    "urllib.request": "asks the network",
    "http.client": "asks the network",
    "socket": "asks the network",
    "requests": "asks the network",
    "httpx": "asks the network",
    "aiohttp": "asks the network",
    "boto3": "asks the network",
    "botocore": "asks the network",
    "subprocess": "starts a program",
    "os.system": "starts a program",
    "os.popen": "starts a program",
}
TASKS = frozenset({"delay", "apply_async", "delay_on_commit"})


def contact_of(called: Any) -> tuple[str, str] | None:
    """What a function does outside, and its name; None where it does nothing there."""
    name = f"{module_of(called)}.{getattr(called, '__qualname__', '')}"
    for known, does in OUTSIDE.items():
        if name == known or name.startswith(f"{known}."):
            return does, name
    return None


def module_of(called: Any) -> str:
    """Where it is defined; of a bound method, where its class is."""
    module = getattr(called, "__module__", None)
    return str(module or type(called).__module__)
