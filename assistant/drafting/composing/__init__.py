"""One file a message: how the composer fills its slots. `material` holds what they share."""
