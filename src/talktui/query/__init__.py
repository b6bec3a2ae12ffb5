"""The filter language: parse, match, explain, complete. What it means is told in docs/filter.md."""
