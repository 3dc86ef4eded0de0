"""The command with everything under it, as tests run it."""

from __future__ import annotations

from pathlib import Path

from api.cli import app
from api.findings_cli import register
from tests import test_cli

if "verdict" not in {command.callback.__name__ for command in app.registered_commands if command.callback}:
    register(app)


def run(*args: str, home: Path) -> test_cli.Done:
    """See ``tests.test_cli.run``."""
    return test_cli.run(*args, home=home)
