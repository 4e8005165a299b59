"""What must not get out: other customers, colleagues' names, hosts, references, internal entries, secrets.

The deny list does most of the work. What the public evidence of this very record holds may stand, because the customer has it already;
credentials and private addresses never.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache, partial

from assistant.checks.context import CheckContext
from assistant.checks.finding import Family, Finding, FindingSeverity
from assistant.checks.leak_names import Trie, first_and_last, fold, misspelt, names_in, short_forms, spelled
from assistant.checks.secret_formats import TICKETS
from assistant.checks.secrets import Secret, find_secrets
from assistant.checks.trust import asking_items, is_outside
from assistant.checks.wording import content_places, content_tokens
from assistant.evidence.facts import Audience, Evidence
from assistant.evidence.names import is_mail_provider
from assistant.evidence.sentences import Span
from assistant.evidence.values import Value, ValueKind, extract_values

BLOCK, WARN, INFO = FindingSeverity.BLOCK, FindingSeverity.WARN, FindingSeverity.INFO
_SHARED = 6
"""Content words in a row that an internal entry and a text must share to count as its wording."""

_TICKET = re.compile(
    r"(?<![\w/.-])(?!(?:SEV|UTC|GMT|UTF|SHA|ORA|ERR|MSG|IEC|IEEE|ANSI|NIST|FIPS|DIN|EN|BS|ASTM|WCAG|PEP|JSR|ISBN|ISSN|EAN|MD|CRC|BASE|WPA|LTE|KB|MS|BCP|STD|ICD|OWASP|CWE|EUR|USD|GBP|CHF|MISO|TLS|SSL|ISO|COVID|HTTP|IPV|RFC|CVE|AES|RSA|USB|PCI|SOC|CET|EST|PST|PDT|GPT|MP|FY|INV|SKU|PO|Q|P|H|F|S|V|M|A|B|T|G|X)-)[A-Z][A-Z0-9]{1,9}-\d{2,8}(?![\w-])"
)
_CODE_BEFORE = re.compile(
    r"\b(?:error|code|message|status|fault|exception|warning|alarm|standard|norm|form|part|model|product|article|item|sku|flight|train|gate|order|invoice|booking|quote|shipment|parcel|colou?r|isbn|route|room|seat|batch|lot|serial|contract|voucher|coupon|delivery note|credit note|receipt|customer|account"
    r"|rechnung|bestellung|auftrag|lieferschein|lieferung|gutschrift|sendung|artikel|teil|charge|vertrag|angebot|fehler|modell|flug|gutschein|kundennummer"
    r"|facture|commande|devis|colis|article|lot|contrat|avoir|erreur|modèle|bon de livraison|factura|pedido|albarán|artículo|lote|contrato|presupuesto|modelo"
    r"|fattura|ordine|articolo|lotto|preventivo|contratto|errore|modello|fatura|encomenda|artigo|guia|erro|factuur|bestelling|pakket|zamówienie|faktura)s?"
    r"(?: (?:codes?|number|no\.?|id|nr\.?|nummer|n[º°.]|numéro|número|numero))?\W*(?:is|was|ist|lautet|est|es|è|é)?\W*(?:[\w-]+ (?:and|or|to) )?$",
    re.IGNORECASE,
)
"""Before a code that is the reader's, a product's or a standard's, and no reference of ours."""
_KNOWN_PREFIX = re.compile(r"^(?:INC|PIR|ESC|JIRA|OPS|SRE|ENG|BUG|CASE|TICKET|TKT|PROB|PRB|CHG|RCA|PM|DEV|PLAT|INFRA|SUP|CS)\b")
_INTERNAL_WORDS: tuple[tuple[str, FindingSeverity, re.Pattern[str], str, str], ...] = tuple(
    (rule, severity, re.compile(pattern, re.IGNORECASE), message, suggestion)
    for rule, severity, pattern, message, suggestion in (
        ("unreleased", WARN, r"\b(?:unreleased|unannounced|pre-?release|not yet (?:released|announced|public(?:ly)?)|internal roadmap|under (?:NDA|embargo)|planned for (?:Q[1-4]|the next release)|next[- ]gen(?:eration)? (?:version|platform)|code ?name(?:d)?)\b", "This speaks of something that is not announced.", "Leave it out until it is public."),
        ("internal_wording", WARN, r"\b(?:internal(?:ly)? only|for internal use|do not (?:share|forward|send)|not for (?:distribution|customers?)|between (?:us|you and me|ourselves)|off the record|confidential(?:ly)?|keep (?:this|it) (?:quiet|internal|between)|don['’]t tell (?:the|any) (?:customer|client)s?|internal (?:notes?|memo|discussion|thread|ticket|chat|e-?mail|log entry))\b", "This is wording for inside the house.", "Leave it out."),
        ("commercial", WARN, r"\bour (?:margins?|cost(?:s)? (?:base|price)|discount (?:floor|limits?)|profit\w*|churn\w*|sales targets?|pipeline)\b|\b(?:margins?) on (?:this|your|the) (?:contract|account|deal)\b|\b(?:finance|legal|sales|management|leadership|procurement) (?:will|would|does|do|did|has|have|is|are) (?:not|never|n['’]t|unlikely|reluctant)\b|\b(?:churn|renewal|upsell|at)[- ]risk (?:account|customer|list|score)?|\b(?:legal|our lawyers?|counsel) (?:asked|told|advised|warned|wants?|says?|said)\b", "This is an internal commercial or legal matter.", "Leave it out."),
        ("other_customers", WARN, r"\b(?:another|an other|one of our(?: other)?|a (?:different|fellow)|two other|three other|several other|some other|many other) (?:\w+ )?(?:customers?|clients?|tenants?|retailers?|banks?|insurers?|companies)\b(?=[^.\n]{0,60}\b(?:had|has|have|asked|reported|saw|was|were|told|uses?|experienced|complained|hit|got|received|lost)\b)|\b(?:same (?:thing|issue|problem|fault|bug|error) (?:hit|happened to|affected|occurred at|at))\s+(?!you\b|your\b|us\b|our\b|all\b|some\b|the\b|both\b|a\b)\w+", "This tells one customer about another.", "Speak only of this customer."),
    )
)  # fmt: skip


