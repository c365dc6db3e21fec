"""Which files a kind's results depend on: its reader, its scenes, and all of ours that they import; with the nets that these files name. Follows imports as written; runs nothing."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from pathlib import Path

PACKAGES = ("hardware", "firmware_agent", "schemas")
NETS = Path("hardware") / "sight_nets"


def fingerprint(kind: str, project: Path) -> str:
    """Of all code and nets on which a kind depends: another kind's change leaves it as it is."""
    told = hashlib.sha256()
    for path in depends(kind, project):
        told.update(path.as_posix().encode() + b"\0" + (project / path).read_bytes())
    return told.hexdigest()[:16]


def depends(kind: str, project: Path) -> list[Path]:
    """Below the project, sorted."""
    wanted = [f"firmware_agent.sight.{kind}", f"hardware.sim.scenes.{kind}"]
    found: set[Path] = set()
    while wanted:
        path = _file(wanted.pop(), project)
        if path is not None and path not in found:
            found.add(path)
            wanted += _imported(ast.parse((project / path).read_text(encoding="utf-8")))
    return sorted(found | set(_nets(found, project)))


def _imported(tree: ast.Module) -> Iterator[str]:
    """Names of modules, and names that may be modules."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


def _file(module: str, project: Path) -> Path | None:
    if module.split(".")[0] not in PACKAGES:
        return None
    place = Path(*module.split("."))
    files = (place.with_suffix(".py"), place / "__init__.py")
    return next((path for path in files if (project / path).is_file()), None)


def _nets(code: set[Path], project: Path) -> Iterator[Path]:
    """Each net, and the data sheet beside it, whose file these name."""
    texts = [(project / path).read_text(encoding="utf-8") for path in code]
    for path in sorted((project / NETS).glob("*.npz")):
        if any(f'"{path.name}"' in text for text in texts):
            yield path.relative_to(project)
            yield path.with_suffix(".json").relative_to(project)
