"""Runs Streamlit, and loads what the first page and the first draft need while the browser is still on its way."""

from __future__ import annotations

import sys
import threading
import time
from importlib import import_module

from ui import session

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
        session.queue()
        # Streamlit imports it for the first choice that a page offers.
        import_module("pandas")
        # The first page goes first.
        time.sleep(_AFTER_FIRST_PAGE)
        import_module("assistant.workflow")
        services = session.services()
        if services.library.status().indexed:
            from knowledge.query import Query

            services.knowledge.search(Query(text="warm up"), k=1)
    except Exception as error:
        # The page that needs it meets the same error and tells it with a way out; nobody reads it here.
        print(f"steadyhand: not ready yet: {error}", file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    main()
