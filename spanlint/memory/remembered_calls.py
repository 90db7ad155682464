"""The functions that remember what they have found on a disk, as questions: what a judgement depends on is what such a
function says, such as the packages of a workspace, and not each of the hundreds of folders that it looked into.
"""

from __future__ import annotations

import json
from importlib import import_module

from spanlint.config.errors import ConfigError
from spanlint.languages.names import disk_memory
from spanlint.memory.questions import CALL, UNKNOWN
from spanlint.memory.verdict_keys import digest_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from spanlint.memory.disk_watch import DiskWatch

_PACKAGES = ("spanlint.languages.", "spanlint.run.")
_TOP = "\0"  # in place of the folder of the tree, which no path holds


class RememberedCalls:
    """Notes the calls of such functions, and answers them again. Only functions that are made later are heard.

    `top` is the folder of the tree that they look into.
    """

    def __init__(self, watch: DiskWatch, top: str) -> None:
        self._watch = watch
        self._top = top
        self._answers: dict[str, str] = {}
        self._said: dict[str, object] = {}
        self._functions: dict[str, Callable[..., object]] = {}

    def begin(self) -> None:
        """Listen from now on, until the process ends."""
        disk_memory.listen(self._heard)

    def tell_of(self, module: str, name: str, path_matters: Callable[[object], bool]) -> None:
        """Hear a function of a module, too, which gets a path. If what it says matters, so does all of the file."""
        holder = import_module(module)
        function = self._functions[f"{module}:{name}"] = getattr(holder, name)

        def told(path: str) -> object:
            said = self._heard(f"{module}:{name}", function, (path,))
            if path_matters(said):
                self._watch.note_content(path)
            return said

        setattr(holder, name, told)

    def forget(self) -> None:
        """Let every function look at the disk again."""
        self._answers.clear()
        self._said.clear()
        disk_memory.forget()

    def answer(self, text: str) -> str:
        """Returns a digest of what a call says, the same until it is forgotten; empty if it cannot be made."""
        if text not in self._answers:
            self._answers[text] = self._asked(text)
        return self._answers[text]

    def _asked(self, text: str) -> str:
        if text in self._said:
            return digest_of(self._said[text], self._top) or ""
        name, arguments = json.loads(text)
        module = name.partition(":")[0]
        if name not in self._functions and not module.startswith(_PACKAGES):
            return ""
        try:
            if name in self._functions:
                said = self._functions[name](*self._with_top(arguments))
            else:
                import_module(module)
                said = disk_memory.answer_to(name, self._with_top(arguments))
        except (ImportError, LookupError, ValueError, OSError, ConfigError):
            return ""
        self._said[text] = said
        return digest_of(said, self._top) or ""

    def _heard(self, name: str, function: Callable[..., object], arguments: tuple[object, ...]) -> object:
        text = json.dumps([name, self._without_top(arguments)])
        try:
            with self._watch.answering(CALL, text):
                said = function(*arguments)
        except BaseException:
            with self._watch.answering(UNKNOWN, text):
                raise
        if self._said.setdefault(text, said) is not said and self._said[text] != said:
            self._watch.disagree(text)  # it has been forgotten for want of room, and asked again
        return said

    def _without_top(self, value: object) -> object:
        if isinstance(value, str):
            return value.replace(self._top, _TOP)
        return [self._without_top(part) for part in value] if isinstance(value, tuple) else value

    def _with_top(self, value: object) -> tuple[object, ...]:
        parts = value if isinstance(value, list) else []
        return tuple(
            self._with_top(part) if isinstance(part, list) else part.replace(_TOP, self._top) if isinstance(part, str)
            else part
            for part in parts
        )  # fmt: skip
