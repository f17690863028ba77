"""One signed sample of each format that was released, and what made it."""
