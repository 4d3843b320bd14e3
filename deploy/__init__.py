"""How Coverloop is run: everything embedded in one process, or each service in its own container.

Nothing in `services/` or `shared/` imports this package; it imports them.
"""
