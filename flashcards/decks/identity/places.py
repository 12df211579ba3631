"""Siblings whose texts have changed places under one id, as the holes of a cloze do: their histories follow the texts."""

from collections.abc import Collection, Iterator, Mapping

from flashcards.cards import Fingerprint


def shelf(name: str, fingerprint: Fingerprint) -> str:
    """The name under which the history of a text is put away whose own name has another text now."""
    family, _, part = name.partition("#")
    return f"{family}#{part}~{fingerprint.partition('.')[0]}"


def moves_in_family(
    answered: Mapping[str, Fingerprint], standing: Mapping[str, Fingerprint]
) -> Iterator[tuple[str, str]]:
    """The moves from name to name, in order, that bring each history to the sibling with its text.

    `answered`: the texts that were last answered, by name; `standing`: those of the decks now.
    """
    homeless = {name: mark for name, mark in answered.items() if standing.get(name) != mark}
    goals: dict[str, str] = {}
    for name, mark in standing.items():
        if answered.get(name) != mark and (source := _source(mark, homeless, {*goals.values()})) is not None:
            goals[name] = source
    now = {source: source for source in goals.values()}
    for name in goals:
        if name in answered:
            put_away = shelf(name, answered[name])
            yield name, put_away
            if name in now:
                now[name] = put_away
    for name, source in goals.items():
        yield now[source], name


def _source(mark: Fingerprint, homeless: Mapping[str, Fingerprint], taken: Collection[str]) -> str | None:
    """The name of a history with this text that no sibling has taken yet."""
    return next((name for name, known in homeless.items() if known == mark and name not in taken), None)
