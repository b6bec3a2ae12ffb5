"""How what was imported becomes notes, and finds its notes again."""
