"""The only network: one provider, one file."""