_finding = partial(Finding.at, family=Family.LEAK)


def check(ctx: CheckContext, text: str, sentences: tuple[Span, ...]) -> Iterable[Finding]:
    """Everything that must not reach the customer; of a text for colleagues, the secrets."""
    public = _public_text(ctx.evidence.items)
    inside = ctx.audience is Audience.INTERNAL
    for secret in find_secrets(text):
        if not (inside and secret.rule in _KNOWN_INSIDE):
            yield from _secret(ctx, text, secret, public)
    if inside:
        return
    yield from _denied(ctx, text)
    yield from _contacts(ctx, text, public)
    yield from _references(ctx, text, public)
    for rule, severity, pattern, message, suggestion in _INTERNAL_WORDS:
        for match in pattern.finditer(text):
            if match.group().casefold() not in public:
                yield _finding(rule, severity, text, *match.span(), message, suggestion)
    yield from _internal_entries(ctx, text)
    if ctx.subject:
        yield from _in_subject(ctx)


def _in_subject(ctx: CheckContext) -> Iterator[Finding]:
    """What must not stand in the subject line either. The findings have no place in the text; they quote the subject."""
    for finding in check(replace(ctx, subject=""), ctx.subject, ()):
        if finding.severity is not INFO:
            message = f"In the subject, “{finding.text}”: {finding.message}"
            yield finding.model_copy(update={"start": 0, "end": 0, "text": "", "message": message, "rule": f"{finding.rule}_in_subject"})


_KNOWN_INSIDE = frozenset({"host", "path", "channel", "ip"})
"""What colleagues need in order to find the place."""


@lru_cache(maxsize=64)
def _public_text(items: tuple[Evidence, ...]) -> str:
    """What may be repeated to the customer with its hosts and references. The next action is written for the colleague who does it."""
    return "\n".join(item.text for item in items if item.public and item.field not in {"passage", "next_action"}).casefold()


