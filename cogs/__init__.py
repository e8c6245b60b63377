"""The doors to Discord, one a file: each parses, calls a desk, and is done."""
