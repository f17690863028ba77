"""Stand-ins for marketplace actions: the same inputs and outputs, and what each does not do."""
