"""What pyproject.toml cannot say: the scenarios and their evidence become part of the package when it is built."""

from pathlib import Path
from shutil import copy2

from setuptools import setup
from setuptools.command.build_py import build_py

SHIPPED = {
    "scenarios": ("*.yaml", "README.md"),
    "scenarios/expected": ("*.json",),
    "scenarios/questions": ("*.yaml",),
    "seeds": ("*.yaml",),
}
"""Folders here, and which of their files are shipped: the relative paths between them stay what they are."""


class BuildWithScenarios(build_py):
    """Copies the shipped files beside the code; an editable installation finds them where they are written."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            for folder, patterns in SHIPPED.items():
                place = Path(self.build_lib, "escalation_sim", "shipped", folder)
                place.mkdir(parents=True, exist_ok=True)
                for path in (path for pattern in patterns for path in sorted(Path(folder).glob(pattern))):
                    copy2(path, place)


setup(cmdclass={"build_py": BuildWithScenarios})
