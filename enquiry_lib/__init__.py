"""Enquiry Workbooks: from a worry to an honest, readable report."""
