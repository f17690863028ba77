"""Each row of the consumer's table "When something fails" is brought about by the real program."""
