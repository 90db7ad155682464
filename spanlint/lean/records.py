"""Records: what `typing.NamedTuple` makes, in a tenth of its time.

A run makes some 160 such classes, and those of `typing` were two fifths of all that importing takes: it compiles each
annotation that is a string, and the text of a `__new__` for each class. Here no annotation is looked at, and classes
with as many fields share the code of their `__new__`, under other names.
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

    class _RecordType(type):
        """Makes a subclass of tuple of each class that is derived from Record."""

        def __new__(cls, name, bases, namespace):
            if not bases:
                return super().__new__(cls, name, bases, namespace)
            fields = tuple(namespace.get("__annotations__", ()))
            values = {field: namespace.pop(field) for field in fields if field in namespace}
            if tuple(values) != fields[len(fields) - len(values) :]:
                raise TypeError(f"{name}: a field without a default value follows one that has it")
            getters = {field: _tuplegetter(number, "") for number, field in enumerate(fields)}
            about = {"__slots__": (), "_fields": fields, "_field_defaults": values, "__match_args__": fields}
            made = {"__new__": _new(fields, tuple(values.values())), **_METHODS}
            return type(name, (tuple,), {**made, **namespace, **about, **getters})

    def _new(fields, values):
        count = len(fields)
        if count not in _shared:
            names = [f"_{number}" for number in range(count)]
            text = f"lambda _cls, {', '.join(names)}: make(_cls, ({''.join(f'{name}, ' for name in names)}))"
            _shared[count] = eval(text, {"make": tuple.__new__})  # noqa: S307 - the text above
        shared = _shared[count]
        code = shared.__code__.replace(co_varnames=("_cls", *fields))
        return _Function(code, shared.__globals__, "__new__", values)

    def _replace(self, /, **fields):
        made = tuple.__new__(type(self), map(fields.pop, self._fields, self))
        if fields:
            raise ValueError(f"Got unexpected field names: {list(fields)!r}")
        return made

    def _asdict(self):
        return dict(zip(self._fields, self, strict=True))

    def _repr(self):
        shown = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
        return f"{type(self).__name__}({shown})"

    def _getnewargs(self):
        return tuple(self)

    _METHODS = {
        "_make": classmethod(tuple.__new__),
        "_replace": _replace,
        "_asdict": _asdict,
        "__repr__": _repr,
        "__getnewargs__": _getnewargs,
    }

    class Record(metaclass=_RecordType):
        """To be derived from, as `typing.NamedTuple` is: fields by their annotations, defaults last, methods at will.

        The module of a record has to begin with `from __future__ import annotations`.
        """

else:
    from typing import NamedTuple as Record

__all__ = ["Record"]
