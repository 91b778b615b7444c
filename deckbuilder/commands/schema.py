"""The command schema: what editors need to complete and check the source."""

from pathlib import Path

import click

from deckbuilder.commands.project import Folders
from deckbuilder.commands.writing import sole_author
from deckbuilder.files.replace import replace_files
from deckbuilder.source.schema import schema_files


@click.command()
@click.option("--out", help="Folder of the schemas.  [default: SOURCE/schema]")
@click.pass_obj
def schema(folders: Folders, out: str | None) -> None:
    """Write a JSON Schema of each kind of source file, for editors.

    A source file names its schema in its first line: editors then complete keys and mark errors.
    """
    folder = Path(out) if out else Path(folders.source, "schema")
    with sole_author(folder):
        files = {folder / name: text for name, text in schema_files().items()}
        replace_files(folder, files, (folder if out else Path(folders.source),))
