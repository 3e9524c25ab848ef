"""Where the program starts: a window, or one command without one."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window for no argument or a workspace file; run the command line for everything else."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or (len(arguments) == 1 and arguments[0].lower().endswith(".crm")):
        if sys.platform == "linux" and not any(os.environ.get(name) for name in _SCREENS):
            print(
                "There is no screen to show a window on. Every command works without: crm-desktop -h.", file=sys.stderr
            )
            return 1
        # What is loaded until the first paint all stays; looking for garbage among it would only be waited for.
        gc.disable()
        from crm_desktop.start import run

        return run(arguments[0] if arguments else None)
    from crm_desktop.cli import main as run_command

    return run_command(arguments, window=_Window())


class _Window:
    """What the command line may ask of the window, imported only when it does."""

    def screenshot(
        self, workspace: str, pane: str, out: str, theme: str, size: tuple[int, int], key: bytes | None = None
    ) -> None:
        """Draw one pane offscreen into a PNG file."""
        from crm_desktop.app.pictures import screenshot

        screenshot(workspace, pane, out, theme, size, key)

    def bench(self, names: Sequence[str], *, as_json: bool, people: int) -> int:
        """Measure the program against its bars; 1 when one is missed."""
        from crm_desktop.bench import run_bench

        return run_bench(names, as_json=as_json, people=people)


if __name__ == "__main__":
    sys.exit(main())
