"""Where runs lie, and how a person names one: `{data directory}/evals/{run id}/`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import NotFound, SteadyhandError
from evals.run_files import HEADER

LATEST = "latest"


def runs_folder(data_dir: Path) -> Path:
    """Where all runs lie."""
    return data_dir / "evals"


def run_folders(data_dir: Path) -> tuple[Path, ...]:
    """The folders of all runs, the one that was written to last first."""
    found = [header.parent for header in runs_folder(data_dir).glob(f"*/{HEADER}")]
    return tuple(sorted(found, key=lambda folder: (-max(part.stat().st_mtime for part in folder.iterdir()), folder.name)))


def find_run(data_dir: Path, name: str) -> Path:
    """The folder of a run.

    Args:
        data_dir: Where everything lives.
        name: Its id, the beginning of it, "latest", or the path of its folder.

    Raises:
        NotFound: There is no such run, or several ids begin so.
    """
    if (Path(name) / HEADER).is_file():
        return Path(name)
    folders = run_folders(data_dir)
    found = folders[:1] if name == LATEST else tuple(folder for folder in folders if folder.name.startswith(name))
    if len(found) == 1:
        return found[0]
    msg = f"There is no run {name!r} in {runs_folder(data_dir)}." if not found else f"{len(found)} runs begin with {name!r}."
    raise NotFound(msg, "`steadyhand eval list` shows the runs there are.")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a run's folder for this process; the system lets go of it when the process ends, however it ends.

    Raises:
        SteadyhandError: Another process holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / ".lock", timeout=0):
            yield
    except Timeout as error:
        msg = f"The run {folder.name} is under way in another process."
        raise SteadyhandError(msg, "Wait for it; cells that it finishes are kept.") from error
