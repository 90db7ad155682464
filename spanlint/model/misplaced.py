"""Values that are passed where another kind of value belongs: facts about parents, contexts and spans."""

from __future__ import annotations

from enum import Enum

from spanlint.lean.records import Record
from spanlint.text.source import ByteRange


class Mistake(Enum):
    """What a value is that is passed in place of a parent, a context or a span."""

    CONTEXT_AS_OPTIONS = "context as options"
    SPAN_AS_OPTIONS = "span as options"
    PARENT_OPTION = "parent option"
    UNKNOWN_OPTION = "unknown option"
    SPAN = "span"
    SPAN_CONTEXT = "span context"
    CONTEXT = "context"
    MAPPING = "mapping"
    SPAN_KIND = "span kind"
    OWN_KEY = "own key"
    VARIABLES = "variables"
    FUNCTION = "function"


class Misplaced(Record):
    """A value in the wrong slot, or of the wrong kind for the parent slot; `keyword` is one that the method lacks.

    `may_be_empty` is whether the file shows that the value may be None, null or undefined instead. `is_expected` says
    that the call is meant to fail, as in a test.
    """

    mistake: Mistake
    at: ByteRange
    text: str
    keyword: str = ""
    may_be_empty: bool = False
    is_expected: bool = False


class Expected(Enum):
    """What an argument of a function that works on contexts has to be."""

    CONTEXT = "context"
    SPAN = "span"
    SPAN_CONTEXT = "span context"


class MisplacedArgument(Record):
    """A call of such a function with an argument of another kind. `at` is the function's name, `text` the argument."""

    at: ByteRange
    expected: Expected
    mistake: Mistake
    text: str


class RejectedParent(Record):
    """A call that passes a parent by a keyword that the function rejects. `at` and `function` are its name, `text` the
    parent, `instead` what to call."""

    at: ByteRange
    function: str
    keyword: str
    text: str
    instead: str
