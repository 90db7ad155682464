"""Records: classes like those of `typing.NamedTuple`, created in a tenth of the time.

They save 16 to 20 of the 75 ms of a run over one clean file. A run creates about 160 such classes, and with `typing`
this took two fifths of all imports: it compiles each annotation that is a string, and the text of a `__new__` for each
class. Here annotations are not evaluated, and no text is compiled until a class has made some records: that alone was
a fifth of what a run over one clean file added to the interpreter. From then on, classes with the same number of fields
share the code of `__new__` under different parameter names. `tests/lean` holds that they behave alike.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple as Record
elif sys.implementation.name == "cpython":
    from _collections import _tuplegetter

    _Function = type(lambda: None)
    _shared: dict[int, _Function] = {}
    _made: dict[type, int] = {}
    _FEW = 8  # records of a class that are made without a function of its own

    class _RecordType(type):
        """Turns each class that is derived from Record into a subclass of tuple."""

        def __new__(cls, name, bases, namespace):
            if not bases:
                return super().__new__(cls, name, bases, namespace)
            fields = tuple(namespace.get("__annotations__", ()))
            defaults = {field: namespace.pop(field) for field in fields if field in namespace}
            if tuple(defaults) != fields[len(fields) - len(defaults) :]:
                raise TypeError(f"{name}: a field without a default value follows one that has it")
            getters = {field: _tuplegetter(number, "") for number, field in enumerate(fields)}
            metadata = {"__slots__": (), "_fields": fields, "_field_defaults": defaults, "__match_args__": fields}
            return type(name, (tuple,), {**_METHODS, **namespace, **metadata, **getters})

    def _first_new(cls, /, *values, **named):
        """Makes one of the first records of a class, or has its own function made, which knows what is wrong, too."""
        fields, defaults = cls._fields, cls._field_defaults
        _made[cls] = _made.get(cls, 0) + 1
        if _made[cls] <= _FEW:
            given = {**defaults, **named}
            try:
                of_all = (*values, *map(given.pop, fields[len(values) :]))
            except KeyError:  # a field has no value, which the function says
                of_all = ()
            if len(of_all) == len(fields) and named.keys().isdisjoint(given):
                return tuple.__new__(cls, of_all)
        record = next(parent for parent in cls.__mro__ if "_fields" in parent.__dict__)
        record.__new__ = staticmethod(_new(fields, tuple(defaults.values())))
        return record.__new__(cls, *values, **named)

    def _new(fields, defaults):
        count = len(fields)
        if count not in _shared:
            names = [f"_{number}" for number in range(count)]
            text = f"lambda _cls, {', '.join(names)}: make(_cls, ({''.join(f'{name}, ' for name in names)}))"
            _shared[count] = eval(text, {"make": tuple.__new__})  # noqa: S307 - the text above
        shared = _shared[count]
        code = shared.__code__.replace(co_varnames=("_cls", *fields))
        return _Function(code, shared.__globals__, "__new__", defaults)

    def _replace(self, /, **fields):
        record = tuple.__new__(type(self), map(fields.pop, self._fields, self))
        if fields:
            raise ValueError(f"Got unexpected field names: {list(fields)!r}")
        return record

    def _asdict(self):
        return dict(zip(self._fields, self, strict=True))

    def _repr(self):
        fields = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
        return f"{type(self).__name__}({fields})"

    def _getnewargs(self):
        return tuple(self)

    _METHODS = {
        "__new__": _first_new,
        "_make": classmethod(tuple.__new__),
        "_replace": _replace,
        "_asdict": _asdict,
        "__repr__": _repr,
        "__getnewargs__": _getnewargs,
    }

    class Record(metaclass=_RecordType):
        """A base class like `typing.NamedTuple`: annotations declare the fields, and those with defaults come last.

        The module of a record must begin with `from __future__ import annotations`.
        """

else:
    from typing import NamedTuple as Record

__all__ = ["Record"]
