"""A fault of a package: in which file, on which line, in which column, and what is wrong there."""

from dataclasses import dataclass

from shared.problems import Problem


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `line` is counted from 1, `column` is the name of a table's column or the pointer to a fact."""

    problem: Problem
    file: str = ""
    line: int | None = None
    column: str | None = None

    @property
    def place(self) -> tuple[str, int, str]:
        """By what faults are put in order."""
        return self.file, self.line or 0, self.column or ""
