"""Foreign formats to `EscalationRecord`: everything in a file or a folder, or every problem in it at once and nothing.

Reading order: `importing` (files in, records out), `documents` (bytes to documents: `json_source`, `yaml_source`), `registry` and the
formats (`native`, `google_cloud`, `update_log`), what these share (`adapting`, `times`, `zones`), `problems` and `hidden` (what is said),
`samples` (the queue that comes with steadyhand).
"""

from assistant.intake.importing import MEGABYTE, Imported, IntakeResult, read_bytes, read_path
from assistant.intake.registry import FORMAT_NAMES
from assistant.intake.samples import sample_records

__all__ = ["FORMAT_NAMES", "MEGABYTE", "Imported", "IntakeResult", "read_bytes", "read_path", "sample_records"]
