"""The whole core on a simulated clock, network and database steps: one seed, one history."""
