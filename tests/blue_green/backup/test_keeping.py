"""What counts as a backup, which are kept, and what is refused before anything is read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from migration_safety.core.deployment.backup import Backup
from migration_safety.databases.postgresql.backup.encryption import PLAIN, Encryption, encryption
from migration_safety.databases.postgresql.backup.keeping import (
    backups,
    backups_of,
    prune,
    publish,
)
from migration_safety.databases.postgresql.backup.packing import checksum, pack, unpack
from migration_safety.databases.postgresql.backup.room import check_room
from migration_safety.errors import BackupError, RefusedError
from tests.blue_green.backup.conftest import Key

# A file may not grow: to who writes it that is a full disk.
CRAMPED = """
import resource, sys
from pathlib import Path
from migration_safety.databases.postgresql.backup.encryption import PLAIN, Encryption
from migration_safety.databases.postgresql.backup.packing import pack

resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
pack(Path(sys.argv[1]) / "dump", Path(sys.argv[1]) / "packed", {})
"""


def kept(folder: Path, at: str, database: str = "shop") -> Backup:
    """One that is there, of five bytes."""
    backup = Backup(
        f"ms_{database}_{at}.tar", 5, "", database, "18.4", "plan", at, "none", "", 18, (), 0, 0
    )
    packed = folder / "packed"
    packed.write_bytes(b"12345")
    publish(folder, packed, backup)
    return backup


def test_the_newest_are_kept(tmp_path: Path) -> None:
    first, second, third = (kept(tmp_path, at) for at in ("1", "2", "3"))
    assert prune(tmp_path, database="shop", keep=2) == (first,)
    assert backups(tmp_path) == (second, third)
    assert not (tmp_path / first.file).exists()


def test_the_last_one_is_never_removed(tmp_path: Path) -> None:
    only = kept(tmp_path, "1")
    assert prune(tmp_path, database="shop", keep=0) == ()
    assert backups(tmp_path) == (only,)


def test_those_of_other_databases_stay(tmp_path: Path) -> None:
    other, own = kept(tmp_path, "1", "other"), kept(tmp_path, "2")
    assert prune(tmp_path, database="shop", keep=1) == ()
    assert backups(tmp_path) == (other, own)


def test_what_is_cut_short_or_lacks_its_manifest_is_none(tmp_path: Path) -> None:
    cut, bare, whole = (kept(tmp_path, at) for at in ("1", "2", "3"))
    (tmp_path / cut.file).write_bytes(b"123")
    (tmp_path / bare.file.replace(".tar", ".json")).unlink()
    (tmp_path / "ms_strange.json").write_text('{"file": "../../etc/passwd"}')
    assert backups(tmp_path) == (whole,)
    assert prune(tmp_path, database="shop", keep=1) == ()


def test_what_a_killed_one_has_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".unfinished_ms_1" / "dump").mkdir(parents=True)
    with backups_of(tmp_path):
        assert [each.name for each in tmp_path.iterdir()] == [".lock"]


def test_without_a_recipient_it_is_refused() -> None:
    with pytest.raises(RefusedError, match="MIGRATION_SAFETY_BACKUP_RECIPIENT"):
        encryption("")
    assert encryption("", unencrypted=True) == PLAIN


def test_a_recipient_that_nobody_has_a_key_of_is_refused(age: Key) -> None:
    with pytest.raises(RefusedError, match="does not encrypt"):
        encryption("age1nonsense")


def test_a_private_key_of_somebody_else_is_refused(age: Key, tmp_path: Path) -> None:
    identity = tmp_path / "key.txt"
    identity.write_text("AGE-SECRET-KEY-1NONSENSE")
    with pytest.raises(RefusedError, match="MIGRATION_SAFETY_BACKUP_IDENTITY"):
        encryption(age.recipient, identity=str(identity))


def test_a_file_of_recipients_does_as_well(age: Key, tmp_path: Path) -> None:
    (tmp_path / "recipients").write_text(f"# us\n{age.recipient}\n")
    assert encryption(str(tmp_path / "recipients")).program == "age"


def test_an_unknown_key_of_gpg_is_refused(gpg: Key) -> None:
    with pytest.raises(RefusedError, match="in the keyring"):
        encryption("nobody@example.org")


def test_what_was_packed_comes_back(tmp_path: Path) -> None:
    (tmp_path / "dump").mkdir()
    (tmp_path / "dump" / "toc.dat").write_bytes(b"12345")
    digest = pack(tmp_path / "dump", tmp_path / "packed", PLAIN)
    unpack(tmp_path / "packed", tmp_path / "again", PLAIN)
    assert checksum(tmp_path / "packed") == digest
    assert (tmp_path / "again" / "toc.dat").read_bytes() == b"12345"


def test_what_was_cut_short_is_not_unpacked(tmp_path: Path) -> None:
    (tmp_path / "dump").mkdir()
    (tmp_path / "dump" / "toc.dat").write_bytes(b"12345" * 9999)
    pack(tmp_path / "dump", tmp_path / "packed", PLAIN)
    with (tmp_path / "packed").open("r+b") as file:
        file.truncate(30_000)
    with pytest.raises(BackupError, match="damaged"):
        unpack(tmp_path / "packed", tmp_path / "again", PLAIN)


@pytest.mark.parametrize("program", [("false",), ("head", "-c", "10")])
def test_a_program_that_ends_early_leaves_no_file(tmp_path: Path, program: tuple[str, ...]) -> None:
    (tmp_path / "dump").mkdir()
    (tmp_path / "dump" / "toc.dat").write_bytes(b"12345" * 999_999)
    with pytest.raises(BackupError, match="age"):
        pack(tmp_path / "dump", tmp_path / "packed", Encryption("age", program))
    assert not (tmp_path / "packed").exists()


@pytest.mark.parametrize("way", ["PLAIN", "Encryption('age', ('cat',))"])
def test_a_full_disk_leaves_no_file(tmp_path: Path, way: str) -> None:
    (tmp_path / "dump").mkdir()
    (tmp_path / "dump" / "toc.dat").write_bytes(b"12345" * 999_999)
    command = [sys.executable, "-c", CRAMPED.format(way), str(tmp_path)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    assert "OSError: [Errno 27]" in said
    assert [each.name for each in tmp_path.iterdir()] == ["dump"]


def test_a_disk_without_room_is_told_in_numbers(tmp_path: Path) -> None:
    check_room((1, 1), tmp_path, embedded=False)
    with pytest.raises(RefusedError, match="need up to 2,000,000,000,000 MB"):
        check_room((10**18, 1), tmp_path, embedded=False)
    with pytest.raises(RefusedError, match="TMPDIR"):
        check_room((1, 10**18), tmp_path, embedded=True)
