"""Prove that a built program works by itself: a temporary home, one small job, nothing on stderr.

    python tools/smoke.py dist/crm-desktop/crm-desktop

Any build of the program can be named, also the script in .venv.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

CONTACT = {
    "kind": "person",
    "given_name": "Ægir",
    "family_name": "Ľdaský",
    "emails": [{"type": "work", "value": "aegir@example.com", "primary": True}],
}
LINES = [
    {"kind": "item", "name": "Rye loaf", "quantity": "12", "unit_price": "4.50", "tax_rate": "7"},
    {"kind": "item", "name": "Wedding cake", "quantity": "1", "unit_price": "180.00", "tax_rate": "7"},
]
CARD = """BEGIN:VCARD\r\nVERSION:3.0\r\nN:Ødegård;Åse;;;\r\nFN:Åse Ødegård\r\nEMAIL;TYPE=WORK:aase@example.com\r
ADR;TYPE=WORK:;;Harbour Street 4;Leeds;;LS1 4AP;United Kingdom\r\nEND:VCARD\r\n"""
TABLE = """First name,Last name,Email,Phone,City
Ben,Stone,ben@example.com,+44 113 496 0001,York
Benjamin,Stone,ben@example.com,+44 113 496 0001,York
"""
PASSPHRASE = "rye loaf on a warm stone"
WINDOW_SECONDS = 4
LONGEST_STEP = 120


class SmokeError(Exception):
    """A step that did not do what it should; the text is all there is to know."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the job; 0 when every step did what it should."""
    parser = argparse.ArgumentParser(description="Prove that a built program works by itself.")
    parser.add_argument("program", type=Path, help="the program to start")
    program = parser.parse_args(arguments).program.absolute()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="crm-smoke-") as home:
        try:
            job(program, Path(home))
        except SmokeError as failure:
            print(f"Smoke test failed: {failure}", file=sys.stderr)
            return 1
    print(f"Smoke test passed in {time.monotonic() - began:.1f} s: {program}")
    return 0


def job(program: Path, home: Path) -> None:
    """Do one thing with every part that has files or libraries of its own, look at the window, close it again."""
    workspace, picture = home / "smoke.crm", home / "today.png"
    environment = clean_environment(home, workspace)

    def run(*words: str, given: object = None) -> str:
        return step([str(program), *words], environment, home, given)

    run("new", str(workspace), "--name", "Smoke bakery", "--currency", "EUR", "--country", "DE")
    contact = created(run("create", "contact", "-", "--json", given=CONTACT))
    quote = created(
        run("create", "quote", "-", "--json", given={"title": "Bread", "person_id": contact, "lines": LINES})
    )
    run("print", quote, "-o", str(home / "quote.pdf"))
    demand((home / "quote.pdf").read_bytes().startswith(b"%PDF-"), "the printed quote is no PDF")
    demand("Ľdaský" in run("list", "contact", "--json"), "the new contact is not in the list")
    hand_over(run, home)
    encrypt(run, home, workspace)
    run("screenshot", "today", "-o", str(picture))
    demand(picture.read_bytes().startswith(b"\x89PNG"), "the screenshot is no PNG")
    open_and_close([str(program)], environment, home)


def hand_over(run: Callable[..., str], home: Path) -> None:
    """Bring in a card, a CSV and a workbook; take out a workbook and labels; find who is there twice."""
    (home / "card.vcf").write_text(CARD, encoding="utf-8", newline="")
    (home / "people.csv").write_text(TABLE, encoding="utf-8")
    run("import", str(home / "card.vcf"))
    run("import", str(home / "people.csv"), "--mode", "create")
    run("export", "contact", "-o", str(home / "all.xlsx"))
    demand((home / "all.xlsx").read_bytes().startswith(b"PK"), "the exported workbook is none")
    run("import", str(home / "all.xlsx"))
    names = run("list", "contact", "--json")
    for name in ("Ødegård", "Stone", "Ľdaský"):
        demand(name in names, f"{name} was not imported")
    run("labels", "-o", str(home / "labels.pdf"))
    demand((home / "labels.pdf").read_bytes().startswith(b"%PDF-"), "the labels are no PDF")
    demand("Stone" in run("duplicates", "--json"), "Ben Stone is there twice and was not found")


def encrypt(run: Callable[..., str], home: Path, workspace: Path) -> None:
    """Encrypt the workspace, read it by its passphrase, and take the encryption off again."""
    passphrase = home / "passphrase.txt"
    passphrase.write_text(PASSPHRASE, encoding="utf-8")
    with_it = ("--passphrase-file", str(passphrase))
    run("encrypt", "--sheet", str(home / "sheet.pdf"), *with_it)
    demand(not workspace.read_bytes().startswith(b"SQLite format 3"), "the workspace can still be read by anybody")
    demand("Ødegård" in run("list", "contact", "--json", *with_it), "the encrypted workspace lost a contact")
    run("backup", *with_it)
    run("check", *with_it)
    run("decrypt", *with_it)
    run("backup")
    run("check")


def clean_environment(home: Path, workspace: Path) -> dict[str, str]:
    """Return an environment that knows this home, and no Python, screen or session of the person's."""
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "LANG": os.environ.get("LANG", "C.UTF-8"),
        "CRM_WORKSPACE": str(workspace),
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(home),
        "USERPROFILE": str(home),
        "SYSTEMROOT": os.environ.get("SYSTEMROOT", ""),
    }
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
        folder = home / name.lower()
        folder.mkdir(mode=0o700)
        environment[name] = str(folder)
    return environment


def step(command: list[str], environment: Mapping[str, str], home: Path, given: object) -> str:
    """Run one command to its end; return what it answered."""
    asked = "" if given is None else json.dumps(given)
    answer = subprocess.run(
        command, input=asked, env=environment, cwd=home, capture_output=True, encoding="utf-8", check=False,
        timeout=LONGEST_STEP,
    )  # fmt: skip
    words = " ".join(command[1:])
    said = f"`{words}` ended with {answer.returncode} and said:\n{answer.stdout}{answer.stderr}"
    demand(answer.returncode == 0 and not answer.stderr, said)
    return answer.stdout


def open_and_close(command: list[str], environment: Mapping[str, str], home: Path) -> None:
    """Open the window, see that it stays open without a word, and end it."""
    process = subprocess.Popen(
        command, env=environment, cwd=home, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    try:
        said, complained = process.communicate(timeout=WINDOW_SECONDS)
    except subprocess.TimeoutExpired:
        process.terminate()
        said, complained = process.communicate(timeout=LONGEST_STEP)
        demand(not complained, f"the open window wrote to stderr:\n{complained}")
    else:
        demand(False, f"the window closed by itself with {process.returncode}:\n{said}{complained}")


def created(answer: str) -> str:
    """Return the id of the record that `create --json` answered with."""
    identifier = json.loads(answer).get("id")
    demand(isinstance(identifier, str) and bool(identifier), f"no id in the answer: {answer}")
    return str(identifier)


def demand(true: bool, otherwise: str) -> None:
    """Fail with these words unless it is true."""
    if not true:
        raise SmokeError(otherwise)


if __name__ == "__main__":
    sys.exit(main())
