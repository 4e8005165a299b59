"""Runs Streamlit, and loads what the first page and the first draft need while the browser is still on its way."""

from __future__ import annotations

import sys
import threading
import time
from importlib import import_module

from ui import session

_FIRST_PAGE = ("pandas", "ui.widgets.first_run", "ui.widgets.queue_rows")
"""What the first page imports beside the queue itself; Streamlit's choices need pandas."""
_AFTER_FIRST_PAGE = 5.0


def main() -> None:
    """As `streamlit run` with the arguments of this program."""
    threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
    from streamlit.web.cli import main as streamlit

    sys.argv = ["streamlit", "run", *sys.argv[1:]]
    streamlit()


def warm_up() -> None:
    """Open the store and read the queue; then load the search, which a first draft would wait for."""
    try:
        from assistant.workflow import queue

        services = session.services()
        queue(services, now=session.now())
        for name in _FIRST_PAGE:
            import_module(name)
        # The first page goes first.
        time.sleep(_AFTER_FIRST_PAGE)
        if services.library.status().indexed:
            from knowledge.query import Query

            services.knowledge.search(Query(text="warm up"), k=1)
    except Exception as error:
        # The page that needs it meets the same error and tells it with a way out; nobody reads it here.
        print(f"steadyhand: not ready yet: {error}", file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    main()
