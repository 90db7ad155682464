"""Where a new import statement belongs in a Python file, by the rules of isort."""

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

    _Group = list[tuple[Node, "SortKey"]]

STANDARD, OTHERS, PROJECT, RELATIVE = range(1, 5)
_DEFINITIONS = frozenset({"function_definition", "class_definition", "decorated_definition"})
_COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=]")
_BLANK = re.compile(rb"\n[ \t\f\r]*\n")


class SortKey(Record):
    """The sort key of an import statement: section, whether it is a `from` import, module and first name."""

    section: int
    is_from: bool
    module: str
    name: str

    @property
    def root(self) -> str:
        """The package that the statement imports from, or `.` for every relative import."""
        return self.module.partition(".")[0] or "."


class Gap(Record):
    """Where a statement goes: the byte offset of a line start, and the blank lines to add before and after."""

    at: int
    before: int = 0
    after: int = 0


def sort_key(path: str, is_from: bool, module: str, name: str, is_own: bool = False) -> SortKey:
    """The sort key of an import statement of the file at `path`; `is_own` says that the module is the project's own."""
    root = module.partition(".")[0]
    if module.startswith("."):
        section = RELATIVE
    elif root in sys.stdlib_module_names:
        section = STANDARD
    else:
        section = PROJECT if is_own or is_project(module, path) else OTHERS
    return SortKey(section, is_from, module, name)


def header_imports(place: InsertionPlace) -> list[Node]:
    """The import statements that always run before the call, and before each span call of the file."""
    before = min(place.top_statement(place.call).start_byte, place.file.first_call())
    return [statement for statement in place.file.top_imports() if statement.end_byte < before]


def find_gap(place: InsertionPlace, path: str, new: SortKey) -> Gap | None:
    """The gap for a new import statement, or None if there is none."""
    groups = _below_calls(place, _groups(place, path))
    gap = _gap_in_groups(place, groups, new) if groups else _gap_on_top(place)
    call_statement = place.top_statement(place.call)
    is_inside = bool(place.tree.children_between(place.tree.root, gap.at, gap.at))
    return None if is_inside or gap.at > call_statement.start_byte or gap.at < _after_cookie(place.tree.text) else gap


def _groups(place: InsertionPlace, path: str) -> list[_Group]:
    """The header's imports, grouped into runs without code or blank lines between them.

    Blank lines above a comment do not end a run within a section.
    """
    groups: list[_Group] = []
    last: Node | None = None
    for node in header_imports(place):
        between = place.tree.text[last.end_byte : node.start_byte] if last is not None else b""
        key = _sort_key_of(place, path, node)
        is_commented = b"#" in between and bool(groups) and groups[-1][-1][1].section == key.section
        if last is None or not _only_comments(between) or (_BLANK.search(between) and not is_commented):
            groups.append([])
        groups[-1].append((node, key))
        last = node
    return groups


def _below_calls(place: InsertionPlace, groups: list[_Group]) -> list[_Group]:
    """Returns the groups below the last call between imports, as of `monkey.patch_all()` or `sys.path.insert(..)`.

    What is imported above such a call does not have its effect.
    """
    last = groups[-1][-1][0].start_byte if groups else 0
    between = [
        statement.start_byte
        for statement in place.tree.children_between(place.tree.root, 0, last)
        if statement.type == "expression_statement" and any(child.type == "call" for child in statement.named_children)
    ]
    barrier = max((start for start in between if start < last), default=-1)
    return [group for group in groups if group[0][0].start_byte > barrier]


def _only_comments(between: bytes) -> bool:
    return all(not row.strip(b" \t\f;") or row.lstrip().startswith(b"#") for row in between.splitlines())


def _sort_key_of(place: InsertionPlace, path: str, node: Node) -> SortKey:
    module, name = node.child_by_field_name("module_name"), node.child_by_field_name("name")
    first = place.tree.text_of(name) if name is not None else "*"
    if module is None:
        return sort_key(path, False, first.partition(" ")[0], "")
    return sort_key(path, True, place.tree.text_of(module), first)


def _gap_in_groups(place: InsertionPlace, groups: list[_Group], new: SortKey) -> Gap:
    same = [old.section for group in groups for _, old in group if old.root == new.root]
    new = new._replace(section=same[0] if same else new.section)
    for is_peer in _peer_tests(new):
        for group in groups:
            peers = [entry for entry in group if is_peer(entry[1])]
            if peers:
                return _gap_among(place, peers, new, _order_of([peer[1] for peer in peers]))
    lower = [group for group in groups if group[-1][1].section < new.section]
    if not lower:
        start = _start_with_comment(place, groups[0][0][0])
        return Gap(start, 0 if _is_blank_before(place.tree.text, start) else 1, 1)
    end = _line_end(place.tree.text, lower[-1][-1][0].end_byte)
    return Gap(end, 1, 0 if _is_blank_at(place.tree.text, end) else 1)


