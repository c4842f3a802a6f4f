"""What may be wrong with a scenario, in terms of the model."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple


class Complaint(NamedTuple):
    """What is wrong at a path. For an unknown name, *known* lists what it may have meant, and the mend is left to others.

    *unused* says that nothing makes use of the thing at the path, which is no mistake of a file that only inherits it.
    """

    path: str
    message: str
    mend: str = ""
    at_key: bool = False
    warning: bool = False
    unknown: str = ""
    known: Collection[str] = ()
    unused: bool = False
