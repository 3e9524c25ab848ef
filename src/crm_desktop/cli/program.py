"""The program on the command line: common options, commands, and how failures end."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.models import CommandInfo

from crm_desktop import __version__
from crm_desktop.cli import (
    duplicates,
    files,
    importing,
    leads,
    mailing,
    places,
    privacy,
    protecting,
    records,
    safekeeping,
    segments,
    undoing,
    workspaces,
)
from crm_desktop.cli.output import Output, clean, prepare_streams
from crm_desktop.cli.session import PASSPHRASE_FILE, Session, Window
from crm_desktop.core.errors import CrmError

_PROGRAM = "crm-desktop"
_ABOUT = "A small firm's whole memory of its customers, in one file on its own computer."
_AFTER = (
    "Without a command, or with the name of a workspace, the window opens. --workspace, --passphrase-file, --json "
    "and --debug may stand before or behind any command. Exit code: 0 done, 1 refused, 2 wrong usage."
)
# Some versions of Typer carry a Click of their own: what they raise is found by its family, not by its place.
_WRONG_USAGE: Any = typer.BadParameter.__mro__[2]
_FLAGS = ("--json", "--debug")
_WITH_VALUE = ("--workspace", PASSPHRASE_FILE)


def run(argv: Sequence[str] | None, window: Window | None) -> int:
    """Run one command and return the exit code."""
    prepare_streams()
    arguments = common_first(sys.argv[1:] if argv is None else argv)
    command = typer.main.get_command(_program(window, _first_word(arguments)))
    try:
        answer = command.main(arguments, prog_name=_PROGRAM, standalone_mode=False)
        sys.stdout.flush()
        return answer if isinstance(answer, int) else 0
    except BrokenPipeError:
        # Whoever read from us has had enough; Python must not complain when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except CrmError as error:
        print(clean(f"{error.title} {error.detail}".strip()), file=sys.stderr)
        if "--debug" in arguments:
            traceback.print_exc()
        return 1
    except typer.Abort:
        print("Stopped. Nothing more was changed.", file=sys.stderr)
        return 1
    except _WRONG_USAGE as error:
        error.show(sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped. What was being written was rolled back.", file=sys.stderr)
        return 1
    except PermissionError as error:
        # A folder on the way may not be looked into: whoever asks the system for a file may be told so.
        where = f"“{error.filename}”" if error.filename else "A file"
        print(clean(f"{where} cannot be reached: {error.strerror}. Saved work is safe."), file=sys.stderr)
        if "--debug" in arguments:
            traceback.print_exc()
        return 1
    except Exception as error:
        if "--debug" in arguments:
            traceback.print_exc()
        else:
            said = clean(f"{type(error).__name__}: {error}")
            print(
                f"Something unexpected happened ({said}). Saved work is safe. Add --debug for a report.",
                file=sys.stderr,
            )
        return 1


def common_first(arguments: Sequence[str]) -> list[str]:
    """Move the common options to the front, wherever they stand, so that every command takes them."""
    common: list[str] = []
    others: list[str] = []
    left = iter(arguments)
    for argument in left:
        if argument == "--":
            others += [argument, *left]
        elif argument in _FLAGS or argument.startswith(tuple(f"{one}=" for one in _WITH_VALUE)):
            common.append(argument)
        elif argument in _WITH_VALUE:
            common += [argument, *(value for value in [next(left, None)] if value is not None)]
        else:
            others.append(argument)
    return common + others


def _first_word(arguments: Sequence[str]) -> str:
    left = iter(arguments)
    for argument in left:
        if argument in _WITH_VALUE:
            next(left, None)
        elif not argument.startswith("-"):
            return argument
    return ""


def _program(window: Window | None, wanted: str) -> typer.Typer:
    app = typer.Typer(
        name=_PROGRAM, help=_ABOUT, epilog=_AFTER, add_completion=False, no_args_is_help=True,
        rich_markup_mode=None, pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )  # fmt: skip

    @app.callback()
    def common(
        context: typer.Context,
        workspace: Annotated[
            Path | None,
            # What cannot be read is said by whoever reads it, in a sentence.
            typer.Option(help="The file to work on; else CRM_WORKSPACE, else the one opened last.", readable=False),
        ] = None,
        passphrase_file: Annotated[
            str | None,
            typer.Option(
                help="The file whose first line is the passphrase of an encrypted workspace; - is standard input."
            ),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
        debug: Annotated[bool, typer.Option("--debug", help="Show a report when something fails.")] = False,
        version: Annotated[
            bool, typer.Option("--version", is_eager=True, callback=_say_version, help="Say the version.")
        ] = False,
    ) -> None:
        context.obj = Session(workspace, Output(as_json), window, passphrase_file)

    for group in (
        workspaces, safekeeping, places, importing, files, records, segments, leads, undoing, protecting, privacy,
        duplicates, mailing,
    ):  # fmt: skip
        group.register(app)
    # Typer makes every command that it is given, which takes longer than most commands run: it is given the one that
    # is wanted, and all of them when that is none of them, to list them or to say which was meant.
    commands = [one for one in app.registered_commands if _name_of(one) == wanted]
    groups = [one for one in app.registered_groups if one.name == wanted]
    if commands or groups:
        app.registered_commands, app.registered_groups = commands, groups
    return app


def _name_of(command: CommandInfo) -> str:
    return command.name or typer.main.get_command_name(command.callback.__name__ if command.callback else "")


def _say_version(wanted: bool) -> Any:
    if wanted:
        print(f"{_PROGRAM} {__version__}")
        raise typer.Exit
