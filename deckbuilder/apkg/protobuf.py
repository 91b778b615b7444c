"""Read protobuf messages by field number, as far as Anki's packages hold them."""

from collections.abc import Iterator

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_FIXED_SIZES = {_FIXED64: 8, _FIXED32: 4}
_MAX_VARINT_BYTES = 10


def message_fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield number and value of each field in turn; raises ValueError where it is no message."""
    position = 0
    while position < len(message):
        tag, position = _varint(message, position)
        number, kind = tag >> 3, tag & 7
        value: int | bytes
        if kind == _VARINT:
            value, position = _varint(message, position)
        else:
            if kind == _BYTES:
                size, position = _varint(message, position)
            elif kind in _FIXED_SIZES:
                size = _FIXED_SIZES[kind]
            else:
                raise ValueError(f"protobuf field {number} is of unknown kind {kind}")
            value = message[position : position + size]
            position += size
            if position > len(message):
                raise ValueError(f"protobuf field {number} is cut short")
        yield number, value


def messages_in(message: bytes, number: int) -> list[bytes]:
    """Return every byte string that the message holds under a field number."""
    return [
        value
        for found, value in message_fields(message)
        if found == number and isinstance(value, bytes)
    ]


def text_in(message: bytes, number: int) -> str:
    """Return the text under a field number, empty where there is none."""
    found = messages_in(message, number)
    return found[-1].decode("utf-8") if found else ""


def number_in(message: bytes, number: int) -> int | None:
    """Return the signed 64-bit number under a field number."""
    found = [
        value for at, value in message_fields(message) if at == number and isinstance(value, int)
    ]
    if not found:
        return None
    return found[-1] - 2**64 if found[-1] >= 2**63 else found[-1]


def _varint(message: bytes, position: int) -> tuple[int, int]:
    value = 0
    for index, byte in enumerate(message[position : position + _MAX_VARINT_BYTES]):
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:  # noqa: PLR2004 the highest bit says whether another byte follows
            return value & (2**64 - 1), position + index + 1
    raise ValueError("a protobuf number is cut short")
