"""What pyproject.toml cannot say: the packages, and the two modules that tools/prebuild.py makes for a wheel.

`packages.find` knows only folders below its own, and `spanlint.rules` is the folder `rules/` beside `spanlint/`.
"""

from __future__ import annotations

import os
import sys

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # a build front end does not put it there


class BuildPy(build_py):
    """The usual copying, and the two modules, unless what is installed is the source tree itself."""

    def run(self) -> None:
        """Copy and write."""
        super().run()
        for path, text in self._made().items():
            self.mkpath(os.path.dirname(path))
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """Every file that `run` writes."""
        return [*super().get_outputs(include_bytecode), *self._made()]

    def _made(self) -> dict[str, str]:
        if self.editable_mode:
            return {}
        from tools.prebuild import modules

        return {os.path.join(self.build_lib, "spanlint", name): text for name, text in modules().items()}


setup(
    packages=[*find_packages(include=["spanlint", "spanlint.*"]), "spanlint.rules"],
    cmdclass={"build_py": BuildPy},
)
