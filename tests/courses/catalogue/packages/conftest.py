from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from courses.catalogue.packages.package import PackageRefused
from tests.courses.catalogue.packages.samples import read, whole_package, write_folder


@pytest.fixture
def files() -> dict[str, str]:
    """A whole small package, path → text, to be changed by the test."""
    return whole_package()


@pytest.fixture
def refusals(
    tmp_path: Path,
) -> Callable[[Mapping[str, str | bytes]], list[tuple[str, int, str]]]:
    """Every (file, line, sentence) with which a folder of these files is refused."""

    def of(files: Mapping[str, str | bytes]) -> list[tuple[str, int, str]]:
        with pytest.raises(PackageRefused) as refused:
            read(write_folder(tmp_path / "package", files))
        return [(p.file, p.line, p.sentence) for p in refused.value.problems]

    return of
