"""Records behave as the standard library's dataclasses do, whose place they take."""

import copy
import dataclasses
import pickle
from types import ModuleType

import pytest

from flashcards import records

SOURCE = """
@m.dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int = 2
    seen: list = m.field(default_factory=list, compare=False, repr=False)

    @property
    def sum(self): return self.x + self.y

@m.dataclass(frozen=True, slots=True)
class Point3(Point):
    z: int = 0

@m.dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    name: str = ""
    value: int

@m.dataclass(frozen=True)
class Open:
    a: tuple = m.field(default=())

@m.dataclass(slots=True)
class Tally:
    n: int = 0

@m.dataclass
class Loose:
    n: int = 0

@m.dataclass(frozen=True, slots=True)
class Nothing:
    pass

@m.dataclass(frozen=True, slots=True)
class Own:
    n: int
    def __repr__(self): return "own"
    def __eq__(self, other): return True

class Derived(Point):
    pass

class Bare(Point):
    __slots__ = ()
"""
BEHAVIOUR = (
    "Point(1)",
    "Point(1, y=3).sum",
    "Point(1) == Point(1, 2, [5])",
    "Point(1) == Point3(1)",
    "Point(1) != Point(2)",
    "Point(1) == 1",
    "hash(Point(1)) == hash(Point(1, 2, [3]))",
    "Point(1).seen is Point(1).seen",
    "len({Point(1), Point(1), Point(2)})",
    "setattr(Point(1), 'x', 2)",
    "delattr(Point(1), 'x')",
    "Point()",
    "Point(1, 2, [], 4)",
    "Point(1, w=3)",
    "Point3(1, z=4)",
    "Point3(1, 2, [], 3) == Point3(1, z=3)",
    "hasattr(Point3(1), '__dict__')",
    "Point.__slots__, Point3.__slots__",
    "Named(value=1)",
    "Named('a', 1)",
    "Named.__match_args__, Point3.__match_args__",
    "Open().a, Open((1,)), hash(Open()) == hash(Open())",
    "setattr(Open(), 'a', 1)",
    "hasattr(Open(), '__dict__'), hasattr(Tally(), '__dict__')",
    "hash(Tally())",
    "[setattr(t := Tally(), 'n', 4), t, setattr(l := Loose(), 'n', 5), l, Loose() == Loose()]",
    "Nothing(), Nothing() == Nothing(), hash(Nothing()) == hash(Nothing())",
    "Own(1), Own(1) == Own(2), hash(Own(1)) == hash(Own(1))",
    "Derived(1), Derived(1) == Derived(1), Derived(1) == Point(1), type(Derived(1)).__name__",
    "Bare(1, 3), type(Bare(1)).__name__, Bare(1).sum",
    "setattr(Derived(1), 'x', 2)",
    "m.replace(Point3(1, 2), z=7)",
    "m.replace(Point(1), w=7)",
    "m.replace(Named(value=1), name='b')",
    "[(f.name, f.compare) for f in m.fields(Point3)], [f.name for f in m.fields(Point(1))]",
    "copy.deepcopy(Point(1, 2, [3])).seen",
)


def said(module: ModuleType, expression: str) -> str:
    """What an expression over the same classes gives, or the kind of error it raises."""
    names = {"m": module, "copy": copy}
    exec(SOURCE, names)
    try:
        return repr(eval(expression, names))
    except (TypeError, AttributeError) as error:
        return "refused" if isinstance(error, AttributeError) else "TypeError"


@pytest.mark.parametrize("few", [0, records.FEW])
@pytest.mark.parametrize("expression", BEHAVIOUR)
def test_a_record_does_as_a_dataclass_does(expression: str, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that are made first, and those that are made by what is compiled then."""
    monkeypatch.setattr(records, "FEW", few)
    assert said(records, expression) == said(dataclasses, expression)


@records.dataclass(frozen=True, slots=True)
class Kept:
    """A record of a module, which can be found again by its name."""

    a: int
    b: tuple[int, ...] = ()


@pytest.mark.parametrize("again", [lambda one: pickle.loads(pickle.dumps(one)), copy.copy, copy.deepcopy])
def test_a_record_is_copied_whole(again: object) -> None:
    one = Kept(1, (2, 3))
    assert again(one) == one  # type: ignore[operator]


def test_the_standard_library_takes_a_record_for_a_dataclass() -> None:
    one = Kept(1, (2,))
    assert dataclasses.replace(one, a=4) == Kept(4, (2,))
    assert [f.name for f in dataclasses.fields(one)] == ["a", "b"]
    assert dataclasses.asdict(one) == {"a": 1, "b": (2,)}


def test_what_makes_records_is_compiled_once_a_few_were_made() -> None:
    @records.dataclass(frozen=True, slots=True)
    class Made:
        a: int

    first = vars(Made)["__init__"]
    assert [Made(n).a for n in range(records.FEW)] == [*range(records.FEW)]
    assert vars(Made)["__init__"] is first
    assert Made(7) == Made(7)
    assert vars(Made)["__init__"] is not first


def test_a_record_is_taken_apart_by_position() -> None:
    match Kept(1, (2,)):
        case Kept(a, b):
            assert (a, b) == (1, (2,))
