"""Privacy, the same in every service: purposes that are stopped, contracts that go on, erasure, export, who looked.

A service plugs in by data: each row class about a client names its fate (`shared.fates`), `FOLLOWS_PRIVACY` and
`ERASES` stand in its choreography, and a route that works for a purpose says so (`@for_purpose`).
"""
