"""What `make bench` runs: speed as ratios measured in one run, with the rows they were measured on."""
