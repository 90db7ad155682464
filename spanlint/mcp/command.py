"""The command `spanlint mcp`: speaks the Model Context Protocol over standard input and output."""

from __future__ import annotations

import gc
import os
import sys
from importlib.util import find_spec
from io import BufferedReader

from spanlint.cli.exit_codes import CLEAN, FAILED, fail
from spanlint.cli.options import HELP, Option
from spanlint.config.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_INSTALL = "spanlint mcp: needs more packages: install them with `pip install 'spanlint[mcp]'`"

_USAGE = "spanlint mcp [OPTIONS]"
_DESCRIPTION = """\
A server of tools for coding agents, which start it themselves: it speaks the
Model Context Protocol over standard input and output. Files are read in the
roots that the client names, else in the current folder, and written only if the
tool `fix` is told to. docs/agents.md says how to set up an agent. Needs `pip
install 'spanlint[mcp]'`."""
OPTIONS = (Option("about", ("-h", "--help"), HELP, "print this help, and exit"),)


def command(argv: Sequence[str]) -> int:
    """Run the command. Returns the exit code. Raises ConfigError and OSError."""
    from spanlint.cli.argparse_parser import parser_of

    try:
        parser_of(OPTIONS, usage=_USAGE, description=_DESCRIPTION).parse_args(argv)
    except SystemExit as error:  # help, or an error in the options has been printed
        return FAILED if error.code else CLEAN
    if find_spec("mcp") is None or find_spec("mcp.server.mcpserver") is None:  # an older one lacks the latter
        return fail(_INSTALL)
    if not sys.stdin or sys.stdin.isatty():
        raise ConfigError("spanlint mcp: speaks with an agent over standard input, not with a terminal")
    from spanlint.mcp.tools import server

    tools = server()
    if isinstance(sys.stdin.buffer, BufferedReader) and not sys.stdin.buffer.peek(
        1
    ):  # waits for the first message, or the end
        hint = "; to lint what is called `mcp`, write `spanlint ./mcp`" if os.path.lexists("mcp") else ""
        return fail(f"spanlint mcp: no agent has spoken over standard input{hint}")
    gc.enable()  # a run that ends soon does without; this one goes on for hours
    tools.run()
    return CLEAN
