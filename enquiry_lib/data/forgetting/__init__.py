"""Forgetting: a pupil, or the words and photographs of somebody who withdrew consent, out of everything a network keeps."""
