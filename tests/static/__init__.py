"""What can be said of the tree without running it: names, tables, workflows, house rules."""
