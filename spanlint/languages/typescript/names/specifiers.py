"""What import specifiers name."""

from __future__ import annotations

_OF_NPM = "npm:"


def package_path(specifier: str) -> str:
    """Returns a specifier; of one of Deno's, `npm:@scope/name@1.2/path`, what a `node_modules` folder would call it.

    Source: docs.deno.com/runtime/fundamentals/node, "Using npm packages".
    """
    if not specifier.startswith(_OF_NPM):
        return specifier
    parts = specifier[len(_OF_NPM) :].lstrip("/").split("/")
    last = 1 if parts[0].startswith("@") and len(parts) > 1 else 0  # of the package's name
    parts[last] = parts[last][:1] + parts[last][1:].partition("@")[0]
    return "/".join(parts)
