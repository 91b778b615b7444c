"""The command new: append a question to the file of its deck."""

from pathlib import Path

import click

from deckbuilder.authoring.newnote import Draft, NewNoteError, not_mended, similar_lines, with_note
from deckbuilder.authoring.outline import read_outline
from deckbuilder.commands.project import Folders, loaded, require_source
from deckbuilder.commands.terminal import Trouble, end_with_problems, notice, print_problems, say
from deckbuilder.commands.writing import sole_author
from deckbuilder.files.replace import replace_file
from deckbuilder.problems.problem import has_errors


@click.command()
@click.argument("question")
@click.option("--deck", required=True, help="Id of the deck, as in collection.yaml.")
@click.option("--answer", default="", help="Else left empty, which `check` reports.")
@click.option("--id", "note_id", help="Else made of the words of the question.")
@click.option("--textbook", is_flag=True, help="No reference is needed.")
@click.option("--ref", "refs", multiple=True, help="Id of a reference; may be given repeatedly.")
@click.pass_obj
def new(  # noqa: PLR0913, PLR0917 these are its options
    folders: Folders,
    question: str,
    deck: str,
    answer: str,
    note_id: str | None,
    textbook: bool,
    refs: tuple[str, ...],
) -> None:
    """Append a question to the file of its deck, and print where it stands.

    Shows the questions that are most like it. Writes nothing while the source has errors.
    """
    draft = Draft(
        question=question,
        deck=deck,
        answer=answer,
        note_id=note_id,
        textbook=textbook,
        refs=refs,
    )
    require_source(folders)
    with sole_author(Path(folders.source)):
        problems = not_mended(loaded(folders).problems, draft)
        if has_errors(problems):
            print_problems(problems)
            end_with_problems(["Nothing was written."])
        outline = read_outline(folders.source)
        try:
            file = with_note(outline, draft)
        except NewNoteError as error:
            raise Trouble(str(error)) from error
        notice(similar_lines(draft.question, outline))
        replace_file(file.path, file.content)
    say(f"{file.name}:{file.line}\n")
