"""Move what stands under Unreleased in CHANGELOG.md below the date of its release."""

UNRELEASED = "## Unreleased\n"


def with_release(changelog: str, date: str, changes: str) -> str | None:
    """Return the changelog with a section for the release of `date` that starts with `changes`.

    What a maintainer wrote under Unreleased follows it. None where there is no such heading.
    """
    before, heading, after = changelog.partition(UNRELEASED)
    if not heading:
        return None
    return f"{before}{heading}\n## {date}\n\n{changes.strip()}\n{after}"
