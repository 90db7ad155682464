"""The packages that an audit needs, and what they need not find."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.waiting import HANGS_AFTER

pytestmark = pytest.mark.program

HIDDEN = ("typing_extensions", "uuid", "decimal", "msgspec.inspect", "msgspec._json_schema", "msgspec.toml")
INSTALL = "from spanlint.lean.module_finder import install; install()\n"


def printed(*lines: str) -> str:
    """What a program prints that asks for msgspec first."""
    program = "\n".join(("import sys", "from spanlint.trace.packages import can_decode", *lines, ""))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=HANGS_AFTER)
    assert done.stderr == ""
    return done.stdout


def test_the_program_has_of_msgspec_what_decodes_and_can_import_the_rest_later() -> None:
    done = printed(
        INSTALL,
        f"print(can_decode(), 'msgspec' in sys.modules, {{*{HIDDEN}}} & {{*sys.modules}})",
        "import decimal, typing_extensions, uuid, msgspec.inspect",
        "print(can_decode(), sys.modules['uuid'] is uuid, uuid.uuid4().version, decimal.Decimal(1) + 1)",
        "print(msgspec.json.decode(b'[1, 2]', type=tuple[int, int]), type(msgspec.inspect.type_info(int)).__name__)",
    )
    assert done == "True True set()\nTrue True 4 2\n(1, 2) IntType\n"


def test_another_program_has_all_of_msgspec() -> None:
    done = printed(
        "print(can_decode(), {'msgspec', 'msgspec.inspect'} <= {*sys.modules})",
        "import msgspec, uuid",
        "print(msgspec.json.encode(uuid.UUID(int=1)).decode(), msgspec.json.schema(int))",
    )
    assert done == "True True\n\"00000000-0000-0000-0000-000000000001\" {'type': 'integer'}\n"


def test_what_a_later_version_needs_of_the_rest_it_gets() -> None:
    done = printed(
        INSTALL,
        "import importlib.abc, importlib.util",
        "class Later(importlib.abc.Loader):",
        "    def create_module(self, spec): return None",
        "    def exec_module(self, module): import uuid; module.made = uuid.uuid4().version",
        "class Finder(importlib.abc.MetaPathFinder):",
        "    def find_spec(self, name, path, target=None):",
        "        return importlib.util.spec_from_loader(name, Later()) if name == 'msgspec' else None",
        "sys.meta_path.insert(0, Finder())",
        "print(can_decode(), sys.modules['msgspec'].made)",
    )
    assert done == "True 4\n"
