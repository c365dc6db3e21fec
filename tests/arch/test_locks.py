"""The lock files hold what pyproject.toml asks for, by hash, and name no place to fetch it from."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.arch.source import ROOT

PIN = re.compile(
    r"(?P<name>[a-z0-9-]+)(\[[a-z,]+\])?==(?P<version>[^ ;\\]+)( ;.*)? \\\n(?P<hashes>(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+)"
)
FULL, RUN = "requirements.lock", "requirements-run.lock"


def pins(text: str) -> dict[str, tuple[str, str]]:
    """Name -> (version, hashes); raises ValueError on a line that is anything else."""
    rest = PIN.sub("", text)
    if rest:
        raise ValueError(f"not a pin with hashes: {rest.splitlines()[0]!r}")
    return {found["name"]: (found["version"], found["hashes"]) for found in PIN.finditer(text)}


def locked(name: str) -> dict[str, tuple[str, str]]:
    return pins((ROOT / name).read_text(encoding="utf-8"))


def wanted(*extras: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = [line for extra in extras for line in project["optional-dependencies"][extra]]
    return [Requirement(line) for line in project["dependencies"] + optional]


def unmet(requirements: list[Requirement], lock: dict[str, tuple[str, str]]) -> list[str]:
    versions = {name: version for name, (version, _) in lock.items()}
    names = [(canonicalize_name(requirement.name), requirement) for requirement in requirements]
    return [str(r) for name, r in names if name not in versions or versions[name] not in r.specifier]


def test_the_lock_meets_the_project() -> None:
    assert unmet(wanted("demo", "dev"), locked(FULL)) == [], "run `make lock`"


def test_the_run_lock_meets_the_project() -> None:
    assert unmet(wanted(), locked(RUN)) == [], "run `make lock`"


def test_what_runs_is_what_was_tested() -> None:
    assert locked(RUN).items() <= locked(FULL).items()


def test_a_requirement_that_the_lock_lacks_is_found() -> None:
    lock = {"pyserial": ("3.4", "")}
    assert unmet([Requirement("pyserial>=3.5"), Requirement("lgpio")], lock) == ["pyserial>=3.5", "lgpio"]


@pytest.mark.parametrize(
    "line",
    ["--index-url x\n", "--find-links /a\n", "pyserial==3.5\n", "pyserial @ https://example.org/p.whl\n"],
)
def test_a_line_that_is_not_a_hashed_pin_is_found(line: str) -> None:
    with pytest.raises(ValueError, match="not a pin"):
        pins((ROOT / RUN).read_text(encoding="utf-8") + line)
