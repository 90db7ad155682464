"""The packages that an audit needs, and what they need not find."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.waiting import HANGS_AFTER

pytestmark = pytest.mark.program


def test_only_msgspec_does_without_typing_extensions() -> None:
    program = (
        "import sys\n"
        "from spanlint.trace.packages import can_decode\n"
        "print(can_decode(), 'msgspec' in sys.modules, 'typing_extensions' in sys.modules)\n"
        "import typing_extensions\n"
        "print(can_decode(), sys.modules['typing_extensions'] is typing_extensions)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=HANGS_AFTER)
    assert (done.stdout, done.stderr) == ("True True False\nTrue True\n", "")


def test_what_the_program_hides_from_msgspec_is_there_afterwards() -> None:
    program = (
        "import sys\n"
        "from spanlint.lean.module_finder import install; install()\n"
        "from spanlint.trace.packages import can_decode\n"
        "print(can_decode(), sorted({'uuid', 'decimal', 'datetime', 'msgspec.inspect'} & sys.modules.keys()))\n"
        "import datetime, decimal, msgspec.inspect, uuid\n"
        "print(uuid.uuid5(uuid.NAMESPACE_DNS, 'a.b').version, decimal.Decimal('1.5') * 2, msgspec.inspect.type_info)\n"
        "print(msgspec.json.decode(b'\"2026-01-02T03:04:05Z\"', type=datetime.datetime).isoformat())\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=HANGS_AFTER)
    assert done.stderr == ""
    first, second, third = done.stdout.splitlines()
    assert first == "True []"
    assert second.startswith("5 3.0 <function type_info")
    assert third == "2026-01-02T03:04:05+00:00"


def test_in_another_program_msgspec_knows_a_uuid() -> None:
    program = (
        "from spanlint.trace.packages import can_decode; can_decode()\n"
        "import msgspec, uuid; print(msgspec.json.encode(uuid.UUID(int=5)).decode())\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=HANGS_AFTER)
    assert (done.stdout, done.stderr) == ('"00000000-0000-0000-0000-000000000005"\n', "")