def _peer_tests(new: SortKey) -> tuple[Callable[[SortKey], bool], ...]:
    """The tests for statements to place a new one among: those of the same package, else of the same section."""
    return (
        lambda old: old.root == new.root and old.is_from == new.is_from,
        lambda old: old.section == new.section,
    )


def _gap_among(place: InsertionPlace, peers: _Group, new: SortKey, key: Callable[[SortKey], tuple[object, ...]]) -> Gap:
    lower = [node for node, old in peers if key(old) <= key(new)]
    if lower:
        return Gap(_line_end(place.tree.text, lower[-1].end_byte))
    start = _start_with_comment(place, peers[0][0])
    return Gap(start, 0, 1 if place.tree.text[start:].lstrip().startswith(b"#") else 0)


def _order_of(statements: list[SortKey]) -> Callable[[SortKey], tuple[object, ...]]:
    """The key that the statements are sorted by: `import` before `from`, or mixed; isort has a setting for it."""
    separated_keys = [_imports_first(statement) for statement in statements]
    mixed_keys = [_mixed(statement) for statement in statements]
    return _mixed if separated_keys != sorted(separated_keys) and mixed_keys == sorted(mixed_keys) else _imports_first


def _imports_first(statement: SortKey) -> tuple[object, ...]:
    return (statement.is_from, *_mixed(statement))


def _mixed(statement: SortKey) -> tuple[object, ...]:
    dots = len(statement.module) - len(statement.module.lstrip("."))
    return (-dots, statement.module.lower(), statement.is_from, statement.name.lower())


def _start_with_comment(place: InsertionPlace, node: Node) -> int:
    """The start of a statement's line, or of the comment right above it unless that opens the file."""
    text = place.tree.text
    start = above = _line_start(text, node.start_byte)
    while above and text[_line_start(text, above - 1) : above].lstrip(b" \t\f").startswith(b"#"):
        above = _line_start(text, above - 1)
    return start if not text[:above].strip() else above


def _gap_on_top(place: InsertionPlace) -> Gap:
    """The gap below the docstring and `from __future__`, or else below the comments that open the file."""
    text, nodes = place.tree.text, [node for node in place.tree.root.named_children if node.type != "comment"]
    opening = [node for index, node in enumerate(nodes) if _opens_file(node, index)]
    at = _line_end(text, opening[-1].end_byte) if opening else _after_comments(text)
    below = next((node for node in nodes if node.start_byte >= at), None)
    wanted = 2 if below is not None and below.type in _DEFINITIONS else 1
    rest = text[at:].lstrip()
    blank = text[at : len(text) - len(rest)].count(b"\n")
    return Gap(at, 1 if at else 0, max(0, wanted - blank) if rest else 0)


def _opens_file(node: Node, index: int) -> bool:
    is_expression = node.type == "expression_statement" and node.named_child_count == 1
    is_docstring = index == 0 and is_expression and node.named_children[0].type in ("string", "concatenated_string")
    return is_docstring or node.type == "future_import_statement"


def _after_comments(text: bytes) -> int:
    """The end of the comments at the top that concern the whole file.

    These are comments followed by a blank line, a `#!` line and the encoding declaration.
    """
    at = machine_end = 0
    while text[at:].startswith(b"#"):
        end = _line_end(text, at)
        machine_end = end if text[at:].startswith(b"#!") else machine_end
        at = end
    return max(at if _is_blank_at(text, at) else machine_end, _after_cookie(text))


def _after_cookie(text: bytes) -> int:
    """The end of the line that declares the encoding, among the first two; 0 if neither does."""
    first = _line_end(text, 0)
    second = _line_end(text, first)
    return next((end for at, end in ((first, second), (0, first)) if _COOKIE.match(text, at, end)), 0)


def _line_start(text: bytes, at: int) -> int:
    return text.rfind(b"\n", 0, at) + 1


def _line_end(text: bytes, at: int) -> int:
    """The start of the next line, or the end of the text if there is none."""
    return text.find(b"\n", at) + 1 or len(text)


def _is_blank_at(text: bytes, at: int) -> bool:
    return not text[at : _line_end(text, at)].strip()


def _is_blank_before(text: bytes, at: int) -> bool:
    return not text[_line_start(text, max(at - 1, 0)) : at].strip()
