"""All that a lint imports, so that a process that forks for each lint has it already."""

from __future__ import annotations

from importlib import import_module

from spanlint.memory.round_memory import preload

_OF_A_LINT = (
    *("cli.main", "cli.lint_command", "cli.finish", "config.file_kinds", "discovery.exclusion"),
    *("discovery.named_paths", "discovery.below_folder", "lint.diagnose", "prefilter.entered_calls"),
    *("prefilter.own_helpers", "report.colors", "report.json_report", "report.json_lines", "report.terminal"),
    *("prefilter.given_spans", "prefilter.span_functions", "run.helper_files", "run.imported_helpers"),
    *("run.imported_span_functions", "run.many_files", "run.project", "run.screening", "run.shared_queue"),
    *("run.sources", "run.tasks", "run.time_limit", "sweep.state.known_blobs", "text.decoding"),
    *("cli.exit_reasons", "languages.names.uv_table", "lint.written_fixes", "sweep.state.tree_facts"),
    *("languages.python.fixes", "languages.typescript.fixes"),
)  # modules below spanlint


def import_lint() -> None:
    """Import all of it. Whoever listens to what is asked of the disk has to listen before."""
    for name in _OF_A_LINT:
        import_module(f"spanlint.{name}")
    preload()
