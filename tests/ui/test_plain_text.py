"""What people typed is shown as typed: Qt takes text for markup where it guesses, and then reads files it names.

Reads the source: every label has the plain text format, every tooltip with data in it goes through
``plain_tip``, and texts that are looked up for translation are whole sentences with named places.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from pytestqt.qtbot import QtBot

import crm_desktop
from crm_desktop.ui.kit.button import IconButton
from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.pane.pane import PaneContext
from tests.source_trees import tree

SOURCE: Final = Path(crm_desktop.__file__).parent
FILES: Final = [*sorted((SOURCE / "ui").rglob("*.py")), *sorted((SOURCE / "app").rglob("*.py"))]

GUESSING: Final = {"QLabel", "QMessageBox"}
"""Classes that take text for markup unless they are told its format."""
NEVER: Final = {"QInputDialog", "QErrorMessage", "QProgressDialog", "setHtml", "insertHtml", "appendHtml", "showText"}
"""What cannot be told: such a text has no format to set."""
CLEANS: Final = "ui/kit/safe_html.py"
"""The one view of formatted text: what it is given passes an allow-list, what it asks for is never read."""
LOOKED_UP: Final = {"tr": 0, "translate": 1, "QT_TRANSLATE_NOOP": 1}
"""Which argument is the text that translators see."""


PLAIN = (["setTextFormat", "Qt.TextFormat.PlainText"], ["setProperty", "'textFormat'", "_PLAIN_TEXT"])


def faults_of(tree: ast.Module) -> list[str]:
    """What is wrong in one module, each with its line."""
    faults = [*_unformatted(tree)]
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = _name(node.func)
        if name in NEVER:
            faults.append(f"{node.lineno}: {name} cannot show plain text only")
        elif name == "setToolTip" and not all(_is_plain_tip(tip) for tip in node.args):
            faults.append(f"{node.lineno}: a tooltip with data does not go through plain_tip")
        elif name in LOOKED_UP and not _is_plain_number_call(node):
            place = LOOKED_UP[name]
            if len(node.args) > place and _is_glued(node.args[place]):
                faults.append(f"{node.lineno}: a text for translators is put together before it is looked up")
        elif _name(node.func) in {"question", "warning", "information", "critical"} and _owner(node) == "QMessageBox":
            faults.append(f"{node.lineno}: QMessageBox.{name} guesses the format of its text")
    return sorted(faults)


def _unformatted(tree: ast.Module) -> Iterator[str]:
    for scope in ast.walk(tree):
        if isinstance(scope, ast.ClassDef) and GUESSING & {_name(base) for base in scope.bases}:
            if "self" not in _made_plain(scope):
                yield f"{scope.lineno}: {scope.name} does not set the plain text format"
        elif isinstance(scope, ast.FunctionDef | ast.Module):
            plain = _made_plain(scope)
            for made, target in _made_labels(scope):
                if target not in plain:
                    yield f"{made.lineno}: a {_name(made.func)} guesses the format of its text"


def _made_labels(scope: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    for node in _own(scope):
        if isinstance(node, ast.Call) and _name(node.func) in GUESSING and isinstance(node.func, ast.Name):
            target = next(
                (
                    ast.unparse(holder.targets[0])
                    for holder in _own(scope)
                    if isinstance(holder, ast.Assign) and holder.value is node
                ),
                "",
            )
            yield node, target


def _made_plain(scope: ast.AST) -> set[str]:
    return {
        ast.unparse(node.func.value)
        for node in ast.walk(scope)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and [node.func.attr, *(ast.unparse(argument) for argument in node.args)] in PLAIN
    }


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """Everything in a scope, but not what is in functions within it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef | ast.Lambda):
            yield child
            yield from _own(child)


def _is_plain_tip(tip: ast.expr) -> bool:
    if isinstance(tip, ast.IfExp):
        return _is_plain_tip(tip.body) and _is_plain_tip(tip.orelse)
    if isinstance(tip, ast.Constant):
        return True
    return isinstance(tip, ast.Call) and (
        _name(tip.func) == "plain_tip"
        or (_name(tip.func) == "tr" and all(isinstance(argument, ast.Constant) for argument in tip.args))
    )


def _is_glued(text: ast.expr) -> bool:
    if isinstance(text, ast.BinOp):
        return True
    is_call = isinstance(text, ast.Call) and _name(text.func) in {"format", "join", "replace"}
    return isinstance(text, ast.JoinedStr) or is_call


def _is_plain_number_call(call: ast.Call) -> bool:
    """Whether this is another thing's `translate`: a painter's, or that of a string."""
    return _name(call.func) == "translate" and _owner(call) != "QCoreApplication"


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _owner(call: ast.Call) -> str:
    return _name(call.func.value) if isinstance(call.func, ast.Attribute) else ""


def test_data_is_shown_as_plain_text_and_translators_see_whole_texts() -> None:
    found = {path.relative_to(SOURCE).as_posix(): faults for path in FILES if (faults := faults_of(tree(path)))}
    assert len([fault for fault in found[CLEANS] if "setHtml" in fault]) == 1
    found[CLEANS] = [fault for fault in found[CLEANS] if "setHtml" not in fault]
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_only_one_module_opens_anything_outside() -> None:
    openers = {
        path.relative_to(SOURCE).as_posix() for path in FILES if "QDesktopServices" in path.read_text(encoding="utf-8")
    }
    assert openers == {"ui/kit/links.py"}


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("label = QLabel(name)", "guesses"),
        ("class Name(QLabel):\n    pass", "does not set"),
        ("def show():\n    box = QMessageBox()\n    box.setTextFormat(Qt.TextFormat.RichText)", "guesses"),
        ("QMessageBox.question(self, title, name)", "guesses"),
        ("self.setToolTip(name)", "tooltip"),
        ("self.setToolTip(self.tr('Open {name}').format(name=name))", "tooltip"),
        ("view.setHtml(body)", "cannot"),
        ("self.tr(f'Open {name}')", "translators"),
        ("self.tr('Open ' + name)", "translators"),
        ("QCoreApplication.translate('cases', 'Open {n}'.format(n=name))", "translators"),
    ],
)
def test_offenders_are_found(source: str, fault: str) -> None:
    [found] = faults_of(ast.parse(source))
    assert fault in found


@pytest.mark.parametrize(
    "source",
    [
        "label = QLabel(name)\nlabel.setTextFormat(Qt.TextFormat.PlainText)",
        "class Name(QLabel):\n    def __init__(self):\n        self.setTextFormat(Qt.TextFormat.PlainText)",
        "self.setToolTip(self.tr('Open') if name else '')",
        "self.setToolTip(plain_tip(name))",
        "self.tr('Open {name}').format(name=name)",
        "painter.translate(width / 2, height / 2)",
    ],
)
def test_what_is_right_passes(source: str) -> None:
    assert faults_of(ast.parse(source)) == []


def test_a_tooltip_shows_markup_in_a_name_as_letters(context: PaneContext, qtbot: QtBot) -> None:
    assert plain_tip("Fish & Chips") == "Fish & Chips"
    name = '<img src="file:///etc/passwd"> Ltd'
    button = IconButton(context.theme, "x", name)
    qtbot.addWidget(button)
    assert "<img" not in button.toolTip()
    assert "&lt;img" in button.toolTip()
    assert button.accessibleName() == name
