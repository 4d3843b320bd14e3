"""What can happen in `needs`: to a client's facts, to the cover his policies give, and to his assessments."""
