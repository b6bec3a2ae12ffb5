"""The app: the one package that knows Textual."""
