"""Carriers: what insurers and partners are told, and what insurers say in answer, each signed."""
