"""What the two sides of a comparison are called: A and B, or, of revisions and folders, before and after."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Called:
    """The names of two sides; *within* stands before one that says where something is."""

    a: str
    b: str
    within: str = ""

    @property
    def in_a(self) -> str:
        return f"{self.within}{self.a}"

    @property
    def in_b(self) -> str:
        return f"{self.within}{self.b}"

    @property
    def sides(self) -> tuple[str, str]:
        """Where something is that is on one side: `in A`, `in B`."""
        return self.in_a, self.in_b

    @property
    def in_both(self) -> str:
        return f"{self.in_a} and {self.in_b}"

    @property
    def less(self) -> str:
        """What a difference is."""
        return f"{self.b} less {self.a}"

    def has(self, side: str) -> str:
        """How what a side has begins."""
        return f"{side} has" if self.within else f"{side} is there"


FILES = Called("A", "B", "in ")
REVISIONS = Called("before", "after")
