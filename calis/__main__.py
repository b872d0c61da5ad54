"""Puts the commands together: `calis …`, or `python -m calis …`."""

from bot.cli import app
from bot.cli import main as run_command
from evals.cli import eval_app

app.add_typer(eval_app, name="eval")


def main() -> None:
    """Run a command; errors and exit statuses are those of `bot/cli.py`."""
    run_command()


if __name__ == "__main__":
    main()
