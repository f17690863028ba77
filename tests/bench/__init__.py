"""The numbers of docs/benchmarks.md, measured side by side where something comparable exists."""
