"""Generates the modules that only a wheel has: the TOML of the rules and libraries as Python literals.

Reading the TOML takes longer than starting the interpreter. A source tree and an editable installation lack these
modules (see spanlint/lean/prebuilt.py), so that edits of the TOML take effect at once.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pprint import pformat

from spanlint.apis import all_apis, names_of, toml_tables
from spanlint.rulebook.rules import CODE, rule_tables

_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_RULES = os.path.join(_ROOT, "rules")
_HEAD = '"""Made from the TOML files by tools/prebuild.py when the wheel was built."""\n\n'


def modules() -> dict[str, str]:
    """Returns the text of each module, by file name in the package `spanlint`.

    Raises RuleError, and ValueError for an address that `documentation` refuses.
    """
    rules = rule_tables(_RULES)
    codes = sorted((words["code"], words["default"]) for words in rules.values() if words.get("judges", CODE) == CODE)
    passing = sorted(words["code"] for words in rules.values() if words.get("passes-entered"))
    quiet = sorted(words["code"] for words in rules.values() if words.get("quiet-in-tests"))
    docs = sorted(words["code"] for words in rules.values() if words.get("quiet-in-docs"))
    helpers = sorted(words["code"] for words in rules.values() if words.get("follows-helpers"))
    statuses = sorted(words["code"] for words in rules.values() if words.get("judges-statuses"))
    names = [tuple(names_of(api)) for api in all_apis()]
    return {
        "built_names.py": _text(
            {
                "CODES": tuple(codes),
                "PASSING": tuple(passing),
                "QUIET": tuple(quiet),
                "DOCS": tuple(docs),
                "HELPERS": tuple(helpers),
                "STATUSES": tuple(statuses),
                "NAMES": names,
                "DOCUMENTATION": documentation(),
            }
        ),
        "built_tables.py": _text({"APIS": toml_tables(), "RULES": rules}),
    }


def documentation(root: str = _ROOT) -> str:
    """Returns the address of the folder docs/ on the web, without a final slash: `Documentation` in `[project.urls]` of
    pyproject.toml. It is empty while the project has none. Raises ValueError if it is not an https address."""
    toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    with open(os.path.join(root, "pyproject.toml"), "rb") as file:
        address = str(toml.load(file)["project"].get("urls", {}).get("Documentation", ""))
    if address and not address.startswith("https://"):
        raise ValueError(f"pyproject.toml: project.urls.Documentation: not an https address: {address}")
    return address.rstrip("/")


def _text(values: dict[str, object]) -> str:
    return _HEAD + "".join(f"{name} = {pformat(value, width=120)}\n" for name, value in values.items())
