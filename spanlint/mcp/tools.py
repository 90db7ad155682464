"""The tools of the server, as an agent sees them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any

from mcp.server.mcpserver import Context, ListRoots, MCPServer, Resolve
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp_types import ListRootsResult, ToolAnnotations
from pydantic import BeforeValidator, Field

from spanlint.config.errors import ConfigError
from spanlint.config.run_settings import known_codes
from spanlint.config.selection import check_selectors
from spanlint.mcp.budget import text_within
from spanlint.mcp.linting import fix_paths, lint_paths, lint_source, spans_below
from spanlint.mcp.roots import AllowedFolders, OutsideError, roots_of
from spanlint.rulebook.explain import explain as explain_rule
from spanlint.rulebook.rules import all_rules, rule_of
from spanlint.version import __version__

_INSTRUCTIONS = """\
spanlint finds span-creation calls (OpenTelemetry and other tracing libraries, in Python, TypeScript and JavaScript)
that get it wrong, above all those without a parent context. Lint what you have changed, read `message` and `help`, and
ask `explain` before you change code because of a rule that you do not know. `fix` shows its changes and writes nothing
until `dry_run` is false. Do not silence a finding without a reason, and do not pass one session-wide context
everywhere."""

Answer = dict[str, Any]


def _asked_roots(context: Context) -> ListRoots | ListRootsResult:
    """Asks the client for its roots, if it has any."""
    can_be_asked = context.client_capabilities is not None and context.client_capabilities.roots is not None
    return ListRoots() if can_be_asked else ListRootsResult(roots=[])


_Asked = Annotated[ListRootsResult, Resolve(_asked_roots)]
_Paths = Annotated[list[str], Field(description="files and folders, relative to the first root; [] is all of it")]


def _as_text(value: object) -> object:
    """Returns JSON as the text that it was: the SDK reads what an optional argument holds, so also a notebook."""
    return json.dumps(value) if isinstance(value, (dict, list)) else value


_Text = Annotated[
    str | None,
    Field(description="lint this text instead, as the content of `filename`"),
    BeforeValidator(_as_text),
]


def server() -> MCPServer:
    """Returns a server with all tools."""
    reading = ToolAnnotations(read_only_hint=True, open_world_hint=False)
    writing = ToolAnnotations(destructive_hint=False, idempotent_hint=True, open_world_hint=False)
    tools = [_tool(lint, reading), _tool(fix, writing), _tool(explain, reading), _tool(spans, reading)]
    return MCPServer("spanlint", instructions=_INSTRUCTIONS, version=__version__, tools=tools, log_level="WARNING")


def _tool(function: Callable[..., Any], annotations: ToolAnnotations) -> Tool:
    """Returns a tool that refuses arguments it does not have: the SDK passes them over, and `lint` would take all files
    where an agent says `path` for `paths`."""
    tool = Tool.from_function(function, annotations=annotations)
    arguments = tool.fn_metadata.arg_model
    arguments.model_config["extra"] = "forbid"
    arguments.model_rebuild(force=True)
    return tool.model_copy(update={"parameters": arguments.model_json_schema(by_alias=True)})


async def lint(
    roots: _Asked,
    paths: _Paths = [],  # noqa: B006 - the SDK copies it
    source: _Text = None,
    filename: Annotated[str, Field(description="decides language and configuration of `source`")] = "source.py",
) -> Answer:
    """Find span calls that lack a parent or are otherwise wrong. Writes nothing.

    Each finding has a rule's code, a message, what to do about it, and the fixes that can be written. `left_out` counts
    findings that were too many for one answer: name fewer paths to see them. In a notebook, `line` is in `cell`.
    """
    if source is not None and paths:
        raise ToolError("give either `paths` or `source`")
    if source is not None:
        return _answered(lambda: lint_source(source, filename, _roots(roots)))
    return _answered(lambda: lint_paths(paths, _roots(roots)))


async def fix(
    roots: _Asked,
    paths: _Paths,
    dry_run: Annotated[bool, Field(description="show the changes, and write nothing")] = True,
) -> Answer:
    """Apply the fixes that are proven to be right. Shows them as a diff unless `dry_run` is false; then writes them."""
    return _answered(lambda: fix_paths(paths, _roots(roots), dry_run))


async def explain(code: Annotated[str, Field(description="the code or name of a rule, such as SPN002")]) -> str:
    """Explain a rule: what it finds, why that matters, what to do, with good and bad examples."""
    named = (rule.code for rule in all_rules() if rule.name == code.strip().casefold().replace("_", "-"))
    code = next(named, code.strip())
    rule = rule_of(code.upper())
    if rule is None:
        try:
            check_selectors([code.upper()], known_codes, "code")
        except ConfigError as error:
            raise ToolError(str(error)) from None
        raise ToolError(f"code: {code[:60]!r} is a prefix; name one rule")
    return text_within(explain_rule(rule))


async def spans(
    roots: _Asked,
    path: Annotated[str, Field(description="a file or folder, relative to the first root")],
) -> Answer:
    """List every span call of a file or folder: library, name, state of its parent and why.

    `parent` is passed, root (declared), ambient (the code around it opens a context), absent, empty (None and the
    like), misplaced (in the wrong argument, or not a parent) or unknown.
    """
    return _answered(lambda: spans_below(path, _roots(roots)))


def _roots(asked: ListRootsResult) -> AllowedFolders:
    return roots_of(str(root.uri) for root in asked.roots)


def _answered(answer: Callable[[], Answer]) -> Answer:
    """Returns an answer. Raises ToolError for what the agent can do something about."""
    try:
        return answer()
    except (ConfigError, OutsideError, ValueError, OSError) as error:
        raise ToolError(str(error)) from None
