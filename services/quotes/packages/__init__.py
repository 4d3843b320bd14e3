"""A carrier's products, sent in one archive: read without trust, judged as a whole, loaded all or none."""
