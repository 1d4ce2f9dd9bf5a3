"""What leaves on paper: documents set as PDF from rows that were read to be printed."""
