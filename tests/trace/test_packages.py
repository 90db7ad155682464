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
