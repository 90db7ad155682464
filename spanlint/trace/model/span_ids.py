"""The ids of traces and spans, in one notation whatever a format writes: lower-case hexadecimal digits."""

from __future__ import annotations

TRACE_DIGITS, SPAN_DIGITS = 32, 16


class BadIdError(ValueError):
    """The text is no id; the message says why, as in "a trace id of 7 characters"."""


def trace_id(text: str) -> str:
    """Returns a trace's id as 32 digits. Ids of 64 bits get zeros on the left. Raises BadIdError."""
    return _id(text, TRACE_DIGITS, "trace")


def span_id(text: str) -> str:
    """Returns a span's id as 16 digits. Raises BadIdError."""
    return _id(text, SPAN_DIGITS, "span")


def parent_id(text: str) -> str:
    """Returns the id of a parent; empty for none, which some exporters write as zeros. Raises BadIdError."""
    return _id(text, SPAN_DIGITS, "parent") if text.strip("0") else ""


def padded(text: object, digits: int) -> object:
    """Returns an id that is written without its leading zeros; what is no text is returned as it is."""
    return text.rjust(digits, "0") if isinstance(text, str) and text else text


def from_number(value: object) -> object:
    """Returns an id in hexadecimal if it is a number, of 64 bits with or without a sign; else as it is."""
    if not isinstance(value, int) or isinstance(value, bool) or value < -(1 << 63):
        return value
    return f"{value + (1 << 64) if value < 0 else value:0{SPAN_DIGITS}x}"


def any_id(text: object, digits: int) -> object:
    """Returns an id as it is if it is one, a UUID without its dashes, and of any other text the start of its hash."""
    if not isinstance(text, str) or not text or _digits(text, digits) is not None:
        return text
    short = text.replace("-", "").lower()
    if len(short) == digits and _is_hex(short):
        return short
    from hashlib import sha256  # 3 ms, for Langfuse alone

    return sha256(text.encode("utf-8", "replace")).hexdigest()[:digits]


def _id(text: str, digits: int, what: str) -> str:
    shown = _digits(text, digits)
    if shown is None:
        raise BadIdError(f"a {what} id that is no id" if len(text) == digits else _length_reason(text, what))
    if not shown.strip("0"):
        raise BadIdError(f"a {what} id of zeros")
    return shown


def _length_reason(text: str, what: str) -> str:
    return f"a {what} id of {len(text)} characters" if text else f"no {what} id"


def _digits(text: str, digits: int) -> str | None:
    if len(text) == digits and text.isascii() and text.isalnum() and _is_hex(text):
        return text.lower()
    if text[:2] in ("0x", "0X") and len(text) <= digits + 2 and text.isalnum() and _is_hex(text[2:]):  # or base64
        return text[2:].lower().rjust(digits, "0")
    if digits == TRACE_DIGITS and len(text) == SPAN_DIGITS and _is_hex(text):
        return text.lower().rjust(digits, "0")
    return _from_base64(text, digits) or None


def _is_hex(text: str) -> bool:
    try:
        bytes.fromhex(text.rjust(len(text) + len(text) % 2, "0"))
    except ValueError:
        return False
    return " " not in text


def _from_base64(text: str, digits: int) -> str:
    """Returns the digits of base64 of an id's bytes, or of its text (opentelemetry-swift#537); empty if it is none.

    It may be the one for addresses, and lack its padding (protobuf.dev, "JSON Mapping", of bytes).
    """
    from base64 import b64decode  # for Tempo alone

    padding = "" if _is_hex(text) else "=" * (-len(text) % 4)
    try:
        data = b64decode(text.replace("-", "+").replace("_", "/") + padding, validate=True)
    except ValueError:  # binascii.Error is one
        return ""
    if len(data) * 2 == digits:
        return data.hex()
    shown = data.decode("ascii", "replace") if len(data) == digits else ""
    return shown.lower() if shown and _is_hex(shown) else ""
