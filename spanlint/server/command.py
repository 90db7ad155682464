"""The command `spanlint server`: speaks the Language Server Protocol over standard input and output."""

from __future__ import annotations

import gc
import os
import sys
from importlib.util import find_spec

from spanlint.cli.exit_codes import CLEAN, FAILED, FOUND, fail
from spanlint.cli.options import HELP, SWITCH, Option
from spanlint.config.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

    from spanlint.server.language_server import SpanlintServer

_PACKAGES = ("lsprotocol", "pygls")  # found here, and imported by what needs them
_INSTALL = "spanlint server: needs more packages: install them with `pip install 'spanlint[server]'`"

_USAGE = "spanlint server [OPTIONS]"
_DESCRIPTION = """\
A language server for editors, which start it themselves: it speaks the Language
Server Protocol over standard input and output. docs/editors.md says how to set
up an editor. Needs `pip install 'spanlint[server]'`."""
OPTIONS = (
    Option("about", ("--stdio",), SWITCH, "what the server does anyway; some editors say it"),
    Option("about", ("-h", "--help"), HELP, "print this help, and exit"),
)


def command(argv: Sequence[str]) -> int:
    """Run the command. Returns the exit code. Raises ConfigError and OSError."""
    from spanlint.cli.argparse_parser import parser_of

    try:
        parser_of(OPTIONS, usage=_USAGE, description=_DESCRIPTION).parse_args(argv)
    except SystemExit as error:  # help, or an error in the options has been printed
        return FAILED if error.code else CLEAN
    if not all(map(find_spec, _PACKAGES)):
        return fail(_INSTALL)
    if not sys.stdin or sys.stdin.isatty():
        raise ConfigError("spanlint server: speaks with an editor over standard input, not with a terminal")
    gc.enable()  # a run that ends soon does without; this one goes on for hours
    return _serve()


def _serve() -> int:
    from threading import Thread

    from spanlint.server.features import server_for
    from spanlint.server.judge_queue import JudgeQueue

    queue = JudgeQueue()
    server = server_for(queue)
    messages = _claim_output()

    def speak() -> None:
        try:
            server.start_io(sys.stdin.buffer, messages)
        finally:
            queue.close()

    Thread(target=speak, name="protocol", daemon=True).start()
    queue.run()
    return _exit_code(server)


def _claim_output() -> BinaryIO:
    """Returns standard output for messages alone: whatever else is printed goes to standard error."""
    sys.stdout.flush()
    messages = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return messages


def _exit_code(server: SpanlintServer) -> int:
    """Returns 0 if the client has asked for the end, as the protocol says, else 1; 2 if there was no client."""
    if not server.protocol.is_initialized:
        hint = "; to lint what is called `server`, write `spanlint ./server`" if os.path.lexists("server") else ""
        return fail(f"spanlint server: no editor has spoken over standard input{hint}")
    return CLEAN if server.protocol.is_shut_down else FOUND
