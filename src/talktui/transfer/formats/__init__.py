"""What can be imported, one file a format."""
