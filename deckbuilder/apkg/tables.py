"""Read the tables of an Anki collection as plain data, whatever the database holds."""

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

from deckbuilder.apkg.contents import UnreadablePackageError
from deckbuilder.apkg.unpack import MAX_DATABASE_BYTES

MAX_DATABASE_STEPS = 200_000_000
"""Steps of SQLite's machine, about ten a row; a database that asks for more is a trap."""

EXPORT_AGAIN = "export the deck from Anki again"

_COLUMNS: Mapping[str, Mapping[str, type]] = {
    "col": {"ver": int, "models": str, "decks": str, "conf": str, "dconf": str},
    "notes": {"id": int, "guid": str, "mid": int, "mod": int, "flds": str, "tags": str},
    "cards": {"nid": int, "ord": int, "did": int, "due": int},
    "notetypes": {"id": int, "name": str, "mtime_secs": int, "config": bytes},
    "fields": {"ntid": int, "ord": int, "name": str, "config": bytes},
    "templates": {"ntid": int, "ord": int, "name": str, "config": bytes},
    "decks": {"id": int, "name": str, "kind": bytes},
}
"""The tables and columns that are read, with what each column must hold."""

_SQLITE_HEADER = b"SQLite format 3\x00"
_JOURNAL_MODE = slice(18, 20)


class Tables:
    """A database in memory that is read as data: without views and computed columns."""

    def __init__(self, connection: sqlite3.Connection, content: bytes) -> None:
        if not content.startswith(_SQLITE_HEADER):
            raise UnreadablePackageError(f"the collection is no SQLite database; {EXPORT_AGAIN}")
        image = bytearray(content)
        image[_JOURNAL_MODE] = b"\x01\x01"  # a journal beside the file needs a file
        connection.deserialize(bytes(image))
        connection.create_collation("unicase", _unicase_order)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_DATABASE_BYTES)
        connection.set_progress_handler(lambda: 1, MAX_DATABASE_STEPS)
        self._connection = connection
        self._size = len(content)

    def rows(self, table: str) -> Iterator[tuple[Any, ...]]:
        """Yield the known columns of a table's rows, each of the type that it must have."""
        self._check_columns(table)
        columns = _COLUMNS[table]
        kinds = tuple(columns.values())
        query = f"SELECT {', '.join(columns)} FROM {table}"  # noqa: S608 names of ours
        left = self._size
        for row in self._connection.execute(query):
            if not all(map(isinstance, row, kinds)):
                message = f'a row of table "{table}" holds a value of a wrong kind'
                raise UnreadablePackageError(f"{message}; {EXPORT_AGAIN}")
            left -= len(row) + sum(len(value) for value in row if not isinstance(value, int))
            if left < 0:  # pages that are shared in secret unfold without end
                message = f'table "{table}" holds more than its file; do not trust the package'
                raise UnreadablePackageError(message)
            yield row

    def _check_columns(self, table: str) -> None:
        query = "SELECT 1 FROM sqlite_master WHERE name = ? AND type = 'table' AND rootpage > 0"
        if self._connection.execute(query, [table]).fetchone() is None:
            raise UnreadablePackageError(f'the collection has no table "{table}"; {EXPORT_AGAIN}')
        query = "SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0"
        found = {name for (name,) in self._connection.execute(query, [table])}
        if missing := [column for column in _COLUMNS[table] if column not in found]:
            message = f'table "{table}" has no column "{missing[0]}"'
            raise UnreadablePackageError(f"{message}; {EXPORT_AGAIN}")


def _unicase_order(one: str, other: str) -> int:
    """Compare names as Anki does, near enough: nothing here depends on their order."""
    first, second = one.casefold(), other.casefold()
    return (first > second) - (first < second)
