"""Amounts of money with their currency."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from analytics.ingest.values.numbers import NUMBER, SCALE, read_number
from analytics.ingest.values.value import (
    Qualifier,
    Rule,
    Value,
    is_rate,
    qualified,
    single_spaced,
    sounds_estimated,
    split_comment,
    take_qualifier,
    upper_end,
    without_footnotes,
)

_SIGNS = {
    "$": "USD",
    "us$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "₺": "TRY",
    "₪": "ILS",
    "zł": "PLN",
    "a$": "AUD",
    "au$": "AUD",
    "c$": "CAD",
    "ca$": "CAD",
    "nz$": "NZD",
    "hk$": "HKD",
    "s$": "SGD",
    "r$": "BRL",
    "euro": "EUR",
    "euros": "EUR",
    "dollars": "USD",
    "kč": "CZK",
    "₽": "RUB",
    "฿": "THB",
    "₫": "VND",
    "₦": "NGN",
    "₴": "UAH",
}
_SHARED = frozenset({"kr", "kr.", "rs", "rs.", "fr.", "¤"})
"""Signs of several currencies: Danish, Norwegian, Swedish and Icelandic crowns are all `kr`."""
_CODES = frozenset(
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC "  # noqa: SIM905 - the list of ISO 4217 is read as one
    "CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD "
    "JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN "
    "NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC "
    "SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG".split()
)
_SMALL_CODES = frozenset(
    {"usd", "eur", "gbp", "jpy", "chf", "inr", "sek", "nok", "dkk", "pln", "aud", "cny", "czk", "huf", "nzd"}
)
"""Codes that are understood in small letters too; `all`, `top`, `try` and `mad` are words."""

_SIGN = r"(?:[A-Za-z]{1,2}\$|[$€£¥₹₩₺₪₽฿₫₦₴¤]|(?:[A-Za-z]{3}|euros?|dollars|kr\.?|rs\.?|fr\.|zł|kč)(?![A-Za-z]))"
_AMOUNT = r"(?:(?P<{0}_sign>{1})\s?)?(?P<{0}>{2})\s?(?P<{0}_scale>(?:{3})(?![A-Za-z]))?\s?(?P<{0}_behind>{1})?"
_MONEY = re.compile(
    rf"(?P<between>between\s)?{_AMOUNT.format('low', _SIGN, NUMBER, SCALE)}"
    rf"(?:\s?(?:[-–—]|to\b|(?P<and>and)\b)\s?~?{_AMOUNT.format('high', _SIGN, NUMBER, SCALE)})?"
    r"(?P<more>\s?\+)?(?![\w%.,]*[\w%])(?P<noun>[^0-9%]*)",
    re.IGNORECASE,
)


class Money(NamedTuple):
    """An amount and its ISO 4217 code, None where no currency is written or several share its sign."""

    amount: float
    currency: str | None


@lru_cache(maxsize=4096)
def parse_money(text: str) -> Value[Money] | None:
    """`$12,400 estimated`, `€1.2M`, `8400 EUR`, `€ 1.234,56`, `$5k-10k`, `up to £300`; a rate (`$500 per hour`) is no amount."""
    words, comment = split_comment(without_footnotes(single_spaced(text)))
    qualifier, words = take_qualifier(words)
    match = _MONEY.fullmatch(words)
    if match is None or is_rate(words) or bool(match["between"]) != bool(match["and"]):
        return None
    signs = _signs(match)
    currencies = {_currency(sign) for sign in signs}
    if len(currencies) > 1:
        return None
    currency = currencies.pop() if currencies else None
    if currency is None and any(sign.lower() not in _SHARED for sign in signs):
        return None
    if qualifier == "exact" and match["more"]:
        qualifier = "least"
    if qualifier == "exact" and sounds_estimated(f"{match['noun']} {comment}"):
        qualifier = "about"
    value = _range(text, match, currency) if match["high"] else _single(text, match, currency, qualifier)
    return _with_shared_sign(value, text) if signs and currency is None else value


def _signs(match: re.Match[str]) -> list[str]:
    """The signs as written; three letters behind an amount that are no code are the first of a remark (`500 net`)."""
    signs = [match[name] for name in ("low_sign", "low_behind", "high_sign", "high_behind") if match[name]]
    return [sign for sign in signs if _currency(sign) or sign.lower() in _SHARED or sign != match["low_behind"]]


def _currency(sign: str) -> str | None:
    known = _SIGNS.get(sign.lower())
    if known or sign.lower() in _SMALL_CODES:
        return known or sign.upper()
    return sign if sign in _CODES else None


def _single(text: str, match: re.Match[str], currency: str | None, qualifier: Qualifier) -> Value[Money] | None:
    amount = read_number(match["low"], match["low_scale"])
    if amount is None:
        return None
    return qualified(text, Money(amount, currency), qualifier, zero=Money(0.0, currency))


def _range(text: str, match: re.Match[str], currency: str | None) -> Value[Money] | None:
    low = read_number(match["low"], match["low_scale"] or match["high_scale"])
    high = read_number(match["high"], match["high_scale"])
    if low is None or high is None or low > high:
        return None
    return upper_end(text, Money(low, currency), Money(high, currency))


def _with_shared_sign(value: Value[Money] | None, text: str) -> Value[Money] | None:
    if value is None:
        return None
    return value._replace(rule=Rule("PM113", f"{text!r}: several currencies share this sign; the amount is kept without one"))
