"""An import rule that import-linter lacks: a closed list of what some packages may import.

A list of what is forbidden goes stale with each new module; a list of what is allowed does not. Whatever is
not named, not in the standard library and not in the package itself breaks the contract.
"""

import sys

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OnlyImports(Contract):
    """Each package that matches `source_modules` imports nothing but itself and what is listed.

    Options: `source_modules` (wildcards allowed; descendants included), `allowed_modules` (descendants
    included) and `forbidden_standard_library` (top-level names that are not allowed all the same).
    """

    source_modules = fields.ListField(subfield=fields.StringField())
    allowed_modules = fields.ListField(subfield=fields.StringField())
    forbidden_standard_library = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Names each import that is not on the list, with its lines."""
        found: list[str] = []
        for package in self._packages(graph):
            for module in sorted({package, *graph.find_descendants(package)}):
                for imported in sorted(graph.find_modules_directly_imported_by(module)):
                    if not self._may_import(imported, package):
                        details = graph.get_import_details(importer=module, imported=imported)
                        lines = ", ".join(f"l.{detail['line_number']}" for detail in details)
                        found.append(f"{module} -> {imported} ({lines})")
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Prints the imports that `check` found."""
        for line in check.metadata["found"]:
            output.print_error(f"- {line}", bold=False)

    def _packages(self, graph: ImportGraph) -> list[str]:
        expressions: list[str] = self.source_modules  # type: ignore[assignment]  # a field becomes its value
        return sorted({module for text in expressions for module in graph.find_matching_modules(text)})

    def _may_import(self, imported: str, package: str) -> bool:
        allowed: list[str] = self.allowed_modules  # type: ignore[assignment]
        forbidden: list[str] = self.forbidden_standard_library  # type: ignore[assignment]
        if any(imported == name or imported.startswith(f"{name}.") for name in (package, *allowed)):
            return True
        top = imported.partition(".")[0]
        return top in sys.stdlib_module_names and top not in forbidden
