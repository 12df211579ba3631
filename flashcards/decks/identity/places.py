"""Texts that have changed places, as holes of a cloze or exchanged ids do: their histories follow the texts."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping

from flashcards.cards import Fingerprint, is_alike, parts_of


def shelf(name: str, fingerprint: Fingerprint) -> str:
    """The name under which the history of a text is put away whose own name has another text now."""
    family, _, part = name.partition("#")
    return f"{family}#{part}~{fingerprint.partition('.')[0]}"


def is_shelf(name: str) -> bool:
    """Whether a name is one that `shelf` gave."""
    return "~" in name.partition("#")[2]


def goals_in_family(
    answered: Mapping[str, Fingerprint],
    standing: Mapping[str, Fingerprint],
    asks_alike: Callable[[str, str], bool] = lambda *_: False,
) -> dict[str, str]:
    """By name of a sibling: the name whose history is of its text.

    That is the one with the same question and answer, or with the same answer alone, as where a hole comes in before
    others: it is the only one then, and what was asked under a name and what is asked under another are alike.
    `answered`: the texts that were last answered, by name; `standing`: those of the decks now.
    """
    at_home = {name for name, mark in answered.items() if is_alike(mark, standing.get(name, ""))}
    homeless = {name: mark for name, mark in answered.items() if name not in at_home}
    goals: dict[str, str] = {}
    for name, mark in standing.items():
        if name not in at_home and (source := _source(mark, homeless, {*goals.values()})) is not None:
            goals[name] = source
    by_answer = _by_answer(
        {name: mark for name, mark in homeless.items() if name not in goals.values() and not is_shelf(name)},
        {name: mark for name, mark in standing.items() if name not in goals and name not in at_home},
    )
    return goals | {name: source for name, source in by_answer.items() if asks_alike(source, name)}


def moves_to(goals: Mapping[str, str], answered: Mapping[str, Fingerprint]) -> Iterator[tuple[str, str]]:
    """The moves from name to name, in order, that bring histories to their goals; what these had is put away first.

    `goals`: by name, the one whose history it is to have; `answered`: the text that was last answered under a name.
    """
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
    return next((name for name, known in homeless.items() if is_alike(known, mark) and name not in taken), None)


def _by_answer(homeless: Mapping[str, Fingerprint], standing: Mapping[str, Fingerprint]) -> dict[str, str]:
    """By name of a sibling: the only history with its answer, where its own name has another answer and it is the only one."""
    had = {name: parts_of(mark)[1] for name, mark in homeless.items()}
    has = {name: parts_of(mark)[1] for name, mark in standing.items()}
    stays = {name for name in had.keys() & has.keys() if had[name] == has[name]}
    often = {answer for answers in (had, has) for answer, times in Counter(answers.values()).items() if times > 1}
    return {
        name: source
        for name, answer in has.items()
        for source, known in had.items()
        if answer == known and answer not in often and name not in stays and source not in stays
    }
