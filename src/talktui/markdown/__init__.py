"""Markdown to laid-out lines, without a user interface."""
