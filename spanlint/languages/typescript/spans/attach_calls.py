"""What the grammar of TypeScript and JavaScript says of attached contexts: a `using` restores the one before it."""

from __future__ import annotations

from functools import partial

from spanlint.languages.flow.beginnings import Answers
from spanlint.languages.spans.span_reader import SpanReader
from spanlint.languages.typescript.spans.conditions import TestReader
from spanlint.languages.typescript.spans.failures import is_quiet
from spanlint.languages.typescript.spans.flow import flow_of
from spanlint.languages.typescript.spans.generators import Generators
from spanlint.languages.typescript.spans.rejection_comments import says_no_rejection
from spanlint.languages.typescript.spans.settled import Settled
from spanlint.model.flow import Flow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.typescript.file import TypeScriptFile

_USING = (b"using ", b"await using ")


class Attaching(SpanReader):
    """The answers of a TypeScript or JavaScript file about attached contexts."""

    def __init__(self, file: TypeScriptFile) -> None:
        super().__init__(file)
        self._scopes = file.scopes
        never_throws = partial(is_quiet, file.tree, file.tables.contexts.quiet)
        self._generators = Generators(file.tree)
        self._settled = Settled(file.tree, file.scopes, never_throws, file.tables.contexts.running)

    def flow(self, function: Node) -> Flow:
        """The control flow of a function."""
        is_stoppable = self._generators.may_be_stopped(function)
        return flow_of(self.tree, self._scopes, function, self._settled, is_stoppable)

    def conditions(self, call: Node, function: Node) -> Answers:
        """The answers to the conditions on which the expression around a call evaluates it."""
        return TestReader(self.tree, self._scopes, function).around(call)

    def may_be_rejected(self, promise: Node) -> bool:
        """Whether a promise may be rejected: the file does not show that it cannot, and no comment says so."""
        return not self._settled.settles(promise) and not says_no_rejection(self.tree, promise)

    def runs_apart(self, function: Node) -> bool:
        """Returns False: every framework is given its functions."""
        del function
        return False

    def restores(self, block: Node, inner: Node) -> bool:
        """Whether an earlier `using` of a block makes the context before it current at the block's end."""
        earlier = (child for child in block.named_children if child.end_byte <= inner.start_byte)
        return block.type == "statement_block" and any(map(self._is_attaching_using, earlier))

    def _is_attaching_using(self, statement: Node) -> bool:
        is_using = self.tree.text.startswith(_USING, statement.start_byte)
        return is_using and any(f".{name}(" in self.tree.text_of(statement) for name in self._attach_names)
