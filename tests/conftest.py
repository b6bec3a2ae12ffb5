"""What all tests share: the figures they measure are printed together at the end."""

from __future__ import annotations

from tests.reliability.figures import figures, pytest_terminal_summary

__all__ = ["figures", "pytest_terminal_summary"]
