"""The browser app. `app.py` is the router; pages are files in `app_pages/`."""
