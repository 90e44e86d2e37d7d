"""How functions are declared: by name, with how many arguments they take."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.sheets_api.formula_blocks import Block
from tests.sheets_api.worth import failed

if TYPE_CHECKING:
    from tests.sheets_api.formulas import Scope
    from tests.sheets_api.syntax import Node

Arguments = tuple["Node | None", ...]
Function = Callable[["Scope", Arguments], Any]

FUNCTIONS: dict[str, Function] = {}
MANY = 10_000


def function(name: str, least: int, most: int | None = None) -> Callable[[Function], Function]:
    """One that is handed its arguments as trees."""
    most = least if most is None else most

    def keep(body: Function) -> Function:
        def counted(scope: Scope, arguments: Arguments) -> Any:
            if not least <= len(arguments) <= most:
                raise failed("N_A", f"Wrong number of arguments to {name}.")
            return body(scope, arguments)

        FUNCTIONS[name] = counted
        return body

    return keep


def of_values(
    name: str, least: int, most: int | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """One that is handed plain values."""

    def keep(body: Callable[..., Any]) -> Callable[..., Any]:
        function(name, least, most)(lambda scope, arguments: body(*[scope.value(each) for each in arguments]))
        return body

    return keep


def range_of(scope: Scope, node: Node | None) -> Block:
    """An argument that must be cells."""
    found = scope.operand(node)
    if not isinstance(found, Block):
        raise failed("N_A", "Argument must be a range.")
    return found
