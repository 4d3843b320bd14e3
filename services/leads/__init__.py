"""Leads: people and firms from first contact on, with their consent."""