def _denied(ctx: CheckContext, text: str) -> Iterator[Finding]:
    folded = fold(text)
    allowed = [(start, end) for start, end, _ in spelled(text, folded, names_in(ctx.deny.allowed))]
    for names, rule, what in (
        (ctx.deny.customers, "customer_name", "another customer"),
        (ctx.deny.people, "person_name", "a person who must not be named here"),
        (ctx.deny.references, "reference", "something that belongs to the inside of the house"),
    ):
        for start, end, name in spelled(text, folded, names_in(names)):
            if any(begin <= start and end <= stop for begin, stop in allowed):
                continue
            # A name that is an ordinary word in small letters ("target", "orange") is shown, not stopped.
            ordinary = text[start:end].islower() and name[:1].isupper() and " " not in name and len(name) < 7
            message = f"“{text[start:end]}” is {what}."
            yield _finding(rule, WARN if ordinary else BLOCK, text, start, end, message, "Take it out.")
    for start, end, part in spelled(text, folded, names_in(first_and_last(ctx.deny))):
        if text[start].isupper() and not any(begin <= start and end <= stop for begin, stop in allowed):
            message = f"“{part}” is part of the name of a person who must not be named here."
            yield _finding("person_name", WARN, text, start, end, message, "Say what happened without naming a person.")
    for start, end, form in spelled(text, folded, names_in(short_forms(ctx.deny))):
        if text[start].isupper() and not any(begin <= start and end <= stop for begin, stop in allowed):
            yield _finding("customer_name", WARN, text, start, end, f"“{form}” may be another customer.", "Take it out.")

    for start, end, name in misspelt(ctx.deny, text):
        if not any(begin <= start and end <= stop for begin, stop in allowed):
            message = f"“{text[start:end]}” may be {name}, misspelt."
            yield _finding("misspelt_name", WARN, text, start, end, message, "Take it out.")


def _is_allowed(ctx: CheckContext, quote: str, public: str) -> bool:
    lowered = quote.casefold()
    return (
        any(lowered == name.casefold() or (len(name) > 3 and name.casefold() in lowered) for name in ctx.deny.allowed) or lowered in public
    )


def _secret(ctx: CheckContext, text: str, secret: Secret, public: str) -> Iterator[Finding]:
    quote = text[secret.start : secret.end]
    if secret.rule in {"host", "path", "channel", "ip"}:
        if secret.public_ok and _is_allowed(ctx, quote, public):
            return
        if any(quote.casefold() == name.casefold() for name in ctx.deny.allowed):
            return
    if secret.what.startswith("a long random") and (quote.casefold() in public or (ctx.record and quote in ctx.record.id)):
        return
    soft = (
        (secret.rule == "ip" and secret.public_ok)
        or secret.rule in {"path", "channel"}
        or secret.what.startswith(("a long random", "a private matter"))
    )
    severity = WARN if soft else BLOCK
    if secret.public_ok and secret.what in _PUBLIC_PERHAPS and not _has_surroundings(ctx):
        severity = INFO
    yield _finding(secret.rule, severity, text, secret.start, secret.end, f"This looks like {secret.what}.", "Take it out.")


_PUBLIC_PERHAPS = {"the name of a machine", "a network address"}


def _has_surroundings(ctx: CheckContext) -> bool:
    """Whether anything says what is public and what is not."""
    return bool(ctx.record or ctx.evidence.items or ctx.deny.allowed or ctx.deny.customers or ctx.deny.references)


