"""Records: the standard library's dataclasses as far as this program uses them, made in a tenth of the time.

Every start makes dozens of records. `dataclasses` compiles up to eight functions for each one, most of which are never
called, and brings in `inspect`: a third of the time of any command. Here `__init__` is compiled when more than a few records
of a class are made, and what compares, hashes and shows is shared by all. Type checkers read the standard library, and
`tests/test_records.py` holds both to the same behaviour.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import repeat
from operator import attrgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Never, TypeAlias

    Fields: TypeAlias = Mapping[str, "_Field"]
    Class: TypeAlias = Any

FEW = 30
"""So many records of a class are made in the time that it takes to compile what makes them quickly."""
_MISSING: "Any" = object()
_set = object.__setattr__


class _Field:
    """What is said of one field."""

    __slots__ = ("compare", "default", "default_factory", "init", "name", "repr")

    def __init__(self, default: "Any", default_factory: "Any", *, compare: bool, repr: bool) -> None:  # noqa: A002 - as there
        self.name, self.default, self.default_factory = "", default, default_factory
        self.init, self.compare, self.repr = True, compare, repr

    @property
    def _field_type(self) -> "Any":
        """What the standard library asks of a field before it takes it for one."""
        import dataclasses

        return vars(dataclasses)["_FIELD"]


def _field(
    *,
    default: "Any" = _MISSING,
    default_factory: "Any" = _MISSING,
    compare: bool = True,
    repr: bool = True,  # noqa: A002 - as there
) -> "Any":
    return _Field(default, default_factory, compare=compare, repr=repr)


def _fields(record: "Any") -> "tuple[_Field, ...]":
    return tuple(record.__dataclass_fields__.values())


def _replace(record: "Any", /, **changes: "Any") -> "Any":
    for name in record.__dataclass_fields__:
        if name not in changes:
            changes[name] = getattr(record, name)
    return record.__class__(**changes)


def _dataclass(
    cls: "Class | None" = None, /, *, frozen: bool = False, slots: bool = False, kw_only: bool = False
) -> "Class | Callable[[Class], Class]":
    def made(cls: "Class") -> "Class":
        return _record(cls, frozen=frozen, slots=slots, kw_only=kw_only)

    return made if cls is None else made(cls)


def _record(cls: "Class", *, frozen: bool, slots: bool, kw_only: bool) -> "Class":
    known, body = _known(cls), dict(cls.__dict__)
    methods = {"__init__": _first_init(known, kw_only=kw_only), **_shared(known, frozen=frozen)}
    own = {name: method for name, method in methods.items() if body.get(name) is None}
    own |= {"__dataclass_fields__": known, "__match_args__": () if kw_only else tuple(known)}
    if not slots:
        for name, method in own.items():
            setattr(cls, name, method)
        return cls
    for name in (*known, "__dict__", "__weakref__"):
        body.pop(name, None)
    inherited = {name for base in cls.__mro__[1:] for name in base.__dict__.get("__slots__", ())}
    body["__slots__"] = tuple(name for name in known if name not in inherited)
    return type(cls)(cls.__name__, cls.__bases__, body | own)


def _known(cls: "Class") -> "Fields":
    known: dict[str, _Field] = {}
    for base in cls.__mro__[:0:-1]:
        known |= base.__dict__.get("__dataclass_fields__", {})
    for name in cls.__annotations__:
        said = cls.__dict__.get(name, _MISSING)
        known[name] = said if isinstance(said, _Field) else _field(default=said)
        known[name].name = name
        if isinstance(said, _Field):
            delattr(cls, name)
    return known


def _first_init(known: "Fields", *, kw_only: bool) -> "Callable[..., None]":
    """What makes the first records of a class; where more are made, it puts the real `__init__` in its own place."""
    made = 0

    def __init__(self: "Any", *values: "Any", **named: "Any") -> None:  # noqa: N807 - that is what it is
        nonlocal made
        made += 1
        given = None if made > FEW or (kw_only and values) else _given(known, values, named)
        if given is None:
            owner: Class = next(base for base in type(self).__mro__ if base.__dict__.get("__init__") is __init__)
            owner.__init__ = _init(owner, known, kw_only=kw_only)
            owner.__init__(self, *values, **named)
        else:
            for name in known:
                _set(self, name, given[name])

    return __init__


def _given(known: "Fields", values: "Sequence[Any]", named: "Mapping[str, Any]") -> "Mapping[str, Any] | None":
    """The value of each field; none where arguments are too many or too few, which the real `__init__` says."""
    given = {**dict(zip(known, values, strict=False)), **named}
    if len(values) > len(known) or len(given) < len(values) + len(named):
        return None
    for name, said in known.items():
        if name not in given:
            if said.default_factory is not _MISSING:
                given[name] = said.default_factory()
            elif said.default is not _MISSING:
                given[name] = said.default
            else:
                return None
    return given if len(given) == len(known) else None


def _init(owner: "Class", known: "Fields", *, kw_only: bool) -> "Any":
    """The real `__init__`.

    A record that is of `owner` itself is written to as one of an open class with the same slots and then becomes what it
    is: a third of the time of writing past what refuses, field by field, as it has to be done where a class is derived.
    """
    names = {"_set": _set, "_missing": _MISSING, "_owner": owner}
    wanted, values = ["*"] if kw_only and known else [], []
    for name, said in known.items():
        value = name
        if said.default is not _MISSING:
            names[f"_default_{name}"] = said.default
            wanted.append(f"{name}=_default_{name}")
        elif said.default_factory is not _MISSING:
            names[f"_make_{name}"] = said.default_factory
            wanted.append(f"{name}=_missing")
            value = f"_make_{name}() if {name} is _missing else {name}"
        else:
            wanted.append(name)
        values.append(value)
    written = [f"_set(self, {name!r}, {value})" for name, value in zip(known, values, strict=True)]
    if known and "__slots__" in owner.__dict__ and owner.__setattr__ is _refuse:
        names["_open"] = type(owner.__name__, owner.__bases__, {"__slots__": owner.__slots__, "__setattr__": _set})
        names["_each"] = lambda record, values: [*map(_set, repeat(record), known, values)]
        written = [
            f"if self.__class__ is not _owner: return _each(self, ({', '.join(values)},)) and None",
            "_set(self, '__class__', _open)",
            *(f"self.{name} = {value}" for name, value in zip(known, values, strict=True)),
            "self.__class__ = _owner",
        ]
    code = f"def __init__(self, {', '.join(wanted)}):\n " + ("\n ".join(written) or "pass")
    exec(code, names)  # noqa: S102 - of nothing but the names of fields, as `dataclasses` does it
    return names["__init__"]


def _shared(known: "Fields", *, frozen: bool) -> "dict[str, Any]":
    """The methods that need not be compiled."""
    compared = [name for name, said in known.items() if said.compare]
    shown = [name for name, said in known.items() if said.repr]
    values: Callable[[Any], Any] = attrgetter(*compared) if compared else lambda _: ()

    def same(self: "Any", other: object) -> bool:
        return bool(values(self) == values(other)) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: "Any") -> int:
        return hash(values(self))

    def said(self: "Any") -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    def reduced(self: "Any") -> "Any":
        return _restored, (type(self), {name: getattr(self, name) for name in known})

    methods: dict[str, Any] = {"__eq__": same, "__repr__": said, "__reduce__": reduced}
    return methods | (
        {"__hash__": hashed, "__setattr__": _refuse, "__delattr__": _refuse} if frozen else {"__hash__": None}
    )


def _restored(cls: "Class", values: "Mapping[str, Any]") -> "Any":
    return cls(**values)


def _refuse(_: object, name: str, *__: object) -> "Never":
    raise AttributeError(f"cannot assign to field {name!r}")


if TYPE_CHECKING:
    from dataclasses import dataclass, field, fields, replace
else:
    dataclass, field, fields, replace = _dataclass, _field, _fields, _replace

__all__ = ["dataclass", "field", "fields", "replace"]
