"""PDF whose bytes depend on nothing but what it shows.

The drawing library writes the entries of resources, and the objects of fonts, in an order that
changes from call to call. Here entries are sorted, and objects are numbered as they are met on the
way from the root. It reads what the library writes: objects of generation 0, one table of offsets.
"""

from __future__ import annotations

import re

__all__ = ["in_order"]

RESOURCES = re.compile(
    rb"(/(?:XObject|ExtGState|Font|Pattern|Shading) <<\n)((?: +/\w+ \d+ 0 R\n)+)"
)
REFERENCE = re.compile(rb"\b(\d+) 0 R\b")
STREAM = re.compile(rb"\bstream\r?\n")
ENTRY = re.compile(rb"(\d{10}) \d{5} n")


def in_order(pdf: bytes) -> bytes:
    """The same document in a fixed order.

    Raises:
        ValueError: it is not as the library writes it.
    """
    start = int(pdf[pdf.rindex(b"startxref") :].split()[1])
    table, _, trailer = pdf[start:].partition(b"trailer")
    offsets = sorted(int(found[1]) for found in ENTRY.finditer(table))
    objects: dict[int, tuple[bytes, bytes]] = {}
    for begin, end in zip(offsets, [*offsets[1:], start], strict=True):
        number, _, body = pdf[begin:end].partition(b" 0 obj")
        objects[int(number)] = _split(body.rstrip())
    trailer = trailer[: trailer.index(b"startxref")]
    numbers = _numbers(trailer, objects)
    written = bytearray(pdf[: offsets[0]])
    places = []
    for old, new in numbers.items():
        head, stream = objects[old]
        places.append(len(written))
        written += b"%d 0 obj" % new + _renumbered(head, numbers) + stream + b"\n\n"
    at = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f\r\n" % (len(places) + 1)
    written += b"".join(b"%010d 00000 n\r\n" % place for place in places)
    trailer = re.sub(rb"/Size \d+", b"/Size %d" % (len(places) + 1), trailer)
    return bytes(written) + b"trailer%sstartxref\n%d\n%%%%EOF" % (_renumbered(trailer, numbers), at)


def _split(body: bytes) -> tuple[bytes, bytes]:
    """What is said of an object, its resources sorted, and its stream."""
    found = STREAM.search(body)
    head, stream = (body, b"") if found is None else (body[: found.start()], body[found.start() :])
    head = RESOURCES.sub(
        lambda part: b"".join((part[1], *sorted(part[2].splitlines(keepends=True)))), head
    )
    return head, stream


def _numbers(trailer: bytes, objects: dict[int, tuple[bytes, bytes]]) -> dict[int, int]:
    """New numbers by old ones, in the order in which objects are met."""
    numbers: dict[int, int] = {}
    ahead = [int(one) for one in REFERENCE.findall(trailer)]
    while ahead:
        old = ahead.pop(0)
        if old not in numbers:
            numbers[old] = len(numbers) + 1
            ahead += [int(one) for one in REFERENCE.findall(objects[old][0])]
    return numbers


def _renumbered(text: bytes, numbers: dict[int, int]) -> bytes:
    return REFERENCE.sub(lambda found: b"%d 0 R" % numbers[int(found[1])], text)
