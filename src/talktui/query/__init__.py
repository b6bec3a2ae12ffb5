"""The filter language: parse, match, explain, complete."""
