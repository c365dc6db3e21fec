"""Runs a program under what a unit refuses by seccomp: `python -m tests.systemd.confined UNIT PROGRAM ...`. System calls, address families, writable code.

As systemd.exec(5) has it, built with systemd's own library. Files, devices and users are not confined.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from ctypes import CDLL, Structure, c_int, c_uint, c_uint32, c_uint64
from ctypes.util import find_library
from errno import EAFNOSUPPORT, EPERM
from mmap import PROT_EXEC, PROT_WRITE

from tests.systemd.unit_file import settings

ALLOW, ERRNO = 0x7FFF0000, 0x00050000
NOT_EQUAL, EQUAL_MASKED = 1, 7
UNKNOWN = -1
MOST_FAMILIES = 64
WRITABLE_CODE = {"mmap": PROT_WRITE | PROT_EXEC, "mprotect": PROT_EXEC, "pkey_mprotect": PROT_EXEC}
"""Call -> what its third argument must not ask for, as `MemoryDenyWriteExecute=` has it."""


class _Compare(Structure):
    _fields_ = (("arg", c_uint), ("op", c_int), ("a", c_uint64), ("b", c_uint64))


def missing() -> str:
    """Why nothing can be confined here; empty when it can."""
    lacking = [
        name
        for name, there in (
            ("systemd-analyze", shutil.which("systemd-analyze")),
            ("libseccomp2", find_library("seccomp")),
        )
        if not there
    ]
    return f"not installed here: {', '.join(lacking)}" if lacking else ""


def confine(unit: str) -> None:
    """This process, and all that it starts, from now on. Raises OSError."""
    said, filters = settings(unit), _Filters()
    calls = allowed(said["SystemCallFilter"])
    filters.refuse_families(said["RestrictAddressFamilies"][0].split())
    if said.get("MemoryDenyWriteExecute") == ["yes"]:
        filters.refuse_writable_code()
    filters.only(calls)  # the last: seccomp itself is not among them


def allowed(lines: list[str]) -> set[str]:
    """The calls that these lines of a unit leave, the first of which must be a list of what is allowed."""
    found: set[str] = set(_calls("@default"))
    for line in lines:
        calls = {call for word in line.removeprefix("~").split() for call in _calls(word)}
        found = found - calls if line.startswith("~") else found | calls
    return found


def _calls(word: str) -> Iterator[str]:
    """A call, or those of a group, which may have groups in it."""
    if not word.startswith("@"):
        yield word
        return
    command = ["systemd-analyze", "--no-pager", "syscall-filter", word]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[1:]
    for each in (line.strip() for line in listed):
        if each and not each.startswith("#"):
            yield from _calls(each)


class _Filters:
    def __init__(self) -> None:
        self._lib = CDLL(find_library("seccomp"), use_errno=True)
        self._lib.seccomp_init.restype = ctypes.c_void_p

    def only(self, calls: set[str]) -> None:
        context = self._begun(ERRNO | EPERM)
        for call in calls:
            self._rule(context, ALLOW, call)
        self._load(context)

    def refuse_families(self, names: list[str]) -> None:
        context, let_in = self._begun(ALLOW), {int(getattr(socket, name)) for name in names}
        for family in set(range(MOST_FAMILIES)) - let_in:
            self._rule(context, ERRNO | EAFNOSUPPORT, "socket", _Compare(0, 4, family, 0))
        self._load(context)

    def refuse_writable_code(self) -> None:
        context = self._begun(ALLOW)
        for call, refused in WRITABLE_CODE.items():
            self._rule(context, ERRNO | EPERM, call, _Compare(2, EQUAL_MASKED, refused, refused))
        self._load(context)

    def _begun(self, otherwise: int) -> ctypes.c_void_p:
        return ctypes.c_void_p(self._lib.seccomp_init(c_uint32(otherwise)))

    def _rule(self, context: ctypes.c_void_p, action: int, call: str, *compare: _Compare) -> None:
        number = self._lib.seccomp_syscall_resolve_name(call.encode())
        if number == UNKNOWN:
            return
        rules = (_Compare * len(compare))(*compare)
        _check(self._lib.seccomp_rule_add_array(context, c_uint32(action), number, len(compare), rules))

    def _load(self, context: ctypes.c_void_p) -> None:
        _check(self._lib.seccomp_load(context))


def _check(code: int) -> None:
    if code < 0:
        raise OSError(-code, os.strerror(-code))


if __name__ == "__main__":
    confine(sys.argv[1])
    os.execvp(sys.argv[2], sys.argv[2:])
