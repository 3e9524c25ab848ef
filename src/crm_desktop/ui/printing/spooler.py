"""The printers of this computer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtPrintSupport import QPrinter, QPrinterInfo


@dataclass(frozen=True, slots=True)
class PrinterChoice:
    """A printer that can be chosen."""

    name: str
    words: str
    is_usual: bool = False


class Spooler(Protocol):
    """Where printers come from; a test hands in its own."""

    def printers(self) -> list[PrinterChoice]:
        """Return the printers there are. May ask the network: not for the main thread."""

    def open(self, name: str) -> QPrinter:
        """Return a printer to paint on; "" is the usual one."""


class SystemSpooler:
    """The printers that the operating system knows."""

    def printers(self) -> list[PrinterChoice]:
        usual = QPrinterInfo.defaultPrinterName()
        found = [
            PrinterChoice(name, QPrinterInfo.printerInfo(name).description() or name, name == usual)
            for name in QPrinterInfo.availablePrinterNames()
        ]
        return sorted(found, key=lambda one: (not one.is_usual, one.words.casefold()))

    def open(self, name: str) -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if name:
            printer.setPrinterName(name)
        return printer
