"""An enquiry and its data together."""
