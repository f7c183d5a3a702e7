"""Workbooks to reports."""
