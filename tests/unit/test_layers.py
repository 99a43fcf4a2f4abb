"""Imports point down only: the contract in pyproject.toml."""

import tomllib
from pathlib import Path

from django.apps import apps
from django.conf import settings
from importlinter.cli import lint_imports

ROOT = Path(settings.BASE_DIR)


def test_no_app_imports_one_above_or_beside_it(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == 0


def test_every_app_has_its_place():
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = [
        part.strip() for layer in contract["contracts"][0]["layers"] for part in layer.split("|")
    ]
    ours = {config.name for config in apps.get_app_configs() if Path(config.path).parent == ROOT}
    assert set(layers) == ours == set(contract["root_packages"])
