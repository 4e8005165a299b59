"""What is in force and what works: settings, data directory, database, index, embedder, policy, certificates, model endpoint.

Each check stands alone, so that one that fails does not hide the others. Nothing is made that was not there, and nothing leaves this
machine unless it is asked for.
"""

from __future__ import annotations

import os
import re
import ssl
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from assistant.errors import InputInvalid, SteadyhandError
from assistant.settings import Settings
from assistant.wiring import Services

_USERINFO = re.compile(r"(?<=://)[^/@\s]+(?=@)")


class Health(StrEnum):
    """How a check came out."""

    OK = "ok"
    NOTE = "note"
    FAILED = "failed"


@dataclass(frozen=True)
class Check:
    """One check.

    Attributes:
        name: What was looked at.
        health: How it came out; a note is nothing wrong.
        said: What was found, one plain sentence or more.
        hint: What to do; empty where nothing is wrong.
        exit_code: 0, or 2 for configuration and 3 for infrastructure.
    """

    name: str
    health: Health
    said: str
    hint: str = ""
    exit_code: int = 0


@dataclass(frozen=True)
class Option:
    """One setting as it is in force.

    Attributes:
        name: The environment variable.
        value: As text; a secret only says that it is set.
        is_default: Whether nobody set it.
        default: The shipped value as text.
        meaning: What it does.
    """

    name: str
    value: str
    is_default: bool
    default: str
    meaning: str


def options_of(settings: Settings) -> tuple[Option, ...]:
    """Every setting with the value in force, secrets masked."""
    return tuple(
        Option(
            name=_variable(name, field),
            value=_said(getattr(settings, name)),
            is_default=name not in settings.model_fields_set,
            default=_default(field),
            meaning=field.description or "",
        )
        for name, field in Settings.model_fields.items()
    )


