"""`edge-api admin ...`: turns words into one admin request, and runs it on the books or through the running edge."""

from __future__ import annotations

import argparse
import getpass
import secrets
import sys
import typing
from collections.abc import Callable
from functools import partial

from edge_api.admin import (
    AcceptEpoch,
    Act,
    AddBoard,
    AddKey,
    AddUser,
    AdminReply,
    AdminRequest,
    DisableUser,
    ListBoards,
    ListKeys,
    ListUsers,
    RevokeBoard,
    RevokeKey,
    Role,
    Scope,
    SetPassword,
)
from edge_api.admin_batch import run_batch
from edge_api.admin_wheels import ListWheels, SetWheel
from edge_api.books.door import ask
from edge_api.books.process import build_turn, prepare_folder
from edge_api.books.store import writer_lock
from edge_api.books.turn import Work
from edge_api.clock import SystemClock
from edge_api.config import EdgeConfig
from edge_api.joined_keys import with_joined_keys
from edge_api.not_possible import NotPossible
from edge_api.passwords import WeakPassword, hash_password
from edge_api.routes.callers import secret_hash
from edge_api.say import say
from edge_api.signing import load_or_make_signer

Subparsers = typing.Any


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words after ``admin``."""
    groups = _add_groups(parser)
    groups.add_parser("batch", help="run admin commands from standard input, one a line")


def _add_groups(parser: argparse.ArgumentParser) -> Subparsers:
    groups = parser.add_subparsers(dest="group", required=True)
    boards = groups.add_parser("boards", help="keys of tables' boards").add_subparsers(
        dest="act", required=True
    )
    add = boards.add_parser("add", help="believe what a table signs with a key")
    add.add_argument("table")
    add.add_argument("--key", required=True, help="what `firmware-agent key` prints on the board")
    add.add_argument("--number", type=int, help="number of the key; left out, the next one")
    boards.add_parser("list", help="every key that was ever believed")
    boards.add_parser("revoke", help="believe a key no more, at once").add_argument("key_id")
    _people(groups.add_parser("users", help="people of the floor").add_subparsers(dest="act", required=True))
    _operators(
        groups.add_parser("keys", help="keys of operators' systems").add_subparsers(dest="act", required=True)
    )
    groups.add_parser("key", help="print the edge's own key id and public key")
    epoch = groups.add_parser("epoch", help="streams of tables").add_subparsers(dest="act", required=True)
    accept = epoch.add_parser(
        "accept", help="thaw a forked table, or take up an older epoch that an alarm named"
    )
    accept.add_argument("table")
    accept.add_argument(
        "--epoch", type=int, help="the epoch of the board that is the right one; left out, the running one"
    )
    _wheels(
        groups.add_parser("wheel", help="which wheel and ball a table spins; without --table, all of them")
    )
    return groups


def _wheels(wheel: argparse.ArgumentParser) -> None:
    wheel.add_argument("--table", help="from its next round on, this table spins ...")
    which = wheel.add_mutually_exclusive_group()
    which.add_argument("--serial", help="... the wheel with this serial number")
    which.add_argument("--none", action="store_true", help="... no wheel that is known")
    wheel.add_argument("--ball", help="the ball in use")


def _people(users: Subparsers) -> None:
    add = users.add_parser("add", help="a new user; the password comes from the prompt or standard input")
    add.add_argument("name")
    add.add_argument("--role", required=True, choices=typing.get_args(Role))
    users.add_parser("list", help="every user")
    users.add_parser("password", help="a new password; ends the user's sessions").add_argument("name")
    users.add_parser("disable", help="let nobody in under this name").add_argument("name")


def _operators(keys: Subparsers) -> None:
    add = keys.add_parser("add", help="a new key; its secret is printed once")
    add.add_argument("operator")
    add.add_argument("--scope", required=True, choices=typing.get_args(Scope))
    keys.add_parser("list", help="every key, by the beginning of its hash")
    keys.add_parser("revoke", help="let a key in no more").add_argument("key_hash")


def run(config: EdgeConfig, words: argparse.Namespace) -> int:
    """Do it and say so; the exit code. Raises ConfigError and StoreError."""
    if words.group == "batch":
        line = argparse.ArgumentParser(prog="")
        _add_groups(line)
        return run_batch(
            sys.stdin, lambda each: line.parse_args(with_joined_keys(each)), partial(run, config)
        )
    if words.group == "key":
        prepare_folder(config.store.folder)
        signer = load_or_make_signer(config.store.key, config.site.edge)
        say(f"{signer.key_id} {signer.public_key} edge")
        return 0
    try:
        act, secret = _act(words)
    except (WeakPassword, NotPossible) as wrong:
        say(str(wrong), is_error=True)
        return 1
    reply = send(config, AdminRequest(act, getpass.getuser()))
    say("\n".join(reply.lines), is_error=not reply.ok)
    if reply.ok and secret is not None:
        say(f"secret (shown only now): {secret}")
    return 0 if reply.ok else 1


def send(config: EdgeConfig, request: AdminRequest) -> AdminReply:
    """Through the running edge when there is one, else directly. Raises StoreError when the books are held but nobody answers."""
    try:
        return ask(config.store.admin_socket, request)
    except OSError:
        prepare_folder(config.store.folder)
        with writer_lock(config.store.folder):
            return _directly(config, request)


def _directly(config: EdgeConfig, request: AdminRequest) -> AdminReply:
    replies: list[AdminReply] = []
    turn = build_turn(config, SystemClock(), lambda _: False, None)
    turn.begin()
    turn.recover()
    for tell in turn.take(Work(admin=[(request, replies.append)])).admin:
        tell()
    turn.conn.close()
    return replies[0]


def _act(words: argparse.Namespace) -> tuple[Act, str | None]:
    """The request, and the secret to print once it is done."""
    match words.group:
        case "boards":
            return _boards_act(words), None
        case "users":
            return _users_act(words), None
        case "keys":
            return _keys_act(words)
        case "wheel":
            return _wheel_act(words), None
        case _:
            return AcceptEpoch(words.table, words.epoch), None


def _boards_act(words: argparse.Namespace) -> Act:
    match words.act:
        case "add":
            return AddBoard(words.table, words.key, words.number)
        case "revoke":
            return RevokeBoard(words.key_id)
        case _:
            return ListBoards()


def _wheel_act(words: argparse.Namespace) -> Act:
    if words.table is None and (words.serial, words.ball, words.none) == (None, None, False):
        return ListWheels()
    if words.table is None or (words.serial is None and not words.none):
        raise NotPossible("give --table with --serial, or with --none")
    return SetWheel(words.table, words.serial, words.ball)


def _users_act(words: argparse.Namespace) -> Act:
    match words.act:
        case "add":
            return AddUser(words.name, words.role, hash_password(_password()))
        case "password":
            return SetPassword(words.name, hash_password(_password()))
        case "disable":
            return DisableUser(words.name)
        case _:
            return ListUsers()


def _keys_act(words: argparse.Namespace) -> tuple[Act, str | None]:
    match words.act:
        case "add":
            secret = secrets.token_urlsafe(32)
            return AddKey(words.operator, words.scope, secret_hash(secret)), secret
        case "revoke":
            return RevokeKey(words.key_hash), None
        case _:
            return ListKeys(), None


def _password(read: Callable[[str], str] = getpass.getpass) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = read("password: ")
    if password != read("the same again: "):
        raise WeakPassword("the two are not the same: nothing was changed")
    return password
