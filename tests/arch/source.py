"""The project's source files as syntax trees, with every name resolved to where it was imported from. Refuses to import them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("schemas", "hardware", "firmware_agent", "edge_api")


@dataclass(frozen=True)
class Import:
    """One imported name: ``module`` is what is surely a module, ``name`` what is taken from it ('' for the module itself)."""

    module: str
    name: str
    line: int

    @property
    def dotted(self) -> str:
        return f"{self.module}.{self.name}" if self.name else self.module


@dataclass(frozen=True)
class Source:
    """A Python file: ``path`` relative to the root, with '/'."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def package(self) -> str:
        return self.path.split("/", 1)[0]

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @cached_property
    def imports(self) -> list[Import]:
        """Every import of the file, also those inside functions and behind TYPE_CHECKING."""
        return [found for node in ast.walk(self.tree) for found in self._imports_of(node)]

    def _imports_of(self, node: ast.AST) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, "", node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = self._absolute(node)
            yield from (Import(module, alias.name, node.lineno) for alias in node.names)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        up = node.level - 1 if self.path.endswith("__init__.py") else node.level
        base = self.module.split(".")[: -up or None]
        return ".".join([*base, node.module] if node.module else base)

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Local name -> dotted origin: ``from time import time as now`` gives {'now': 'time.time'}."""
        table: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                table.update({a.asname or a.name.split(".")[0]: _bound(a) for a in node.names})
            elif isinstance(node, ast.ImportFrom):
                table.update({a.asname or a.name: f"{self._absolute(node)}.{a.name}" for a in node.names})
        return table

    def dotted(self, node: ast.expr) -> str:
        """``dt.now`` after ``from datetime import datetime as dt`` -> 'datetime.datetime.now'; '' if it starts elsewhere."""
        if isinstance(node, ast.Name):
            return self.aliases.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            base = self.dotted(node.value)
            return f"{base}.{node.attr}" if base else ""
        return ""

    def at(self, line: int, complaint: str) -> str:
        return f"{self.path}:{line}: {complaint}"


def _bound(alias: ast.alias) -> str:
    return alias.name if alias.asname else alias.name.split(".")[0]


def project_files(*suffixes: str) -> Iterator[Path]:
    """Every file of the four packages that ends so."""
    for package in PACKAGES:
        yield from sorted(p for p in (ROOT / package).rglob("*") if p.suffix in suffixes and p.is_file())


def project() -> list[Source]:
    """Every Python file of the four packages."""
    return [_read(path) for path in project_files(".py")]


def _read(path: Path) -> Source:
    return Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def modules_of(sources: Iterable[Source]) -> frozenset[str]:
    return frozenset(source.module for source in sources)
