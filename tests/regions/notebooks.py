"""Notebooks for tests: JSON as Jupyter writes it."""

from __future__ import annotations

import json
from typing import Any

TRACER = "from opentelemetry import trace\ntracer = trace.get_tracer('shop')\n"
SKIPPING = """\
def checkout(ctx):
    a = tracer.start_span('a', context=ctx)
    b = tracer.start_span('b', context=ctx)
    é = 1; c = tracer.start_span('c')
    a.end(); b.end(); c.end()
"""


def code(source: object, **more: object) -> dict[str, Any]:
    """A cell of code; text becomes a list of lines, as Jupyter writes it."""
    lines = source.splitlines(keepends=True) if isinstance(source, str) else source
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": lines, **more}


def words(source: str) -> dict[str, Any]:
    """A cell of text."""
    return {"cell_type": "markdown", "metadata": {}, "source": [source]}


def notebook(*cells: object, indent: int | None = 1, metadata: dict[str, object] | None = None) -> str:
    """The JSON of a notebook in Python, unless the metadata say something else."""
    content = {
        "cells": cells,
        "metadata": metadata or {"language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(content, indent=indent, ensure_ascii=False) + "\n"


def codes(text: str) -> list[str]:
    """The code of each cell of a notebook."""
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"]]
