"""What talks become: a post, a page, tables, a calendar."""
