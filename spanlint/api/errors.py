"""The exceptions of the public API, which share one base class."""

from __future__ import annotations


class SpanlintError(Exception):
    """The base class of all exceptions that the public API raises on purpose; `str()` is one printable line.

    What is wrong with one file of several is not raised: it is one of the `problems` of the report.
    """


class ConfigurationError(SpanlintError):
    """A configuration, a choice of rules or a git revision cannot be used. The line begins with what is wrong."""


class SourceError(SpanlintError):
    """A text cannot be linted at all: the path has no suffix of a language, or the text is not Unicode."""


class UnknownRuleError(SpanlintError, LookupError):
    """No rule has this code. The line names the nearest code, if one is near."""


class FixError(SpanlintError):
    """A chosen fix is not one of the finding's, or the fixed text would have broken a promise, so there is none."""
