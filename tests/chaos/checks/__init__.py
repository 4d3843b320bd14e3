"""What must agree, one function for each thing; each yields a sentence, with ids, for everything that does not."""
