"""Claims: what is covered on which day, the file a claim needs, the insurer's clocks, and what to do when they run out."""
