"""The tables as they grew; run through `migrate`, never by hand."""
