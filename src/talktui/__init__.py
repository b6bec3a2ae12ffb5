"""talktui: read, filter, tag and edit a directory of Markdown notes on conference talks."""

__version__ = "0.1.0"
