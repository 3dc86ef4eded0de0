"""What a newcomer meets first: README, locks, make targets, decisions. They say what is so."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

from api.cli import app
from ingest.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("ontologies", "text", "graph", "search", "ingest", "casework", "api")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# What a distribution is imported as, where it is not its own name.
IMPORTED_AS = {
    "python-docx": "docx",
    "pyyaml": "yaml",
    "python-calamine": "python_calamine",
    "psycopg": "psycopg",
    "pydantic-settings": "pydantic_settings",
    "import-linter": "importlinter",
}


def _name(requirement: str) -> str:
    return re.split(r"[\s<>=!~;\[(]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def _pins(file: str) -> dict[str, set[str]]:
    """Name → versions pinned (several where they differ by platform)."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(
        r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", (ROOT / file).read_text(encoding="utf-8"), re.M
    ):
        found.setdefault(name.lower().replace("_", "-"), set()).add(version)
    return found


def _documents() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_every_setting_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for field in Settings.model_fields:
        assert f"`DINGFEN_{field.upper()}`" in readme, field
    told = set(re.findall(r"`DINGFEN_([A-Z]+)`", readme))
    assert told == {field.upper() for field in Settings.model_fields}


def test_the_readme_names_commands_that_there_are() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = {
        command.name or (command.callback.__name__ if command.callback else "") for command in app.registered_commands
    }
    commands |= {group.name or "" for group in app.registered_groups}
    told = set(re.findall(r"\bdingfen ([a-z]+(?:-[a-z]+)*)", readme))
    assert told <= commands, told - commands
    assert commands - {"demo"} <= told, commands - told


@pytest.mark.parametrize("document", _documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (document.parent / target).exists(), target


def test_the_list_of_decisions_is_whole() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"^\| \[(\d{4})\]\((\S+)\) \|", (folder / "README.md").read_text(encoding="utf-8"), re.M)
    there = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert sorted(name for _, name in listed) == there
    assert len({number for number, _ in listed}) == len(listed)
    assert all(name.startswith(number) for number, name in listed)


def test_locks_hold_what_is_declared_and_agree() -> None:
    runtime, development = _pins("requirements.lock"), _pins("requirements-dev.lock")
    declared = {_name(item) for item in PROJECT["dependencies"]}
    servers = {_name(item) for item in PROJECT["optional-dependencies"]["servers"]}
    extra = {_name(item) for item in PROJECT["optional-dependencies"]["dev"]} - {PROJECT["name"]}
    assert declared | servers <= set(runtime), "运行 make lock"
    assert declared | servers | extra <= set(development), "运行 make lock"
    for name, versions in runtime.items():
        assert versions == development.get(name), name


def test_locks_name_no_registry_and_have_hashes() -> None:
    for file in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / file).read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index-url" not in text
        assert len(re.findall(r"^[A-Za-z0-9].*\\$", text, re.M)) == len(re.findall(r"^[A-Za-z0-9]", text, re.M))


def test_only_declared_dependencies_are_imported() -> None:
    declared = {_name(item) for group in PROJECT["optional-dependencies"].values() for item in group}
    declared |= {_name(item) for item in PROJECT["dependencies"]}
    known = {IMPORTED_AS.get(name, name.replace("-", "_")) for name in declared}
    known |= {"tests", "bench", "examples", *PACKAGES, *sys.stdlib_module_names}
    for folder in (*PACKAGES, "tests", "bench", "examples"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                    modules = [node.module]
                for module in modules:
                    assert module.split(".")[0] in known, f"{path.relative_to(ROOT)}: {module}"


def test_make_help_lists_the_targets() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = set(re.findall(r"^\.PHONY: (.*)$", makefile, re.M)[0].split())
    assert phony == set(re.findall(r"^([a-z]+):", makefile, re.M))
    for target in phony:
        assert re.search(rf"^{target}:.*## \S", makefile, re.M), target
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"make ([a-z]+)", contributing + readme)) <= phony
