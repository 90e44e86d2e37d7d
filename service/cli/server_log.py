"""What gunicorn says of its own troubles, without the request: its words could be a link or a name, its address a patient's."""

from __future__ import annotations

import sys
import traceback
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

UNREADABLE = "A request could not be read."


class WordlessLogger(Logger):
    """gunicorn's logger, where a line may hold what somebody sent."""

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        if str(msg).startswith("Invalid request"):
            msg, args = UNREADABLE, ()
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Which problem and where in the code, without its message and the address asked for."""
        problem = sys.exc_info()[1]
        if isinstance(problem, SystemExit):
            return  # told to stop at once, in the middle of an answer
        places = traceback.extract_tb(problem.__traceback__) if problem else []
        at = " < ".join(f"{place.filename}:{place.lineno} {place.name}" for place in reversed(places))
        super().error("%s at %s", type(problem).__name__, at)
