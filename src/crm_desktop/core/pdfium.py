"""The one lock around PDFium, which keeps state for the whole process and is not thread-safe."""

from __future__ import annotations

import threading
from typing import Final

PDFIUM: Final = threading.Lock()
"""Held around every call; who draws a page and who reads the words of another do not wait for a whole document."""
