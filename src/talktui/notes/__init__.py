"""The notes directory: reading notes as talks and writing edits back, without a user interface."""
