"""A linter for the call sites that create spans, and its public Python API.

`__all__` lists the public names; docs/python-api.md explains them. They are imported when they are first used, because
the program, which never uses them, starts in less time than they take. Every other module may change at any time.

>>> import spanlint
>>> text = '''
... from opentelemetry import trace
... trace.get_tracer("shop").start_span("checkout")
... '''
>>> report = spanlint.lint_source(text, path="shop.py", config={})
>>> [(finding.line, finding.code) for finding in report.findings]
[(3, 'SPN001')]
"""

from __future__ import annotations

__all__ = (
    "ConfigurationError",
    "Edit",
    "Finding",
    "Fix",
    "FixError",
    "FixedSource",
    "Place",
    "Problem",
    "Report",
    "Rule",
    "SourceError",
    "SpanlintError",
    "Summary",
    "UnknownRuleError",
    "__version__",
    "fix_source",
    "lint_paths",
    "lint_source",
    "rule",
    "rules",
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.api.errors import ConfigurationError, FixError, SourceError, SpanlintError, UnknownRuleError
    from spanlint.api.fixing import fix_source
    from spanlint.api.linting import lint_paths, lint_source
    from spanlint.api.records import Edit, Finding, Fix, FixedSource, Place, Problem, Report, Rule, Summary
    from spanlint.api.rule_pages import rule, rules
    from spanlint.version import __version__ as __version__
else:
    _MODULES = {
        "spanlint.api.errors": ("ConfigurationError", "FixError", "SourceError", "SpanlintError", "UnknownRuleError"),
        "spanlint.api.fixing": ("fix_source",),
        "spanlint.api.linting": ("lint_paths", "lint_source"),
        "spanlint.api.records": (
            *("Edit", "Finding", "Fix", "FixedSource", "Place", "Problem", "Report", "Rule", "Summary"),
        ),
        "spanlint.api.rule_pages": ("rule", "rules"),
        "spanlint.version": ("__version__",),
    }

    def __getattr__(name):
        module = next((module for module, names in _MODULES.items() if name in names), None)
        if module is None:
            raise AttributeError(f"module 'spanlint' has no attribute {name!r}")
        value = getattr(__import__(module, fromlist=[name]), name)
        globals()[name] = value
        return value

    def __dir__():
        return sorted({*globals(), *__all__})
