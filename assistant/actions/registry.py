"""All drafting actions, found by their modules: a file of this folder that holds an `ACTION` is one."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import assistant.actions as folder
from assistant.actions.action import DraftingAction
from assistant.drafting.form import DocumentForm
from assistant.errors import NotFound

_LOOK_AT_IT = ("registry", "phrases")
"""The modules of the folder that are made from the registry and are no part of it."""


def _found() -> dict[str, DraftingAction]:
    modules = (
        import_module(f"{folder.__name__}.{module.name}") for module in iter_modules(folder.__path__) if module.name not in _LOOK_AT_IT
    )
    actions = [action for module in modules if isinstance(action := getattr(module, "ACTION", None), DraftingAction)]
    return {action.name: action for action in sorted(actions, key=lambda action: action.name)}


ACTIONS: dict[str, DraftingAction] = _found()


@cache
def _by_kind() -> dict[str, tuple[DraftingAction, DocumentForm]]:
    return {form.kind: (action, form) for action in ACTIONS.values() for form in action.forms.values()}


def form_of(kind: str) -> DocumentForm:
    """The form of a kind of document.

    Raises:
        NotFound: No action writes such a document.
    """
    return _of(kind)[1]


def action_of(kind: str) -> DraftingAction:
    """The action that writes this kind of document.

    Raises:
        NotFound: None does.
    """
    return _of(kind)[0]


def _of(kind: str) -> tuple[DraftingAction, DocumentForm]:
    if kind not in _by_kind():
        msg = f"No action writes a document of the kind {kind!r}."
        raise NotFound(msg, f"The kinds are: {', '.join(sorted(_by_kind()))}.")
    return _by_kind()[kind]
