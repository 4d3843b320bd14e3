"""What `carriers` decides, purely: where it may write to, what a letter says, when to try again, what a report lacks."""
