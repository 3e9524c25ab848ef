"""Speed against the limit: what the program does, measured beside the bare tool in the same run."""

from __future__ import annotations

from crm_desktop.bench.running import run_bench

__all__ = ["run_bench"]
