"""Money: integer minor units of an ISO 4217 currency, and the one rounding of winnings. Never a float."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator, Field

MINOR_LIMIT = 10**15
OPERATOR_SCALE_DIGITS = 5

# ISO 4217 list one: codes of money in use, by number of decimal digits. Metals, funds without a minor unit and test codes are left out.
_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_TWO_DECIMALS = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP
COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD
KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK
NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT
TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
"""
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_FOUR_DECIMALS = "CLF UYW"

EXPONENTS: dict[str, int] = {
    **dict.fromkeys(_NO_DECIMALS.split(), 0),
    **dict.fromkeys(_TWO_DECIMALS.split(), 2),
    **dict.fromkeys(_THREE_DECIMALS.split(), 3),
    **dict.fromkeys(_FOUR_DECIMALS.split(), 4),
}


def exponent(currency: str) -> int:
    """Decimal digits of a currency's minor unit.

    Raises:
        ValueError: not an ISO 4217 code that has a minor unit.
    """
    digits = EXPONENTS.get(currency)
    if digits is None:
        raise ValueError(
            f"{currency!r:.20} is not an ISO 4217 currency in use (three capital letters, as in 'EUR')"
        )
    return digits


def _known(currency: str) -> str:
    exponent(currency)
    return currency


Minor = Annotated[int, Field(strict=True, ge=-MINOR_LIMIT, le=MINOR_LIMIT)]
Currency = Annotated[str, Field(strict=True, pattern="^[A-Z]{3}$"), AfterValidator(_known)]


class Rounding(StrEnum):
    """How winnings that are not whole minor units are rounded; ``down`` is toward the house."""

    DOWN = "down"
    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    UP = "up"


def round_winnings(winnings: Fraction, rounding: Rounding) -> int:
    """Winnings in whole minor units.

    Raises:
        ValueError: winnings below zero; a loss is never rounded here.
    """
    if winnings < 0:
        raise ValueError(f"winnings can't be negative: {winnings}")
    match rounding:
        case Rounding.DOWN:
            return winnings.numerator // winnings.denominator
        case Rounding.UP:
            return -(-winnings.numerator // winnings.denominator)
        case Rounding.HALF_UP:
            return (2 * winnings.numerator + winnings.denominator) // (2 * winnings.denominator)
        case Rounding.HALF_EVEN:
            return round(winnings)


def format_minor(minor: int, currency: str) -> str:
    """Minor units as a decimal of the major unit: 1234 EUR is "12.34", 1234 JPY is "1234"."""
    digits = exponent(currency)
    sign, plain = "-" if minor < 0 else "", str(abs(minor)).rjust(digits + 1, "0")
    return f"{sign}{plain[:-digits]}.{plain[-digits:]}" if digits else sign + plain


def to_operator(minor: int, currency: str) -> int:
    """Minor units as an operator-wire amount: integer x 100 000 of the major unit."""
    return minor * int(10 ** (OPERATOR_SCALE_DIGITS - exponent(currency)))


def from_operator(amount: int, currency: str) -> int:
    """An operator-wire amount in minor units.

    Raises:
        ValueError: the amount is finer than the currency's minor unit.
    """
    minor, rest = divmod(amount, int(10 ** (OPERATOR_SCALE_DIGITS - exponent(currency))))
    if rest:
        raise ValueError(f"{amount} x 1/100000 {currency} is not a whole number of minor units")
    return minor
