"""Pure rules: values and a given now go in, values come out. No I/O, no clock, no framework."""
