"""Values that are meant as a parent but are not one: SPN005's facts for TypeScript and JavaScript."""

from __future__ import annotations

from spanlint.languages.calls.certainties import is_known_tracer
from spanlint.languages.calls.misplaced_values import MisplacementGrammar, misplaced_value, shown
from spanlint.languages.names.bindings import Kind
from spanlint.languages.names.origins import last_name
from spanlint.languages.names.values import Arguments
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.languages.typescript.calls.arguments import CALLBACKS, option
from spanlint.languages.typescript.names.expressions import unwrapped
from spanlint.languages.typescript.names.origins import Names
from spanlint.model.apis import ApiTables, Creator
from spanlint.model.misplaced import Misplaced, Mistake

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


def misplaced(grammar: MisplacementGrammar, names: Names, arguments: Arguments, creator: Creator) -> Misplaced | None:
    """Returns the mistake: a context or a span in place of the options, a `parent` option, or a span in place of a
    context."""
    options, slot = creator.options, creator.parents[0]
    if options is None or options.position is None or slot.position is None or arguments.spread is not None:
        return None
    values = arguments.positional
    if options.position < len(values):
        in_options = _misplaced_in_options(grammar, names, values[options.position])
        if in_options is not None:
            return in_options
    if len(values) < slot.position + (2 if creator.callback else 1):
        return None
    return misplaced_value(grammar, values[slot.position])


def alternatives(value: Node) -> tuple[Node, ...]:
    """Returns the values of which a conditional or a boolean operator has one; none for any other expression."""
    if value.type == "ternary_expression":
        return tuple(filter(None, map(value.child_by_field_name, ("consequence", "alternative"))))
    operator = value.child_by_field_name("operator") if value.type == "binary_expression" else None
    if operator is None or operator.type not in ("??", "||", "&&"):
        return ()
    return tuple(value.named_children[-1:] if operator.type == "&&" else value.named_children)


def mistake(tree: SyntaxTree, names: Names, value: Node, origins: frozenset[str], tables: ApiTables) -> Mistake | None:
    """Returns what an expression that is no choice is, if it is certainly no context; `origins` are those of it."""
    if value.type == "identifier" and _is_span_of_callback(tree, names, value, tables):
        return Mistake.SPAN
    mistakes = {_mistake(tree, origin, value, tables) for origin in origins}
    only = mistakes.pop()
    return None if mistakes else only


def _misplaced_in_options(grammar: MisplacementGrammar, names: Names, value: Node) -> Misplaced | None:
    tree, tables = grammar.tree, grammar.tables
    parent = option(tree, names.scopes.sole_value(value), "parent")
    if parent is not None:
        return Misplaced(Mistake.PARENT_OPTION, range_of(parent), tree.text_of(parent))
    if unwrapped(value).type in CALLBACKS | {"object"}:
        return None
    origins = names.origins(value)
    if all(origin.startswith("@opentelemetry/") and _is_context(origin, tables) for origin in origins):
        kind = Mistake.CONTEXT_AS_OPTIONS
    elif {_mistake(tree, origin, value, tables) for origin in origins} == {Mistake.SPAN}:
        kind = Mistake.SPAN_AS_OPTIONS
    else:
        return None
    return Misplaced(kind, range_of(value), shown(grammar, value, names.origins(unwrapped(value)) == origins))


def _is_context(origin: str, tables: ApiTables) -> bool:
    name = last_name(origin)
    return name in tables.roots.values or (origin.endswith("()") and name in tables.shapes.contexts)


def _mistake(tree: SyntaxTree, origin: str, value: Node, tables: ApiTables) -> Mistake | None:
    name, shapes = last_name(origin), tables.shapes
    if not origin.startswith("@opentelemetry/"):
        name = _called_name(tree, value)
        if name not in tables.contexts.active_span | shapes.span_states:  # no other kind of value has these methods
            return None
    elif not origin.endswith("()"):
        return None
    if name in shapes.spans:
        return Mistake.SPAN
    return Mistake.SPAN_CONTEXT if name in shapes.span_contexts else None


def _called_name(tree: SyntaxTree, value: Node) -> str:
    """Returns the name of the method that a value is a call of; empty if it is not a method call."""
    value = unwrapped(value)
    function = value.child_by_field_name("function") if value.type == "call_expression" else None
    member = function.child_by_field_name("property") if function is not None else None
    return tree.text_of(member) if member is not None else ""


def _is_span_of_callback(tree: SyntaxTree, names: Names, name: Node, tables: ApiTables) -> bool:
    """Whether a name is the span that OpenTelemetry passes to the callback of a call that makes it active."""
    bindings = names.scopes.visible(tree.text_of(name), name)
    binding = bindings[0] if len(bindings) == 1 else None
    if binding is None or binding.kind is not Kind.PARAMETER or binding.key or binding.annotation is not None:
        return False
    function, parameters = binding.scope, binding.scope.child_by_field_name("parameters")
    first = next(iter(parameters.named_children), None) if parameters is not None else binding.name
    arguments = tree.parent(function)
    if first is None or first.start_byte != binding.name.start_byte or arguments is None:
        return False
    call, is_last = tree.parent(arguments), arguments.named_children[-1] == function
    callee = call.child_by_field_name("function") if call is not None and arguments.type == "arguments" else None
    member = callee.child_by_field_name("property") if callee is not None else None
    receiver = callee.child_by_field_name("object") if callee is not None else None
    if member is None or receiver is None or not is_last:
        return False
    takes_callback = any(creator.callback for creator in tables.creators.get(tree.text_of(member), ()))
    return takes_callback and all(
        origin.startswith("@opentelemetry/") and is_known_tracer(tables, origin) for origin in names.origins(receiver)
    )
