"""An RFC 5322 message, ready to open in a mail program: the text as it was approved, and the same as HTML.

Headers are built from single lines and checked addresses only, so nothing in a record can add a header or a recipient.
"""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from assistant.export.html_page import page
from assistant.export.outgoing import Exporter, Outgoing, one_line
from assistant.records.model import Party

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@((?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9-]+)")
_UNKNOWN_DOMAIN = "steadyhand.invalid"
_BOUNDARY = "=_steadyhand_{}"  # "=_" cannot stand in quoted-printable text


def address(party: Party | None) -> Address | None:
    """The party's mailbox; None when there is no address that a header can hold."""
    found = _ADDRESS.fullmatch(_ascii_domain(party.email)) if party and party.email else None
    if party is None or found is None:
        return None
    return Address(display_name=one_line(party.name), username=found[1], domain=found[2])


def _ascii_domain(mailbox: str) -> str:
    local, at, domain = mailbox.strip().rpartition("@")
    try:
        return f"{local}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return mailbox


def _write(out: Outgoing) -> bytes:
    message = EmailMessage(policy=SMTP)
    sender, to = address(out.sender), address(out.addressee)
    message["Subject"] = out.subject
    if sender:
        message["From"] = sender
    if to:
        message["To"] = to
    message["Date"] = out.approved_at or out.exported_at
    message["Message-ID"] = (
        f"<{out.draft_id.lower()}.v{out.version}.{out.content_fingerprint}@{sender.domain if sender else _UNKNOWN_DOMAIN}>"
    )
    message["X-Unsent"] = "1"  # mail programs that know it open the file for sending
    for name, value in out.provenance.items():
        message[f"X-Steadyhand-{name}"] = one_line(value)
    message.set_content(out.body, cte="quoted-printable")
    message.add_alternative(page(out), subtype="html", cte="quoted-printable")
    # The default boundary is random; this one makes the file the same each time.
    message.set_boundary(_BOUNDARY.format(out.content_fingerprint))
    return message.as_bytes()


MAIL = Exporter("eml", "message/rfc822", "E-mail", _write, to_customer=True)
