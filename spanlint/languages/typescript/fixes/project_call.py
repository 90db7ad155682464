"""Replaces a call of the tracer by the project's own helper that starts a span, as configured."""

from __future__ import annotations

from spanlint.languages.trees.tree import range_of
from spanlint.languages.typescript.calls.arguments import option
from spanlint.languages.typescript.fixes.expression import expression
from spanlint.languages.typescript.fixes.layout import parsed
from spanlint.languages.typescript.fixes.modules import is_own, wanted_from
from spanlint.languages.typescript.fixes.slots import Site
from spanlint.languages.typescript.names.expressions import unwrapped
from spanlint.model.facts import ParentState
from spanlint.model.settings import SessionContext
from spanlint.text.edits import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_NAME, _ATTRIBUTES = "spanlintName", "spanlintAttributes"


def project_call(site: Site, session: SessionContext) -> list[Edit] | None:
    """Replaces `const span = tracer.startSpan(NAME, { attributes })` by `const { span } = start(NAME, attributes)`.

    Returns None if the options hold anything else, or the call is not the value of a plain declaration.
    """
    tree = site.file.tree
    declarator = tree.parent(site.node)
    target = declarator.child_by_field_name("name") if declarator is not None else None
    if not session.helper_call or site.creator.callback or declarator is None or target is None:
        return None
    if site.call.parent.state not in (ParentState.ABSENT, ParentState.EMPTY):
        return None
    if declarator.type != "variable_declarator" or target.type != "identifier":
        return None
    attributes = _attributes(site)
    pattern = _binding_pattern(session.helper_returns, tree.text_of(target))
    is_typed = declarator.child_by_field_name("type") is not None
    wanted = wanted_from(session.helper_imports, session.folder, site.file.source.path)
    if attributes is None or pattern is None or wanted is None or (is_typed and pattern != tree.text_of(target)):
        return None
    if any(is_own(name, site.file.source.path) for name in wanted):  # the helper must not call itself
        return None
    call = session.helper_call.replace("{name}", _NAME).replace("{attributes}", _ATTRIBUTES)
    if _ATTRIBUTES not in call and attributes:
        return None
    helper_call = expression(site, call, wanted, placeholders=(_NAME, _ATTRIBUTES))
    if helper_call is None:
        return None
    text = helper_call.text.replace(_NAME, tree.text_of(site.values[0])).replace(_ATTRIBUTES, attributes or "{}")
    return [Edit(range_of(target), pattern.encode()), Edit(range_of(site.node), text.encode()), *helper_call.edits]


def _attributes(site: Site) -> str | None:
    """Returns the source text of the attributes of a call, empty if it has none; None if it passes anything else."""
    options = site.creator.options
    if options is None or options.position != 1 or site.slot != 2 or not site.values:
        return None
    if any(_has_comment(node) for node in (site.arguments, *site.values[1:2])):
        return None
    if len(site.values) == 1:
        return ""
    literal = unwrapped(site.values[1])
    if literal.type != "object" or literal.named_child_count > 1:
        return "" if literal.type == "undefined" else None
    attributes = option(site.file.tree, literal, "attributes")
    if attributes is None:
        return None if literal.named_child_count else ""
    return site.file.tree.text_of(attributes)


def _has_comment(node: Node) -> bool:
    return any(child.type == "comment" for child in unwrapped(node).named_children)


def _binding_pattern(returns: str, name: str) -> str | None:
    """Returns the pattern that binds the span to a name: `{ span: name }` for a helper that returns `{ span }`."""
    tree = parsed(f"const {returns or 'span'} = x")
    declarators = tree.root.named_children[0].named_children if tree.root.named_child_count == 1 else []
    target = declarators[0].child_by_field_name("name") if len(declarators) == 1 else None
    if tree.root.has_error or target is None:
        return None
    if target.type == "identifier":
        return name
    entries = target.named_children
    keys = [tree.text_of(entry) for entry in entries if entry.type == "shorthand_property_identifier_pattern"]
    if target.type != "object_pattern" or not keys:
        return None
    return f"{{ {keys[0]} }}" if keys[0] == name else f"{{ {keys[0]}: {name} }}"
