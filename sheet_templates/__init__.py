"""Every tab of both workbooks: one file a tab, found because it is in this folder."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import ModuleType

from service.core.changes import ServiceTab
from service.core.rows import Row


@cache
def _modules() -> tuple[ModuleType, ...]:
    # Through pkgutil rather than the file system, so that it works from a wheel and from a zip file too.
    names = sorted(found.name for found in pkgutil.iter_modules(__path__) if not found.name.startswith("_"))
    return tuple(importlib.import_module(f"{__name__}.{name}") for name in names)


def _is_kind(made: object, module: ModuleType) -> bool:
    return (
        isinstance(made, type)
        and issubclass(made, Row)
        and made is not Row
        and made.__module__ == module.__name__
    )


@cache
def kinds_of_row() -> tuple[type[Row], ...]:
    """The kinds of row staff keep, in the order of their tabs."""
    found = [made for module in _modules() for made in vars(module).values() if _is_kind(made, module)]
    return tuple(sorted(found, key=lambda kind: kind.place))


@cache
def service_tabs(workbook: str | None = None, every: bool = False) -> tuple[ServiceTab, ...]:
    """The tabs the service writes, in order: those of the "staff" or "managers" workbook, or of both, staff first.

    With `every` also those declared for a later version, which no workbook has yet.
    """
    found = [
        made
        for module in _modules()
        for made in [getattr(module, "TAB", None)]
        if isinstance(made, ServiceTab)
    ]
    wanted = [tab for tab in found if workbook in (None, tab.workbook) and (every or tab.filled)]
    return tuple(sorted(wanted, key=lambda tab: (tab.workbook != "staff", tab.place)))
