"""Cards: what Paperboy shows, one file for each kind of thing shown."""
