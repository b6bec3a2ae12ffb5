"""Front matter: read as text with lines, edited by splicing."""
