"""Describe the source files to editors: a JSON Schema of each, made from the models.

An editor reads YAML into numbers, booleans and null where the models take the text as written, so
the schemas take these too (see values). What needs more than one file is left to `check`.
"""

import json
import re
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from deckbuilder.source.bibliography import Reference, ReferenceFile
from deckbuilder.source.drugs import DrugFile
from deckbuilder.source.notes import CardFile
from deckbuilder.source.settings import CollectionFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_FILES: dict[str, Any] = {
    "cards": CardFile,
    "collection": CollectionFile,
    "drugs": DrugFile,
    "references": ReferenceFile | tuple[Reference, ...],  # CSL-JSON is a bare list
}
"""What stands in each kind of source file."""


def schema_files() -> dict[str, bytes]:
    """Return the content of each schema file by its name."""
    return {schema_name(kind): _schema_text(kind).encode() for kind in _FILES}


def schema_name(kind: str) -> str:
    """Return the name of the schema of a kind of source file."""
    return f"{kind}.schema.json"


def schema_comment(kind: str, up: str = "") -> str:
    """Return the comment by which a source file names its schema to an editor."""
    return f"# yaml-language-server: $schema={up}schema/{schema_name(kind)}"


def _schema_text(kind: str) -> str:
    adapter = TypeAdapter(_FILES[kind])
    schema = adapter.json_schema(by_alias=True, schema_generator=_EditorSchema)
    schema = {"$schema": DIALECT, "title": kind.capitalize()} | schema
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


class _EditorSchema(GenerateJsonSchema):
    """Makes a schema of what stands in a file, not of what the models make of it."""

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        """Take whatever text stands there, and nothing, which an editor calls null."""
        del schema
        return {"type": ["string", "number", "boolean", "null"]}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Leave null out: a key may be missing, but an empty one is an error."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Leave defaults out: editors would write them into the file."""
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Leave out titles that only repeat the key."""
        del schema
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """Call a model by the words of its name."""
        made = super().model_schema(schema)
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", made["title"])
        return made | {"title": words.capitalize()}