def _contacts(ctx: CheckContext, text: str, public: str) -> Iterator[Finding]:
    """Links, mail addresses and telephone numbers that are neither the house's, nor the customer's, nor in what the house wrote itself."""
    if not (ctx.record or ctx.deny.allowed or ctx.deny.customers):
        return  # nothing says whose contacts these are
    known = "\n".join([_written_inside(ctx, public), *ctx.deny.allowed, *_own_contacts(ctx)]).casefold()
    digits = re.sub(r"\D", "", known)
    severity = BLOCK if ctx.record else WARN
    for value in extract_values(text):
        if value.kind is ValueKind.EMAIL and value.canonical not in known and value.canonical.rpartition("@")[2] not in _own_sites(ctx):
            message = "This e-mail address belongs neither to this customer nor to the sender."
            yield _value(text, value, "contact", BLOCK, message, "Take it out.")
        elif value.kind is ValueKind.PHONE and value.canonical not in digits:
            yield _value(text, value, "contact", severity, "This telephone number is nobody's in the record.", "Check it, or take it out.")
        elif value.kind is ValueKind.URL and value.canonical.rstrip("/") not in known and not _allowed_site(ctx, value.canonical):
            yield _value(text, value, "link", severity if ctx.record else INFO, _STRANGE_SITE, _SITE_ADVICE)
        elif value.kind is ValueKind.HOST and _is_given(text, value) and not _allowed_site(ctx, value.canonical):
            strange = _value(text, value, "link", severity if ctx.record else INFO, _STRANGE_SITE, _SITE_ADVICE)
            yield from [strange] if value.canonical not in known else []


_SITE_ADVICE = "Take it out, or allow the site in the policy."
_STRANGE_SITE = "This address belongs neither to this customer nor to the sender."
_POINTS_TO = re.compile(r"\b(?:at|on|under|via|visit|see|to|open|use|follow|go|through)\W{0,3}$", re.IGNORECASE)


def _is_given(text: str, value: Value) -> bool:
    """Whether a bare site is given to the reader to go to, and is not only named: with a path, or after "at", "visit" and the like."""
    return text[value.end : value.end + 1] == "/" or _POINTS_TO.search(text[max(0, value.start - 12) : value.start]) is not None


def _written_inside(ctx: CheckContext, public: str) -> str:
    """The public evidence that nobody outside wrote; all of it where no record says who did."""
    if ctx.record is None:
        return public
    asking = asking_items(ctx.evidence.items)
    inside = (item for item in ctx.evidence.items if item.public and item.id not in asking and not is_outside(ctx, item))
    return "\n".join(item.text for item in inside)


def _allowed_site(ctx: CheckContext, url: str) -> bool:
    site = re.sub(r"^\w+://", "", url).split("/")[0].rpartition("@")[2].split(":")[0]
    return any(site == other or site.endswith(f".{other}") for other in _own_sites(ctx))


def _own_sites(ctx: CheckContext) -> frozenset[str]:
    """Sites and mail domains that may stand: those of the policy, of the lists, and of the people of the record."""
    listed = {re.sub(r"^\w+://", "", name).split("/")[0] for name in ctx.deny.allowed if "." in name and "@" not in name}
    mail = {contact.rpartition("@")[2] for contact in (*_own_contacts(ctx), *ctx.deny.allowed) if "@" in contact}
    shared = {domain for domain in mail if is_mail_provider(domain)}
    return frozenset(name.casefold() for name in {*ctx.policy.leak.allowed_domains, *listed, *(mail - shared)} if name)


def _own_contacts(ctx: CheckContext) -> Iterator[str]:
    record = ctx.record
    for party in (record.owner, record.executive, *record.customer.contacts) if record else ():
        if party:
            yield from (part for part in (party.email, party.phone) if part)


def _value(text: str, value: Value, rule: str, severity: FindingSeverity, message: str, suggestion: str) -> Finding:
    return _finding(rule, severity, text, value.start, value.end, message, suggestion)


def _references(ctx: CheckContext, text: str, public: str) -> Iterator[Finding]:
    own = ctx.record.id.casefold() if ctx.record else ""
    for match in (*_TICKET.finditer(text), *TICKETS.finditer(text)):
        quote = match.group()
        if quote.casefold() == own or _is_allowed(ctx, quote, public):
            continue
        if _CODE_BEFORE.search(text[max(0, match.start() - 30) : match.start()]) and not _KNOWN_PREFIX.match(quote):
            continue
        severity = BLOCK if _KNOWN_PREFIX.match(quote) and (own or ctx.deny.allowed or ctx.deny.customers) else WARN
        yield _finding(
            "reference",
            severity,
            text,
            *match.span(),
            f"“{quote}” is a reference, and not this customer's.",
            "Take it out, or give the customer's own reference.",
        )


