"""What underwriting decides, purely: facts and rules in, decisions with their reasons out. No I/O, no clock.

Rules come from a `Jurisdiction`, chosen by the date of the fact they apply to. Caveats are keys of
`caveats.CAVEATS`.
"""
