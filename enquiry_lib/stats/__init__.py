"""Numbers in, a small frozen result out."""
