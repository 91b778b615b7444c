"""Say a rule in full: its sentence, the reason, an example, and how a note can silence it."""

from inspect import cleandoc
from textwrap import fill, indent

from deckbuilder.problems.problem import Rule, did_you_mean
from deckbuilder.problems.rules import every_rule

WIDTH = 88
MARGIN = "    "


def rule_called(code: str) -> Rule | None:
    """Return the rule of a code, None where there is none."""
    return next((rule for rule in every_rule() if rule.code == code), None)


def unknown_code(code: str) -> str:
    """Return what to tell of a name that is no code."""
    meant = did_you_mean(code, [rule.code for rule in every_rule()])
    return f'unknown code "{code}"{meant or "; give one code, as in Q006"}'


def explanation(rule: Rule) -> str:
    """Return what a user needs to know of a rule, as paragraphs that fit a terminal."""
    place = f", in {rule.file}" if rule.file else ""
    parts = (
        f"{rule.code} {rule.severity}: {rule.summary}",
        fill(rule.why, WIDTH),
        f"Bad{place}:",
        _example(rule, rule.bad),
        "Good:",
        _example(rule, rule.good),
        _silencing(rule),
    )
    return "\n\n".join(parts) + "\n"


def _example(rule: Rule, text: str) -> str:
    """Return an example as it is typed, or its words where no text can show it."""
    shown = cleandoc(text) if rule.file else fill(text, WIDTH - len(MARGIN))
    return indent(shown, MARGIN)


def _silencing(rule: Rule) -> str:
    """Return how a note silences the rule, or that none can."""
    if not rule.heeds_allow:
        return "A note cannot silence it by allow."
    reason = f"{MARGIN}allow: {{{rule.code}: the reason}}"
    return f"To silence it for one note, say there why:\n\n{reason}"
