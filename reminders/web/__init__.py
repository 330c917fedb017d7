"""Pages and webhooks: one file a screen."""
