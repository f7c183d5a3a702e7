"""`python -m enquiry_lib.cli`."""

from enquiry_lib.cli import main

main()
