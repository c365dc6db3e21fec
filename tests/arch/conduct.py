"""How a file behaves: who reads a clock, what happens at import, what it says of itself, how long it gets."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from tests.arch.imports import is_pure
from tests.arch.source import Source

CLOCKS = {"hardware/clock.py", "edge_api/clock.py"}
NOT_A_CLOCK = {"time.sleep", "time.struct_time", "time.strptime"}
DATETIME_CLOCKS = {
    f"datetime.{name}" for name in ("datetime.now", "datetime.utcnow", "datetime.today", "date.today")
}
SQL_CLOCK = re.compile(r"'now'|\bCURRENT_(TIMESTAMP|TIME|DATE)\b|\bunixepoch\(\s*\)")

AIM_LINES = 150
STOP_LINES = 300

BUILTIN_CALLS = (
    "bool bytes dict enumerate float frozenset int len list map max min object pow range reversed set slice sorted str sum "
    "super tuple type zip"
)
LIBRARY_CALLS = (
    "collections.namedtuple contextvars.ContextVar dataclasses.field datetime.date datetime.datetime datetime.time "
    "datetime.timedelta datetime.timezone enum.auto functools.partial itertools.chain "
    "itertools.product itertools.chain.from_iterable logging.getLogger math.comb operator.attrgetter operator.itemgetter "
    "pathlib.Path re.compile struct.calcsize"
)
ALLOWED_CALLS = {*BUILTIN_CALLS.split(), *LIBRARY_CALLS.split()}
ALLOWED_METHODS = {
    "fromhex",
    "join",
    "split",
    "encode",
    "from_bytes",
    "items",
    "keys",
    "values",
    "maketrans",
    "format",
}
LOUD_CLASSES = {"threading.Thread", "subprocess.Popen", "fastapi.FastAPI"} | {
    f"prometheus_client.{name}" for name in ("Counter", "Gauge", "Histogram", "Summary", "Info")
}


def clocks(sources: Sequence[Source]) -> list[str]:
    """No file but the clock modules names a function that reads wall or monotonic time (sleeping is not reading)."""
    return [
        source.at(line, f"only {' and '.join(sorted(CLOCKS))} read a clock, not {name}")
        for source in sources
        if source.path not in CLOCKS
        for line, name in _clock_uses(source)
    ]


def _clock_uses(source: Source) -> Iterator[tuple[int, str]]:
    for found in source.imports:
        if _is_clock(found.dotted):
            yield found.line, found.dotted
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and _is_clock(name := source.dotted(node)):
            yield node.lineno, name
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL_CLOCK.search(node.value):
            yield node.lineno, "SQLite's clock"


def _is_clock(dotted: str) -> bool:
    return dotted in DATETIME_CLOCKS or (dotted.startswith("time.") and dotted not in NOT_A_CLOCK)


def sql_clocks(path: str, text: str) -> list[str]:
    """No statement in a .sql file asks the database for the time."""
    lines = enumerate(text.splitlines(), start=1)
    return [
        f"{path}:{number}: the database must not read a clock"
        for number, line in lines
        if SQL_CLOCK.search(line)
    ]


def docstrings(sources: Sequence[Source]) -> list[str]:
    """Every module that holds anything opens with what it is."""
    return [
        s.at(1, "a module opens with a docstring")
        for s in sources
        if s.tree.body and not ast.get_docstring(s.tree)
    ]


def nothing_at_import(sources: Sequence[Source]) -> list[str]:
    """At import a module defines: it calls nothing that acts, runs no loop and keeps no rebindable global."""
    return [source.at(line, complaint) for source in sources for line, complaint in _acts(source)]


def _acts(source: Source) -> Iterator[tuple[int, str]]:
    yield from _acting_statements(source, source.tree.body)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Global):
            yield node.lineno, f"no globals: {', '.join(node.names)}"


def _acting_statements(source: Source, body: Sequence[ast.stmt]) -> Iterator[tuple[int, str]]:
    for node in body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Import() | ast.ImportFrom():
                continue
            case ast.ClassDef():
                yield from _acting_statements(source, node.body)
            case ast.If() if _is_main_guard(node) and source.path.endswith("__main__.py"):
                continue
            case ast.If() | ast.Try():
                yield from _acting_statements(
                    source, [s for s in ast.iter_child_nodes(node) if isinstance(s, ast.stmt)]
                )
            case ast.For() | ast.While() | ast.With():
                yield node.lineno, "nothing runs at import: a loop or a with block"
            case ast.Expr(value=ast.Call()):
                yield node.lineno, f"nothing happens at import: {ast.unparse(node)}"
            case _:
                yield from _acting_calls(source, node)


def _is_main_guard(node: ast.If) -> bool:
    return ast.unparse(node.test) == "__name__ == '__main__'"


def _acting_calls(source: Source, statement: ast.stmt) -> Iterator[tuple[int, str]]:
    for node in _eager(statement):
        if isinstance(node, ast.Call) and not _may_call(source, node.func):
            yield node.lineno, f"nothing happens at import: {ast.unparse(node.func)}(...)"


def _eager(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run at once: not the body of a lambda."""
    yield node
    if not isinstance(node, ast.Lambda):
        for child in ast.iter_child_nodes(node):
            yield from _eager(child)


def _may_call(source: Source, function: ast.expr) -> bool:
    """Values may be built: classes, plain conversions, and in a pure file its own (hence pure) functions."""
    name = source.dotted(function)
    last = name.rsplit(".", 1)[-1] if name else getattr(function, "attr", "")
    builds_a_value = last.lstrip("_")[:1].isupper() and name not in LOUD_CLASSES
    own_pure = is_pure(source.path) and name not in {"open", "print", "input", "exec", "eval"}
    return name in ALLOWED_CALLS or last in ALLOWED_METHODS or builds_a_value or own_pure


def lines_of(text: str) -> int:
    return text.count("\n") + (not text.endswith("\n"))


def too_long(path: str, text: str) -> list[str]:
    """Complains above the hard stop; a file that says on its first line that it is generated is data."""
    if "generated" in text.split("\n", 1)[0].lower() or lines_of(text) <= STOP_LINES:
        return []
    return [f"{path}: {lines_of(text)} lines; {STOP_LINES} is the stop: one file, one noun"]