@lru_cache(maxsize=64)
def _withheld_runs(withheld: tuple[Evidence, ...], public: str) -> frozenset[tuple[str, ...]]:
    """Runs of content words that only internal entries hold."""
    known = _runs(content_tokens(public))
    return frozenset(
        run
        for item in withheld
        if not item.public and item.field == "updates"
        for run in _runs(content_tokens(item.text))
        if run not in known
    )


def _runs(tokens: list[str]) -> set[tuple[str, ...]]:
    return {tuple(tokens[i : i + _SHARED]) for i in range(len(tokens) - _SHARED + 1)}


@lru_cache(maxsize=64)
def _withheld_values(withheld: tuple[Evidence, ...], public: str) -> frozenset[str]:
    """References, hosts, sums, addresses and large counts that only internal entries and fields hold."""
    kinds = {ValueKind.REFERENCE, ValueKind.HOST, ValueKind.EMAIL, ValueKind.IP, ValueKind.URL}
    values = [value for item in withheld if not item.public and item.field != "gestures" for value in extract_values(item.text)]
    telling = [
        v for v in values if v.kind in kinds or (v.kind is ValueKind.MONEY or (v.kind is ValueKind.NUMBER and (v.amount or 0) >= 1000))
    ]
    return frozenset(f"{v.kind.value} {v.canonical}" for v in telling if v.quote.casefold() not in public)


def _internal_entries(ctx: CheckContext, text: str) -> Iterator[Finding]:
    withheld = ctx.evidence.withheld
    if not withheld:
        return
    public = _public_text(ctx.evidence.items)
    runs, values = _withheld_runs(withheld, public), _withheld_values(withheld, public)
    suggestion = "Take it out; the record keeps it inside."
    granted = {f"{v.kind.value} {v.canonical}" for item in withheld if item.field == "gestures" for v in extract_values(item.text)}
    if runs:
        yield from _shared_runs(text, runs, suggestion)
    folded = fold(text)
    allowed = [(start, end) for start, end, _ in spelled(text, folded, names_in(ctx.deny.allowed))]
    listed = {fold(name) for name in (*ctx.deny.customers, *ctx.deny.people, *ctx.deny.references)}
    for start, end, name in spelled(text, folded, _withheld_names(withheld, public)):
        if text[start].isupper() and fold(name) not in listed and not any(begin <= start and end <= stop for begin, stop in allowed):
            yield _finding("internal_entry", BLOCK, text, start, end, f"“{name}” stands only in what the record keeps inside.", suggestion)
    for value in extract_values(text):
        form = f"{value.kind.value} {value.canonical}"
        if form in values and form not in granted:
            # A count may be known from elsewhere; a reference or a sum is not.
            severity = WARN if value.kind is ValueKind.NUMBER else BLOCK
            yield _value(
                text, value, "internal_entry", severity, f"“{value.quote}” stands only in what the record keeps inside.", suggestion
            )


def _shared_runs(text: str, runs: frozenset[tuple[str, ...]], suggestion: str) -> Iterator[Finding]:
    """One finding for each passage, however long: a window for each word would leave its ends to chance."""
    places = content_places(text)
    begun: int | None = None
    for first in range(len(places) - _SHARED + 2):
        window = places[first : first + _SHARED]
        shared = len(window) == _SHARED and tuple(token for token, _, _ in window) in runs
        if shared and begun is None:
            begun = first
        elif not shared and begun is not None:
            start, end = places[begun][1], places[first + _SHARED - 2][2]
            yield _finding("internal_entry", BLOCK, text, start, end, "This is the wording of an internal entry.", suggestion)
            begun = None


@lru_cache(maxsize=64)
def _withheld_names(withheld: tuple[Evidence, ...], public: str) -> Trie:
    """Names of two words or more that only internal entries hold: no list needs to know them."""
    found = {match.group() for item in withheld if not item.public and item.field == "updates" for match in _FULL_NAME.finditer(item.text)}
    return names_in(frozenset(name for name in found if not any(word in public for word in name.casefold().split())))


_FULL_NAME = re.compile(r"(?<![\w-])[A-Z][^\W\d_]+(?:[ -][A-Z][^\W\d_]+)+(?![\w-])")
