"""What is in the transparency log under our name? Takes checkpoints and tiles of Rekor v2.

Gives our signatures. Refuses a log that shrinks, forks, or shows other entries than it signed for.
"""
