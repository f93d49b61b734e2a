"""A number as people type it, in the digits and with the separators of their own script."""

from __future__ import annotations

import re
from decimal import Decimal

LONGEST = 40

TO_ASCII = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬،−–",
    "01234567890123456789.',--",
)
SPACES = re.compile(r"[\s'’\u200e\u200f\u061c]+")
GROUPED = re.compile(r"[+-]?\d{1,3}(?:(?:,\d{3})+|(?:\.\d{3})+)")
NUMBER = re.compile(r"[+-]?(\d{1,15}(\.\d{0,12})?|\.\d{1,12})")


def read_number(text: str) -> Decimal | None:
    """None where it is no number. A lone comma or point starts the decimals; of both, the last one does."""
    if len(text) > LONGEST:
        return None
    plain = _with_one_point(SPACES.sub("", text.translate(TO_ASCII)))
    return Decimal(plain) if NUMBER.fullmatch(plain) else None


def _with_one_point(plain: str) -> str:
    start = max(plain.rfind(","), plain.rfind("."))
    whole, decimals = (plain[:start], plain[start + 1 :]) if start >= 0 else (plain, "")
    several = plain.count(",") + plain.count(".") > 1
    if several and GROUPED.fullmatch(plain):
        return re.sub("[,.]", "", plain)
    if several and GROUPED.fullmatch(whole) and plain[start] not in whole:
        whole = re.sub("[,.]", "", whole)
    return f"{whole}.{decimals}" if start >= 0 else whole


def plain_number(number: Decimal) -> str:
    """Without an exponent and without zeros that say nothing: 1.50 and 1.5 are one answer."""
    if not number:
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
