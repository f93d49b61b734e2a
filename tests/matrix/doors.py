"""What each visitor finds at each address. An address that stands in no door fails the test, and so does one that is no more.

The things at the addresses are Alpha's. Bravo's people are to them like anybody with an account, or like staff with
no role that counts; where an address names no thing, they find there what Alpha's find, of their own network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from tests.matrix.world import STAFF

# To where one signs in; to the admin's first page, which is how Wagtail says no.
LOGIN, HOME = "login", "home"
Status = int | str


@dataclass(frozen=True)
class Door:
    """Statuses by visitor: `own` by role, then `staff` for who may enter the admin, `account` for who may not."""

    names: str
    stranger: Status = LOGIN
    account: Status = 403
    staff: Status = HOME
    central: Status = 200
    own: Mapping[str, Status] = field(default_factory=dict)
    of_one: bool = False

    @classmethod
    def same(cls, status: Status, names: str) -> Self:
        return cls(names, stranger=status, account=status, staff=status, central=status)

    @classmethod
    def of_accounts(cls, status: Status, names: str, stranger: Status = LOGIN) -> Self:
        return cls(names, stranger=stranger, account=status, staff=status, central=status)

    def finds(self, visitor: str) -> Status:
        if visitor in ("stranger", "central"):
            return getattr(self, visitor)
        side, _, role = visitor.partition(".")
        if role and not (self.of_one and side == "bravo"):
            for roles, status in self.own.items():
                if role in roles.split():
                    return status
        return self.staff if role in STAFF else self.account
