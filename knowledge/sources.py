"""The Markdown sources of the reports, one file a report, kept beside the index."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from knowledge.errors import ReportInvalid
from knowledge.parsing import parse_report
from knowledge.report import PostIncidentReport

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


class Sources:
    """A folder of report files, named after the ids.

    Args:
        folder: The folder; created by the first `write`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[Path, tuple[tuple[int, int], PostIncidentReport]] = {}

    def path(self, report_id: str) -> Path:
        """Return the file of a report; an id that is no safe file name gets a part of its hash."""
        safe = _UNSAFE.sub("_", report_id)[:80].strip(".") or "report"
        # Folders that ignore case must not merge two ids, so an id that is not all capitals carries its hash as well.
        if safe != report_id or safe != safe.upper():
            safe = f"{safe}-{hashlib.sha256(report_id.encode()).hexdigest()[:8]}"
        return self.folder / f"{safe}.md"

    def paths(self) -> list[Path]:
        """Return the files of all kept reports, sorted by name."""
        return sorted(self.folder.glob("*.md")) if self.folder.is_dir() else []

    def text(self, report_id: str) -> str | None:
        """Return a kept report's Markdown; None when there is none."""
        path = self.path(report_id)
        return path.read_text(encoding="utf-8") if path.is_file() else None

    def report(self, report_id: str) -> PostIncidentReport | None:
        """Return a kept report, parsed; None when there is none.

        Raises:
            ReportInvalid: Somebody broke the kept file.
        """
        try:
            return self._parsed(self.path(report_id))
        except OSError:
            return None

    def _parsed(self, path: Path) -> PostIncidentReport:
        """Return a file's report; it is read anew only when the file has changed."""
        stat = path.stat()
        mark = (stat.st_mtime_ns, stat.st_size)
        known = self._read.get(path)
        if known is None or known[0] != mark:
            known = (mark, parse_report(path.read_text(encoding="utf-8"), source=str(path)))
            self._read[path] = known
        return known[1]

    def write(self, report_id: str, text: str) -> None:
        """Keep a report's Markdown; a reader sees the old text or the new one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.path(report_id)
        draft = path.with_suffix(f".{os.getpid()}.tmp")
        draft.write_text(text, encoding="utf-8")
        os.replace(draft, path)

    def remove(self, report_id: str) -> None:
        """Drop a report; nothing happens when there is none."""
        self.path(report_id).unlink(missing_ok=True)

    def readable(self) -> tuple[list[PostIncidentReport], list[Path]]:
        """Return all kept reports that can be read, and the files that somebody broke."""
        reports, broken = [], []
        for path in self.paths():
            try:
                reports.append(self._parsed(path))
            except (ReportInvalid, UnicodeDecodeError):
                broken.append(path)
        return reports, broken
