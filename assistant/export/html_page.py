"""One HTML page that needs nothing else: no script, no font, no picture. Provenance is in its meta elements."""

from __future__ import annotations

from html import escape

from assistant.evidence.facts import Audience
from assistant.export.markup import to_html
from assistant.export.outgoing import Exporter, Outgoing

# A document for colleagues has tables of many columns; its lines of text stay as short as those of a letter.
_WIDTHS = {Audience.CUSTOMER: "42rem", Audience.INTERNAL: "58rem"}
_STYLE = (
    "body{max-width:%s;margin:2rem auto;padding:0 1rem;background:#fff;color:#1d2321;font:1.05rem/1.6 Georgia,serif}"
    "h1,h2,h3{line-height:1.25}h1{font-size:1.6rem}h2{font-size:1.25rem;margin-top:1.8rem}h3{font-size:1.05rem}"
    "table{border-collapse:collapse;font-size:.92em;line-height:1.4}td,th{border:1px solid #8a8f8b;padding:.3rem .6rem;text-align:left;vertical-align:top}"
    "p,li{max-width:42rem}th{background:#f1f3f1}code{font-size:.88em}"
    "@media print{body{margin:0;max-width:none}}"
)


def page(out: Outgoing) -> str:
    """The page; the e-mail's HTML part is the same one."""
    meta = "".join(f'<meta name="steadyhand-{escape(name.lower())}" content="{escape(value)}">\n' for name, value in out.provenance.items())
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"{meta}<title>{escape(out.subject)}</title>\n<style>{_STYLE % _WIDTHS[out.audience]}</style>\n</head>\n<body>\n{to_html(out.body)}</body>\n</html>\n"
    )


def _write(out: Outgoing) -> bytes:
    return page(out).encode()


HTML = Exporter("html", "text/html; charset=utf-8", "HTML", _write)
