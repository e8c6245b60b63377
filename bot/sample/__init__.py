"""A sample edition: 50 papers of one week in March 2026, with abstracts written for it."""
