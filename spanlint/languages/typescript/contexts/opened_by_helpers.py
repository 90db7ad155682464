"""The calls of a project's own functions that make a context current for a generator, which only runs later."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.names.roles import Argument, Called, Returned, Tested
from spanlint.languages.names.values import Call
from spanlint.languages.typescript.contexts.handed_out import is_only_returned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.typescript.file import TypeScriptFile

_DEPTH = 4  # helpers that pass their callback on to one another
_GENERATORS = frozenset({"generator_function", "generator_function_declaration", "method_definition"})


def helper_calls(file: TypeScriptFile) -> Iterator[Call]:
    """Yields the calls of helpers that are passed what makes a generator of this file, each once."""
    found = set[int]()
    for generator in _generators(file):
        for value in _made_by(file, generator):
            role = file.grammar.role(value)
            call = file.grammar.value(role.call) if isinstance(role, Argument) else None
            if isinstance(call, Call) and call.node.id not in found and _is_helper(file, call, value):
                found.add(call.node.id)
                yield call


def _generators(file: TypeScriptFile) -> list[Node]:
    """The generators of a file."""
    yields = (leaf for leaf in file.tree.leaves("yield") if leaf.type == "yield")
    functions = {function.id: function for leaf in yields if (function := file.grammar.function_of(leaf)) is not None}
    return [function for function in functions.values() if function.type in _GENERATORS]


def _made_by(file: TypeScriptFile, generator: Node) -> Iterator[Node]:
    """Yields the generator itself, its name where it is not called, and the functions that only return a call of it."""
    if generator.type == "generator_function":
        yield generator
    name = file.grammar.name_of(generator)
    for leaf in file.tree.leaves(file.tree.text_of(name)) if name is not None else ():
        member = file.tree.parent(leaf)
        mention = member if member is not None and member.type == "member_expression" else leaf
        role = file.grammar.role(mention)
        if isinstance(role, Argument) and file.names.function(mention) == generator:
            yield mention
        if isinstance(role, Called) and isinstance(file.grammar.role(role.call), Returned):
            function = file.grammar.function_of(role.call)
            if function is not None and isinstance(file.grammar.role(function), Argument):
                yield function


def _is_helper(file: TypeScriptFile, call: Call, value: Node) -> bool:
    """Whether a function of the project makes a context current for a function that it is passed, and hands out what
    that returns."""
    if call.arguments.spread is not None or value not in call.arguments.positional:
        return False
    position = call.arguments.positional.index(value)
    view, taker = file.grammar.definition(call) or (None, None)
    home: TypeScriptFile = view if view is not None else file
    if taker is None or home.openers.runs(taker, position, _DEPTH) is None:
        return False
    parameters = home.grammar.parameters(taker)
    return position < len(parameters) and _hands_out(home, taker, parameters[position])


def _hands_out(file: TypeScriptFile, taker: Node, parameter: Node) -> bool:
    """Whether a function does nothing with what its callback returns but to return it."""
    mentions = [leaf for leaf in file.grammar.mentions(file.tree.text_of(parameter), taker) if leaf != parameter]
    roles = [file.grammar.role(mention) for mention in mentions]
    calls = [role.call for role in roles if isinstance(role, Called | Argument)]
    passed = [role.call for role in roles if isinstance(role, Argument)]
    is_run = bool(calls) and all(isinstance(role, Called | Argument | Tested) for role in roles)
    is_opened = all(file.openers.runs_callback(call) is not None for call in passed)
    return is_run and is_opened and all(is_only_returned(file, call, taker) for call in calls)
