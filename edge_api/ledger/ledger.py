"""The ledger: balanced transactions between accounts of one currency. Writes on ``flush``; refuses overdrafts and a second effect of one reference."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from enum import Enum

Entry = tuple[int, int]


class AccountKind(Enum):
    """Whose money it is. Players and held stakes are never below zero."""

    PLAYER = "player"
    STAKES = "stakes"
    BANK = "bank"
    CLEARING = "clearing"

    @property
    def may_owe(self) -> bool:
        return self in (AccountKind.BANK, AccountKind.CLEARING)


class TxKind(Enum):
    """Why money moved. TAKE_DOWN and RETURN give stakes back that stayed on the layout after their round: to one player, to all."""

    BET = "bet"
    CANCEL = "cancel"
    LATE = "late"
    SETTLE = "settle"
    VOID = "void"
    TAKE_DOWN = "take_down"
    RETURN = "return"
    DEPOSIT = "deposit"
    WITHDRAW = "withdraw"


class LedgerError(Exception):
    """A movement that the ledger does not allow: unbalanced, overdrawn, mixed currencies or a reference used for something else."""


class Ledger:
    """Accounts with warm balances, and the transactions of the running database transaction."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._numbers: dict[str, int] = {}
        self._terms: dict[int, tuple[AccountKind, str]] = {}
        self._balances: dict[int, int] = {}
        self._moved: dict[int, int] = {}
        self._tx_rows: list[tuple[int, str, str, int | None, int]] = []
        self._posting_rows: list[tuple[int, int, int]] = []
        self._next_tx: int = conn.execute("SELECT COALESCE(MAX(tx_no), 0) + 1 FROM transactions").fetchone()[
            0
        ]

    def account(self, kind: AccountKind, name: str, currency: str) -> int:
        """Number of the account ``{kind}:{name}:{currency}`` (players: without the currency), made when it is new."""
        full = f"{kind.value}:{name}" if kind is AccountKind.PLAYER else f"{kind.value}:{name}:{currency}"
        number = self._numbers.get(full)
        if number is None:
            number = self._numbers[full] = self._find(full) or self._make(kind, full, currency)
        return number

    def _find(self, name: str) -> int | None:
        row = self._conn.execute("SELECT account_no FROM accounts WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def _make(self, kind: AccountKind, name: str, currency: str) -> int:
        row = self._conn.execute(
            "INSERT INTO accounts (name, kind, currency) VALUES (?, ?, ?) RETURNING account_no",
            (name, kind.value, currency),
        ).fetchone()
        number: int = row[0]
        return number

    def balance(self, account_no: int) -> int:
        """Minor units, with everything posted so far."""
        found = self._balances.get(account_no)
        return found if found is not None else self._load([account_no])[account_no]

    def balances(self, account_nos: Sequence[int]) -> dict[int, int]:
        """Balances of many accounts at once."""
        self._load([number for number in account_nos if number not in self._balances])
        return {number: self._balances[number] for number in account_nos}

    def _load(self, account_nos: Sequence[int]) -> dict[int, int]:
        for start in range(0, len(account_nos), 500):
            part = account_nos[start : start + 500]
            marks = ",".join("?" * len(part))
            rows = self._conn.execute(
                f"SELECT account_no, kind, currency, balance FROM accounts WHERE account_no IN ({marks})",  # noqa: S608
                part,
            )
            for number, kind, currency, balance in rows:
                self._terms[number] = (AccountKind(kind), currency)
                self._balances[number] = balance
        return self._balances

    def post(
        self, kind: TxKind, ref: str, round_no: int | None, at_utc_ns: int, entries: Iterable[Entry]
    ) -> int:
        """Post a balanced transaction: (account number, minor units), one entry an account; returns its number.

        ``(kind, ref)`` acts once: the same entries again give the first number and move nothing.

        Raises:
            LedgerError: nothing was posted.
        """
        listed = [entry for entry in entries if entry[1]]
        self.flush()
        known = self._known(kind, ref)
        if known is not None:
            return self._same(known, kind, ref, listed)
        self._check(listed)
        return self._append(kind, ref, round_no, at_utc_ns, listed)

    def next_number(self) -> int:
        """The number that the next transaction will have, for rows that name it and are written before it is posted."""
        self.flush()
        return self._next_tx

    def stake(
        self, placement_no: int, round_no: int, at_utc_ns: int, player: int, stakes: int, amount: int
    ) -> None:
        """Post the debit of a new placement, whose number nobody has used: the quick way. The balance was checked by ``spend``."""
        tx = self._next_tx
        self._next_tx = tx + 1
        self._tx_rows.append((tx, "bet", str(placement_no), round_no, at_utc_ns))
        self._posting_rows += ((tx, player, -amount), (tx, stakes, amount))
        self._balances[stakes] = self.balance(stakes) + amount
        self._moved[stakes] = self._moved.get(stakes, 0) + amount
        self._moved[player] = self._moved.get(player, 0) - amount

    def spend(self, account_no: int, amount: int) -> int | None:
        """Take ``amount`` off the warm balance, for a ``stake`` to follow; the new balance, or None when there is too little."""
        left = self.balance(account_no) - amount
        if left < 0:
            return None
        self._balances[account_no] = left
        return left

    def unspend(self, account_no: int, amount: int) -> None:
        """Undo ``spend``: the stake does not follow."""
        self._balances[account_no] += amount

    def _known(self, kind: TxKind, ref: str) -> int | None:
        row = self._conn.execute(
            "SELECT tx_no FROM transactions WHERE kind = ? AND ref = ?", (kind.value, ref)
        ).fetchone()
        return row[0] if row else None

    def _same(self, tx_no: int, kind: TxKind, ref: str, entries: list[Entry]) -> int:
        rows = self._conn.execute(
            "SELECT account_no, amount FROM postings WHERE tx_no = ?", (tx_no,)
        ).fetchall()
        if sorted(rows) != sorted(entries):
            raise LedgerError(f"{kind.value} {ref} was posted before, with other amounts")
        return tx_no

    def _check(self, entries: list[Entry]) -> None:
        self.balances([number for number, _ in entries])
        if len({number for number, _ in entries}) != len(entries):
            raise LedgerError("an account may appear only once in a transaction")
        if sum(amount for _, amount in entries) != 0:
            raise LedgerError("the postings do not sum to zero")
        if len({self._terms[number][1] for number, _ in entries}) > 1:
            raise LedgerError("the accounts are of different currencies")
        for number, amount in entries:
            if self._balances[number] + amount < 0 and not self._terms[number][0].may_owe:
                raise LedgerError(
                    f"account {number} holds {self._balances[number]}, which is less than {-amount}"
                )

    def _append(
        self, kind: TxKind, ref: str, round_no: int | None, at_utc_ns: int, entries: list[Entry]
    ) -> int:
        tx = self._next_tx
        self._next_tx = tx + 1
        self._tx_rows.append((tx, kind.value, ref, round_no, at_utc_ns))
        for number, amount in entries:
            self._posting_rows.append((tx, number, amount))
            self._balances[number] += amount
            self._moved[number] = self._moved.get(number, 0) + amount
        self.flush()
        return tx

    def flush(self) -> None:
        """Write what was posted; the caller's commit makes it durable."""
        if not self._tx_rows:
            return
        write = self._conn.executemany
        write(
            "INSERT INTO transactions (tx_no, kind, ref, round_no, at_utc_ns) VALUES (?, ?, ?, ?, ?)",
            self._tx_rows,
        )
        write("INSERT INTO postings (tx_no, account_no, amount) VALUES (?, ?, ?)", self._posting_rows)
        moves = [(amount, number) for number, amount in self._moved.items() if amount]
        write("UPDATE accounts SET balance = balance + ? WHERE account_no = ?", moves)
        self._tx_rows, self._posting_rows, self._moved = [], [], {}
