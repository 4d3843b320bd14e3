"""What servicing decides, purely: a policy's facts and rules in, clocks and decisions with their reasons out.

Rules come from a `Jurisdiction`, chosen by the date of the fact that starts the clock. Caveats are keys of
`caveats.CAVEATS`.
"""
