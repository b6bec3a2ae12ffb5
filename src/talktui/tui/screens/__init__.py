"""Modal screens: each takes data and dismisses with a result."""
