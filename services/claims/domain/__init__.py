"""What claims decides, purely: facts and rules in, checklists, clocks and decisions with their reasons out.

Rules come from a `Jurisdiction`, chosen by the date of the fact they apply to. Caveats are keys of
`caveats.CAVEATS`. Nothing here says what an insurer will pay; it says what the contract and the law let a
client expect.
"""
