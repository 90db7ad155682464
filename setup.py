"""The parts of the build that pyproject.toml cannot express: packages, generated modules, and the page for an index.

`packages.find` only finds packages below its folder, but `spanlint.rules` is the folder `rules/` beside `spanlint/`.
tools/prebuild.py generates the two modules of a wheel, tools/index_page.py the page.
"""

from __future__ import annotations

import os
import sys

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # a build front end does not add it


class BuildPy(build_py):
    """Also writes the two generated modules, except in an editable install."""

    def run(self) -> None:
        """Copy the sources and write the generated modules."""
        super().run()
        for path, text in self._generated_modules().items():
            self.mkpath(os.path.dirname(path))
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """Returns the paths of all files that `run` writes."""
        return [*super().get_outputs(include_bytecode), *self._generated_modules()]

    def _generated_modules(self) -> dict[str, str]:
        if self.editable_mode:
            return {}
        from tools.prebuild import modules

        return {os.path.join(self.build_lib, "spanlint", name): text for name, text in modules().items()}


def _index_page() -> str:
    from tools.index_page import index_page
    from tools.prebuild import documentation

    with open("README.md", encoding="utf-8") as file:
        return index_page(file.read(), documentation())


setup(
    long_description=_index_page(),
    long_description_content_type="text/markdown",
    packages=[*find_packages(include=["spanlint", "spanlint.*"]), "spanlint.rules"],
    cmdclass={"build_py": BuildPy},
)