def settings_table() -> str:
    """Every setting as a Markdown table, for the README. The same on every machine."""
    rows = ["| Variable | Default | Meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = f"`{_default(field)}`" if _default(field) else ""
        rows.append(f"| `{_variable(name, field)}` | {default} | {(field.description or '').replace('|', chr(92) + '|')} |")
    return "\n".join(rows)


def examine(services: Services, *, online: bool = False) -> Iterator[Check]:
    """All checks, in the order in which their failures are best solved.

    Args:
        services: On the settings in force.
        online: Whether the model's endpoint may be asked. Nothing is sent but the key and the question which models there are.
    """
    checks: tuple[tuple[str, Callable[[Services], Check]], ...] = (
        ("policy", _policy),
        ("data directory", _data_dir),
        ("database", _database),
        ("embedder", _embedder),
        ("index", _index),
        ("certificates", _certificates),
        ("model", _endpoint if online else _model),
    )
    for name, check in checks:
        yield _guarded(name, check, services)


def _guarded(name: str, check: Callable[[Services], Check], services: Services) -> Check:
    from knowledge.errors import KnowledgeError

    try:
        return check(services)
    except SteadyhandError as error:
        problems = "".join(f" {problem}." for problem in error.problems) if isinstance(error, InputInvalid) else ""
        return Check(name, Health.FAILED, error.message + problems, error.hint, error.exit_code)
    except KnowledgeError as error:
        return Check(name, Health.FAILED, f"{error.message}.", error.hint, 3)
    except Exception as error:  # a check that breaks must not hide the others
        return Check(name, Health.FAILED, f"{type(error).__name__}: {error}", "", 3)


def _policy(services: Services) -> Check:
    policy, source = services.policy, services.settings.policy or "the shipped one"
    return Check("policy", Health.OK, f"{source}, fingerprint {policy.fingerprint}, clock times in {policy.organisation.zone}.")


def _data_dir(services: Services) -> Check:
    folder = services.data_dir
    if not folder.exists():
        nearest = next(parent for parent in folder.absolute().parents if parent.exists())
        if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
            return Check("data directory", Health.FAILED, f"{folder} is not there, and {nearest} cannot be written to.", _OTHER_DIR, 3)
        return Check("data directory", Health.NOTE, f"{folder} is not there yet; it is made when something is first kept.")
    try:
        with tempfile.TemporaryFile(dir=folder) as stream:
            stream.write(b"steadyhand")
    except OSError as error:
        return Check("data directory", Health.FAILED, f"{folder} cannot be written to: {error.strerror}.", _OTHER_DIR, 3)
    return Check("data directory", Health.OK, f"{folder} can be written to.")


_OTHER_DIR = "Make it writable, or choose another with --data-dir or STEADYHAND_DATA_DIR."


def _database(services: Services) -> Check:
    from assistant.review.database import FILE_NAME

    if not (services.data_dir / FILE_NAME).exists():
        return Check("database", Health.NOTE, "There is none yet; it is made when something is first kept.")
    records, drafts = services.store.records(), services.store.drafts()
    samples = sum(stored.sample for stored in records)
    return Check("database", Health.OK, f"{len(records)} records, {samples} of them samples; {len(drafts)} drafts.")


def _embedder(services: Services) -> Check:
    setting = services.settings.embedder
    embedder = services.knowledge.embedder
    if setting != "wordllama":
        return Check("embedder", Health.NOTE, f"{setting} is a remote one and was not asked; the texts of searches go to it.")
    vectors = embedder.embed(["a past incident"])
    return Check(
        "embedder", Health.OK, f"{embedder.id} loads and gives vectors of {vectors.shape[1]} numbers; nothing leaves this machine."
    )


def _index(services: Services) -> Check:
    from knowledge.index import POINTER
    from knowledge.query import Query

    base = services.knowledge
    if not (base.directory / "index" / POINTER).exists():
        hint = "Add reports with `steadyhand knowledge add PATH`, or try `steadyhand samples load`."
        return Check("index", Health.NOTE, "There is none yet, so drafts and searches look at no past reports.", hint)
    status = services.library.status()
    if status.problem:
        return Check("index", Health.FAILED, status.problem, "", 3)
    base.search(Query(text="a past incident"), k=1)  # only a search opens the vectors
    return Check("index", Health.OK, f"{status.indexed} reports, {status.samples} of them samples.")


def _certificates(services: Services) -> Check:
    for variable in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        named = os.environ.get(variable)
        if named and not Path(named).exists():
            hint = f"Correct or unset {variable}."
            return Check("certificates", Health.FAILED, f"{variable} names {named}, which is not there.", hint, 2)
    try:
        held = ssl.create_default_context().cert_store_stats()["x509_ca"]
    except (ssl.SSLError, OSError) as error:
        return Check("certificates", Health.FAILED, f"The trust store cannot be read: {error}.", _CERTIFICATES, 2)
    paths = ssl.get_default_verify_paths()
    place = os.environ.get("SSL_CERT_FILE") or paths.cafile or paths.capath or "the system's store"
    if not held and not paths.capath:
        return Check("certificates", Health.NOTE, f"No authority is trusted ({place}); an https endpoint will be refused.", _CERTIFICATES)
    # Authorities of a folder are read when one is needed, so that a count of none says nothing.
    return Check("certificates", Health.OK, f"{f'{held} authorities' if held else 'Authorities'} in {place}.")


_CERTIFICATES = "Install the system's CA certificates, or name a file with SSL_CERT_FILE."


def _model(services: Services) -> Check:
    setting = services.settings.model
    if services.model is None:
        return Check("model", Health.OK, "none: the composer writes, and nothing leaves this machine.")
    place = _mask(services.settings.openai_base_url or "the provider's own address")
    return Check("model", Health.OK, f"{setting} at {place} is set up. It was not asked; --online asks it.")


def _endpoint(services: Services) -> Check:
    """Ask the endpoint which models it has: the smallest question that needs the address, the certificates and the key."""
    check = _model(services)
    if services.model is None:
        return check
    from assistant.drafting.model import PROVIDER_URL

    settings = services.settings
    url = f"{(settings.openai_base_url or PROVIDER_URL).rstrip('/')}/models"
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else ""
    status, said = _ask(url, key, timeout=min(settings.timeout, 20.0))
    place = _mask(url)
    if status in {401, 403}:
        return Check("model", Health.FAILED, f"{place} answers, and refuses the key ({status}).", "Set a valid OPENAI_API_KEY.", 3)
    if status is None or status >= 500:
        return Check(
            "model", Health.FAILED, f"{place} does not answer: {said}.", "Check OPENAI_BASE_URL, the network and the certificates.", 3
        )
    if status >= 400:
        return Check("model", Health.NOTE, f"{place} answers with {status}; it does not tell which models it has.")
    name = settings.model.partition(":")[2]
    told = "lists" if f'"{name}"' in said else "does not list"
    return Check("model", Health.OK if told == "lists" else Health.NOTE, f"{place} answers and {told} {name}.")


def _ask(url: str, key: str, *, timeout: float) -> tuple[int | None, str]:
    """The status and the text of an answer; no status and the reason where there is none."""
    from urllib.error import HTTPError, URLError
    from urllib.request import Request, urlopen

    if not url.startswith(("http://", "https://")):
        return None, "the address is neither http nor https"
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        with urlopen(Request(url, headers=headers), timeout=timeout) as answer:  # noqa: S310 - the scheme was looked at
            return answer.status, answer.read(1_000_000).decode("utf-8", "replace")
    except HTTPError as error:
        with error:
            return error.code, error.reason
    except (URLError, OSError, ValueError) as error:
        return None, str(getattr(error, "reason", error))


def _variable(name: str, field: FieldInfo) -> str:
    choices = getattr(field.validation_alias, "choices", ())
    return str(choices[-1]) if choices else f"{Settings.model_config.get('env_prefix', '')}{name}".upper()


def _default(field: FieldInfo) -> str:
    """The shipped value, with the home directory as ~."""
    value: Any = field.get_default()
    if isinstance(value, Path) and value.is_relative_to(Path.home()):
        return f"~/{value.relative_to(Path.home()).as_posix()}"
    return _said(value)


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, SecretStr):
        return "set, not shown" if value.get_secret_value() else ""
    if isinstance(value, bool):
        return str(value).lower()
    return _mask(f"{value:g}" if isinstance(value, float) else str(value))


def _mask(text: str) -> str:
    """Text without the user and password that an address may hold."""
    return _USERINFO.sub("***", text)
