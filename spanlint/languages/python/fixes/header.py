"""Where in a Python file a new import statement belongs, as isort would have it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

from spanlint.languages.python.fixes.modules import is_project
from spanlint.languages.python.fixes.names import InsertionPlace
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    _Group = list[tuple[Node, "Line"]]

STANDARD, OTHERS, PROJECT, RELATIVE = range(1, 5)
IMPORTS = frozenset({"import_statement", "import_from_statement"})
_DEFINITIONS = frozenset({"function_definition", "class_definition", "decorated_definition"})
_COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=]")
_BLANK = re.compile(rb"\n[ \t\f\r]*\n")


class Line(Record):
    """What an import statement is sorted by: its section, whether it is a `from`, its module and its first name."""

    section: int
    is_from: bool
    module: str
    name: str

    @property
    def root(self) -> str:
        """The package that it imports from, `.` for all that is relative."""
        return self.module.partition(".")[0] or "."


class Gap(Record):
    """Where a statement goes: the byte offset of a line's start, and the blank lines it needs before and after it."""

    at: int
    before: int = 0
    after: int = 0


def line(path: str, is_from: bool, module: str, name: str, project: bool = False) -> Line:
    """The sorting of an import statement of the file at `path`; `project` says that it is known to be the project's."""
    root = module.partition(".")[0]
    if module.startswith("."):
        section = RELATIVE
    elif root in sys.stdlib_module_names:
        section = STANDARD
    else:
        section = PROJECT if project or is_project(module, path) else OTHERS
    return Line(section, is_from, module, name)


def header(place: InsertionPlace) -> list[Node]:
    """The import statements that always run before the call does."""
    call = place.top(place.call)
    return [each for each in place.tree.root.named_children if each.type in IMPORTS and each.end_byte < call.start_byte]


def gap(place: InsertionPlace, path: str, new: Line) -> Gap | None:
    """Where a new import statement goes; None where no line is free for it."""
    groups = _groups(place, path)
    found = _in_groups(place, groups, new) if groups else _on_top(place)
    top = place.top(place.call)
    inside = any(each.start_byte < found.at < each.end_byte for each in place.tree.root.children)
    return None if inside or found.at > top.start_byte or found.at < _after_cookie(place.tree.text) else found


def _groups(place: InsertionPlace, path: str) -> list[_Group]:
    """The imports of the header, in runs that nothing divides but blank lines above a comment in a section."""
    groups: list[_Group] = []
    last: Node | None = None
    for node in header(place):
        between = place.tree.text[last.end_byte : node.start_byte] if last is not None else b""
        sorting = _line_of(place, path, node)
        commented = b"#" in between and bool(groups) and groups[-1][-1][1].section == sorting.section
        if last is None or not _only_comments(between) or (_BLANK.search(between) and not commented):
            groups.append([])
        groups[-1].append((node, sorting))
        last = node
    return groups


def _only_comments(between: bytes) -> bool:
    return all(not each.strip(b" \t\f;") or each.lstrip().startswith(b"#") for each in between.splitlines())


def _line_of(place: InsertionPlace, path: str, node: Node) -> Line:
    module, name = node.child_by_field_name("module_name"), node.child_by_field_name("name")
    first = place.tree.text_of(name) if name is not None else "*"
    if module is None:
        return line(path, False, first.partition(" ")[0], "")
    return line(path, True, place.tree.text_of(module), first)


def _in_groups(place: InsertionPlace, groups: list[_Group], new: Line) -> Gap:
    same = [old.section for group in groups for _, old in group if old.root == new.root]
    new = new._replace(section=same[0] if same else new.section)
    for alike in _likeness(new):
        for group in groups:
            peers = [each for each in group if alike(each[1])]
            if peers:
                return _among(place, peers, new, _order([each[1] for each in peers]))
    lower = [group for group in groups if group[-1][1].section < new.section]
    if not lower:
        start = _start(place, groups[0][0][0])
        return Gap(start, 0 if _is_blank_before(place.tree.text, start) else 1, 1)
    end = _line_end(place.tree.text, lower[-1][-1][0].end_byte)
    return Gap(end, 1, 0 if _is_blank_at(place.tree.text, end) else 1)


