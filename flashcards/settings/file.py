"""The settings file: read with the places of what is wrong in it, and changed one line at a time."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flashcards import files
from flashcards.cards import Problem
from flashcards.files import FileError
from flashcards.records import replace
from flashcards.settings.keys import BY_NAME, KEYS, LISTS, BadValueError, Settings
from flashcards.words import did_you_mean, reason

if TYPE_CHECKING:
    from flashcards.decks.yaml.reader import Node

FILE_NAME = "settings.yaml"


def load(path: Path) -> tuple[Settings, list[Problem]]:
    """The settings of a file; a bad key keeps its default and is named with its line. A missing file is fine."""
    if not files.may_be_there(path):
        return Settings(), []
    from flashcards.decks.yaml import reader as yamltext  # what a home without settings does without

    try:
        data = files.read(path, yamltext.MAX_BYTES + 1)
    except FileNotFoundError:
        return Settings(), []
    except OSError as err:
        return Settings(), [Problem(path, 1, 1, "", f"the settings cannot be read: {reason(err)}", "defaults are used")]
    root, faults = yamltext.read(data)
    problems = [Problem(path, f.line, f.column, "", f.message, f.fix) for f in faults]
    if not isinstance(root, yamltext.Mapping):
        if root is not None:
            problems.append(Problem(path, 1, 1, "", "settings are `name: value` lines", "defaults are used"))
        return Settings(), problems
    values: dict[str, Any] = {}
    for key, node in root:
        if key.value not in BY_NAME:
            fix = did_you_mean(key.value, BY_NAME) or f"there are {', '.join(BY_NAME)}"
            problems.append(Problem(path, key.line, key.column, key.value, "unknown setting", fix))
            continue
        value = _value(path, key.value, node)
        if isinstance(value, Problem):
            problems.append(value)
        else:
            values[key.value] = value
    return replace(Settings(), **values), problems


def _value(path: Path, name: str, node: "Node") -> Any:
    """What the file has for a setting, or the problem that it is."""
    from flashcards.decks.yaml.reader import Items, Text

    if name in LISTS:
        items = node.items if isinstance(node, Items) else (node,)
        return tuple(i.value for i in items if isinstance(i, Text) and i.value)
    if name == "plan":
        from flashcards.interview import reading
        from flashcards.interview.written import BadPlanError

        try:
            return reading.read(node)
        except BadPlanError as err:
            return Problem(path, err.line, err.column, name, str(err), "there is no plan until then")
    if not isinstance(node, Text):
        return Problem(path, node.line, node.column, name, "not a single value", "the default is used")
    try:
        return BY_NAME[name].parse(node.value.strip())
    except BadValueError as err:
        return Problem(path, node.line, node.column, name, str(err), "the default is used")


def _quoted(word: str) -> str:
    return word if re.fullmatch(r"[\w./-]+", word) else "'" + word.replace("'", "''") + "'"


def _shown(value: Any) -> str:
    match value:
        case bool():
            return "on" if value else "off"
        case None:
            return "none"
        case tuple():
            return f"[{', '.join(map(_quoted, value))}]"
        case str():
            return _quoted(value)
        case _:
            return str(value)


def parse(name: str, text: str) -> Any:
    """The value that a text means for a setting; raises ValueError with a sentence."""
    return BY_NAME[name].parse(text.strip())


def shown(settings: Settings, name: str) -> str:
    """A setting as the file has it."""
    return _shown(getattr(settings, name))


def text_of(settings: Settings) -> str:
    """A whole commented settings file."""
    lines = ["# Settings of flashcards. A line you remove goes back to its default.", ""]
    for key in KEYS:
        lines += [f"# {key.comment}", f"{key.name}: {shown(settings, key.name)}", ""]
    return "\n".join(lines)


def _line(name: str, value: Any, before: str, end: str) -> str:
    """The line of a setting, with the comment that stood behind its value."""
    comment = re.search(r"\s+#.*", before)
    return f"{name}: {_shown(value)}{comment[0].rstrip() if comment else ''}{end}"


def save(path: Path, name: str, value: Any) -> None:
    """Put one setting into the file and touch nothing else in it; the file is made where there is none.

    Raises FileError where the file cannot be read or written.
    """
    from flashcards.decks.yaml import reader as yamltext

    try:
        lines = files.read(path, yamltext.MAX_BYTES).decode("utf-8").splitlines(keepends=True)
    except FileNotFoundError:
        lines = text_of(Settings()).splitlines(keepends=True)
    except UnicodeDecodeError as err:
        raise FileError(f"{path} is not UTF-8; save it as UTF-8 in your editor") from err
    except OSError as err:
        raise FileError(f"{path} cannot be read: {reason(err)}; mend it in your editor") from err
    end = "\r\n" if any(line.endswith("\r\n") for line in lines) else "\n"
    at = next((i for i, text in enumerate(lines) if re.match(rf"{name}\s*:", text)), None)
    if at is None:
        if lines and not lines[-1].endswith("\n"):
            lines[-1] += end
        lines.append(_line(name, value, "", end))
    else:
        following = at + 1
        while following < len(lines) and re.match(r"\s+\S|\s*- ", lines[following]):
            following += 1
        lines[at:following] = [_line(name, value, lines[at], end)]
    files.make_folder(path.parent)
    files.replace_text(path, "".join(lines))
