"""Invented trials and look-alikes whose truth is known, asked through the public functions: docs/simulation.py."""
