"""Encryption of a backup to a public key, by age or gpg: no passphrase is ever asked for."""

from __future__ import annotations

import re
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from migration_safety.errors import RefusedError

SECONDS = 60
AGE = re.compile(r"(?:age1|ssh-(?:ed25519|rsa) )")
FINGERPRINT = re.compile(r"(?:0x)?[0-9A-Fa-f]{40}")
GPG = ("gpg", "--batch", "--no-tty", "--quiet")
WANTED = (
    "Set MIGRATION_SAFETY_BACKUP_RECIPIENT to an age recipient (age1..., or a file of them) or to"
    " a gpg key id; or say --unencrypted-backup."
)


@dataclass(frozen=True, slots=True)
class Encryption:
    """`program` is "age", "gpg" or "none"; commands read standard input, and write to output."""

    program: str
    encrypt: tuple[str, ...] = ()
    decrypt: tuple[str, ...] = ()

    @property
    def suffix(self) -> str:
        """What names of its files end with."""
        return "" if self.program == "none" else f".{self.program}"


PLAIN = Encryption("none")


def encryption(recipient: str, *, identity: str = "", unencrypted: bool = False) -> Encryption:
    """To an age recipient, a file of these, or a gpg key; tried before anything is dumped.

    `identity` is a file with age's private key; gpg looks into its keyring.  Where the private
    key is not here, `decrypt` is empty.  Raises RefusedError.
    """
    if not recipient:
        if unencrypted:
            return PLAIN
        raise RefusedError("The backup has no recipient to encrypt it to.", WANTED)
    age = bool(AGE.match(recipient)) or Path(recipient).is_file()
    chosen = _age(recipient, identity) if age else _gpg(recipient)
    program = chosen.program
    if shutil.which(program) is None:
        raise RefusedError(
            f"The backup is to be encrypted by {program}, which is not installed.",
            f"apt-get install {'age' if program == 'age' else 'gnupg'}, or name another recipient.",
        )
    return _tried(chosen)


def _age(recipient: str, identity: str) -> Encryption:
    way = "--recipients-file" if Path(recipient).is_file() else "--recipient"
    decrypt = ("age", "--decrypt", "--identity", identity) if identity else ()
    return Encryption("age", ("age", way, recipient), decrypt)


def _gpg(recipient: str) -> Encryption:
    # Who names a whole fingerprint has said whom he trusts.
    trust = ("--trust-model", "always") if FINGERPRINT.fullmatch(recipient) else ()
    encrypt = (*GPG, *trust, "--recipient", recipient, "--encrypt")
    return Encryption("gpg", encrypt, (*GPG, "--pinentry-mode", "error", "--decrypt"))


def _tried(chosen: Encryption) -> Encryption:
    """Encrypt a few bytes, and see whether they can be read again here."""
    nonce = secrets.token_bytes(16)
    sealed = _run(chosen.encrypt, nonce)
    if sealed is None or nonce in sealed:
        raise RefusedError(
            f"{chosen.program} does not encrypt to the recipient of the backup.",
            "Check the recipient; of gpg its key must be in the keyring, and be trusted or named"
            " by its whole fingerprint.",
        )
    if not chosen.decrypt:
        return chosen
    if _run(chosen.decrypt, sealed) == nonce:
        return chosen
    if chosen.program == "age":
        raise RefusedError(
            "MIGRATION_SAFETY_BACKUP_IDENTITY does not decrypt what is encrypted to the recipient.",
            "Name the file of its private key, or leave it out: the backup is then restored"
            " before it is encrypted.",
        )
    return Encryption(chosen.program, chosen.encrypt)


def _run(command: tuple[str, ...], given: bytes) -> bytes | None:
    """What it says, None where it fails."""
    try:
        done = subprocess.run(
            command, input=given, capture_output=True, timeout=SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout
