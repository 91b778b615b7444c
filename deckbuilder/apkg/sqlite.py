"""A database image without what depends on the SQLite library that wrote it."""

SQLITE_PAGE_SIZE = 4096

SQLITE_FILE_HEADER = 100

_SQLITE_TREE_HEADERS = {2: 12, 5: 12, 10: 8, 13: 8}
"""Size of a b-tree page's header by its type; an overflow page starts with a zero."""

_SQLITE_CHANGE_COUNTERS = (slice(24, 28), slice(92, 96))

_SQLITE_LIBRARY_VERSION = slice(96, 100)


def without_library_traces(database: bytes) -> bytes:
    """Return a database image without what depends on the SQLite library that wrote it.

    Those are the counters and the version in its header, and bytes left over between the cell
    pointers and the cells of a page. Source: https://www.sqlite.org/fileformat.html
    """
    image = bytearray(database)
    for counter in _SQLITE_CHANGE_COUNTERS:
        image[counter] = (1).to_bytes(4)
    image[_SQLITE_LIBRARY_VERSION] = (3_040_000).to_bytes(4)
    for start in range(0, len(image), SQLITE_PAGE_SIZE):
        header = start + (SQLITE_FILE_HEADER if start == 0 else 0)
        if image[header] in _SQLITE_TREE_HEADERS:
            cells = int.from_bytes(image[header + 3 : header + 5])
            gap = slice(
                header + _SQLITE_TREE_HEADERS[image[header]] + 2 * cells,
                start + int.from_bytes(image[header + 5 : header + 7]),
            )
            image[gap] = bytes(gap.stop - gap.start)
    return bytes(image)