def _likeness(new: Line) -> tuple[Callable[[Line], bool], ...]:
    """By which statements a new one is placed: of the same package, else of the same section."""
    return (
        lambda old: old.root == new.root and old.is_from == new.is_from,
        lambda old: old.section == new.section,
    )


def _among(place: InsertionPlace, peers: _Group, new: Line, key: Callable[[Line], tuple[object, ...]]) -> Gap:
    lower = [node for node, old in peers if key(old) <= key(new)]
    if lower:
        return Gap(_line_end(place.tree.text, lower[-1].end_byte))
    start = _start(place, peers[0][0])
    return Gap(start, 0, 1 if place.tree.text[start:].lstrip().startswith(b"#") else 0)


def _order(lines: list[Line]) -> Callable[[Line], tuple[object, ...]]:
    """The order that the statements are in: `import` before `from`, or mixed; isort has a setting for it."""
    keys = [_apart(each) for each in lines]
    mixed = [_mixed(each) for each in lines]
    return _mixed if keys != sorted(keys) and mixed == sorted(mixed) else _apart


def _apart(each: Line) -> tuple[object, ...]:
    return (each.is_from, *_mixed(each))


def _mixed(each: Line) -> tuple[object, ...]:
    dots = len(each.module) - len(each.module.lstrip("."))
    return (-dots, each.module.lower(), each.is_from, each.name.lower())


def _start(place: InsertionPlace, node: Node) -> int:
    """The start of a statement's line, or of the comment right above it that is not the file's own."""
    text = place.tree.text
    start = above = _line_start(text, node.start_byte)
    while above and text[_line_start(text, above - 1) : above].lstrip(b" \t\f").startswith(b"#"):
        above = _line_start(text, above - 1)
    return start if not text[:above].strip() else above


def _on_top(place: InsertionPlace) -> Gap:
    """Below the docstring and `from __future__`, else below the comments that open the file."""
    text, nodes = place.tree.text, [each for each in place.tree.root.named_children if each.type != "comment"]
    opening = [each for index, each in enumerate(nodes) if _opens(each, index)]
    at = _line_end(text, opening[-1].end_byte) if opening else _after_comments(text)
    below = next((each for each in nodes if each.start_byte >= at), None)
    wanted = 2 if below is not None and below.type in _DEFINITIONS else 1
    rest = text[at:].lstrip()
    blank = text[at : len(text) - len(rest)].count(b"\n")
    return Gap(at, 1 if at else 0, max(0, wanted - blank) if rest else 0)


def _opens(node: Node, index: int) -> bool:
    is_text = node.type == "expression_statement" and node.named_child_count == 1
    docstring = index == 0 and is_text and node.named_children[0].type in ("string", "concatenated_string")
    return docstring or node.type == "future_import_statement"


def _after_comments(text: bytes) -> int:
    """The end of the comments at the top, if they are the file's: a blank line follows, or they address the machine."""
    at = machine = 0
    while text[at:].startswith(b"#"):
        end = _line_end(text, at)
        machine = end if text[at:].startswith(b"#!") else machine
        at = end
    return max(at if _is_blank_at(text, at) else machine, _after_cookie(text))


def _after_cookie(text: bytes) -> int:
    """The end of the line that declares the encoding, one of the first two; 0 if none does."""
    first = _line_end(text, 0)
    second = _line_end(text, first)
    return next((end for at, end in ((first, second), (0, first)) if _COOKIE.match(text, at, end)), 0)


def _line_start(text: bytes, at: int) -> int:
    return text.rfind(b"\n", 0, at) + 1


def _line_end(text: bytes, at: int) -> int:
    """The start of the next line, the end of the text if there is none."""
    return text.find(b"\n", at) + 1 or len(text)


def _is_blank_at(text: bytes, at: int) -> bool:
    return not text[at : _line_end(text, at)].strip()


def _is_blank_before(text: bytes, at: int) -> bool:
    return not text[_line_start(text, max(at - 1, 0)) : at].strip()
