"""Who may import whom, and what stays pure. Each rule takes sources and returns complaints; none looks at the disk."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from tests.arch.source import PACKAGES, Import, Source, modules_of

MAY_IMPORT = {
    "schemas": {"schemas"},
    "hardware": {"hardware", "schemas"},
    "firmware_agent": {"firmware_agent", "hardware", "schemas"},
    "edge_api": {"edge_api", "schemas"},
}
OURS = {*PACKAGES, "tests"}
SCHEMAS_LIBRARIES = {"pydantic"}
WIRING = {"firmware_agent.board": "firmware_agent/__main__.py", "edge_api.app": "edge_api/serve_command.py"}

PURE = (
    "schemas/",
    "hardware/orders.py",
    "hardware/sight_json.py",
    "hardware/sight_signals.py",
    "hardware/signals.py",
    "hardware/decode/",
    "hardware/camera/arrival.py",
    "hardware/sim/camera/barcode.py",
    "hardware/sim/camera/faults.py",
    "hardware/sim/camera/hearing.py",
    "hardware/sim/camera/motion.py",
    "hardware/sim/camera/sabotage.py",
    "hardware/sim/camera/scene.py",
    "hardware/sim/camera/wheels.py",
    "hardware/sim/scenes/ball_physics.py",
    "firmware_agent/rounds/",
    "edge_api/floor.py",
    "edge_api/clocks.py",
    "edge_api/odds/",
    "edge_api/picture_time.py",
    "edge_api/settle/",
    "edge_api/stats/",
    "edge_api/video/claims.py",
    "edge_api/video/clock_offset.py",
    "edge_api/video/frames.py",
    "edge_api/video/clips/cues.py",
    "edge_api/video/clips/cut.py",
    "edge_api/video/clips/entry.py",
    "edge_api/video/clips/manifest.py",
    "edge_api/video/clips/moments.py",
    "edge_api/video/clips/policy.py",
    "edge_api/video/clips/promise.py",
    "edge_api/video/clips/steps.py",
    "edge_api/video/hls/",
    "edge_api/video/judge.py",
    "edge_api/video/keeping.py",
    "edge_api/video/mp4/",
    "edge_api/video/refill.py",
    "edge_api/video/track_info.py",
)
IMPURE_MODULES = {
    "asyncio",
    "concurrent",
    "fastapi",
    "gpiozero",
    "lgpio",
    "multiprocessing",
    "os",
    "paho",
    "picamera2",
    "queue",
    "random",
    "secrets",
    "select",
    "serial",
    "socket",
    "sqlalchemy",
    "sqlite3",
    "subprocess",
    "threading",
    "time",
}


def is_pure(path: str) -> bool:
    """Whether the house keeps this file pure (an __init__.py that is above pure files is not itself meant)."""
    return any(path == pure or (pure.endswith("/") and path.startswith(pure)) for pure in PURE)


def direction(sources: Sequence[Source]) -> list[str]:
    """schemas <- hardware <- firmware_agent, schemas <- edge_api, and nothing else among the four."""
    return [
        source.at(found.line, f"{source.package} must not import {found.dotted}")
        for source, found in _all(sources)
        if _top(found) in OURS - MAY_IMPORT[source.package]
    ]


def schemas_libraries(sources: Sequence[Source]) -> list[str]:
    """schemas imports itself, the standard library and pydantic."""
    allowed = {"schemas", *SCHEMAS_LIBRARIES, *sys.stdlib_module_names}
    return [
        source.at(found.line, f"schemas may use the standard library and pydantic only, not {found.dotted}")
        for source, found in _all(sources)
        if source.package == "schemas" and _top(found) not in allowed
    ]


def purity(sources: Sequence[Source]) -> list[str]:
    """A pure file imports no ports, clocks, files or threads, and of ours only pure files."""
    modules = modules_of(sources)
    return [
        source.at(found.line, f"a pure file must not import {found.dotted}")
        for source, found in _all(sources)
        if is_pure(source.path) and _taints(found, modules)
    ]


def sim_stays_outside(sources: Sequence[Source]) -> list[str]:
    """Only hardware/sim itself (and the tests) import the simulation."""
    return [
        source.at(found.line, f"{found.dotted} is for tests and the demo only")
        for source, found in _all(sources)
        if _within(found.dotted, "hardware.sim") and not source.path.startswith("hardware/sim/")
    ]


def wiring_stays_last(sources: Sequence[Source]) -> list[str]:
    """board.py and app.py are imported by the one module that runs them only."""
    return [
        source.at(found.line, f"{wiring} is imported by {main} only")
        for source, found in _all(sources)
        for wiring, main in WIRING.items()
        if _within(found.dotted, wiring) and source.path != main
    ]


def _all(sources: Sequence[Source]) -> Iterator[tuple[Source, Import]]:
    return ((source, found) for source in sources for found in source.imports)


def _top(found: Import) -> str:
    return found.module.split(".", 1)[0]


def _within(dotted: str, module: str) -> bool:
    return dotted == module or dotted.startswith(module + ".")


def _taints(found: Import, modules: frozenset[str]) -> bool:
    if _top(found) not in OURS:
        return _top(found) in IMPURE_MODULES
    target = found.dotted if found.dotted in modules else found.module
    return not is_pure(target.replace(".", "/") + ".py") and not is_pure(target.replace(".", "/") + "/")
