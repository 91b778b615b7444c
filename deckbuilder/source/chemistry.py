"""The notations of a substance: how InChIKey, SMILES, formula and ATC code are written.

Whether they are of one and the same substance is for RDKit to say, in the tests.
"""

import re
from typing import Annotated

from pydantic import AfterValidator

from deckbuilder.source.values import as_text, bad_value

_INCHIKEY = r"[A-Z]{14}-[A-Z]{10}-[A-Z]"
_FORMULA = r"(?:[A-Z][a-z]?[0-9]*)+"
_ATC_CODE = r"[A-Z][0-9]{2}[A-Z]{2}[0-9]{2}"
_SMILES = r"[A-Za-z0-9@+\-\[\]()=#/\\.%]+"


def _written_as(pattern: str, example: str) -> AfterValidator:
    def checked(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise bad_value('"{text}" is not written as "{example}" is', text=text, example=example)
        return text

    return AfterValidator(checked)


InchiKey = Annotated[
    str,
    _written_as(_INCHIKEY, "AAOVKJBEBIDNHE-UHFFFAOYSA-N"),
    as_text(f"^{_INCHIKEY}$", "an InChIKey, as AAOVKJBEBIDNHE-UHFFFAOYSA-N"),
]
Formula = Annotated[
    str, _written_as(_FORMULA, "C16H13ClN2O"), as_text(f"^{_FORMULA}$", "as C16H13ClN2O")
]
AtcCode = Annotated[str, _written_as(_ATC_CODE, "N05BA01"), as_text(f"^{_ATC_CODE}$", "as N05BA01")]
Smiles = Annotated[str, _written_as(_SMILES, "CN1C(=O)CN=C1"), as_text(f"^{_SMILES}$", "no spaces")]
